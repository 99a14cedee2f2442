"""Which versions print: the same edition printed by the same ones is the same bytes.

Importing this module needs Pango and HarfBuzz, as `digest.publish.pdf_engine` does.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.metadata import version
from typing import Any

import cffi
from weasyprint.text.ffi import pango

_NAMES = {
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig", "fontconfig-1"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz", "libharfbuzz-0"),
}
_UNKNOWN = "unknown"


@cache
def versions() -> str:
    """Return the versions of all that has a say in the bytes, as one line."""
    parts = {
        "WeasyPrint": version("weasyprint"),
        "pydyf": version("pydyf"),
        "fontTools": version("fonttools"),
        "Pango": _numbers(pango.pango_version()),
        "HarfBuzz": _harfbuzz(),
        "Fontconfig": _fontconfig(),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
    }
    return ", ".join(f"{name} {number}" for name, number in parts.items())


def _harfbuzz() -> str:
    ffi = cffi.FFI()
    ffi.cdef("const char * hb_version_string (void);")
    library = _opened(ffi, "harfbuzz")
    return ffi.string(library.hb_version_string()).decode() if library else _UNKNOWN


def _fontconfig() -> str:
    ffi = cffi.FFI()
    ffi.cdef("int FcGetVersion (void);")
    library = _opened(ffi, "fontconfig")
    return _numbers(library.FcGetVersion()) if library else _UNKNOWN


def _opened(ffi: cffi.FFI, name: str) -> Any:  # noqa: ANN401 - a library is what it declares
    for file in _NAMES[name]:
        try:
            return ffi.dlopen(file)
        except OSError:
            continue
    return None


def _numbers(packed: int) -> str:
    """Return "1.50.12" for 15012: both libraries count two digits a part."""
    return f"{packed // 10000}.{packed // 100 % 100}.{packed % 100}"

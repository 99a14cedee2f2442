"""The packaged fonts, and no others, as a font configuration for WeasyPrint 70.

Ours starts from an empty Fontconfig configuration instead of the system's: no font of the machine
can leak in, no environment variable is read or set, nothing is written.
https://www.freedesktop.org/software/fontconfig/fontconfig-devel/
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import cffi
from weasyprint.text.ffi import ffi as pango_ffi
from weasyprint.text.ffi import fontconfig, gobject, pangoft2
from weasyprint.text.fonts import FontConfiguration

from digest.errors import MissingPartError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LIBRARY_NAMES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig", "fontconfig-1")
_DECLARATIONS = """
    typedef struct _FcCharSet FcCharSet;
    FcConfig * FcConfigCreate (void);
    FcResult FcPatternGetCharSet (const FcPattern *p, const char *object, int n, FcCharSet **c);
    FcBool FcCharSetHasChar (const FcCharSet *fcs, uint32_t ucs4);
"""
# Old-style figures where text runs, lining ones in headlines: see templates/briefing.
_FEATURES = b"""<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <match target="font">
    <test name="family" compare="eq"><string>Source Serif 4</string></test>
    <test name="weight" compare="less"><const>semibold</const></test>
    <edit name="fontfeatures" mode="append"><string>onum 1</string></edit>
  </match>
</fontconfig>"""
# Never drawn: controls, formats such as joiners and bidi marks, and variation selectors.
_UNDRAWN_CATEGORIES = frozenset({"Cc", "Cf"})
_UNDRAWN = frozenset({0x034F, *range(0xFE00, 0xFE10)})


class PackagedFonts(FontConfiguration):  # type: ignore[misc] # weasyprint is untyped
    """A font configuration that knows the given font files alone."""

    def __init__(self, files: Iterable[Path]) -> None:
        """Load the fonts of `files`.

        Raises:
            MissingPartError: Fontconfig is not installed, or one of the files is no font.
        """
        self._extra = cffi.FFI()
        self._extra.include(pango_ffi)
        self._extra.cdef(_DECLARATIONS)
        self._library = _open(self._extra)
        self._config = self._library.FcConfigCreate()
        fontconfig.FcConfigParseAndLoadFromMemory(self._config, _FEATURES, True)  # noqa: FBT003
        for file in files:
            if not fontconfig.FcConfigAppFontAddFile(self._config, bytes(file)):
                raise MissingPartError(f"Not a font that can be used: {file}")
        self.font_map = pango_ffi.gc(pangoft2.pango_ft2_font_map_new(), gobject.g_object_unref)
        pangoft2.pango_fc_font_map_set_config(
            pango_ffi.cast("PangoFcFontMap *", self.font_map), self._config
        )
        # The font map holds its own reference.
        fontconfig.FcConfigDestroy(self._config)
        self._folder = None
        self.strut_layouts: dict[object, object] = {}
        self.font_features: dict[object, object] = {}
        self._known: dict[str, bool] = {}

    def missing(self, text: str) -> tuple[str, ...]:
        """Return the characters of `text` that no font has, sorted, each once."""
        return tuple(sorted(char for char in set(text) if not self._has(char)))

    def _has(self, char: str) -> bool:
        if char not in self._known:
            self._known[char] = (
                unicodedata.category(char) in _UNDRAWN_CATEGORIES
                or ord(char) in _UNDRAWN
                or any(self._in_font(pattern, char) for pattern in self._patterns())
            )
        return self._known[char]

    def _patterns(self) -> Iterable[object]:
        fonts = fontconfig.FcConfigGetFonts(self._config, fontconfig.FcSetApplication)
        return (fonts.fonts[index] for index in range(fonts.nfont))

    def _in_font(self, pattern: object, char: str) -> bool:
        charset = self._extra.new("FcCharSet **")
        self._library.FcPatternGetCharSet(pattern, b"charset", 0, charset)
        return bool(self._library.FcCharSetHasChar(charset[0], ord(char)))


def _open(ffi: cffi.FFI) -> Any:  # noqa: ANN401 - a library is what it declares
    for name in _LIBRARY_NAMES:
        try:
            return ffi.dlopen(name)
        except OSError:
            continue
    raise MissingPartError("The system library Fontconfig is missing; it comes with Pango.")

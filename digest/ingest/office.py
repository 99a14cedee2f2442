"""Word documents and PDFs as texts, within limits.

https://ecma-international.org/publications-and-standards/standards/ecma-376/,
https://www.iso.org/standard/75839.html (PDF), read by pypdf.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject

from digest.errors import InputError
from digest.ingest.limits import MAX_DOCUMENT_BYTES
from digest.model.article import MediaType
from digest.model.received import Given, Received

MOST_PAGES = 2000
"""Pages of a PDF: an article has some tens, a report some hundreds."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARSER_LIMITS = {"resolve_entities": False, "no_network": True, "huge_tree": False}


def read_docx(name: str, content: bytes) -> Received:
    """Return the text of a Word document, a paragraph a line.

    Raises:
        InputError: it is none, is too large unpacked, or holds no text.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            body = _xml(packed, "word/document.xml", name)
            core = _xml(packed, "docProps/core.xml", name) if _has_core(packed) else None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, NotImplementedError) as error:
        raise InputError(f"{name} is no Word document that can be read ({error}).") from error
    paragraphs = (_paragraph(found) for found in body.iter(f"{_W}p"))
    text = "\n\n".join(words for words in paragraphs if words)
    title = core.findtext(f"{_DC}title") if core is not None else None
    return _text(name, text, title)


def read_pdf(name: str, content: bytes) -> Received:
    """Return the text of a PDF, in the order in which it was written.

    Raises:
        InputError: it is none, is locked, has too many pages, or holds no text.
    """
    try:
        text, title = _pages(name, PdfReader(io.BytesIO(content), strict=False))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InputError(f"{name} is no PDF that can be read ({error}).") from error
    except (IndexError, OSError, NotImplementedError, AssertionError) as error:
        raise InputError(f"{name} is a PDF that is damaged ({error}).") from error
    return _text(name, text, title)


def _pages(name: str, reader: PdfReader) -> tuple[str, object]:
    if reader.is_encrypted:
        raise InputError(f"{name} is locked; save it without a password.")
    root = reader.root_object["/Pages"].get_object()
    declared = root.get("/Count", 0) if isinstance(root, DictionaryObject) else None
    if not isinstance(declared, int) or declared > MOST_PAGES:
        raise InputError(f"{name} says that it has {declared} pages; {MOST_PAGES} are taken.")
    parts: list[str] = []
    size = 0
    for page in reader.pages[:MOST_PAGES]:
        parts.append(page.extract_text())
        size += len(parts[-1])
        if size > MAX_DOCUMENT_BYTES:
            raise InputError(f"{name} holds more text than an article may.")
    return "\n\n".join(parts), reader.metadata.title if reader.metadata else None


def _has_core(packed: zipfile.ZipFile) -> bool:
    return "docProps/core.xml" in packed.namelist()


def _xml(packed: zipfile.ZipFile, part: str, name: str) -> etree._Element:
    with packed.open(part) as stream:
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
    if len(data) > MAX_DOCUMENT_BYTES:
        raise InputError(f"{name} is larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB unpacked.")
    return etree.fromstring(data, etree.XMLParser(**_PARSER_LIMITS))


def _paragraph(element: etree._Element) -> str:
    parts = (
        "\t" if found.tag == f"{_W}tab" else "\n" if found.tag == f"{_W}br" else found.text or ""
        for found in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
    )
    return "".join(parts).strip()


def _text(name: str, text: str, title: object) -> Received:
    plain = text.replace("\0", "")
    if not plain.strip():
        raise InputError(f"{name} holds no text; a scan must be read by a program for that first.")
    told = " ".join(title.replace("\0", "").split()) if isinstance(title, str) else ""
    content = plain.encode("utf-8", "replace")
    return Received(name, MediaType.TEXT, content, Given(title=told or None), "utf-8")

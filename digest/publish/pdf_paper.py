"""Laid-out pages become the objects of a PDF file, each page as soon as it is there.

What is finished is kept as the bytes that will stand in the file, streams compressed once:
WeasyPrint 70 keeps the boxes and objects of all pages until the last one is there.
PDF 1.7 (ISO 32000-1), PDF/A-3 (ISO 19005-3).
"""

from __future__ import annotations

import contextlib
from importlib.resources import files
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pydyf
import weasyprint
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.css import ColorProfile
from weasyprint.document import Page
from weasyprint.draw import draw_page
from weasyprint.html import get_html_metadata
from weasyprint.matrix import Matrix
from weasyprint.pdf import VARIANTS, _use_references, _w3c_date_to_pdf
from weasyprint.pdf.anchors import add_links, add_outlines, write_pdf_attachment
from weasyprint.pdf.fonts import build_fonts_dictionary
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream

from digest.publish.pdf_objects import File
from digest.publish.pdf_structure import Structure, add_ua_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VARIANT = "pdf/a-3a"
_SCALE = 0.75  # points a CSS pixel
_PROFILE = "srgb"
_FOLLOWED = ("http:", "https:", "mailto:")
"""The addresses that links may lead to, whatever a template says."""
_PRINTED = 4  # the flag of annotations that PDF/A asks for


class _Content(Stream):  # type: ignore[misc] # weasyprint is untyped
    """A stream whose text belongs to the document: each piece has a mark, counted from 0."""

    @contextlib.contextmanager
    def marked(self, box: object, tag: str) -> Iterator[None]:
        """Mark what is drawn meanwhile, and remember the mark of its box."""
        mark = len(self._tags)
        self._tags[box] = {"tag": tag, "mcid": mark}
        self.stream.append(b"/%s<</MCID %d>>BDC" % (tag.encode(), mark))
        yield
        self.stream.append(b"EMC")


class _Furniture(Stream):  # type: ignore[misc] # weasyprint is untyped
    """A stream whose text belongs to the page and not to the document: artifacts."""

    @contextlib.contextmanager
    def marked(self, _box: object, _tag: str) -> Iterator[None]:
        """Mark what is drawn meanwhile as furniture of the page."""
        self.stream.append(b"/Artifact<</Type/Pagination>>BDC")
        yield
        self.stream.append(b"EMC")


class Paper:
    """A PDF file that is being written."""

    def __init__(self, html: Any, anchors: frozenset[str]) -> None:  # noqa: ANN401
        """Start the file of a document; `anchors` are the places in it that links may lead to."""
        self._metadata = DocumentMetadata(**get_html_metadata(html))
        self._anchors = anchors
        self._file = File()
        self._structure = Structure(self._file)
        self._fonts: dict[Any, Any] = {}
        self._images: dict[Any, Any] = {}
        self._names: dict[str, pydyf.Array] = {}
        self._pages: dict[int, pydyf.Dictionary] = {}
        self._bookmarks: dict[int, list[Any]] = {}
        icc = files(weasyprint.pdf) / "sRGB2014.icc"
        self._profile = ColorProfile(
            icc.open("rb"), icc.name, "relative-colorimetric", (["r"], ["g"], ["b"])
        )
        profile = pydyf.Stream([self._profile.content], pydyf.Dictionary({"N": 3}))
        self._profile.pdf_reference = self._file.added(profile)
        space = pydyf.Array(("/ICCBased", profile.reference))
        self._resources = pydyf.Dictionary(
            {
                "ExtGState": pydyf.Dictionary(),
                "XObject": pydyf.Dictionary(),
                "Pattern": pydyf.Dictionary(),
                "Shading": pydyf.Dictionary(),
                "ColorSpace": self._file.added(pydyf.Dictionary({_PROFILE: space})),
            }
        )
        self._file.add_object(self._resources)

    def add(self, number: int, box: Any) -> None:  # noqa: ANN401 - a page of WeasyPrint's
        """Paint a page, to which margins are still to come; `number` counts from 0."""
        first = len(self._file.objects)
        page = Page(box)
        height = page.height * _SCALE
        paper = pydyf.Array([0, 0, page.width * _SCALE, height])
        tags: dict[Any, Any] = {}
        stream = self._stream(_Content, page, tags)
        stream.transform(d=-1, f=height)
        made = pydyf.Dictionary(
            {
                "Type": "/Page",
                "Parent": self._file.pages.reference,
                "MediaBox": paper,
                "TrimBox": paper,
                "BleedBox": paper,
                "Contents": pydyf.Array([self._file.added(stream)]),
                "Resources": self._resources.reference,
                "Tabs": "/S",
            }
        )
        self._file.add_object(made)
        self._link(page, made)
        with stream.stacked():
            stream.transform(a=_SCALE, d=_SCALE)
            draw_page(box, stream)
        self._structure.add(number, box, made, tags)
        self._pages[number] = made
        self._bookmarks[number] = page.bookmarks
        self._file.keep(first, besides=made)

    def furnish(self, number: int, box: Any) -> None:  # noqa: ANN401 - a page of WeasyPrint's
        """Paint the margins of a page that was added."""
        first = len(self._file.objects)
        stream = self._stream(_Furniture, Page(box), {})
        with stream.stacked():
            stream.transform(a=_SCALE, d=_SCALE)
            draw_page(box, stream)
        self._pages[number]["Contents"].append(self._file.added(stream))
        self._file.keep(first)

    def written(self, attachment: Any, identifier: bytes) -> bytes:  # noqa: ANN401 - WeasyPrint's
        """Return the file, PDF/A-3a and PDF/UA-1, `attachment` inside."""
        pdf = self._file
        pdf.bind([page for _number, page in sorted(self._pages.items())])
        add_outlines(pdf, list(self._outline()))
        self._describe()
        pdf.catalog["Names"] = names = pydyf.Dictionary()
        attached = write_pdf_attachment(pdf, attachment, compress=False)
        content = pydyf.Dictionary({"Names": pydyf.Array((attached["F"], attached.reference))})
        names["EmbeddedFiles"] = pdf.added(content)
        destinations = pydyf.Array()
        for name, place in sorted(self._names.items()):
            destinations.extend((pydyf.String(name), place))
        names["Dests"] = pydyf.Dictionary({"Names": destinations})
        options = {"hinting": False, "pdf_version": b"1.7"}
        fonts = build_fonts_dictionary(pdf, self._fonts, False, True, options)  # noqa: FBT003
        self._resources["Font"] = pdf.added(fonts)
        _use_references(pdf, self._resources, self._images, {_PROFILE: self._profile})
        self._structure.finish()
        intent = {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": pydyf.String(self._profile.name),
            "Info": pydyf.String(self._profile.name),
            "DestOutputProfile": self._profile.pdf_reference,
        }
        pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])
        declare, _properties = VARIANTS[_VARIANT]
        declare(pdf, SimpleNamespace(metadata=self._metadata), (), [attachment], compress=False)
        add_ua_metadata(pdf)
        pdf.keep(0, besides=pdf.info)
        output = BytesIO()
        pdf.write(output, b"1.7", identifier, compress=True)
        return output.getvalue()

    def _stream(self, kind: type[Stream], page: Page, tags: dict[Any, Any]) -> Stream:
        around = (0, 0, page.width, page.height)
        profiles = {_PROFILE: self._profile}
        return kind(self._fonts, around, self._resources, self._images, tags, profiles, _PROFILE)

    def _link(self, page: Page, made: pydyf.Dictionary) -> None:
        """Add the links of a page, each saying in words where it leads, and its anchors."""
        matrix = Matrix(_SCALE, 0, 0, -_SCALE, 0, page.height * _SCALE)
        links = [
            link
            for link in page.links
            if (link[0] == "external" and link[1].lower().startswith(_FOLLOWED))
            or (link[0] == "internal" and link[1] in self._anchors)
        ]
        anchors = [
            (name, x, y) for name, (x, y, _, _) in page.anchors.items() if name not in self._names
        ]
        places: list[Any] = []
        add_links((links, anchors), matrix, self._file, made, places, {})
        self._names.update(places)
        for *_link, box in links:
            box.link_annotation["F"] = _PRINTED
            title = (getattr(box.element, "attrib", None) or {}).get("title")
            if title:
                box.link_annotation["Contents"] = pydyf.String(title)

    def _outline(self) -> Iterable[Any]:
        """Return the tree of bookmarks."""
        root: list[Any] = []
        skipped: list[int] = []
        last_by_depth, level = [root], 0
        for number, bookmarks in sorted(self._bookmarks.items()):
            height = self._pages[number]["MediaBox"][3]
            page = SimpleNamespace(bookmarks=bookmarks)
            matrix = Matrix(a=_SCALE, d=-_SCALE, f=height)
            level = make_page_bookmark_tree(page, skipped, last_by_depth, level, number, matrix)
        return root

    def _describe(self) -> None:
        """Tell title, author, dates and language."""
        told = self._metadata
        moments = {
            "CreationDate": _w3c_date_to_pdf(told.created, "created"),
            "ModDate": _w3c_date_to_pdf(told.modified, "modified"),
        }
        words = {
            "Producer": f"WeasyPrint {weasyprint.VERSION}",
            "Title": told.title,
            "Author": ", ".join(told.authors),
            "Subject": told.description,
            "Creator": told.generator,
            **moments,
        }
        for name, value in words.items():
            if value:
                self._file.info[name] = pydyf.String(value)
        self._file.catalog["Lang"] = pydyf.String(told.lang or "")

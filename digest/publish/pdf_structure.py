"""What WeasyPrint 70 leaves out of a tagged PDF: languages, header scopes, list numbering, PDF/UA.

It also takes the furniture of pages for content; here it is marked as what it is, an artifact.

WeasyPrint builds its structure tree in a private function and marks text in a method of its
streams; for as long as `complete_tags` lasts both are wrapped. The wrappers are why the version of
WeasyPrint is pinned, and veraPDF in the tests.
PDF 1.7 (ISO 32000-1) 14.8.4 and 14.9.2, PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.pdf import tags
from weasyprint.pdf.stream import Stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weasyprint.document import Document

_ROOTS = frozenset({"html", "body"})

# The XMP schema of the PDF/UA identifier: PDF/A asks that a schema it does not know be described
# (ISO 19005-3, 6.6.2.3).
_UA_METADATA = b"""<rdf:Description rdf:about=""
    xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of PDF/UA that the file follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


@contextlib.contextmanager
def complete_tags(document: Document) -> Iterator[None]:
    """Complete the structure tree of `document`, written meanwhile, and mark its artifacts.

    Not for two threads at once.
    """
    build, marked = tags._build_box_tree, Stream.marked  # noqa: SLF001 - see the module's docstring
    furniture = frozenset(_furniture(document))

    def build_box_tree(box: Any, *args: Any) -> Iterator[pydyf.Dictionary]:  # noqa: ANN401
        inner = getattr(box, "_box", box)
        if isinstance(inner, boxes.MarginBox):
            return
        _name_link(inner)
        for element in build(box, *args):
            _complete(element, inner)
            yield element

    @contextlib.contextmanager
    def marked_as_it_is(stream: Stream, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401
        if box not in furniture:
            with marked(stream, box, tag):
                yield
            return
        stream.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        yield
        stream.end_marked_content()

    tags._build_box_tree, Stream.marked = build_box_tree, marked_as_it_is  # noqa: SLF001
    try:
        yield
    finally:
        tags._build_box_tree, Stream.marked = build, marked  # noqa: SLF001


def add_ua_metadata(_document: object, pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-1 in the file's metadata, beside PDF/A: a `finisher` for `write_pdf`."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            item.stream[:] = [b.replace(b"</rdf:RDF>", _UA_METADATA) for b in item.stream]


def _furniture(document: Document) -> Iterator[object]:
    """Yield the boxes of text in the margins of pages."""
    for page in document.pages:
        for child in page._page_box.children:  # noqa: SLF001 - see the module's docstring
            if isinstance(child, boxes.MarginBox):
                yield from (box for box in child.descendants() if isinstance(box, boxes.TextBox))


def _attributes(box: Any) -> dict[str, str]:  # noqa: ANN401
    """Return the attributes of the HTML element a box was made for; margin boxes have none."""
    return getattr(box.element, "attrib", None) or {}


def _name_link(box: Any) -> None:  # noqa: ANN401
    """Let a link say where it leads in words, where its `title` has them."""
    title = _attributes(box).get("title")
    if title and box.link_annotation:
        box.link_annotation["Contents"] = pydyf.String(title)


def _complete(element: pydyf.Dictionary, box: Any) -> None:  # noqa: ANN401
    attributes = _attributes(box)
    if "lang" in attributes and box.element_tag not in _ROOTS:
        element["Lang"] = pydyf.String(attributes["lang"])
    if element["S"] == "/TH" and "A" in element:
        element["A"]["Scope"] = "/Row" if attributes.get("scope") == "row" else "/Column"
    if element["S"] == "/L" and "A" not in element:
        numbering = "/Decimal" if box.element_tag == "ol" else "/Disc"
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})

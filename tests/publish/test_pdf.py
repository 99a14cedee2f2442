"""The briefing: archival, accessible, the same everywhere, and closed to the world outside."""

from __future__ import annotations

import http.server
import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from pypdf import PdfReader

from digest.errors import MissingPartError, UsageError
from digest.model.edition import Citation, CitedSentence, Story
from digest.model.settings import Layout, Tlp
from digest.publish import pdf
from digest.publish.logo import read_logo
from digest.publish.templates import Templates, packaged_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.model.edition import Edition

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = b'{"schema": 1}'
TEMPLATES = Templates()
PACKAGED = ("Source-Serif-4", "Inter", "Vazirmatn", "Noto-Sans", "Noto-Serif", "Noto-Emoji")
SCRIPTS = {
    "fa": "گفت‌وگوی تلفنی اوباما و روحانی پس از ۳۴ سال.",
    "he": "ראש הממשלה אמר כי השיחות יתחדשו.",
    "zh": "伊朗空军在伊拉克上空行动。",
    "ko": "한국 정부는 협의를 재개한다고 발표했다.",
    "hi": "वार्ता अगले महीने फिर शुरू होगी।",
    "ru": "Министр заявил, что переговоры возобновятся.",
    "el": "Ο υπουργός δήλωσε ότι οι συνομιλίες ξαναρχίζουν.",
    "vi": "Đặng Văn Lâm đến Łódź, Škoda – “½ € №7” 😀.",
}


@pytest.fixture(scope="module", autouse=True)
def _engine() -> None:
    """Skip where the system libraries are missing, saying which."""
    try:
        pdf.preload(TEMPLATES)
    except MissingPartError as error:
        pytest.skip(str(error))


def printed(edition: Edition) -> bytes:
    """Return the briefing of `edition`."""
    return pdf.briefing(edition, attachment=EVIDENCE, templates=TEMPLATES)


def opened(data: bytes) -> pikepdf.Pdf:
    """Return a briefing as a tree of objects."""
    return pikepdf.Pdf.open(BytesIO(data))


def in_scripts(edition: Edition) -> Edition:
    """Return `edition` with a story in each script the packaged fonts have."""
    sources, stories, entries = [], [], []
    for number, (language, text) in enumerate(SCRIPTS.items()):
        name = f"x-{number}"
        sources.append(replace(edition.sources[0], article=name, language=language, title=text))
        sentence = CitedSentence(text, (Citation(name, 1, 0, len(text)),))
        stories.append(Story(f"s-{number}", text, (sentence, sentence), (name,), language))
        entries += [
            replace(entry, id=f"{number}-{entry.id}", text=text, story=f"s-{number}")
            for entry in edition.timeline
        ]
    return replace(
        edition,
        sources=(*edition.sources, *sources),
        stories=tuple(stories),
        timeline=tuple(entries),
    )


def elements(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield the structure elements of a briefing."""
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem":
            yield item


def annotations(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Yield the links of a briefing."""
    for one in document.pages:
        yield from one.get("/Annots", [])


def test_it_declares_archive_and_access_standards(edition: Edition) -> None:
    """The metadata names PDF/A-3a and PDF/UA-1, the title, the language and the fixed date."""
    document = opened(printed(edition))
    xmp = document.Root.Metadata.read_bytes().decode()
    assert 'pdfaid:part="3"' in xmp
    assert 'pdfaid:conformance="A"' in xmp
    assert 'pdfuaid:part="1"' in xmp
    assert document.Root.Lang == "en"
    assert document.docinfo["/Title"] == "Storm closes the harbour"
    assert document.docinfo["/CreationDate"] == "D:20210308000000+00'00"


def test_the_evidence_is_inside(edition: Edition) -> None:
    """The attachment is the bytes handed in, named, dated and related as data."""
    document = opened(printed(edition))
    file = document.attachments["edition.json"]
    assert file.get_file().read_bytes() == EVIDENCE
    assert file.get_file().creation_date == datetime(2021, 3, 8, tzinfo=UTC)
    assert file.obj.AFRelationship == "/Data"


def test_the_same_edition_gives_the_same_bytes_again(edition: Edition) -> None:
    """Neither a second rendering nor another edition in between changes a byte."""
    first = printed(edition)
    printed(in_scripts(edition))
    assert printed(edition) == first


def test_two_processes_give_the_same_bytes(edition: Edition) -> None:
    """Hash seed, time zone, locale and the fonts of the system leave no trace."""
    code = (
        "import sys; sys.path[:0] = ['tests', '.']; from conftest import small_edition;"
        "from digest.publish.pdf import briefing;"
        "from digest.publish.templates import Templates;"
        f"sys.stdout.buffer.write(briefing(small_edition(), attachment={EVIDENCE!r},"
        "templates=Templates()))"
    )
    made = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **extra},
            check=True,
            capture_output=True,
        ).stdout
        for extra in (
            {"PYTHONHASHSEED": "1", "TZ": "UTC", "FONTCONFIG_FILE": os.devnull},
            {"PYTHONHASHSEED": "4242", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8"},
        )
    ]
    assert made[0] == made[1] == printed(edition)


def test_only_packaged_fonts_are_used(edition: Edition) -> None:
    """Every script is set in a packaged face, embedded; no font of the machine leaks in."""
    made = pdf.render(in_scripts(edition), attachment=EVIDENCE, templates=TEMPLATES)
    assert made.missing == ()
    document = opened(made.pdf)
    names = [
        str(item.BaseFont)
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Subtype") == "/Type0"
    ]
    assert len(names) >= len(PACKAGED)
    assert all(re.match(rf"/[A-Z]{{6}}\+({'|'.join(PACKAGED)})", name) for name in names)


def test_a_missing_character_is_reported(
    edition: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    """A script no packaged font has is named in the log and shows as replaced, never as nothing."""
    thai = replace(edition, title="Bangkok กรุง")
    with caplog.at_level(logging.WARNING):
        made = opened(printed(thai))
    assert "no packaged font has U+0E01, U+0E07, U+0E23, U+0E38" in caplog.text
    assert made.docinfo["/Title"] == "Bangkok ����"


def test_the_press_has_nothing_to_complain_of(
    edition: Edition, caplog: pytest.LogCaptureFixture
) -> None:
    """Style sheet and template hold nothing that WeasyPrint ignores or cannot set."""
    with caplog.at_level(logging.WARNING):
        printed(in_scripts(edition))
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


def test_links_lead_only_where_they_may(edition: Edition) -> None:
    """A citation says which source it leads to; a script link is not there at all."""
    hostile = replace(edition.sources[0], article="h", url="javascript:alert(1)")
    document = opened(printed(replace(edition, sources=(*edition.sources, hostile))))
    links = list(annotations(document))
    uris = {str(link.A.URI) for link in links if "/A" in link}
    assert uris == {"https://example.org/storm"}
    assert "Source 1: Example Gazette, 8 March 2021" in {str(link.Contents) for link in links}
    assert all(str(link.Contents) for link in links)


def test_the_structure_names_languages_and_scopes(edition: Edition) -> None:
    """Screen readers learn the language of each story, and which cells are headers."""
    document = opened(printed(in_scripts(edition)))
    found = list(elements(document))
    assert {str(e.Lang) for e in found if "/Lang" in e} >= set(SCRIPTS)
    headers = [e for e in found if e.S == "/TH"]
    assert headers
    assert all(e.A.Scope == "/Column" for e in headers)
    lists = [e for e in found if e.S == "/L"]
    assert {str(e.A.ListNumbering) for e in lists} == {"/Decimal", "/Disc", "/None"}
    for one in lists:
        kinds = {tuple(str(part.S) for part in item.K) for item in one.K}
        labelled = one.A.ListNumbering != "/None"
        assert kinds == {("/Lbl", "/LBody") if labelled else ("/LBody",)}


def test_the_outline_leads_to_each_part(vary: Callable[..., Edition]) -> None:
    """The bookmarks are the title, the stories and the parts after them."""
    document = opened(printed(vary(title="The week in the harbour")))
    with document.open_outline() as outline:
        titles = [item.title.replace("\u00a0", " ") for item in outline.root[0].children]
    assert titles == ["Storm closes the harbour", "What to watch", "Sources", "What was left out"]


@pytest.mark.parametrize(("paper", "width"), [("A4", 595.28), ("Letter", 612), ("letter", 612)])
def test_paper_is_what_the_settings_say(edition: Edition, paper: str, width: float) -> None:
    """A4 or Letter, in capitals or not."""
    settings = replace(edition.settings, paper=paper)
    document = opened(printed(replace(edition, settings=settings)))
    assert float(document.pages[0].MediaBox[2]) == pytest.approx(width, abs=0.1)


@pytest.mark.parametrize("wrong", [{"paper": "A5"}, {"accent": "red"}, {"logo": "x"}])
def test_settings_that_cannot_be_are_refused(edition: Edition, wrong: dict[str, str]) -> None:
    """One sentence says what is wrong."""
    with pytest.raises(UsageError, match="not a"):
        printed(replace(edition, settings=replace(edition.settings, **wrong)))


def with_settings(edition: Edition, **settings: object) -> Edition:
    """Return `edition` with some of its settings replaced."""
    return replace(edition, settings=replace(edition.settings, **settings))  # type: ignore[arg-type]


def marked(edition: Edition) -> Edition:
    """Return `edition` with a marking, a distribution line and a logo."""
    logo = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
    return with_settings(
        edition, tlp=Tlp.AMBER_STRICT, distribution="Members of the board", logo=read_logo(logo)
    )


def wordy(edition: Edition) -> Edition:
    """Return `edition` with more stories than a page holds."""
    sentences = edition.stories[0].sentences * 4
    stories = (replace(edition.stories[0], id=f"s-{n}", sentences=sentences) for n in range(9))
    return replace(edition, title="A long week in the harbour " * 9, stories=tuple(stories))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_flash_is_one_page(edition: Edition, paper: str) -> None:
    """However much an edition holds, and whatever marks it, its flash layout is one page."""
    for one in (edition, wordy(edition), marked(wordy(edition)), replace(edition, stories=())):
        made = printed(with_settings(one, layout=Layout.FLASH, paper=paper))
        assert len(opened(made).pages) == 1


def test_a_marking_stands_on_each_page(edition: Edition) -> None:
    """TLP 2.0 in header and footer of every page, and the distribution line on the first."""
    pages = PdfReader(BytesIO(printed(marked(wordy(edition))))).pages
    assert len(pages) > 1
    for number, page in enumerate(pages):
        assert page.extract_text().count("TLP:AMBER+STRICT") == (3 if number == 0 else 2)
    assert "Distribution: Members of the board" in pages[0].extract_text()


def test_a_logo_is_a_figure_with_words(edition: Edition) -> None:
    """A screen reader says whose logo it is."""
    document = opened(printed(marked(edition)))
    figures = {str(e.Alt) for e in elements(document) if e.S == "/Figure"}
    assert "Logo of Article Digest" in figures


def test_an_edition_without_stories_is_one_page(vary: Callable[..., Edition]) -> None:
    """Nothing new fits on one page, which says so."""
    empty = vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=())
    assert len(opened(printed(empty)).pages) == 1


def test_an_absurd_word_does_not_stop_the_press(edition: Edition) -> None:
    """Ten thousand letters without a space, and control characters, still make a briefing."""
    sentence = replace(edition.key_points[0], text="\x00\ud800\u202e" + "w" * 10_000)
    assert printed(replace(edition, key_points=(sentence,))).startswith(b"%PDF")


class _Listener(http.server.BaseHTTPRequestHandler):
    """Notes every request on its server."""

    def do_GET(self) -> None:
        """Note the path and answer with an empty style sheet."""
        self.server.paths.append(self.path)  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


def test_templates_reach_neither_network_nor_files(edition: Edition, tmp_path: Path) -> None:
    """A user's template that loads from everywhere prints, and nothing was fetched or read."""
    secret = tmp_path / "secret.png"
    secret.write_bytes((b"\x89PNG\r\n\x1a\n") + b"secret")
    text = tmp_path / "secret.txt"
    text.write_text("betrayed")
    server = http.server.HTTPServer(("127.0.0.1", 0), _Listener)
    server.paths = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    here = f"http://127.0.0.1:{server.server_port}"
    own = tmp_path / "own"
    (own / "briefing").mkdir(parents=True)
    (own / "briefing" / "briefing.css.j2").write_text(
        f"@import url({here}/a.css); @import url(file://{secret});"
        f"@font-face {{ font-family: X; src: url({here}/f.ttf), url(file://{secret}) }}"
        f"body {{ font-family: X; background: url({here}/b.png) }}"
        f"p {{ background: url(asset:../../secret.png) }}"
    )
    (own / "page.eps").write_text(f"%!PS-Adobe-3.0 EPSF-3.0\n({secret}) run\n%%EOF\n")
    (own / "read.svg").write_text(
        f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{text}">]>'
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text y="9">&x;</text></svg>'
    )
    html = (packaged_folder() / "briefing" / "briefing.html.j2").read_text()
    loads = (
        f'<img alt="x" src="asset:page.eps"><img alt="x" src="asset:read.svg">'
        f'<iframe src="file://{text}"></iframe><embed src="{here}/e">'
        f'<p style="background: url(file://{secret})">javascript: below</p>'
        f'<a href="javascript:alert(1)">x</a><a href="file://{text}">y</a>'
        f'<img alt="x" src="{here}/i.png"><img alt="x" src="file://{secret}">'
        f'<img alt="x" src="asset:../secret.png"><link rel="attachment" href="file://{secret}">'
        f'<link rel="stylesheet" href="{here}/l.css"><object data="{here}/o"></object>'
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{here}/s.png"/>'
        f'<use href="file://{secret}#x"/></svg>'
    )
    (own / "briefing" / "briefing.html.j2").write_text(html.replace("</main>", loads + "</main>"))
    try:
        data = pdf.briefing(edition, attachment=EVIDENCE, templates=Templates(own))
    finally:
        server.shutdown()
        server.server_close()
    made = opened(data)
    assert server.paths == []  # type: ignore[attr-defined]
    assert "betrayed" not in "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert list(made.attachments) == ["edition.json"]
    links = {str(a.A.URI) for a in annotations(made) if "/A" in a}
    assert all(link.startswith(("http:", "https:")) for link in links), links
    assert not [
        item
        for item in made.objects
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
    ]


def test_a_missing_library_is_named_with_its_remedy() -> None:
    """Without Pango there is one sentence and an exit code, and nothing on the output."""
    code = (
        "import sys, cffi; sys.path[:0] = ['tests', '.']\n"
        "def refuse(self, name, flags=0): raise OSError(name)\n"
        "cffi.FFI.dlopen = refuse\n"
        "from digest.errors import MissingPartError\n"
        "from digest.publish import pdf\n"
        "from digest.publish.templates import Templates\n"
        "try: pdf.preload(Templates())\n"
        "except MissingPartError as error: print(error, error.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert re.fullmatch(
        r"A PDF briefing needs the system libraries Pango and HarfBuzz; [^\n]+ 5\n", done.stdout
    )
    assert done.stderr == ""


def test_other_commands_do_not_wait_for_the_press() -> None:
    """Importing the module does not load WeasyPrint."""
    code = "import sys, digest.publish.pdf; print('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout == "False\n"


@pytest.mark.system
def test_it_conforms_to_both_standards(
    edition: Edition,
    vary: Callable[..., Edition],
    verapdf: Callable[[list[str]], list[str]],
    tmp_path: Path,
) -> None:
    """The judgement of veraPDF on many scripts, missing glyphs, a long headline, no story."""
    editions = {
        "small": edition,
        "scripts": in_scripts(edition),
        "missing": replace(edition, title="กรุงเทพ \u202e<b>"),
        "long": replace(edition, title="A headline that goes on " * 17),
        "empty": vary(stories=(), key_points=(), timeline=(), sources=(), ledger=(), changes=()),
        "marked": marked(wordy(edition)),
        "flash": with_settings(marked(wordy(edition)), layout=Layout.FLASH),
    }
    for name, one in editions.items():
        (tmp_path / f"{name}.pdf").write_bytes(printed(one))
    files = [str(tmp_path / f"{name}.pdf") for name in editions]
    assert verapdf(files) == [
        f"PASSED {flavour} {file}" for file in files for flavour in ("3a", "ua1")
    ]


@pytest.mark.system
def test_its_syntax_is_clean(edition: Edition, tmp_path: Path) -> None:
    """The judgement of qpdf."""
    qpdf = shutil.which("qpdf")
    if not qpdf:
        pytest.skip("qpdf is not installed")
    file = tmp_path / "briefing.pdf"
    file.write_bytes(printed(edition))
    done = subprocess.run([qpdf, "--check", str(file)], check=True, capture_output=True, text=True)
    assert "No syntax or stream encoding errors found" in done.stdout


@pytest.mark.system
def test_its_text_comes_out_in_reading_order(edition: Edition, tmp_path: Path) -> None:
    """Copied or read aloud, the briefing goes from masthead to colophon, date before event."""
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("pdftotext is not installed")
    file = tmp_path / "briefing.pdf"
    file.write_bytes(printed(edition))
    done = subprocess.run(
        [pdftotext, "-raw", str(file), "-"], check=True, capture_output=True, text=True
    )
    text = " ".join(done.stdout.split())
    parts = (
        *("ARTICLE DIGEST", "Storm closes the harbour", "No. 1", "8 March 2021"),
        *("KEY POINTS", "The harbour was closed on Monday", "WHAT CHANGED", "IN THIS BRIEFING"),
        *("What happened", "The harbour was closed", "Harbour master Ines Okafor", "TIMELINE"),
        *("November 2011", "The last closure was", "1 March 2021", "The Courier dated"),
        *("The sources differ", "the Herald", "8 March 2021", "The harbour was closed"),
        *("What to watch", "April 2021", "would reopen in April", "Sources", "Example Gazette"),
        *("What was left out", "page furniture", "Every sentence stands word for word"),
    )
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, f"{part!r} does not follow {text[max(0, at - 60) : at]!r}"
        at = found + len(part)

"""A briefing is checked by what is inside it, and every planted change is found."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from digest.compose.edition import Slot, compose_edition, manual_key
from digest.errors import InputError, MissingPartError
from digest.model.definition import Form
from digest.model.published import as_moment
from digest.model.settings import Settings
from digest.publish import pdf
from digest.publish.evidence import evidence, read_evidence
from digest.publish.templates import Templates, packaged_folder
from digest.service import witnesses
from digest.service.articles import to_article
from digest.service.documents import load_documents
from digest.service.verify import State, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Storms

    from digest.model.article import Article
    from digest.model.edition import Edition
    from digest.service.verify import Verdict

    Change = Callable[[Any], None]

Json = Any  # what the json module gives
ROOT = Path(__file__).parents[2]
LETTERS = 10
ARTICLES = (
    {
        "id": "quay",
        "title": "Storm closes the harbour of Port Alder",
        "outlet": "Example Gazette",
        "url": "https://example.org/storm",
        "published": "2021-03-10",
        "text": "The harbour of Port Alder was closed on Monday after a storm tore two cranes "
        "loose. Harbour master Ines Okafor said on Tuesday that the quay of Port Alder would "
        "reopen in April. The last closure of the harbour was in November 2011. The Courier "
        "dated the first gusts of the storm to March 1 while the Herald said on March 8 that the "
        "gusts came four days ago.",
    },
    {
        "id": "ferry",
        "title": "Ferries of Port Alder wait for the harbour",
        "outlet": "The Courier",
        "published": "2021-03-11",
        "text": "Ferries did not leave the harbour of Port Alder on Wednesday. The storm had torn "
        "two cranes loose at Port Alder three days earlier. The company will decide on March 20 "
        "whether ferries leave from another harbour.",
    },
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the articles."""
    place = tmp_path_factory.mktemp("articles")
    (place / "all.jsonl").write_text("".join(json.dumps(a) + "\n" for a in ARTICLES))
    return place


@pytest.fixture(scope="module")
def composed(folder: Path) -> Edition:
    """The edition of the articles; skips where a briefing cannot be printed."""
    try:
        pdf.preload(Templates())
    except MissingPartError as error:
        pytest.skip(str(error))
    articles = [to_article(d) for d in load_documents([str(folder / "all.jsonl")])]
    settings = Settings(title="Harbour watch")
    key = manual_key(settings, articles)
    return compose_edition(articles, settings, Slot(1, key, as_moment("2021-03-12")))


def printed(edition: Edition, proof: bytes | None = None) -> bytes:
    """Return the briefing of `edition`."""
    attachment = proof or evidence(edition)
    return pdf.briefing(edition, attachment=attachment, templates=Templates())


@pytest.fixture(scope="module")
def genuine(composed: Edition) -> bytes:
    """The briefing of the articles."""
    return printed(composed)


@pytest.fixture
def judged(tmp_path: Path) -> Callable[..., Verdict]:
    """Return the verdict on a file of those bytes."""

    def judge(data: bytes, **options: Any) -> Verdict:  # noqa: ANN401 - those of verify
        file = tmp_path / "briefing.pdf"
        file.write_bytes(data)
        return verify(file, **options)

    return judge


def states(verdict: Verdict) -> dict[str, State]:
    """Return how each check ended."""
    return {check.name: check.state for check in verdict.checks}


def test_a_genuine_briefing_passes(
    genuine: bytes, folder: Path, judged: Callable[..., Verdict]
) -> None:
    """Every check passes, and what needs the articles is not passed without them."""
    alone = states(judged(genuine))
    assert alone.pop("articles") is State.UNCHECKED
    assert set(alone.values()) == {State.PASSED}
    against = judged(genuine, articles=lambda _edition: witnesses.from_folder(folder))
    assert set(states(against).values()) == {State.PASSED}
    assert against.seal == hashlib.sha256(evidence(read_evidence(attached(genuine)))).hexdigest()


def attached(data: bytes) -> bytes:
    """Return the evidence inside a briefing."""
    with pikepdf.open(BytesIO(data)) as document:
        return document.attachments["edition.json"].get_file().read_bytes()


def test_the_edition_holds_all_kinds_of_proof(composed: Edition) -> None:
    """The changes below need dates of several kinds, a conflict and two sources."""
    kinds = {entry.proof.anchor.kind.value for entry in composed.timeline}
    assert {"none", "published"} <= kinds
    assert any(entry.conflict for entry in composed.timeline)
    assert any(entry.future for entry in composed.timeline)
    assert len(composed.sources) == len(ARTICLES)


def _letter(edition: Json) -> None:
    sentence = edition["stories"][0]["sentences"][0]
    sentence["text"] = sentence["text"].replace("a", "e", 1)


def _entry_letter(edition: Json) -> None:
    edition["timeline"][0]["text"] = edition["timeline"][0]["text"].upper()


def _source_text(edition: Json) -> None:
    edition["sources"][0]["text"] += " And more."


def _source_hash(edition: Json) -> None:
    edition["sources"][1]["sha256"] = "0" * 64


def _offset(edition: Json) -> None:
    edition["stories"][0]["sentences"][0]["citations"][0]["start"] += 1


def _far_offset(edition: Json) -> None:
    edition["timeline"][0]["citations"][0]["end"] = 10**6


def _other_source(edition: Json) -> None:
    citation = edition["stories"][0]["sentences"][0]["citations"][0]
    citation["article"] = "ferry" if citation["article"] == "quay" else "quay"


def _uncited(edition: Json) -> None:
    edition["stories"][0]["sentences"][0]["citations"][0]["kind"] = "supports"


def _date(edition: Json) -> None:
    edition["timeline"][0] |= {"edtf": "2011-10", "earliest": "2011-10-01", "latest": "2011-10-31"}


def _earliest(edition: Json) -> None:
    edition["timeline"][0]["earliest"] = "2011-11-02"


def _counted(edition: Json) -> dict[str, Any]:
    found: dict[str, Any] = next(
        e for e in edition["timeline"] if e["proof"]["anchor"]["kind"] == "published"
    )
    return found


def _anchor(edition: Json) -> None:
    for proof in (_counted(edition)["proof"], _counted(edition)["citations"][0]["proof"]):
        proof["anchor"]["value"] = "2021-03-17"


def _amount(edition: Json) -> None:
    proof = _counted(edition)["citations"][0]["proof"]
    proof["operation"], proof["amount"], proof["unit"] = "shift", -40, "day"
    _counted(edition)["proof"] = proof


def _words(edition: Json) -> None:
    entry = edition["timeline"][0]
    for proof in (entry["proof"], entry["citations"][0]["proof"]):
        proof["words"] = "November 2012"


def _two_proofs(edition: Json) -> None:
    edition["timeline"][0]["proof"] = _counted(edition)["proof"]


def _claim(edition: Json) -> None:
    conflict = next(e["conflict"] for e in edition["timeline"] if "conflict" in e)
    conflict[1] |= {"edtf": "2021-03-02", "earliest": "2021-03-02", "latest": "2021-03-02"}


def _future(edition: Json) -> None:
    edition["timeline"][0]["future"] = True


def _turned(edition: Json) -> None:
    edition["timeline"].reverse()


def _period(edition: Json) -> None:
    edition["period"]["start"] = "2020-01-01"


def _foreign_point(edition: Json) -> None:
    edition["key_points"] = [
        {"text": edition["timeline"][0]["text"], "citations": edition["timeline"][0]["citations"]}
    ]


def _ledger(edition: Json) -> None:
    edition["ledger"] = [
        {"article": "quay", "version": 1, "start": 0, "end": 10**6, "reason": "furniture"}
    ]


def _published(edition: Json) -> None:
    edition["sources"][0]["published"]["value"] = "2021-03-01"
    edition["period"]["start"] = "2021-03-01"


def _voice(edition: Json) -> None:
    told = next(s for s in edition["stories"][0]["sentences"] if "attribution" not in s)
    told["attribution"] = {"speech": "quote", "by": "The mayor", "secondhand": False}


def _outlets(edition: Json) -> None:
    edition["timeline"][0]["independent"] = 7


@pytest.mark.parametrize(
    ("check", "change"),
    [
        ("voices", _voice),
        ("voices", _outlets),
        ("citations", _letter),
        ("citations", _entry_letter),
        ("texts", _source_text),
        ("texts", _source_hash),
        ("citations", _offset),
        ("citations", _far_offset),
        ("citations", _other_source),
        ("citations", _uncited),
        ("proofs", _date),
        ("proofs", _earliest),
        ("proofs", _anchor),
        ("proofs", _amount),
        ("proofs", _words),
        ("proofs", _two_proofs),
        ("proofs", _claim),
        ("order", _future),
        ("order", _turned),
        ("order", _period),
        ("order", _foreign_point),
        ("order", _ledger),
        ("proofs", _published),
    ],
)
def test_changed_evidence_is_found(
    check: str, change: Change, composed: Edition, judged: Callable[..., Verdict]
) -> None:
    """A forger who changes the evidence and prints the briefing anew fails at the right check."""
    document = json.loads(evidence(composed))
    change(document)
    forged = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
    assert forged != evidence(composed)
    verdict = judged(printed(read_evidence(forged), forged))
    assert states(verdict)[check] is State.FAILED
    assert not verdict.passed
    (found,) = (c for c in verdict.checks if c.name == check)
    assert found.faults


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a briefing after `change`, written again."""
    written = BytesIO()
    with pikepdf.open(BytesIO(data)) as document:
        change(document)
        document.save(written)
    return written.getvalue()


def _drop_a_page(document: pikepdf.Pdf) -> None:
    del document.pages[-1]


def _add_a_page(document: pikepdf.Pdf) -> None:
    document.add_blank_page()


def _turn_a_line(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    commands = pikepdf.parse_content_stream(page)
    place, shown = next(
        (place, command)
        for place, command in enumerate(commands)
        if str(command.operator) == "TJ" and len(command.operands[0]) > 2 * LETTERS
    )
    turned = pikepdf.Array(list(shown.operands[0])[::-1])
    commands[place] = pikepdf.ContentStreamInstruction([turned], shown.operator)
    page.Contents = document.make_stream(pikepdf.unparse_content_stream(commands))


def _lead_elsewhere(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        for link in page.get("/Annots", []):
            if "/A" in link and "/URI" in link.A:
                link.A.URI = pikepdf.String("https://example.com/")


def _rename(document: pikepdf.Pdf) -> None:
    document.docinfo["/Title"] = "Another title"


def _attach_more(document: pikepdf.Pdf) -> None:
    document.attachments["notes.txt"] = b"more"


@pytest.mark.parametrize(
    "change",
    [_drop_a_page, _add_a_page, _turn_a_line, _lead_elsewhere, _rename, _attach_more],
)
def test_a_changed_print_is_found(
    change: Callable[[pikepdf.Pdf], None], genuine: bytes, judged: Callable[..., Verdict]
) -> None:
    """What the pages show is what the evidence gives, to the byte."""
    verdict = judged(changed(genuine, change))
    assert states(verdict)["print"] is State.FAILED
    assert states(verdict)["citations"] is State.PASSED


def test_bytes_after_the_end_are_found(genuine: bytes, judged: Callable[..., Verdict]) -> None:
    """A file with anything added is another file."""
    assert states(judged(genuine + b"\n"))["print"] is State.FAILED


def test_exchanged_evidence_is_found(
    composed: Edition, genuine: bytes, judged: Callable[..., Verdict]
) -> None:
    """Sound evidence of another edition does not belong to these pages."""
    other = evidence(replace(composed, number=2))

    def exchange(document: pikepdf.Pdf) -> None:
        stream = document.Root.Names.EmbeddedFiles.Names[1].EF.F
        stream.write(other)

    assert states(judged(changed(genuine, exchange)))["print"] is State.FAILED


def test_a_whole_forgery_shows_against_the_articles(
    folder: Path, judged: Callable[..., Verdict]
) -> None:
    """An edition of invented articles is right in itself; it fails with --articles."""
    invented = [to_article(d) for d in load_documents([str(folder / "all.jsonl")])]
    text = invented[0].text.replace("two cranes", "six cranes")
    lie = replace(invented[0], text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    settings = Settings(title="Harbour watch")
    slot = Slot(1, manual_key(settings, (lie,)), as_moment("2021-03-12"))
    forged = printed(compose_edition((lie, invented[1]), settings, slot))
    assert judged(forged).passed
    verdict = judged(forged, articles=lambda _edition: witnesses.from_folder(folder))
    assert states(verdict)["articles"] is State.FAILED
    assert not verdict.passed


def test_a_briefing_is_compared_with_the_articles_of_a_service(
    storms: Storms, composed: Edition, judged: Callable[..., Verdict]
) -> None:
    """What a service printed passes against it, after a correction too; a forgery does not."""

    def kept(edition: Edition) -> dict[str, tuple[Article, ...]]:
        return witnesses.from_store(storms.context, edition)

    storms.begin(Form.PAGE, Form.PDF)
    briefing = storms.file(1, "briefing.pdf")
    assert set(states(judged(briefing, articles=kept)).values()) == {State.PASSED}
    storms.read("second", storms.second)
    assert judged(briefing, articles=kept).passed
    told = storms.told(1)
    source = told.sources[0]
    lie = source.text.replace("Monday", "Friday")
    sha256 = hashlib.sha256(lie.encode()).hexdigest()
    forged = replace(told, sources=(replace(source, text=lie, sha256=sha256),))
    verdict = judged(printed(forged), articles=kept)
    assert states(verdict)["articles"] is State.FAILED
    assert states(judged(printed(composed), articles=kept))["articles"] is State.FAILED


def test_a_changed_origin_shows_against_the_articles(
    composed: Edition, folder: Path, judged: Callable[..., Verdict]
) -> None:
    """The right text under another outlet's name is not the article."""
    sources = (replace(composed.sources[0], outlet="Another Gazette"), *composed.sources[1:])
    forged = printed(replace(composed, sources=sources))
    verdict = judged(forged, articles=lambda _edition: witnesses.from_folder(folder))
    assert [c.faults for c in verdict.checks if c.state is State.FAILED] == [
        ("source quay, version 1 differs from its article in title, origin or date",)
    ]


def _made_elsewhere(document: pikepdf.Pdf) -> None:
    document.docinfo["/Creator"] = "article-digest 0.0 (Pango 0)"


def test_other_versions_are_compared_text_by_text(
    composed: Edition, tmp_path: Path, judged: Callable[..., Verdict]
) -> None:
    """Lines and pages may break elsewhere; the verdict says that bytes were not compared."""
    own = tmp_path / "own"
    (own / "briefing").mkdir(parents=True)
    styles = (packaged_folder() / "briefing" / "briefing.css.j2").read_text()
    wider = styles.replace("margin: 24mm 18mm 21mm 18mm", "margin: 80mm 30mm 60mm 18mm")
    assert wider != styles
    (own / "briefing" / "briefing.css.j2").write_text(wider)
    other = pdf.briefing(composed, attachment=evidence(composed), templates=Templates(own))
    verdict = judged(changed(other, _made_elsewhere))
    assert verdict.passed
    told = next(check.told for check in verdict.checks if check.name == "print")
    assert "bytes cannot be compared" in told
    assert "Pango 0" in told


@pytest.mark.parametrize("change", [_turn_a_line, _lead_elsewhere, _drop_a_page, _attach_more])
def test_other_versions_do_not_hide_a_change(
    change: Callable[[pikepdf.Pdf], None], genuine: bytes, judged: Callable[..., Verdict]
) -> None:
    """To name other versions is no way around the check of the print."""
    verdict = judged(changed(changed(genuine, _made_elsewhere), change))
    assert states(verdict)["print"] is State.FAILED


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is no PDF"),
        (b"%PDF-1.7\nnothing", "cannot be read as a PDF"),
        (b"<html>", "is no PDF"),
    ],
)
def test_another_file_is_refused(data: bytes, told: str, judged: Callable[..., Verdict]) -> None:
    """What is no briefing is told in one sentence."""
    with pytest.raises(InputError, match=told):
        judged(data)


def test_a_briefing_without_evidence_is_refused(
    genuine: bytes, judged: Callable[..., Verdict]
) -> None:
    """Pages alone prove nothing."""

    def strip(document: pikepdf.Pdf) -> None:
        del document.attachments["edition.json"]

    with pytest.raises(InputError, match=r"has no edition\.json in it"):
        judged(changed(genuine, strip))


def test_the_command_tells_and_exits(genuine: bytes, folder: Path, tmp_path: Path) -> None:
    """0 and a verdict as JSON for a genuine one, 1 and the faults for a changed one, 3 for none."""
    file = tmp_path / "briefing.pdf"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "digest", "verify", str(file), *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    file.write_bytes(genuine)
    good = run("--articles", str(folder), "--json")
    assert (good.returncode, good.stderr) == (0, "")
    verdict = json.loads(good.stdout)
    assert verdict["passed"] is True
    assert {check["state"] for check in verdict["checks"]} == {"passed"}
    file.write_bytes(genuine + b"\n")
    bad = run()
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "! print: the edition printed again is another file." in bad.stderr
    assert "? articles: " in bad.stderr
    file.write_bytes(b"no")
    none = run()
    assert none.returncode == InputError.exit_code
    assert re.fullmatch(r"digest: .+ is no PDF; [^\n]+\n", none.stderr)

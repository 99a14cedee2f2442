"""Briefings: CPU time and memory of ours beside typst and reportlab on the same sentences.

Each edition is printed twice in a process of its own; the second printing counts, and the most
memory the process ever had. The peers set the sentences, numbered links to the sources, events and
contents; they check nothing, draw no graphic and tag nothing (typst tags). Those that are not
installed are skipped. Sizes in words may be given.

Bars: 0.10 s a thousand words, 1.3 times that at most from 6,000 to 120,000 words, 160 MB at 30,000
words and 320 MB at 120,000.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdf_editions import counted, edition

from digest.publish.evidence import evidence
from digest.publish.pdf import briefing
from digest.publish.templates import Templates, packaged_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model.edition import Edition

SIZES = (1_200, 6_000, 30_000, 120_000)
BAR = 0.10
LINEAR = 1.3
MEMORY = {30_000: 160, 120_000: 320}
_MEGA = 1024 if sys.platform == "linux" else 1024 * 1024
_TYPST = r"""
#set document(title: "Briefing", date: datetime(year: 2020, month: 1, day: 1))
#set page(paper: "a4", margin: (x: 18mm, y: 24mm), footer: context [
  Page #counter(page).display() of #counter(page).final().first()])
#set text(font: "Source Serif 4", size: 10.3pt, lang: "en", hyphenate: true)
#let data = json(bytes(sys.inputs.data))
#let cited(it) = [#it.text#super(link(label(it.source))[#it.number])]
= #data.title
#outline()
#for story in data.stories [
  == #story.title
  #for it in story.sentences [#cited(it) #parbreak()]
  #for it in story.events [#block(breakable: false)[
    #grid(columns: (36mm, 1fr), [#it.when], [#cited(it)])]]
]
== Sources
#for it in data.sources [+ #it.title, #link(it.url)[#it.url] #label(it.id)]
"""


def plain(made: Edition) -> dict[str, Any]:
    """Return what the peers print: titles, sentences and events with the source they cite."""
    numbers = {source.article: number for number, source in enumerate(made.sources, 1)}

    def cited(told: Any) -> dict[str, str]:  # noqa: ANN401 - a sentence or an entry
        source = told.citations[0].article
        return {"text": told.text, "source": source, "number": str(numbers[source])}

    return {
        "title": made.title,
        "stories": [
            {
                "title": story.title,
                "sentences": [cited(sentence) for sentence in story.sentences],
                "events": [
                    {"when": entry.edtf, **cited(entry)}
                    for entry in made.timeline
                    if entry.story == story.id
                ],
            }
            for story in made.stories
        ],
        "sources": [{"id": s.article, "title": s.title, "url": s.url} for s in made.sources],
    }


def ours(made: Edition) -> Callable[[], bytes]:
    """Return what prints `made` here."""
    proof, templates = evidence(made), Templates()
    return lambda: briefing(made, attachment=proof, templates=templates)


def typst(made: Edition) -> Callable[[], bytes]:
    """Return what prints `made` with typst, as PDF/A-3a; a new world each time, as in a service."""
    engine = importlib.import_module("typst")
    own = tempfile.TemporaryDirectory(prefix="bench-typst-", ignore_cleanup_errors=True)
    folder = Path(own.name)
    (folder / "briefing.typ").write_text(_TYPST)
    inputs = {"data": json.dumps(plain(made))}
    fonts = [str(packaged_folder() / "fonts")]

    def print_it() -> bytes:
        # A remark that differs keeps typst from giving its last answer again.
        (Path(own.name) / "briefing.typ").write_text(f"{_TYPST}// {time.monotonic_ns()}\n")
        printed: bytes = engine.compile(
            str(folder / "briefing.typ"),
            root=str(folder),
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={**inputs, "again": str(time.monotonic_ns())},
            pdf_standards=["a-3a"],
        )
        return printed

    return print_it


def reportlab(made: Edition) -> Callable[[], bytes]:
    """Return what prints `made` with reportlab's Platypus."""
    platypus = importlib.import_module("reportlab.platypus")
    styles = importlib.import_module("reportlab.lib.styles").getSampleStyleSheet()
    data = plain(made)

    def cited(it: dict[str, str]) -> str:
        return f'{it["text"]}<super><a href="#{it["source"]}">{it["number"]}</a></super>'

    def print_it() -> bytes:
        flow = [platypus.Paragraph(data["title"], styles["Title"])]
        for story in data["stories"]:
            flow.append(platypus.Paragraph(story["title"], styles["Heading2"]))
            flow += [platypus.Paragraph(cited(it), styles["BodyText"]) for it in story["sentences"]]
            flow += [
                platypus.KeepTogether(
                    platypus.Paragraph(f"<b>{it['when']}</b> {cited(it)}", styles["BodyText"])
                )
                for it in story["events"]
            ]
        for it in data["sources"]:
            text = f'<a name="{it["id"]}"/>{it["title"]}, <a href="{it["url"]}">{it["url"]}</a>'
            flow.append(platypus.Paragraph(text, styles["BodyText"]))
        written = BytesIO()
        platypus.SimpleDocTemplate(written, invariant=1).build(flow)
        return written.getvalue()

    return print_it


ENGINES = {"ours": ours, "typst": typst, "reportlab": reportlab}


def measure(engine: str, words: int) -> dict[str, float]:
    """Return words, CPU seconds of the second printing, peak MB and kB of one edition, here."""
    made = edition(words)
    print_it = ENGINES[engine](made)
    print_it()
    start = time.process_time()
    size = len(print_it())
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGA
    return {"words": counted(made), "seconds": seconds, "peak": peak, "kB": size / 1000}


def apart(engine: str, words: int) -> dict[str, float]:
    """Return what `measure` does, from a process of its own."""
    command = [sys.executable, __file__, engine, str(words)]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}  # where the peers lie, too
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=here)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main(argv: list[str]) -> int:
    """Print a line for each engine and size; return 1 when a bar is missed."""
    sizes = tuple(int(size) for size in argv) or SIZES
    missed = 0
    costs: list[float] = []
    for words in sizes:
        for engine in ENGINES:
            if engine != "ours" and importlib.util.find_spec(engine) is None:
                print(f"   {words:7,} words  {engine:9}  not installed")
                continue
            found = apart(engine, words)
            cost = found["seconds"] / found["words"] * 1000
            print(
                f"   {words:7,} words  {engine:9}  {found['seconds']:7.2f} s  {cost:.3f} s/1,000"
                f"  peak {found['peak']:5.0f} MB  {found['kB']:6.0f} kB",
                flush=True,
            )
            if engine == "ours":
                costs.append(cost)
                missed += cost > BAR
                missed += found["peak"] > MEMORY.get(words, sys.maxsize)
    growth = costs[-1] / costs[min(1, len(costs) - 1)]
    missed += growth > LINEAR
    print(f"   {missed} bars missed; from the second size to the last a word costs {growth:.2f} x")
    return int(missed > 0)


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))

"""`digest make`: articles in, an edition in all its forms out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from digest.cli.progress import progress_bar
from digest.errors import UsageError
from digest.model.settings import DEFAULT_BASE_URL, Layout, Settings, Tlp
from digest.service.logo import load_logo
from digest.service.make import Made, MakeOrder
from digest.service.make import make as make_edition


def make(
    articles: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ARTICLE...",
            help="Files: .txt .html .jsonl .eml .docx .pdf .zip .warc, each also as .gz; '-' is "
            "standard input.",
            show_default=False,
        ),
    ] = None,
    *,
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Folder for the eight files.")
    ],
    sample: Annotated[
        bool, typer.Option("--sample", help="Digest the bundled sample of 19 articles.")
    ] = False,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="When the articles were published, for all of them: 2014-12-01 or "
            "2014-12-01T18:30+01:00. Otherwise it is read from each article, or inferred.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None, typer.Option(metavar="T", help="Title of the edition.", show_default=False)
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Time the edition stands for; by default the latest publication date.",
            show_default=False,
        ),
    ] = None,
    base_url: Annotated[
        str, typer.Option(metavar="URL", help="Where the files will be served from.")
    ] = DEFAULT_BASE_URL,
    brand: Annotated[
        str, typer.Option(metavar="NAME", help="Name above the title of page and briefing.")
    ] = "Article Digest",
    accent: Annotated[
        str, typer.Option(metavar="#RRGGBB", help="Colour of page and briefing.")
    ] = "#a3182b",
    logo: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Logo of the briefing: a small PNG or SVG.", show_default=False
        ),
    ] = None,
    paper: Annotated[str, typer.Option(metavar="A4|Letter", help="Paper of the PDF.")] = "A4",
    layout: Annotated[
        Layout, typer.Option(help="The whole edition as PDF, or one page of three stories.")
    ] = Layout.FULL,
    tlp: Annotated[
        Tlp | None,
        typer.Option(help="Traffic Light Protocol marking of the PDF.", show_default=False),
    ] = None,
    distribution: Annotated[
        str | None,
        typer.Option(metavar="T", help="Who the briefing is for, in words.", show_default=False),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder of templates that replace ours.", show_default=False
        ),
    ] = None,
    book: Annotated[
        bool, typer.Option("--epub", help="Make a book for e-readers too: briefing.epub.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was made as JSON on standard output.")
    ] = False,
) -> None:
    """Digest articles into feeds, a page, a calendar and a PDF briefing.

    Writes rss.xml, atom.xml, feed.json, index.html, briefing.pdf, timeline.json (TimelineJS),
    timeline.ics and edition.json (every sentence with its source, every date with its proof).
    The same articles and options give the same bytes.

    For example:

      digest make --sample -o out

      digest make article.txt --published 2014-12-01 -o out

      digest make *.html more.jsonl.gz --title "Harbour watch" -o out
    """
    if sample and articles:
        raise UsageError("Give either articles or --sample, not both.")
    settings = Settings(
        title=title,
        base_url=_base(base_url),
        brand=brand,
        accent=accent,
        paper=_paper(paper),
        layout=layout,
        tlp=tlp,
        distribution=distribution,
        logo=load_logo(logo) if logo else None,
    )
    order = MakeOrder(
        tuple(articles or ()), out, settings, published, as_of, sample, templates, book
    )
    with progress_bar() as progress:
        made = make_edition(order, progress=progress)
    if as_json:
        typer.echo(json.dumps(_summary(made), ensure_ascii=False))
        return
    edition = made.edition
    typer.echo(
        f"{edition.title}\n{len(edition.stories)} stories and {len(edition.timeline)} dated events "
        f"from {len(edition.sources)} articles, as of {edition.as_of:%Y-%m-%d %H:%M} UTC.",
        err=True,
    )
    for path in made.files:
        typer.echo(f"  {path}", err=True)


def _base(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--base-url {url!r} must begin with http:// or https://.")
    return url if url.endswith("/") else f"{url}/"


def _paper(name: str) -> str:
    for known in ("A4", "Letter"):
        if name.lower() == known.lower():
            return known
    raise UsageError(f"--paper {name!r} is neither A4 nor Letter.")


def _summary(made: Made) -> dict[str, object]:
    edition = made.edition
    return {
        "title": edition.title,
        "key": edition.key,
        "as_of": edition.as_of.isoformat(),
        "stories": len(edition.stories),
        "events": len(edition.timeline),
        "articles": len(edition.sources),
        "files": [str(path) for path in made.files],
    }

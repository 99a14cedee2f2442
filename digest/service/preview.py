"""An edition printed with templates that are being written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.errors import InputError
from digest.model.settings import Layout, Settings
from digest.publish.evidence import evidence, read_evidence
from digest.publish.html import PageLinks, page
from digest.publish.pdf import briefing
from digest.publish.templates import Templates
from digest.service.make import MakeOrder, compose
from digest.service.output import check_writable, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model.edition import Edition


def preview(source: Path | None, out: Path, *, templates: Path | None) -> tuple[Path, ...]:
    """Write an edition as briefing in both layouts and as page; return the files.

    `source` is an edition.json, None for the bundled sample.

    Raises:
        UsageError: a template is wrong; the message names it and the line.
        InputError: `source` is no edition.
        OutputError: the folder cannot be written.
        MissingPartError: a system library is missing.
    """
    check_writable(out)
    shown = _edition(source, out)
    own = Templates(templates)
    files = {
        "briefing.pdf": _print(shown, Layout.FULL, own),
        "flash.pdf": _print(shown, Layout.FLASH, own),
        "index.html": page(shown, templates=own, links=PageLinks()),
    }
    write_files(out, files)
    return tuple(out / name for name in files)


def _edition(source: Path | None, out: Path) -> Edition:
    if source is None:
        return compose(MakeOrder((), out, Settings(), sample=True))
    try:
        return read_evidence(source.read_bytes())
    except OSError as error:
        raise InputError(f"{source} cannot be read: {error.strerror or error}.") from error


def _print(edition: Edition, layout: Layout, templates: Templates) -> bytes:
    shown = replace(edition, settings=replace(edition.settings, layout=layout))
    return briefing(shown, attachment=evidence(shown), templates=templates)

"""`digest backup` and `digest restore`: a whole service in a folder, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digest.cli.home import Home, placed
from digest.cli.jobs import AsJson
from digest.cli.progress import progress_bar
from digest.cli.say import say_json
from digest.errors import UnknownError
from digest.service.backup import Backup
from digest.service.backup import backup as take
from digest.service.backup import restore as put_back
from digest.service.context import utc_now

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the backup.")]


def backup(folder: Folder, *, home: Home = None, as_json: AsJson = False) -> None:
    """Back a service up into a new folder, while it runs.

    The folder holds the database as one file of SQLite, whichever it is, the documents and
    published files that it names, digest.toml and templates/. On the same disk they are linked
    and cost no room; copy the folder elsewhere.

    For example:

      digest backup /backups/monday
    """
    place = placed(home)
    if not place.home.is_dir():
        raise UnknownError(f"There is no service in {place.home}; name its folder with --home.")
    with progress_bar() as progress:
        made = take(place, folder, utc_now(), progress)
    _say(made, f"{folder} holds the service as it was at {made.made}.", as_json=as_json)


def restore(folder: Folder, *, home: Home = None, as_json: AsJson = False) -> None:
    """Put a backup back into an empty home; its feeds are the same, byte by byte.

    With DIGEST_DATABASE_URL and DIGEST_BLOBS set it goes into that database, which must be
    empty, and that bucket: so a service moves from SQLite to PostgreSQL and from a folder to S3.

    For example:

      digest restore /backups/monday --home /srv/digest
    """
    place = placed(home)
    with progress_bar() as progress:
        made = put_back(place, folder, progress)
    _say(made, f"{place.home} is the service as it was at {made.made}.", as_json=as_json)


def _say(made: Backup, sentence: str, *, as_json: bool) -> None:
    if as_json:
        told = {"made": made.made, "version": made.version, "blobs": made.blobs}
        say_json(told)
    else:
        typer.echo(sentence, err=True)

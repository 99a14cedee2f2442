"""Finds and fills templates: a user's folder first, then the packaged ones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from digest.errors import UsageError
from digest.publish.typography import clip, headline_size, isolate, unwidow

if TYPE_CHECKING:
    from collections.abc import Mapping

_IN_WHEEL = "_templates"
_IN_CHECKOUT = "templates"
_FINGERPRINT_LENGTH = 12


def packaged_folder() -> Path:
    """Return the folder of the packaged templates: in an installed wheel, or in a checkout."""
    package = Path(str(resources.files("digest")))
    installed = package / _IN_WHEEL
    return installed if installed.is_dir() else package.parent / _IN_CHECKOUT


@dataclass(frozen=True)
class Templates:
    """Templates and their assets; files in `folder`, when given, override packaged ones.

    Values are escaped in every template, and a name that is not in the context is an error.
    """

    folder: Path | None = None

    def __post_init__(self) -> None:
        """Refuse a folder that is not there: packaged templates in its stead would surprise.

        Raises:
            UsageError: `folder` is no folder.
        """
        if self.folder is not None and not self.folder.is_dir():
            raise UsageError(f"{self.folder} is no folder; name one that holds templates")

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Where files are looked for, first match wins."""
        own = (self.folder,) if self.folder else ()
        return (*own, packaged_folder())

    @cached_property
    def environment(self) -> Environment:
        """The engine; it reaches no file outside `folders`."""
        environment = Environment(
            loader=FileSystemLoader(self.folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= {
            "clip": clip,
            "codepoint": ord,
            "headline_size": headline_size,
            "isolate": isolate,
            "unwidow": unwidow,
        }
        return environment

    @cached_property
    def fingerprint(self) -> str | None:
        """A hash of the user's own files, None where there are none."""
        if self.folder is None:
            return None
        found = hashlib.sha256()
        for file in sorted(f for f in self.folder.rglob("*") if f.is_file()):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            found.update(f"{file.relative_to(self.folder).as_posix()} {content}\n".encode())
        return found.hexdigest()[:_FINGERPRINT_LENGTH]

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """Return template `name` filled from `context`.

        Raises:
            UsageError: the template is missing or wrong; the message names it and the line.
        """
        try:
            return self.environment.get_template(name).render(context)
        except TemplateNotFound as error:
            raise UsageError(f"template not found: {error.name}") from error
        except TemplateSyntaxError as error:
            where = f"{error.filename or name}, line {error.lineno}"
            raise UsageError(f"template {where}: {error.message}") from error
        except TemplateError as error:
            raise UsageError(f"template {name}: {error}") from error

    def asset(self, path: str) -> Path:
        """Return the file of a relative asset path such as "fonts/Inter-Regular.ttf".

        Raises:
            FileNotFoundError: there is none, or `path` leads out of the template folders.
        """
        wanted = PurePosixPath(path)
        for folder in self.folders:
            root = folder.resolve()
            found = (root / wanted).resolve()
            if found.is_relative_to(root) and found.is_file():
                return found
        raise FileNotFoundError(path)

"""The documents name what exists, and all that exists is documented."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from digest.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from typer._click.core import Command

COMMAND = re.compile(r"^ *(?:\$ )?(?:\./run )?digest ([a-z]+)(.*)$", re.MULTILINE)
"""A call of the command in a code block: the sub-command and the rest of its line."""


def documents(root: Path) -> dict[str, str]:
    """Return the text of each document by its path."""
    paths = sorted([*root.glob("*.md"), *root.glob("docs/**/*.md")])
    return {str(path.relative_to(root)): path.read_text() for path in paths}


def sub_commands() -> dict[str, set[str]]:
    """Return the sub-commands of `digest`, each with its options and those of commands below it."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    return {name: options(command) for name, command in group.commands.items()}


def options(command: Command) -> set[str]:
    """Return the options of a command and of all below it."""
    own = {option for parameter in command.params for option in parameter.opts}
    below = command.commands.values() if isinstance(command, TyperGroup) else ()
    return own.union(*map(options, below))


def calls(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield (sub-command, its options) of each call in the code blocks of a document."""
    for block in re.findall(r"```\w*\n(.*?)```", text, re.DOTALL):
        for name, rest in COMMAND.findall(block.replace("\\\n", " ")):
            yield name, re.findall(r"(?<!\S)(--?[a-z][\w-]*)", rest.partition(" #")[0])


def test_every_sub_command_is_documented(root: Path) -> None:
    """Each sub-command of `digest` is shown in README or docs/."""
    texts = documents(root)
    told = texts["README.md"] + "".join(t for p, t in texts.items() if p.startswith("docs/"))
    assert sub_commands()
    assert [name for name in sub_commands() if f"digest {name}" not in told] == []


def test_documents_call_only_what_exists(root: Path) -> None:
    """Every sub-command and option in a code block of a document is one of the program's."""
    known = sub_commands()
    shown = [(path, call) for path, text in documents(root).items() for call in calls(text)]
    assert ("README.md", ("make", ["--sample", "-o"])) in shown
    for path, (name, options) in shown:
        assert name in known, f"{path}: digest {name}"
        assert set(options) <= known[name] | {"--help"}, f"{path}: digest {name} {options}"


def test_every_verb_of_run_is_documented(root: Path) -> None:
    """Each verb that ./run help lists is in README or CONTRIBUTING, and no other is."""
    told = documents(root)["README.md"] + documents(root)["CONTRIBUTING.md"]
    listed = subprocess.run([root / "run", "help"], capture_output=True, text=True, check=True)
    verbs = set(re.findall(r"^  ([a-z]+)\b", listed.stdout, re.MULTILINE))
    assert {"digest", "test", "check"} <= verbs
    assert set(re.findall(r"\./run (?:--yes )?([a-z]+)", told)) == verbs


def test_links_lead_somewhere(root: Path) -> None:
    """Each relative link of a document names a file, and each anchor in it a heading."""
    broken = []
    texts = documents(root)
    for path, text in texts.items():
        for link in re.findall(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"", text):
            target, _, anchor = "".join(link).partition("#")
            if "://" in target or target.startswith("mailto:"):
                continue
            goal = (root / path).parent / target if target else root / path
            if not goal.exists() or (anchor and anchor not in anchors(goal.read_text())):
                broken.append(f"{path}: {''.join(link)}")
    assert texts
    assert broken == []


def anchors(text: str) -> set[str]:
    """Return the anchors of a document's headings, spelled as forges spell them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def test_the_changelog_has_a_place_for_what_is_new(root: Path) -> None:
    """The first section is Unreleased, and each section holds kinds that Keep a Changelog names."""
    text = (root / "CHANGELOG.md").read_text()
    assert re.findall(r"^## (.+)$", text, re.MULTILINE)[0] == "[Unreleased]"
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= kinds


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_a_document_begins_with_its_title(root: Path, name: str) -> None:
    """Each document opens with one heading of the first level, and has no second."""
    lines = (root / name).read_text().splitlines()
    assert lines[0].startswith("# ")
    assert sum(line.startswith("# ") for line in prose(lines)) == 1


def prose(lines: list[str]) -> Iterator[str]:
    """Yield the lines that stand outside code blocks."""
    inside = False
    for line in lines:
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            yield line

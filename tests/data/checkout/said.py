"""Stands in for the command: says from where and with what it was called."""

import sys
from pathlib import Path


def main() -> None:
    """Print the working folder's name and the arguments."""
    print(Path.cwd().name, *sys.argv[1:])  # noqa: T201

"""Every error that article-digest raises on purpose.

    DigestError                 exit 1
    ├── UsageError              exit 2   the command or a setting asks for something impossible
    ├── InputError              exit 3   an article cannot be read, or says nothing
    │   └── DateNeededError     exit 3   no article is dated and no as-of time was given
    ├── OutputError             exit 4   a result cannot be written
    ├── MissingPartError        exit 5   a system library or program is not installed
    └── UncitedError            exit 6   a sentence does not stand at its citation: a defect of ours

Messages say what was wrong, where, and what to do; they are shown to users as they are.
"""


class DigestError(Exception):
    """The root of the tree; its message is one sentence for the user."""

    exit_code = 1


class UsageError(DigestError):
    """The command line or a setting asks for something that cannot be."""

    exit_code = 2


class InputError(DigestError):
    """An article cannot be read, or holds no text."""

    exit_code = 3


class DateNeededError(InputError):
    """No article has a known publication date, and no as-of time was given."""


class OutputError(DigestError):
    """A result cannot be written where it was asked for."""

    exit_code = 4


class MissingPartError(DigestError):
    """A system library or program that this job needs is not installed."""

    exit_code = 5


class UncitedError(DigestError):
    """A sentence of an edition does not stand at its citation; nothing is published."""

    exit_code = 6

"""Runs the command `digest`: one sentence for each expected error, and an exit code."""

from __future__ import annotations

import os
import sys
from importlib import import_module

from digest.errors import DigestError

INTERRUPTED = 130


def main() -> None:
    """Run the command of `sys.argv` and exit with its code.

    The commands are imported here, so that Ctrl-C is answered in one line from the beginning.
    """
    try:
        import_module("digest.cli").app(prog_name="digest")
    except DigestError as error:
        sys.stderr.write(f"digest: {error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("digest: interrupted.\n")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away; keep the interpreter from flushing into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()

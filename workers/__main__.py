"""`python -m workers`: the whole service in one process tree, which `digest up` becomes.

All that it consists of is imported by `main`, so Ctrl-C ends a start at any moment in silence.
"""

from __future__ import annotations

import signal
import sys
from importlib import import_module


def main() -> int:
    """Run the service of the environment's home until it is stopped; return an exit code.

    Until the supervisor listens for it, SIGINT ends the process as the system does: Python's
    KeyboardInterrupt is a traceback, and lost when it is raised while an import lock is let go.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code: int = import_module("workers.launch").main()
    return code


if __name__ == "__main__":
    sys.exit(main())

"""Prints a briefing in a process of its own: evidence on standard input, PDF on standard output.

`digest.service.press` runs `python -m digest.publish.apart MEMORY SECONDS [TEMPLATES]`.
Exits with the code of an error, whose sentence is on standard error, or with NO_MEMORY.
"""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

from digest.errors import DigestError
from digest.publish.evidence import read_evidence
from digest.publish.pdf import briefing
from digest.publish.templates import Templates

NO_MEMORY = 77


def main(arguments: list[str], evidence: bytes) -> bytes:
    """Return the briefing of `evidence`, printed within MEMORY bytes of data.

    The limits are the kernel's: RLIMIT_DATA, which macOS does not enforce, and RLIMIT_CPU, which
    ends the process even when whoever began it was killed.

    Raises:
        DigestError: as `digest.publish.pdf.briefing`.
        MemoryError: the limit was reached.
    """
    memory, seconds, *folder = arguments
    for limit, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (int(most), hard))
    templates = Templates(Path(folder[0]) if folder else None)
    return briefing(read_evidence(evidence), attachment=evidence, templates=templates)


if __name__ == "__main__":
    try:
        sys.stdout.buffer.write(main(sys.argv[1:], sys.stdin.buffer.read()))
    except DigestError as error:
        sys.stderr.write(str(error))
        sys.exit(error.exit_code)
    except MemoryError:
        os._exit(NO_MEMORY)  # there may be too little left to end in good order

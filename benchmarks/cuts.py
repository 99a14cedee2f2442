"""The power is cut under load: what was promised is there afterwards; as many cuts as told.

A whole service on SQLite and a folder is used for half a minute while a library records what it
writes and syncs. Then the disk is rebuilt as a cut may leave it: half of the cuts right after a
promise, half anywhere; every second with some of what was not synced. It needs a C compiler.
"""

from __future__ import annotations

from reported import failed, reported

NEEDS = "how many cuts, like 50, and for how many seconds the service is used, 25 unless told"


def main(argv: list[str]) -> int:
    """Run the test with the cuts that `argv` says, and print what it looked up."""
    told = {"DIGEST_CUTS": argv[0], **({"DIGEST_CUTS_LOAD": argv[1]} if argv[1:] else {})}
    rows = list(reported(told, "-m", "long", "tests/chaos/test_cuts.py"))
    for row in rows:
        print(
            f"   {row.get('cuts')} cuts of {row.get('records')} records: "
            f"{row.get('acceptances checked')} acceptances and {row.get('editions checked')} "
            f"editions looked up, {'none missing' if not failed(row) else failed(row)}"
        )
    return int(not rows or any(map(failed, rows)))

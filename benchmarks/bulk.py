"""Articles in bulk over HTTP while workers are killed: each is accounted for, and how fast.

A stream of lines is cut off half-way by killing the web, sent again under its key, read by workers
of which one after the other is killed, then sent twice more: that must change nothing. At the end
the log, the home and the command lines are searched for every secret that the service knew.
"""

from __future__ import annotations

from reported import failed, reported

ARTICLES = 10_000


def main(argv: list[str]) -> int:
    """Send as many articles as `argv` says, by default 10,000; return 1 when one was lost."""
    count = argv[0] if argv else str(ARTICLES)
    code = 1
    for row in reported({"DIGEST_CHAOS_BULK": count}, "tests/chaos/test_bulk.py"):
        told = row.get("counted", {})
        sums = " + ".join(f"{told[kind]} {kind}" for kind in sorted(told))
        print(f"   {sums} = {sum(told.values())} of {count}; {row.get('kills')} workers killed")
        print(f"   {row.get('resumed_after')} were stored when the web was killed")
        print(f"   accepted {row.get('accepted_a_second')}/s, the break and a new web included")
        print(f"   read {row.get('read_a_second')}/s, while workers were killed")
        print(f"   the web holds {row.get('web_mb')} MB{failed(row)}")
        code = int(bool(failed(row)))
    return code

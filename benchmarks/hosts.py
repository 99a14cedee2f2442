"""Three hosts share PostgreSQL, Valkey and S3; each is killed in turn, and each engine goes away.

Four workers, two webs. While something is dead or away an article and an edition are asked for:
how long each took is told, and in the end all that was promised is looked up.
"""

from __future__ import annotations

from reported import failed, reported

NEEDS = "how many rounds, like 3; a round takes a minute"


def main(argv: list[str]) -> int:
    """Run the test with the rounds that `argv` says, and print what it tells."""
    rows = list(
        reported({"DIGEST_HOSTS_ROUNDS": argv[0]}, "-m", "long", "tests/chaos/test_hosts.py")
    )
    for row in rows:
        for line in row.get("told", []):
            print(f"   {line}")
        print(
            f"   {row.get('accepted')} articles, {row.get('editions')} editions; all done "
            f"{row.get('recovered')} s after the last fault; "
            f"{failed(row).strip() or 'every promise kept'}"
        )
    return int(not rows or any(map(failed, rows)))

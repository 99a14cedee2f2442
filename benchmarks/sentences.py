"""F1 of sentence ends on gold splits: [text, ends as counts of non-white-space characters]."""

from __future__ import annotations

import json
import time
from pathlib import Path

from digest.text.sentences import split_text

NEEDS = "GOLD.json..."


def ends(text: str) -> set[int]:
    """Return the ends of our sentences as counts of non-white-space characters."""
    counts = [0]
    for character in text:
        counts.append(counts[-1] + (not character.isspace()))
    return {counts[span.end] for span in split_text(text)}


def main(argv: list[str]) -> int:
    """Print precision, recall, F1 and speed for each file."""
    for path in argv:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
        pairs = data if isinstance(data[0], list) else [data]
        hits = found = gold = 0
        began = time.process_time()
        for text, right in pairs:
            mine = ends(text)
            hits += len(mine & set(right))
            found += len(mine)
            gold += len(right)
        spent = time.process_time() - began
        precision, recall = hits / found, hits / gold
        f1 = 2 * precision * recall / (precision + recall)
        size = sum(len(text) for text, _ in pairs)
        print(
            f"{Path(path).name}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}, "
            f"{size / spent:,.0f} characters/s"
        )
    return 0

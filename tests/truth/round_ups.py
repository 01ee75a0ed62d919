"""Articles of many incidents, as our own prose has them: which figure is told of whom; and articles that only look so.

The labels are tests/bench/labels/round_ups: pairs of files, each made before the code saw it and looked at since.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from incidents.names import normalise_name
from incidents.vocabulary import Metric
from sources.extraction import ArticleText, Reading, read
from tests.json_lines import json_lines
from tests.truth.outcomes import Outcome, Sheet
from tests.truth.streams import near

LABELS = Path(__file__).resolve().parents[1] / "bench" / "labels" / "round_ups"
Row = dict[str, Any]


def round_ups() -> Sheet:
    """The outcomes of all labelled round-ups and of the articles that are none."""
    sheet = Sheet("round_ups")
    for path in sorted(LABELS.glob("round_ups_*.jsonl")):
        for row in json_lines(path):
            sheet.outcomes += _items(row)
    for path in sorted(LABELS.glob("no_round_ups_*.jsonl")):
        for row in json_lines(path):
            found = [item.organisation for item in _reading(row).items]
            yes = Outcome("one incident stays one", row["id"], row["id"], not found, f"divided: {found}")
            sheet.outcomes.append(yes)
    return sheet


def _items(row: Row) -> Iterator[Outcome]:
    rows = [
        (item.organisation, float(amount))
        for item in _reading(row).items
        for one in item.mentions
        if one.metric is Metric.AFFECTED and (amount := one.value or one.high or one.low) is not None
    ]
    labelled = row["items"]
    for label in labelled:
        if label["value"] is not None:
            own = [value for name, value in rows if _same(name, label["organisation"])]
            said = f"want {label['organisation']}: {label['value']}; got {own}"
            right = any(near(value, label["value"]) for value in own)
            item = f"{row['id']} {label['organisation']}"
            yield Outcome("a value is told of its organisation", item, row["id"], right, said)
    for name in sorted({name for name, _ in rows}):
        known = any(_same(name, label["organisation"]) for label in labelled)
        yield Outcome("an organisation that is told is one", f"{row['id']} {name}", row["id"], known, name)


def _reading(row: Row) -> Reading:
    return read(ArticleText(row["id"], row["title"], row["text"], dt.date.fromisoformat(row["date"])))


def _same(one: str, other: str) -> bool:
    words, others = set(normalise_name(one).split()), set(normalise_name(other).split())
    return bool(words and others) and (words <= others or others <= words)

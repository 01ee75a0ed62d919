"""Labels of texts that are not ours, kept without the texts: offsets and a hash; put back beside the texts for reading.

    PYTHONPATH=. python -m tests.bench.labels.packing FILE... > tests/bench/labels/news_items.jsonl
    PYTHONPATH=. python -m tests.bench.labels.packing --agreement FILE FILE

FILE holds one JSON object a line as a reader wrote it: id, kind, organisations and numbers by their text, headline. The
texts are the news items beside the checkout. An item that two readers labelled is kept as the first file has it; the
agreement of two files is told for those that both hold.
"""

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
NEWS = ROOT.parent / "shared" / "data" / "news" / "newsdatahub.csv"
PACKED = Path(__file__).with_name("news_items.jsonl")
ATTACKS = Path(__file__).with_name("news_attacks.jsonl")
COUNTED = Path(__file__).with_name("news_numbers.jsonl")
FIELDS = ("title", "description")
PUBLISHER = "source_title"


def texts() -> dict[str, dict[str, str]]:
    """By id, title, description and publisher of each news item."""
    with NEWS.open(encoding="utf-8", newline="") as lines:
        return {row["id"]: {field: row[field] for field in (*FIELDS, PUBLISHER)} for row in csv.DictReader(lines)}


def digest(item: dict[str, str]) -> str:
    """The SHA-256 of title and description, a line feed between them, in hexadecimal digits."""
    return hashlib.sha256("\n".join(item[field] for field in FIELDS).encode()).hexdigest()


def read(path: Path) -> list[dict[str, Any]]:
    """The labels of a file, a JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def packed(label: dict[str, Any], item: dict[str, str]) -> dict[str, Any]:
    """One item's labels with offsets in the place of texts. Raises ValueError when a text is not in its field."""
    after: dict[tuple[str, str], int] = {}  # the same text labelled again is its next place

    def place(each: dict[str, Any]) -> dict[str, Any]:
        key = (each["field"], each["text"])
        start = item[each["field"]].find(each["text"], after.get(key, 0))
        if start < 0:
            start = item[each["field"]].index(each["text"])
        after[key] = start + 1
        rest = {name: value for name, value in each.items() if name not in {"text", "field"}}
        return {"field": each["field"], "start": start, "end": start + len(each["text"]), **rest}

    numbers = [place(one) for one in label["numbers"]]
    own = (number for number, one in enumerate(label["numbers"]) if one["label"] == "total")
    headline = next((number for number in own if label["numbers"][number]["text"] == label["headline"]), None)
    if label["headline"] is not None and headline is None:
        raise ValueError(f"{label['id']}: the headline is none of its totals")
    return {
        "id": label["id"],
        "sha256": digest(item),
        "kind": label["kind"],
        "organisations": [place(one) for one in label["organisations"]],
        "numbers": numbers,
        "headline": headline,
        "doubt": bool(label.get("doubt")),
    }


def unpacked(path: Path = PACKED) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """Each kept label with its item. Raises ValueError when an item is not the text that was labelled."""
    known = texts()
    for label in read(path):
        item = known[label["id"]]
        if digest(item) != label["sha256"]:
            raise ValueError(f"{label['id']}: the text is another one now")
        yield label, item


def agreement(one: Iterable[dict[str, Any]], other: Iterable[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """By what is labelled, how many of the items that both hold are alike, and how many those are."""
    first, second = ({label["id"]: label for label in labels} for labels in (one, other))
    both = first.keys() & second.keys()
    places: dict[str, tuple[int, int]] = {}
    for what, part in {
        "kind": lambda label: label["kind"],
        "victims": lambda label: {each["text"] for each in label["organisations"] if each["role"] == "victim"},
        "headline": lambda label: label["headline"],
        "totals": lambda label: {each["text"] for each in label["numbers"] if each["label"] == "total"},
    }.items():
        places[what] = (sum(part(first[key]) == part(second[key]) for key in both), len(both))
    return places


if __name__ == "__main__":
    paths = [Path(name) for name in sys.argv[1:] if not name.startswith("--")]
    if "--agreement" in sys.argv:
        for what, (alike, all_of_them) in agreement(read(paths[0]), read(paths[1])).items():
            print(f"{what:10} {alike} of {all_of_them}")
    else:
        items, done = texts(), set[str]()
        for label in (label for path in paths for label in read(path)):
            if label["id"] not in done:
                done.add(label["id"])
                print(json.dumps(packed(label, items[label["id"]]), ensure_ascii=False))

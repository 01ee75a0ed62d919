"""Coverage over time with what a careful curator made of it: a folder of streams, or half of one of our own sets.

The archive's texts are news items that stand beside the checkout; its labels are kept in `tests/bench/labels/archive`
without them. `restated` is coverage of ten incidents in our own words. Of each, one half is looked at when a figure is
wrong, the other never: see the README there.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.bench.labels import packing
from tests.json_lines import json_lines

if TYPE_CHECKING:
    from sources.replay.running import Item

ARCHIVE: Final = Path(packing.__file__).parent / "archive"
RESTATED: Final = ARCHIVE.with_name("restated")
HALVES: Final = ("first", "second")
# What may be learnt from and looked at; the second halves measure.
LEARNT: Final = ("streams_news", "streams_more", "streams", "archive_first", "restated_first")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class StreamSet:
    """truth        by key of the incident, what a curator held when
    incidents    what is opened before the first article
    checkpoints  the days to ask for
    items        the articles, in order, as the product takes them
    labels       by id of an article, whose coverage it is; `noise` what else it is, where that is labelled
    orgs         by id, the organisation that a claim's label names
    """

    name: str
    truth: Mapping[str, Row]
    incidents: Sequence[Row]
    checkpoints: Sequence[Row]
    items: Sequence[Row]
    labels: Mapping[str, str | None]
    noise: Mapping[str, str]
    orgs: Mapping[str, str]

    def replayed(self) -> list["Item"]:
        """The articles as a replay takes them; Django is set up."""
        from sources.replay.running import item_of

        return [item_of(json.dumps(row)) for row in self.items]


def load_set(data: Path, name: str) -> StreamSet:
    """The set of this name: half of one of our own, such as `archive_first`, or that of a folder of the data."""
    of, _, half = name.partition("_")
    halved = {"archive": of_archive, "restated": of_restated}
    return halved[of](half) if of in halved else of_folder(data / name)


def of_folder(folder: Path) -> StreamSet:
    """The set that stands in a folder of ../shared/data."""
    articles, claims = json_lines(folder / "articles.jsonl"), folder / "claims.jsonl"
    return StreamSet(
        folder.name,
        json.loads((folder / "timeline.json").read_text(encoding="utf-8")),
        json.loads((folder / "incidents.json").read_text(encoding="utf-8")),
        json_lines(folder / "checkpoints.jsonl"),
        json_lines(folder / "input.jsonl"),
        {row["id"]: row["incident"] for row in articles},
        {row["id"]: row["noise_kind"] for row in articles if row.get("noise_kind")},
        {row["id"]: row["org"] for row in json_lines(claims) if row["org"]} if claims.exists() else {},
    )


def of_archive(half: str) -> StreamSet:
    """A half of the archive's incidents with its coverage and its noise. ValueError when a text is not the labelled
    one."""
    labels = json.loads((ARCHIVE / "labels.json").read_text(encoding="utf-8"))
    keys = {one["key"] for one in labels["incidents"] if one["half"] == half}
    rows = [row for row in json_lines(ARCHIVE / "items.jsonl") if half == row.get("half") or row["incident"] in keys]
    texts = packing.texts()
    for row in rows:
        if not packing.digest(texts[row["id"]]).startswith(row["sha256"]):
            raise ValueError(f"{row['id']}: the text is not the one that was labelled")
    return StreamSet(
        f"archive_{half}",
        {key: record for key, record in labels["timeline"].items() if key in keys},
        [one for one in labels["incidents"] if one["key"] in keys],
        [one for one in labels["checkpoints"] if one["incident"] in keys],
        [_item(row, texts[row["id"]]) for row in rows],
        {row["id"]: row["incident"] for row in rows},
        {row["id"]: row["noise_kind"] for row in rows if row.get("noise_kind")},
        {},
    )


def of_restated(half: str) -> StreamSet:
    """A half of the restated incidents; the noise is that of both."""
    keys = {key for key, of in json.loads((RESTATED / "halves.json").read_text(encoding="utf-8")).items() if of == half}
    whole = of_folder(RESTATED)
    items = [row for row in whole.items if whole.labels[row["id"]] in keys | {None}]
    return replace(
        whole,
        name=f"restated_{half}",
        truth={key: record for key, record in whole.truth.items() if key in keys},
        incidents=[one for one in whole.incidents if one["key"] in keys],
        checkpoints=[one for one in whole.checkpoints if one["incident"] in keys],
        items=items,
        labels={row["id"]: whole.labels[row["id"]] for row in items},
    )


def _item(row: Row, text: Mapping[str, str]) -> Row:
    return {
        "id": row["id"],
        "url": f"https://example.invalid/{row['id']}",
        "published": row["published"],
        "publisher": text[packing.PUBLISHER],
        "title": text["title"],
        "text": text["description"],
    }

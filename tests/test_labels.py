"""Labels that are kept without their texts: in the words of their rules, and of the texts that they were made of."""

from pathlib import Path

import pytest

from tests.bench.labels import packing
from tests.truth.stream_sets import HALVES, StreamSet, load_set, of_restated

KINDS = {"incident", "unnamed", "follow_up", "round_up", "threat", "none"}
ROLES = {
    *("victim", "supplier", "product", "attacker", "authority", "finder", "press", "compared", "owner", "other"),
}
NUMBERS = {
    *("total", "part", "increment", "earlier", "other", "base", "statistic", "volume"),
    *("fine", "settlement", "ransom", "cost", "price", "not"),
}


def test_labels_are_told_in_the_words_of_their_rules() -> None:
    labels = packing.read(packing.PACKED)
    assert len({label["id"] for label in labels}) == len(labels) >= 300
    assert {label["kind"] for label in labels} <= KINDS
    assert {each["role"] for label in labels for each in label["organisations"]} <= ROLES
    assert {each["label"] for label in labels for each in label["numbers"]} <= NUMBERS
    rules = Path(packing.PACKED).with_name("README.md").read_text(encoding="utf-8")
    assert all(f"`{word}`" in rules for word in KINDS | ROLES | NUMBERS)


def test_labels_are_of_the_texts_that_stand_beside(shared_data: Path) -> None:
    del shared_data
    seen = 0
    for label, item in packing.unpacked():
        for each in (*label["organisations"], *label["numbers"]):
            assert item[each["field"]][each["start"] : each["end"]].strip()
        if label["headline"] is not None:
            assert label["numbers"][label["headline"]]["label"] == "total"
        seen += 1
    assert seen >= 300


@pytest.mark.parametrize("name", ["archive_first", "archive_second"])
def test_the_archive_is_labelled_on_the_texts_that_stand_beside(shared_data: Path, name: str) -> None:
    check(load_set(shared_data, name), incidents=20)


@pytest.mark.parametrize("name", ["restated_first", "restated_second"])
def test_restated_coverage_is_labelled_whole(tmp_path: Path, name: str) -> None:
    check(load_set(tmp_path, name), incidents=5)


def check(streams: StreamSet, *, incidents: int) -> None:
    """Hold the labels against each other: every source is an article of its incident, out on the day that is told."""
    keys = {row["key"] for row in streams.incidents}
    assert keys == streams.truth.keys()
    assert len(keys) == incidents
    days = {row["id"]: str(row["published"])[:10] for row in streams.items}
    assert set(streams.labels) == set(days)
    assert set(streams.labels.values()) == keys | {None}
    for key, record in streams.truth.items():
        for point in record["affected_timeline"]:
            assert {streams.labels[source] for source in point["sources"]} == {key}
            assert min(days[source] for source in point["sources"]) == point["known_on"]


def test_no_incident_stands_in_both_halves() -> None:
    halves = [{row["key"] for row in of_restated(half).incidents} for half in HALVES]
    assert not set.intersection(*halves)

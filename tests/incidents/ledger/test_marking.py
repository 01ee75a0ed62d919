"""The mark in the place of a text: single texts, the data of events, and what was cut in the middle of a text."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from incidents.ledger.marking import changed_paths, excerpt, marked, marked_data, may_have_been, taken_out
from incidents.webhooks.examples import DATA, example_of
from incidents.webhooks.messages import schema_of


@pytest.mark.parametrize(
    ("value", "left", "may"),
    [
        ("By Jane Roe.", "By Jane Roe.", True),
        ("By Jane Roe.", "By [redacted].", True),
        ("Jane Roe and Jane Roe", "[redacted] and [redacted]", True),
        ("Jane RoeJane Roe", "[redacted][redacted]", True),
        ("Jane Roe", "[redacted][redacted]", True),
        ("By [redacted].", "By [redacted].", True),
        ("By .", "By [redacted].", False),
        ("Jan", "[redacted]", False),
        ("For Jane Roe.", "By [redacted].", False),
        ("By Jane Roe", "By [redacted].", False),
        ("Jane Roe or Jane Roe", "[redacted] and [redacted]", False),
        ("By Jane Roe.", "", False),
        (None, None, True),
        (["GB"], ["FR"], False),
    ],
)
def test_what_a_text_was_before_its_marks(value: Any, left: Any, may: bool) -> None:
    assert may_have_been(value, left) is may


@pytest.mark.parametrize(
    ("value", "limit", "left"),
    [
        ("Jane Roe did it, said Jane Roe.", None, "[redacted] did it, said [redacted]."),
        ("jane roe did it.", None, "jane roe did it."),
        ("Nobody did it.", None, "Nobody did it."),
        ("", None, ""),
        ("It was Jane R", 13, "It was [redac"),
        ("It was Jane R", 40, "It was Jane R"),
        ("It was Jan", 10, "It was Jan"),
        ("Jane Roe", 8, "[redacte"),
    ],
)
def test_a_mark_for_each_occurrence(value: str, limit: int | None, left: str) -> None:
    assert marked(value, "Jane Roe", limit) == left


def texts(data: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(data, dict):
        return [found for name, value in data.items() for found in texts(value, f"{path}.{name}".strip("."))]
    if isinstance(data, list):
        return [found for place, value in enumerate(data) for found in texts(value, f"{path}.{place}")]
    return [(path, data)] if isinstance(data, str) and len(data) >= 4 else []


@pytest.mark.parametrize("kind", sorted(map(str, DATA)))
def test_whatever_is_taken_out_of_an_event_it_keeps_to_its_schema(kind: str) -> None:
    message = example_of(kind)
    validator = Draft202012Validator(schema_of(kind))
    for path, text in texts(message["data"]):
        left = marked_data(message["data"], text)
        links = {"links": message["data"]["links"]}
        assert validator.is_valid({**message, "data": {**left, **links}}), path
        alone = taken_out(message["data"], path)
        if alone is not None:
            assert validator.is_valid({**message, "data": {**alone[0], **links}}), path


def test_no_free_text_of_an_event_is_out_of_reach() -> None:
    words = {"Harbour quiz harvest", "A quiz read the address books of those who took it.", "Harbour Social"}
    for kind in DATA:
        left = DATA[kind]
        for word in words:
            left = marked_data(left, word)
        assert not [word for word in words if word in json.dumps(left)], kind


def test_the_paths_of_what_changed() -> None:
    before = {"a": ["x", {"b": "Jane"}], "kind": "Jane", "c": None, "n": 4}
    assert list(changed_paths(before, marked_data(before, "Jane"))) == [("a.1.b", "Jane")]


@pytest.mark.parametrize(
    "path", ["", "a", "a.b", "a.9", "a.1.none", "a.x", "kind", "c", "n", "a.1.b.c", "a.¹", "a.99999999"]
)
def test_what_is_no_free_text_cannot_be_taken_out(path: str) -> None:
    assert taken_out({"a": ["x", {"b": "Jane"}], "kind": "misuse", "c": None, "n": 4}, path) is None


def test_an_excerpt_shows_what_stands_around_and_not_the_text() -> None:
    value = "before " * 20 + "Jane Roe" + " after Jane Roe" * 10
    excerpted = excerpt(value, "Jane Roe")
    assert "before [redacted] after" in excerpted
    assert "Jane Roe" not in excerpted
    assert len(excerpted) < 200

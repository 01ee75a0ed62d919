"""Whole stories of invented companies, from the articles to the figures of each day."""

import datetime as dt
from typing import Any

from incidents.ledger import figures_as_of
from sources.replay.running import Checkpoint, figure_line
from tests.sources.replay.conftest import Replayed

_COMPARED = ("low", "best", "high", "status")


def test_the_figures_of_each_day_are_those_of_a_careful_curator(replayed: Replayed) -> None:
    wrong = []
    for want in replayed.stream["expected"]:
        expected = {name: want[name] for name in _COMPARED if name in want}
        got: list[dict[str, Any]] = [{name: line[name] for name in expected} for line in replayed.figures(want)]
        if got != [expected]:
            wrong.append((want["incident"], want["as_of"], want.get("scope"), expected, got))
    assert wrong == []


def test_articles_are_linked_to_what_they_are_about(replayed: Replayed) -> None:
    found: dict[str, list[str]] = {}
    for line in replayed.lines:
        if line["type"] == "link":
            found.setdefault(line["article"], []).extend([line["incident"]] if line["incident"] else [])
    expected = replayed.stream["links"]
    assert {article: found.get(article) for article in expected} == expected


def test_as_of_a_day_says_what_the_record_said_on_it(replayed: Replayed) -> None:
    """The record as it grew, and the record asked at its end about the same day."""
    for want in replayed.stream["expected"]:
        incident = replayed.incidents[want["incident"]]
        day = dt.date.fromisoformat(want["as_of"])
        checkpoint = Checkpoint(want["incident"], day)
        asked = [
            figure_line(checkpoint, bucket, resolution)
            for bucket, resolution in figures_as_of([incident], day)[incident.pk].items()
            if resolution.best is not None
        ]
        rows = [
            line
            for line in replayed.lines
            if (line["type"], line.get("incident"), line.get("as_of")) == ("figure", want["incident"], want["as_of"])
        ]
        assert sorted(asked, key=str) == sorted(rows, key=str)

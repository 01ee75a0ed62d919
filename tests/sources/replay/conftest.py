"""The small streams of our own prose, and replaying one in the test database."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from incidents.models import Incident
from incidents.regulators import seed_regulators
from sources.replay.cases import cases_of, open_case
from sources.replay.running import Checkpoint, Line, Replay, item_of
from tests.kept_rows import kept_rows

STREAMS = Path(__file__).parent / "streams"
NAMES = sorted(path.stem for path in STREAMS.glob("*.json"))


@dataclass
class Replayed:
    """A stream that went the whole way: what it expects, the lines that came out, and the incidents by key."""

    stream: dict[str, Any]
    lines: list[Line]
    incidents: dict[str, Incident]

    def figures(self, want: dict[str, Any]) -> list[Line]:
        """The lines of the figure that an expectation is about."""
        where = {"incident": want["incident"], "as_of": want["as_of"], "unit": want["unit"], "scope": want.get("scope")}
        return [
            line
            for line in self.lines
            if line["type"] == "figure"
            and line["metric"] == "affected"
            and all(line[name] == value for name, value in where.items())
        ]


def replay(name: str) -> Replayed:
    """The stream of this name, replayed in the test database."""
    stream = json.loads((STREAMS / f"{name}.json").read_text(encoding="utf-8"))
    with transaction.atomic():
        seed_regulators()
        incidents = {case.key: open_case(case) for case in cases_of(stream["incidents"])}
        items = [item_of(json.dumps(article)) for article in stream["articles"]]
        wanted = [*stream["expected"], *stream.get("fines", [])]
        checkpoints = [Checkpoint(row["incident"], dt.date.fromisoformat(row["as_of"])) for row in wanted]
        lines = list(Replay(incidents).run(items, checkpoints))
    return Replayed(stream, lines, incidents)


@pytest.fixture(scope="module", params=NAMES)
def kept_replayed(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Replayed]:
    with kept_rows(django_db_blocker):
        yield replay(request.param)


@pytest.fixture
def replayed(kept_replayed: Replayed, db: None) -> Replayed:
    return kept_replayed

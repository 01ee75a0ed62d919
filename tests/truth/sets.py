"""The labelled sets, by name; each is measured in a process of its own."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Final

from tests.truth.outcomes import Sheet

DATA: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
STREAMS: Final = (
    *("streams_news", "archive_first", "archive_second"),
    *("streams_more", "streams", "restated_first", "restated_second"),
)
FRESH: Final = "_fresh"  # a set of streams, given to a tracker without incidents
NAMES: Final = (*STREAMS, f"streams_news{FRESH}", "real_articles_alone", "cases", "round_ups")
SLOW: Final = frozenset({"streams_news", "archive_first", "archive_second", f"streams_news{FRESH}"})


def prepare() -> None:
    """Set Django up in a process that is to measure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    os.environ["LOG_LEVEL"] = "ERROR"
    import django

    django.setup()


def measure(name: str, *, shipped: bool = False) -> Sheet:
    """The sheet of one set; Django is set up. Whose incident is told is ranked by weights that were learnt without the
    set, unless those that are `shipped` are asked for."""
    from tests.truth.organisations.held_out import held_out

    with nullcontext() if shipped else held_out(DATA, name.removesuffix(FRESH)):
        return _measured(name)


def _measured(name: str) -> Sheet:
    from tests.truth import alone, fresh, round_ups, stream_sets, streams

    if name.endswith(FRESH):
        return fresh.opened_from(stream_sets.load_set(DATA, name.removesuffix(FRESH)))
    if name in STREAMS:
        return streams.sheet_of(stream_sets.load_set(DATA, name))
    if name == "round_ups":
        return round_ups.round_ups()
    if name == "cases":
        return alone.cases(DATA / "cases")
    return alone.real_articles(DATA / "extraction" / "numbers.jsonl")

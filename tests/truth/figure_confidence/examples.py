"""The examples from which the confidence of figures is learnt: what the tracker held, and whether a curator held it.

| set         | examples                                                                | right when               |
| ----------- | ----------------------------------------------------------------------- | ------------------------ |
| the streams | on each day on which an article of the incident came or the true figure | it is the true figure of |
|             | changed, the headline figures in the curator's unit; the tracker's      | that day; between points |
|             | others where it has none in that unit                                   | also if it is the next   |
| one_article | each labelled article of a named organisation, told of an incident of   | it is the article's      |
|             | that organisation that is open                                          | headline figure          |

An example holds numbers alone (`incidents.figures.confidence`), so the examples are kept in examples.jsonl and the
weights can be worked out again without the labels, which lie beside the checkout (../shared/data).
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from incidents.figures.assertion import Bucket
from incidents.figures.verdicts import Resolution
from incidents.vocabulary import Metric, Scope
from tests.json_lines import json_lines
from tests.truth.sets import DATA
from tests.truth.stream_sets import LEARNT, load_set

KEPT = Path(__file__).with_name("examples.jsonl")
ONE_ARTICLE = "one_article"
SETS = (*LEARNT, ONE_ARTICLE)
_ARTICLES = ("numbers", "dev", "extra_dev")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FigureExample:
    """One figure that the tracker held. `group` is what it stands or falls with: an incident, an article; `point`:
    whether `make truth` asks for it; `nobody`: whether the article counts nobody."""

    of_set: str
    group: str
    item: str
    point: bool
    nobody: bool
    right: bool
    signs: Mapping[str, float]


def kept() -> list[FigureExample]:
    """The examples that are kept."""
    return [FigureExample(**row) for row in json_lines(KEPT)]


def keep(examples: Iterable[FigureExample]) -> None:
    """Replace the examples that are kept."""
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in examples)
    KEPT.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def examples_of(name: str) -> list[FigureExample]:
    """The examples of a set, in the order of days; Django is set up. Whose incident is told is ranked by weights that
    were learnt without the set."""
    from tests.truth.organisations.held_out import held_out

    with held_out(DATA, "real_articles_alone" if name == ONE_ARTICLE else name):
        return list(_one_article() if name == ONE_ARTICLE else _stream(name))


def _stream(name: str) -> Iterator[FigureExample]:
    from sources.replay.cases import cases_of, open_case
    from sources.replay.running import Replay
    from sources.replay.scratch import scratch_database

    streams = load_set(DATA, name)
    truth, labels = streams.truth, streams.labels
    cases = cases_of(list(streams.incidents))
    items = streams.replayed()
    leading = {key: _leading(record, key) for key, record in truth.items()}
    points = {(dt.date.fromisoformat(row["known_on"]), key) for key, rows in leading.items() for row in rows}
    between = {(item.day, labels[item.id]) for item in items if labels.get(item.id) in truth}
    with scratch_database():
        replay = Replay({case.key: open_case(case) for case in cases})
        due = sorted(items, key=lambda item: item.day)
        for day, key in sorted(points | between):
            until = [item for item in due if item.day <= day]
            due = due[len(until) :]
            list(replay.run(until, []))
            point = (day, key) in points
            for bucket, held, right in judged(_held(replay.incidents[key], key), leading[key], day, point=point):
                item = f"{key} {day} {bucket.unit}{bucket.country and ' '}{bucket.country}"
                yield FigureExample(name, key, item, point, False, right, held.signs)


def judged(
    held: Mapping[Bucket, Resolution], leading: Sequence[Row], day: dt.date, *, point: bool
) -> Iterator[tuple[Bucket, Resolution, bool]]:
    """The headline figures that the true ones of the day are compared with, and whether each is right: those in the
    unit of a true one, else all. On a day that is no point of the truth, the next true figure is right as well: the
    article may be a day ahead of the label."""
    from tests.truth.streams import near

    known = [row for row in leading if row["known_on"] <= day.isoformat()]
    later = [row for row in leading if row["known_on"] > day.isoformat()][:1]
    now = [row for row in known if row["known_on"] == known[-1]["known_on"]]
    seen: set[Bucket] = set()
    for want in sorted(now or later, key=lambda row: all(bucket.unit != row["unit"] for bucket in held)):
        of_unit = [bucket for bucket in held if bucket.unit == want["unit"]] or list(held)
        true = [row["best"] for row in now if row["unit"] == want["unit"]] + [row["best"] for row in later if not point]
        for bucket in of_unit:
            if bucket not in seen:
                seen.add(bucket)
                yield bucket, held[bucket], any(near(held[bucket].best, best) for best in true)


def _leading(record: Row, key: str) -> list[Row]:
    from tests.truth.streams import HEADLINE_SCOPES

    scopes = HEADLINE_SCOPES.get(key, {None})
    return [row for row in record["affected_timeline"] if row["best"] is not None and row["scope"] in scopes]


def _held(incident: Any, key: str = "") -> dict[Bucket, Resolution]:
    """The headline figures of who is affected."""
    from incidents.ledger import figures_as_of
    from tests.truth.streams import HEADLINE_SCOPES

    countries = HEADLINE_SCOPES.get(key, set())
    return {
        bucket: held
        for bucket, held in figures_as_of([incident], None)[incident.pk].items()
        if bucket.metric is Metric.AFFECTED
        and held.best is not None
        and (bucket.scope is Scope.TOTAL or (bucket.scope is Scope.SUBSET and bucket.country in countries))
        and not bucket.label
    }


def _one_article() -> Iterator[FigureExample]:
    from django.db import transaction

    from sources.replay.cases import ReplayIncident, open_case
    from sources.replay.scratch import scratch_database
    from tests.truth.alone import day_of_article, taken_in
    from tests.truth.streams import near

    with scratch_database():
        for of in _ARTICLES:
            for row in json_lines(DATA / "extraction" / f"{of}.jsonl"):
                headline = row.get("headline") or row.get("headline_figure")
                if not row["org"] or (headline and headline.get("skip")):
                    continue
                with transaction.atomic():
                    party = ((row["org"], "controller"),)
                    title = f"{row['org']} data breach"
                    case = ReplayIncident(str(row["id"]), title, party, disclosed=day_of_article(row))
                    incident = open_case(case)
                    with taken_in(row):
                        for bucket, held in _held(incident).items():
                            true = [headline["value"], *headline.get("accept", [])] if headline else []
                            right = any(near(held.best, value) for value in true)
                            item = f"{of} {row['id']} {bucket.unit}"
                            group = f"{of} {row['id']}"
                            yield FigureExample(ONE_ARTICLE, group, item, True, not headline, right, held.signs)
                    transaction.set_rollback(True)

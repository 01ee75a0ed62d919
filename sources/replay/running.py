"""The replay itself: articles in the order of the news, and the figures known at each checkpoint.

The lines, as dictionaries (amounts in major units):

    {"type": "link", "article": id, "incident": key or null}
    {"type": "figure", "incident": key, "as_of": day, "metric", "unit", "currency"?, "scope": null or words,
     "low", "best", "high", "status", "confidence", "sentence", "policy"}
    {"type": "fine", "incident": key, "as_of": day, "authority", "amount", "currency", "status"}

A fine or settlement has a line for each of its stages with a sum; `status` is the stage's kind, in words ("notice of
intent", "decision", "settlement", "reduced"...).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from incidents.figures.assertion import Bucket
from incidents.figures.number_words import major_amount
from incidents.figures.verdicts import Resolution
from incidents.ledger import StageAsOf, figures_as_of, stages_as_of
from incidents.models import Figure, Incident
from incidents.vocabulary import Unit, label
from sources.batches import BadLine, object_of, take_in
from sources.models import Coverage, CoverageState
from sources.pipeline import finish

Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Item:
    """An article of the input: its id there, its day, and its line."""

    id: str
    day: dt.date
    line: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    incident: str
    day: dt.date


class Replay:
    """Takes articles the way of every article, on the database that it finds; nothing is sent to a worker as long as
    the caller holds a transaction open around it."""

    def __init__(self, incidents: Mapping[str, Incident], *, policy: str | None = None) -> None:
        self.incidents = dict(incidents)
        self.policy = policy
        self._ids: dict[int, list[str]] = {}

    def run(
        self,
        items: Sequence[Item],
        checkpoints: Iterable[Checkpoint],
        *,
        each: Callable[[Item], None] = lambda item: None,
        complain: Callable[[Item, str], None] = lambda item, words: None,
    ) -> Iterator[Line]:
        """The lines: figures at each checkpoint in the order of days, then the links. `each` is told of every article
        that is through, `complain` of one that cannot be read; the others go on."""
        due = sorted(set(checkpoints), key=lambda one: (one.day, one.incident))
        for item in sorted(items, key=lambda one: one.day):
            while due and due[0].day < item.day:
                yield from self.known(due.pop(0))
            try:
                self._take(item)
            except BadLine as error:
                complain(item, str(error))
            each(item)
        for checkpoint in due:
            yield from self.known(checkpoint)
        yield from self.links()

    def known(self, checkpoint: Checkpoint) -> Iterator[Line]:
        """The lines of a checkpoint: its figures, then its fines and settlements."""
        yield from self.figures(checkpoint)
        for stage in stages_as_of(self.incidents[checkpoint.incident], checkpoint.day):
            if stage.amount_minor is not None:
                yield fine_line(checkpoint, stage)

    def _take(self, item: Item) -> None:
        with transaction.atomic():
            article = take_in(item.line).article
            finish(article.pk)
        self._ids.setdefault(article.pk, []).append(item.id)

    def figures(self, checkpoint: Checkpoint) -> Iterator[Line]:
        """The figures of the checkpoint's incident as the record holds them now; by another policy, if one was given,
        as it would hold them."""
        incident = self.incidents[checkpoint.incident]
        if self.policy is not None:
            resolved = figures_as_of([incident], checkpoint.day, self.policy)[incident.pk]
            for bucket, resolution in resolved.items():
                if resolution.best is not None:
                    yield figure_line(checkpoint, bucket, resolution)
            return
        for figure in Figure.objects.filter(incident=incident).known():
            yield figure_line(checkpoint, figure.bucket, figure)

    def ids_by_article(self) -> dict[int, list[str]]:
        """By the key of each article, the ids that it has in the input: several where items are one text."""
        return dict(self._ids)

    def links(self) -> Iterator[Line]:
        """A line for each incident of the replay that an article is confirmed to cover; one with null for none."""
        keys = {incident.pk: key for key, incident in self.incidents.items()}
        confirmed: dict[int, list[str]] = {}
        rows = Coverage.objects.filter(article__in=self._ids, state=CoverageState.CONFIRMED).order_by("incident")
        for article, incident in rows.values_list("article", "incident"):
            if incident in keys:
                confirmed.setdefault(article, []).append(keys[incident])
        for article, ids in self._ids.items():
            for id_ in ids:
                for key in confirmed.get(article, [None]):
                    yield {"type": "link", "article": id_, "incident": key}


def figure_line(checkpoint: Checkpoint, bucket: Bucket, held: Figure | Resolution) -> Line:
    """The line of one figure, as it is held or as it was worked out."""

    def shown(number: int | None) -> int | float | None:
        if number is None or bucket.unit is not Unit.MONEY:
            return number
        return major_amount(number, bucket.currency)

    return {
        "type": "figure",
        "incident": checkpoint.incident,
        "as_of": checkpoint.day.isoformat(),
        "metric": bucket.metric.value,
        "unit": bucket.unit.value,
        **({"currency": bucket.currency} if bucket.currency else {}),
        "scope": bucket.country or bucket.label or None,
        "low": shown(held.low),
        "best": shown(held.best),
        "high": shown(held.high),
        "status": str(held.status),
        "confidence": held.confidence,
        "sentence": held.sentence,
        "policy": held.policy,
    }


def fine_line(checkpoint: Checkpoint, stage: StageAsOf) -> Line:
    """The line of one stage with a sum."""
    return {
        "type": "fine",
        "incident": checkpoint.incident,
        "as_of": checkpoint.day.isoformat(),
        "authority": stage.authority,
        "amount": major_amount(stage.amount_minor or 0, stage.currency),
        "currency": stage.currency,
        "status": label(stage.kind),
    }


def item_of(line: str) -> Item:
    """The article of a line of the input: beside what `ingest` reads, "id" and a day in "published" are needed.
    Raises BadLine."""
    row = object_of(line)
    if not isinstance(row.get("id"), str) or not row["id"]:
        raise BadLine('"id" must be a string that is not empty.')
    return Item(row["id"], day_of(row.get("published"), "published"), line)


def checkpoint_of(line: str, known: Iterable[str]) -> Checkpoint:
    """The checkpoint of a line: {"incident": key, "as_of": day}. Raises BadLine."""
    row = object_of(line)
    if row.get("incident") not in set(known):
        raise BadLine(f'"incident" must be the key of one of the incidents; {row.get("incident")!r} is none.')
    return Checkpoint(row["incident"], day_of(row.get("as_of"), "as_of"))


def day_of(value: object, name: str) -> dt.date:
    """The day that an ISO 8601 date or instant begins with. Raises BadLine."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise BadLine(f'"{name}" must be a day, such as "2018-04-04".') from None

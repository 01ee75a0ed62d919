"""One text at a time, given to a tracker that knows nothing: what it opens, and the figure that it gives.

`real_articles` are those of extraction/numbers.jsonl, whose labels say whose incident an article tells of and the one
figure that a curator would note; `cases` are short passages in which one number is easily misread.
"""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction

from incidents.figures.number_words import major_amount
from incidents.ledger import stages_as_of
from incidents.models import Figure, Incident
from incidents.names import normalise_name
from sources.batches import take_in
from sources.pipeline import finish
from sources.replay.cases import ReplayIncident, open_case
from sources.replay.scratch import scratch_database
from tests.json_lines import json_lines
from tests.truth.outcomes import Outcome, Sheet
from tests.truth.streams import near

Row = dict[str, Any]
_SUMS = ("fine", "settlement", "ransom")
_VICTIM = "Bramble Bank"  # of the cases
_DAY = dt.date(2026, 11, 20)  # of what has none


def real_articles(path: Path) -> Sheet:
    """The outcomes of real articles."""
    sheet = Sheet("real_articles_alone")
    with scratch_database():
        for row in json_lines(path):
            sheet.outcomes += _article(row)
    return sheet


def cases(folder: Path) -> Sheet:
    """The outcomes of the cases of numbers and of money, each told of an incident that is open already."""
    sheet = Sheet("cases")
    with scratch_database():
        incident = open_case(
            ReplayIncident("cases", f"{_VICTIM} data breach", ((_VICTIM, "controller"),), disclosed=_DAY.isoformat())
        )
        for number, row in enumerate(json_lines(folder / "numbers.jsonl")):
            sheet.outcomes += _number(f"{number:02}", row, incident)
        for number, row in enumerate(json_lines(folder / "money.jsonl")):
            sheet.outcomes += _sum(f"{number:02}", row, incident)
    return sheet


@contextmanager
def taken_in(row: Row) -> Iterator[list[Incident]]:
    """The incidents that the article opens and those that were open; all of it is forgotten afterwards."""
    with transaction.atomic():
        line = {"text": row["text"], "title": row.get("title", ""), "published": day_of_article(row)}
        finish(take_in(json.dumps(line)).article.pk)
        yield list(Incident.objects.order_by("pk"))
        transaction.set_rollback(True)


def day_of_article(row: Row) -> str:
    """The day of the article; one of the labels writes 2017-02-3."""
    return "-".join(part.zfill(2) for part in row["date"].split("-")) if row.get("date") else _DAY.isoformat()


def _article(row: Row) -> Iterator[Outcome]:
    key, headline = row["id"], row["headline"]
    with taken_in(row) as opened:
        figures = [figure for incident in opened for figure in _figures(incident)]
        bests = [figure.best for figure in figures]
        said = f"want {row['org']}: {headline and headline['value']}; got {[str(one) for one in opened]}: {bests}"
        if row["org"] and headline and not headline.get("skip"):
            of_whom = [one for one in opened if _names(one, row["org"])]
            right = [headline["value"], *headline["accept"]]
            first = next((figure.best for one in of_whom for figure in _figures(one)), None)
            counted = any(near(first, value) for value in right)
            yield Outcome("an incident is opened with the right party", key, key, bool(of_whom), said)
            yield Outcome("party and first figure both right", key, key, bool(of_whom) and counted, said)
        if row["org"] and any(one["label"] in _SUMS for one in row["numbers"]):
            found = [str(one) for one in opened if _names(one, row["org"]) and _has_sum(one)]
            yield Outcome("a fine, settlement or ransom reaches a figure", key, key, bool(found), said)
        if headline is None and not any(isinstance(one["label"], dict) for one in row["numbers"]):
            yield Outcome("nobody is counted: no figure is given", key, key, not figures, said)


def _figures(incident: Incident) -> list[Figure]:
    return [one for one in Figure.objects.filter(incident=incident, metric="affected").known() if one.best is not None]


def _has_sum(incident: Incident) -> bool:
    sums = Figure.objects.filter(incident=incident, metric__in=_SUMS).known()
    return sums.exists() or any(stage.amount_minor for stage in stages_as_of(incident, dt.date.max))


def _names(incident: Incident, name: str) -> bool:
    """Whether the incident has a party of this name, or of a name that is a part of it or has it as one."""
    wanted = set(normalise_name(name).split())
    parties = incident.involvements.select_related("party")
    names = [set(normalise_name(involved.party.name).split()) for involved in parties]
    return any(wanted <= known or (known and known <= wanted) for known in names)


def _number(item: str, row: Row, incident: Incident) -> Iterator[Outcome]:
    want = row["expected"]
    with taken_in({**row, "title": f"{_VICTIM} data breach"}):
        bounds = [(figure.low, figure.best, figure.high) for figure in _figures(incident)]
    said = f"{row['phrase']}: want {want}, got {bounds}"
    right = bool(bounds) and all(_agrees(want, *one) for one in bounds) if want else not bounds
    yield Outcome("numbers: right", item, item, right, said)
    yield Outcome("numbers: no wrong one is presented", item, item, right or not bounds, said)


def _agrees(want: Row, low: int | None, best: int | None, high: int | None) -> bool:
    return (low, high) == (want["low"], want["high"]) and want["value"] in (None, best)


def _sum(item: str, row: Row, incident: Incident) -> Iterator[Outcome]:
    with taken_in({**row, "title": f"{_VICTIM} data breach"}):
        stages = [stage for stage in stages_as_of(incident, _DAY) if stage.amount_minor is not None]
        found = sorted(
            {(stage.currency, float(major_amount(stage.amount_minor or 0, stage.currency))) for stage in stages}
        )
    want = [] if row["amount"] is None else [(row["currency"], float(row["amount"]))]
    said = f"want {want}, got {found}"
    yield Outcome("sums: right", item, item, found == want, said)
    yield Outcome("sums: no wrong one is presented", item, item, found == want or not found, said)

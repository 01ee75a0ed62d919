"""A source that revises its count, and one that flaps between two: one event for each true revision."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from incidents import ledger
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.models import Event, EventType, Figure, Incident
from incidents.vocabulary import Basis, Metric, SpeakerKind, Unit

pytestmark = pytest.mark.django_db

REGISTRY = ledger.SpeakerDraft(SpeakerKind.RESEARCHER, words="Breach registry")


def recorded(incident: Incident, name: str, count: int, seen: dt.date) -> None:
    """The registry's page as it was seen on a day: it says one count, as an import of it would record. The day is when
    the registry said so; seen again, the claim is the one that it was."""
    draft = ledger.ClaimDraft(
        bucket=Bucket(Metric.AFFECTED, Unit.ACCOUNTS),
        quantity=Quantity(count, count, count),
        speaker=REGISTRY,
        basis=Basis.IMPORTED,
        claimed_on=seen,
        evidence=ledger.EvidenceDraft(story=f"registry:{name}"),
    )
    ledger.record_claims(
        incident.pk, [draft], source=f"registry:{incident.pk}:{count}", cause="import", actor=ledger.SYSTEM
    )


def opened(title: str) -> Incident:
    return ledger.open_incident(ledger.IncidentDraft(title=title), actor=ledger.SYSTEM)


def changes(incident: Incident) -> list[int]:
    rows = Event.objects.filter(incident=incident, type=EventType.FIGURE_CHANGED).order_by("sequence")
    return [event.data["new"]["best"] for event in rows]


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([300, 300, 300], [300], id="the same count again is silent"),
        pytest.param([300, 700, 1500], [300, 700, 1500], id="each revision is one event"),
        pytest.param([300, 900, 300, 900, 300], [300, 900], id="flapping between two is none"),
        pytest.param([900, 400], [900, 400], id="downward is a revision too"),
    ],
)
def test_a_registry_that_revises_its_count(counts: list[int], expected: list[int]) -> None:
    incident = opened("Fernwood breach")
    for day, count in enumerate(counts):
        recorded(incident, "fernwood", count, dt.date(2031, 5, 1) + dt.timedelta(days=day))
    assert changes(incident) == expected
    assert Figure.objects.get(incident=incident).best == expected[-1]


def test_real_revisions_are_one_event_each_and_flapping_is_none(shared_data: Path) -> None:
    rows: list[dict[str, Any]] = json.loads((shared_data / "hibp" / "revisions.json").read_text(encoding="utf-8"))
    wrong = {}
    for row in rows:
        incident = opened(row["Title"])
        counts = []
        for revision in row["revisions"]:
            recorded(incident, row["Title"], revision["PwnCount"], dt.date.fromisoformat(revision["seen"][:10]))
            counts.append(revision["PwnCount"])
        true_revisions = list(dict.fromkeys(counts))
        if changes(incident) != true_revisions:
            wrong[row["Title"]] = (changes(incident), true_revisions)
    assert wrong == {}
    assert len(rows) > 10

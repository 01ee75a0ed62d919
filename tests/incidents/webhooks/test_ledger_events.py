"""What the ledger writes, as a receiver gets it: the payload's contract with incidents.ledger.events."""

import datetime as dt
import json

import pytest

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    SpeakerDraft,
    open_incident,
    record_claims,
)
from incidents.vocabulary import Hedge, Metric, SpeakerKind, Unit
from incidents.webhooks.delivery import deliver_due
from tests.incidents.webhooks.conftest import split

pytestmark = pytest.mark.django_db


def says(millions, hedge, day):
    return ClaimDraft(
        Bucket(Metric.AFFECTED, Unit.PEOPLE),
        bounds(millions * 1_000_000, hedge),
        SpeakerDraft(SpeakerKind.RESPONSIBLE_PARTY, words="the network"),
        printed=f"{millions} million",
        evidence=EvidenceDraft(f"story:{day}", "v1:0-9", quote=f"It was {millions} million.", published_on=day),
    )


def record(incident, draft):
    source = draft.evidence.story.replace("story", "article")
    record_claims(incident.pk, [draft], source=source, cause=source, actor=SYSTEM)


def messages(loopback):
    return [json.loads(split(request)[1]) for request in loopback.requests]


def test_a_change_of_a_figure_arrives_with_its_numbers_reason_and_quotes(subscribe, loopback):
    subscribe(loopback.url("/ok"), event_types=("figure.changed",), smallest_change_percent=50)
    incident = open_incident(IncidentDraft("Quiz app harvest"), actor=SYSTEM)
    for millions, hedge, day in ((50, Hedge.EXACT, 17), (51, Hedge.EXACT, 18), (87, Hedge.UP_TO, 19)):
        record(incident, says(millions, hedge, dt.date(2018, 3, day)))
    deliver_due(slots=1)
    first, last = messages(loopback)
    assert (first["data"]["old"], first["data"]["new"]["best"]) == (None, 50_000_000)
    data = last["data"]
    assert (data["old"]["best"], data["new"]["best"]) == (51_000_000, 87_000_000)
    assert data["change"]["absolute"] == 36_000_000
    assert data["figure"]["metric"] == "affected"
    assert data["reason"]
    assert "It was 87 million." in [claim.get("quote") for claim in data["claims"]]


def test_an_endpoint_without_filters_hears_of_everything_in_order(subscribe, loopback):
    subscribe(loopback.url("/ok"))
    incident = open_incident(IncidentDraft("Quiz app harvest"), actor=SYSTEM)
    record(incident, says(50, Hedge.EXACT, dt.date(2018, 3, 17)))
    deliver_due(slots=1)
    sent = messages(loopback)
    assert [message["type"] for message in sent] == ["incident.created", "claim.recorded", "figure.changed"]
    assert [message["data"]["incident_sequence"] for message in sent] == [1, 2, 3]

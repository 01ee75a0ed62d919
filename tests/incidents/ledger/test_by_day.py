"""What was known on a day: one day at a time, and many at once."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.ledger import SYSTEM, figures_as_of, figures_by_day, record_claims
from incidents.models import Incident, Party
from incidents.vocabulary import Hedge, Polarity, SpeakerKind
from tests.incidents.ledger.conftest import DAY, Maker

pytestmark = pytest.mark.django_db


def test_many_days_at_once_give_what_each_gives_alone_in_as_many_queries(
    incident: Incident, says: Maker, broker: Party
) -> None:
    later = DAY + dt.timedelta(days=9)
    drafts = [
        says(50, words="A newspaper", kind=SpeakerKind.PRESS),
        says(87, hedge=Hedge.UP_TO, on=later, story="story:2"),
        says(87, party=broker, kind=SpeakerKind.INVOLVED_PARTY, polarity=Polarity.DENIED, on=later, story="story:3"),
    ]
    for number, draft in enumerate(drafts, start=1):
        record_claims(incident.pk, [draft], source=f"article:{number}", cause="test", actor=SYSTEM)
    days = [DAY + dt.timedelta(days=offset) for offset in range(-3, 30)]
    with CaptureQueriesContext(connection) as captured:
        together = figures_by_day(incident, reversed(days))
    assert len(captured) == 3
    assert list(together) == days
    for day in days:
        assert together[day] == figures_as_of([incident], day)[incident.pk]
    assert together[days[0]] == {}
    assert together[days[-1]] != {}

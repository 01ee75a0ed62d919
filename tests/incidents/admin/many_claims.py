"""An incident with as many claims as one ever had: made up, by a few speakers, some of them alike."""

import datetime as dt

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import SYSTEM, ClaimDraft, EvidenceDraft, SpeakerDraft, record_claims
from incidents.models import Incident
from incidents.vocabulary import Hedge, Metric, SpeakerKind, Unit

PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)
RECORDS = Bucket(Metric.RECORDS, Unit.RECORDS)
SPEAKERS = ("Halden Rail", "Osier Data", "The Daily Example", "Night desk", "Rail union", "Office for Data")
FIRST = dt.date(2031, 3, 17)


def claim_many(incident: Incident, count: int, *, days: int = 60) -> None:
    """Record so many different claims of the incident, each with the quote of one article."""
    for source in range(0, count, 10):
        drafts = [_draft(number, days) for number in range(source, min(source + 10, count))]
        record_claims(incident.pk, drafts, source=f"wire:{source}", cause=f"wire:{source}", actor=SYSTEM)


def _draft(number: int, days: int) -> ClaimDraft:
    value = (number % 40 + 20) * 1_000_000 + number
    speaker = SPEAKERS[number % len(SPEAKERS)]
    evidence = EvidenceDraft(
        story=f"story:{number}",
        url=f"https://daily.example/{number}",
        publisher="The Daily Example",
        quote=f"{speaker} spoke of {value:,} passengers whose records were copied, in its report number {number}.",
        published_on=FIRST + dt.timedelta(days=number * days // 300),
    )
    return ClaimDraft(
        RECORDS if number % 5 == 0 else PEOPLE,
        bounds(value, Hedge.ABOUT if number % 3 else Hedge.EXACT),
        SpeakerDraft(SpeakerKind.PRESS, None, speaker),
        printed=f"{value:,}",
        evidence=evidence,
    )

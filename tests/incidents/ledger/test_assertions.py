"""What reconciliation reads of the claims: how each is told, and which relations are known on a day."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.figures.assertion import Assertion
from incidents.ledger import SYSTEM, Actor, ClaimDraft, RelationDraft, enter_claim, record_claims
from incidents.ledger.assertions import KnownClaims
from incidents.models import Evidence, Figure, Incident
from incidents.vocabulary import Presentation, RelationKind, SpeakerKind
from tests.incidents.ledger.conftest import DAY, Maker

pytestmark = pytest.mark.django_db

LATER = DAY + dt.timedelta(days=9)


def record(incident: Incident, *drafts: ClaimDraft, article: int = 1) -> None:
    record_claims(incident.pk, drafts, source=f"article:{article}", cause="test", actor=SYSTEM)


def known(incident: Incident, day: dt.date | None = None) -> dict[int | None, Assertion]:
    """The assertions by their numbers, in millions."""
    return {
        assertion.quantity.number and assertion.quantity.number // 1_000_000: assertion
        for _, assertion in KnownClaims([incident]).assertions(day)
    }


@pytest.mark.parametrize(
    ("presented_as", "current", "part"),
    [
        (Presentation.CURRENT, True, False),
        (Presentation.EARLIER, False, False),
        (Presentation.PART, False, True),
    ],
)
def test_a_claim_is_current_if_a_source_tells_it_so(
    incident: Incident, says: Maker, presented_as: Presentation, current: bool, part: bool
) -> None:
    draft = says(50)
    assert draft.evidence is not None
    record(incident, replace(draft, evidence=replace(draft.evidence, presented_as=presented_as)))
    found = known(incident)[50]
    assert (found.current, found.part) == (current, part)
    assert found.part_on == (DAY if part else None)
    assert found.earlier_on == (DAY if presented_as is Presentation.EARLIER else None)


def test_a_relation_is_known_from_the_day_of_the_source_that_tells_it(incident: Incident, says: Maker) -> None:
    before = says(50, words="A newspaper", kind=SpeakerKind.PRESS)
    record(incident, before, says(87))
    replacing = says(
        87, on=LATER, story="story:2", relations=(RelationDraft(RelationKind.SUPERSEDES, before.fingerprint),)
    )
    record(incident, replacing, article=2)
    assert known(incident, DAY)[87].relations == ()
    for day in (LATER, None):
        assert [relation.target for relation in known(incident, day)[87].relations] == [known(incident)[50].key]


def test_zero_is_a_count_that_can_be_kept(incident: Incident, says: Maker) -> None:
    record(incident, says(0))
    assert list(known(incident)) == [0]


def test_what_a_person_enters_without_a_source_is_known_from_the_day_of_the_entry(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    claim = enter_claim(
        incident.pk, replace(says(12), evidence=None), actor=curator, reason="By telephone.", confirmed=True
    )
    assert claim.known_on is not None
    assert list(known(incident, claim.known_on)) == list(known(incident)) == [12]
    assert known(incident, claim.known_on - dt.timedelta(days=1)) == {}


def test_another_source_of_what_is_known_writes_no_figure(incident: Incident, says: Maker) -> None:
    record(incident, says(50))
    with CaptureQueriesContext(connection) as captured:
        record(incident, says(50), article=2)  # the same story: another one would make the figure surer
    table = Figure._meta.db_table
    assert [query["sql"] for query in captured if f'UPDATE "{table}"' in query["sql"]] == []


def test_of_several_mentions_in_a_source_the_first_current_one_is_quoted(incident: Incident, says: Maker) -> None:
    draft = says(50)
    assert draft.evidence is not None
    mentions = [
        ("Once 50.", Presentation.EARLIER),
        ("Now 50.", Presentation.CURRENT),
        ("Yes, 50.", Presentation.CURRENT),
    ]
    record(
        incident,
        *(
            replace(draft, evidence=replace(draft.evidence, quote=quote, presented_as=presented_as))
            for quote, presented_as in mentions
        ),
    )
    kept = Evidence.objects.get()
    assert (kept.quote, kept.presented_as) == ("Now 50.", Presentation.CURRENT)

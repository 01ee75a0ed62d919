import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.ledger import (
    SYSTEM,
    Actor,
    ChangeRefused,
    ClaimDraft,
    EvidenceDraft,
    RelationDraft,
    enter_claim,
    figures_as_of,
    overrule_figure,
    record_claims,
    review_claim,
)
from incidents.ledger.drafts import LARGEST
from incidents.models import Claim, ClaimRelation, Event, EventType, Evidence, Figure, FigureRevision, Incident, Party
from incidents.vocabulary import (
    Basis,
    Decision,
    FigureStatus,
    Hedge,
    Metric,
    Polarity,
    RelationKind,
    Scope,
    SpeakerKind,
    Standing,
    Unit,
)
from tests.incidents.ledger.conftest import DAY, Maker

pytestmark = pytest.mark.django_db


def record(incident: Incident, *drafts, article: int = 1):
    source = f"article:{article}"
    return record_claims(incident.pk, drafts, source=source, cause=source, actor=SYSTEM)


def types(incident: Incident) -> list[str]:
    return list(incident.events.order_by("sequence").values_list("type", flat=True))


def test_a_first_claim_makes_a_figure_and_tells_it(incident: Incident, says: Maker) -> None:
    record(incident, says(50))
    figure = Figure.objects.get()
    assert (figure.low, figure.best, figure.high, figure.revision) == (50_000_000, 50_000_000, 50_000_000, 1)
    assert types(incident) == ["incident.created", "claim.recorded", "figure.changed"]
    data = Event.objects.get(type=EventType.FIGURE_CHANGED).data
    assert data["old"] is None
    assert data["new"]["best"] == 50_000_000
    assert data["claims"][0]["quote"] == "It was 50 million."


def test_recording_the_same_article_twice_is_silent(incident: Incident, says: Maker) -> None:
    record(incident, says(50), says(60, words="The Daily Pillar", kind=SpeakerKind.PRESS))
    before = (Event.objects.count(), FigureRevision.objects.count(), Claim.objects.count(), Evidence.objects.count())
    record(incident, says(50), says(60, words="The Daily Pillar", kind=SpeakerKind.PRESS))
    assert before == (
        Event.objects.count(),
        FigureRevision.objects.count(),
        Claim.objects.count(),
        Evidence.objects.count(),
    )


def test_two_articles_of_one_story_support_a_claim_once(incident: Incident, says: Maker) -> None:
    record(incident, says(50, story="story:7"), article=1)
    record(incident, says(50, story="story:7"), article=2)
    record(incident, says(50, story="story:8"), article=3)
    claim = Claim.objects.get()
    assert claim.stories == 2
    assert claim.evidence.count() == 3


def test_a_claim_is_known_from_its_first_publication_in_whatever_order(incident: Incident, says: Maker) -> None:
    record(incident, says(50, on=DAY + dt.timedelta(9)), article=1)
    record(incident, says(50, on=DAY), article=2)
    assert Claim.objects.get().known_on == DAY


def test_a_speakers_new_figure_supersedes_the_old_one_downward_too(incident: Incident, says: Maker) -> None:
    record(incident, says(50), article=1)
    record(incident, says(4, on=DAY + dt.timedelta(3)), article=2)
    assert Figure.objects.get().best == 4_000_000
    assert Claim.objects.get(value=50_000_000).standing == Standing.SUPERSEDED
    changed = Event.objects.filter(type=EventType.FIGURE_CHANGED).last()
    assert changed is not None
    assert changed.data["change"] == {"absolute": -46_000_000, "relative": -0.92}


def test_a_denial_by_a_named_party_disputes_the_figure(incident: Incident, says: Maker, broker: Party) -> None:
    record(incident, says(87, hedge=Hedge.UP_TO))
    party = {"party": broker, "kind": SpeakerKind.INVOLVED_PARTY}
    record(
        incident,
        says(30, hedge=Hedge.UP_TO, **party),
        says(87, polarity=Polarity.DENIED, **party),
        article=2,
    )
    figure = Figure.objects.get()
    assert (figure.low, figure.best, figure.high) == (30_000_000, 87_000_000, 87_000_000)
    assert figure.status == FigureStatus.DISPUTED
    assert {"claim.denied", "figure.disputed"} <= set(types(incident))


def test_what_an_article_no_longer_says_is_withdrawn(incident: Incident, says: Maker) -> None:
    record(incident, says(50))
    record(incident)
    claim, figure = Claim.objects.get(), Figure.objects.get()
    assert claim.standing == Standing.WITHDRAWN
    assert (figure.best, figure.status) == (None, FigureStatus.UNKNOWN)
    assert figure.revisions.count() == 2


def test_a_claim_that_a_person_stands_by_outlives_its_articles(incident: Incident, says: Maker, curator: Actor) -> None:
    record(incident, says(50))
    review_claim(Claim.objects.get().pk, Decision.PIN, reason="The filing says so.", actor=curator)
    record(incident)
    assert Figure.objects.get().best == 50_000_000


def test_derived_claims_are_linked_to_what_replaced_them(incident: Incident, says: Maker) -> None:
    earlier = says(50, words="press", kind=SpeakerKind.PRESS, basis=Basis.DERIVED)
    now = says(87, hedge=Hedge.UP_TO, relations=(RelationDraft(RelationKind.SUPERSEDES, earlier.fingerprint),))
    record(incident, now, earlier)
    relation = ClaimRelation.objects.get()
    assert (relation.claim.value, relation.kind, relation.target.value) == (87_000_000, "supersedes", 50_000_000)
    assert Figure.objects.get().best == 87_000_000


def test_units_are_never_merged(incident: Incident, says: Maker) -> None:
    record(incident, says(50), says(30, unit=Unit.PAYMENT_CARDS))
    assert {figure.unit: figure.best for figure in Figure.objects.all()} == {
        "people": 50_000_000,
        "payment_cards": 30_000_000,
    }


def test_a_number_too_large_to_keep_is_refused_and_nothing_is_stored(incident: Incident, says: Maker) -> None:
    with pytest.raises(ValidationError) as caught:
        record(incident, says(50), says((LARGEST + 10_000_000) / 1_000_000))
    assert "value" in caught.value.message_dict
    assert not Claim.objects.exists()


def test_a_curator_enters_a_claim_with_a_reason(incident: Incident, says: Maker, curator: Actor) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        enter_claim(incident.pk, says(12), actor=curator, reason=" ")
    assert not Claim.objects.exists()
    claim = enter_claim(incident.pk, says(12), actor=curator, reason="Read in the annual report.")
    assert (claim.basis, Figure.objects.get().best) == (Basis.ENTERED, 12_000_000)
    assert claim.reviews.get().actor == "mara"


def test_a_curator_overrules_a_figure_and_gives_it_back(incident: Incident, says: Maker, curator: Actor) -> None:
    record(incident, says(50))
    bucket = Bucket(Metric.AFFECTED, Unit.PEOPLE)
    pinned = overrule_figure(
        incident.pk, bucket, Quantity(61, 60, 62, Hedge.ABOUT), reason="Counted twice.", actor=curator
    )
    figure = Figure.objects.get()
    assert (figure.low, figure.best, figure.high) == (60, 61, 62)
    review_claim(pinned.pk, Decision.UNPIN, reason="The count was right.", actor=curator)
    figure.refresh_from_db()
    assert figure.best == 50_000_000


def test_any_past_day_can_be_asked_for(incident: Incident, says: Maker, broker: Party) -> None:
    record(incident, says(50, words="The Daily Pillar", kind=SpeakerKind.PRESS), article=1)
    record(incident, says(87, hedge=Hedge.UP_TO, on=DAY + dt.timedelta(18)), article=2)
    bucket = Bucket(Metric.AFFECTED, Unit.PEOPLE)

    def best(day: dt.date | None) -> int | None:
        known = figures_as_of([incident], day)[incident.pk]
        return known[bucket].best if bucket in known else None

    assert best(DAY - dt.timedelta(1)) is None
    assert best(DAY) == 50_000_000
    assert best(DAY + dt.timedelta(17)) == 50_000_000
    assert best(DAY + dt.timedelta(18)) == 87_000_000
    assert best(None) == 87_000_000


def test_asking_for_a_day_takes_as_many_queries_for_many_incidents(
    incident: Incident, says: Maker, curator: Actor, django_assert_num_queries
) -> None:
    from incidents.ledger import IncidentDraft, open_incident

    others = [open_incident(IncidentDraft(f"Case {number}"), actor=curator) for number in range(5)]
    for case in (incident, *others):
        record(case, says(50), says(60, words="A clerk", kind=SpeakerKind.OTHER))
    with django_assert_num_queries(3):
        figures_as_of([incident], DAY)
    with django_assert_num_queries(3):
        figures_as_of([incident, *others], DAY)


def test_recording_takes_as_many_statements_for_many_claims_and_figures(
    incident: Incident, says: Maker, django_assert_max_num_queries
) -> None:
    def of_countries(*codes: str) -> list[ClaimDraft]:
        buckets = [Bucket(Metric.AFFECTED, Unit.PEOPLE, scope=Scope.SUBSET, country=code) for code in codes]
        return [replace(says(5), bucket=bucket) for bucket in buckets]

    record(incident, says(50))
    with CaptureQueriesContext(connection) as one:
        record(incident, *of_countries("GB"), article=2)
    with django_assert_max_num_queries(len(one)):
        record(incident, *of_countries("DE", "FR", "IT"), article=3)
    assert Figure.objects.filter(incident=incident).count() == 5
    told = Event.objects.filter(type=EventType.FIGURE_CHANGED).latest("sequence").data["claims"]
    assert [claim["quote"] for claim in told] == ["It was 5 million."]


def test_the_explanation_of_very_many_claims_keeps_those_that_stand(incident: Incident, says: Maker) -> None:
    voices = [says(50 + number, words=f"voice {number}", kind=SpeakerKind.OTHER) for number in range(220)]
    record(incident, *voices)
    explanation = Figure.objects.get().explanation
    assert len(explanation["claims"]) == 200
    assert explanation["left_out"] == 20
    assert explanation["winner"] in {claim["claim"] for claim in explanation["claims"]}


def test_a_claim_that_is_entered_again_keeps_each_source_and_its_day(
    incident: Incident, says: Maker, curator: Actor
) -> None:
    first = EvidenceDraft.entered(url="https://one.example/a", quote="Twelve were hit.")
    other = EvidenceDraft.entered(url="https://two.example/b", quote="It was twelve of them.")
    said = replace(says(12), claimed_on=dt.date(2031, 1, 5))
    claim = enter_claim(incident.pk, replace(said, evidence=first), actor=curator, reason="Read.")
    for _ in range(2):
        again = enter_claim(incident.pk, replace(says(12), evidence=other), actor=curator, reason="Read there too.")
        assert again == claim
    assert sorted(claim.evidence.values_list("url", flat=True)) == [first.url, other.url]
    later = replace(said, evidence=other, claimed_on=dt.date(2031, 2, 5))
    with pytest.raises(ChangeRefused, match=claim.reference):
        enter_claim(incident.pk, later, actor=curator, reason="In February.")
    claim.refresh_from_db()
    assert claim.claimed_on == dt.date(2031, 1, 5)

"""Proceedings from coverage: one step however often it is told, and nothing that a curator decided is undone."""

import datetime as dt
from typing import Any

import pytest

from incidents.ledger import (
    SYSTEM,
    ActingDraft,
    Actor,
    EvidenceDraft,
    StageDraft,
    amend_stage,
    open_proceeding,
    record_stages,
    remove_stage,
    stages_as_of,
)
from incidents.models import Event, EventType, Incident, Proceeding, Regulator, Stage, StageEvidence
from incidents.vocabulary import ProceedingKind, RegulatorKind, StageKind

pytestmark = pytest.mark.django_db

DAY = dt.date(2031, 5, 4)
NOTICE, DECISION = StageKind.NOTICE_OF_INTENT, StageKind.DECISION


@pytest.fixture
def office(db: None) -> Regulator:
    return Regulator.objects.create(
        slug="gb-do", name="Data Office", country="GB", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY
    )


def by(regulator: Regulator) -> ActingDraft:
    return ActingDraft(frozenset({f"regulator:{regulator.slug}"}), regulator)


NOBODY = ActingDraft()
LITIGATION = ActingDraft(frozenset({"litigation"}), label="class action")


def step(
    acting: ActingDraft,
    kind: StageKind = DECISION,
    millions: float | None = None,
    *,
    on: dt.date = DAY,
    currency: str = "GBP",
    **more: Any,
) -> StageDraft:
    return StageDraft(
        acting=acting,
        kind=kind,
        evidence=EvidenceDraft(f"story:{on}", "1:0-9", quote=f"It is {millions} million.", published_on=on),
        amount_minor=None if millions is None else round(millions * 100_000_000),
        currency="" if millions is None else currency,
        **more,
    )


def record(incident: Incident, *drafts: StageDraft, source: str = "article:1") -> list[Stage]:
    return record_stages(incident.pk, drafts, source=source, cause=source, actor=SYSTEM)


def stage_events() -> int:
    return Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).count()


def owed() -> list[tuple[int, str] | None]:
    return [proceeding.amount_owed() for proceeding in Proceeding.objects.order_by("pk")]


def test_an_intended_fine_that_became_a_smaller_one_counts_the_smaller(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), NOTICE, 99.2))
    assert owed() == [None]
    record(incident, step(by(office), DECISION, 18.4, on=DAY + dt.timedelta(days=400)), source="article:2")
    assert owed() == [(1_840_000_000, "GBP")]
    assert [stage.kind for stage in Stage.objects.all()] == [NOTICE, DECISION]


def test_the_same_step_in_several_articles_is_one_stage(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18))
    record(incident, step(by(office), DECISION, 18.4, on=DAY + dt.timedelta(days=1)), source="article:2")
    record(incident, step(NOBODY, StageKind.REDUCED, 18.4, on=DAY + dt.timedelta(days=2)), source="article:3")
    stage = Stage.objects.get()
    assert (stage.amount_minor, stage.happened_on, stage.known_on) == (1_840_000_000, DAY, DAY)
    assert stage.evidence.count() == 3


def test_telling_it_again_is_silent(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18.4))
    before = stage_events()
    for _ in range(2):
        record(incident, step(by(office), DECISION, 18.4))
    assert stage_events() == before == 1


def test_the_order_of_articles_does_not_matter(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18.4, on=DAY + dt.timedelta(days=400)), source="article:2")
    record(incident, step(by(office), NOTICE, 99.2))
    assert owed() == [(1_840_000_000, "GBP")]
    assert [stage.kind for stage in Stage.objects.all()] == [NOTICE, DECISION]


def test_a_sum_in_the_currency_of_another_country_is_a_conversion(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 24, currency="USD"))
    record(incident, step(by(office), DECISION, 18.4, on=DAY + dt.timedelta(days=1)), source="article:2")
    assert owed() == [(1_840_000_000, "GBP")]
    assert Stage.objects.count() == 1


def test_what_an_article_no_longer_tells_goes(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18.4))
    record(incident)
    assert not Stage.objects.exists()
    assert not Proceeding.objects.exists()
    assert stage_events() == 2


def test_what_a_curator_amended_stays_amended(incident: Incident, office: Regulator, curator: Actor) -> None:
    [stage] = record(incident, step(by(office), DECISION, 18.4))
    amend_stage(stage.pk, {"kind": StageKind.SETTLEMENT, "amount_minor": 1_700_000_000}, actor=curator, reason="Letter")
    before = stage_events()
    record(incident, step(by(office), DECISION, 18.4))
    record(incident, step(by(office), DECISION, 18.4, on=DAY + dt.timedelta(days=1)), source="article:2")
    assert Stage.objects.get().amount_minor == 1_700_000_000
    assert stage_events() == before
    record(incident)
    record(incident, source="article:2")
    assert Stage.objects.get().kind == StageKind.SETTLEMENT


def test_what_a_curator_removed_stays_away(incident: Incident, office: Regulator, curator: Actor) -> None:
    [stage] = record(incident, step(by(office), DECISION, 18.4))
    remove_stage(stage.pk, actor=curator, reason="Of another case")
    before = stage_events()
    record(incident, step(by(office), DECISION, 18.4))
    record(incident, step(by(office), DECISION, 18.4), source="article:2")
    assert not Stage.objects.exists()
    assert owed() == [None]
    assert stage_events() == before


def test_coverage_adds_to_what_a_curator_opened(incident: Incident, office: Regulator, curator: Actor) -> None:
    proceeding = open_proceeding(incident.pk, regulator=office, kind=ProceedingKind.INQUIRY, actor=curator)
    [stage] = record(incident, step(by(office), DECISION, 18.4))
    assert stage.proceeding_id == proceeding.pk
    proceeding.refresh_from_db()
    assert proceeding.kind == ProceedingKind.INQUIRY
    record(incident)
    assert Proceeding.objects.get() == proceeding


def test_those_who_sue_have_a_label_and_no_regulator(incident: Incident, office: Regulator) -> None:
    record(incident, step(LITIGATION, StageKind.SETTLEMENT, 350, currency="USD"), step(by(office), DECISION, 18.4))
    cases = {str(proceeding.regulator or proceeding.label) for proceeding in Proceeding.objects.all()}
    assert cases == {"class action", "Data Office"}
    assert owed() == [(35_000_000_000, "USD"), (1_840_000_000, "GBP")]


def test_the_label_that_says_more_is_shown(incident: Incident) -> None:
    states = frozenset({"states:us"})
    for number, label in enumerate(("states", "47 states and Quill", "the states")):
        draft = step(ActingDraft(states, label=label), StageKind.SETTLEMENT, 18, currency="USD")
        record(incident, draft, source=f"article:{number}")
    assert Proceeding.objects.get().label == "47 states and Quill"


def test_regulators_together_take_over_what_one_of_them_was_told_of(incident: Incident, office: Regulator) -> None:
    bureau = Regulator.objects.create(slug="us-b", name="Bureau", country="US", kind=RegulatorKind.CONSUMER_PROTECTION)
    members = frozenset({"regulator:gb-do", "regulator:us-b", "states:us"})
    joint = ActingDraft(members, together=(office, bureau), label="Data Office, Bureau and 50 states")
    record(incident, step(by(bureau), StageKind.SETTLEMENT, 700, currency="USD"))
    record(incident, step(joint, StageKind.SETTLEMENT, 700, currency="USD"), source="article:2")
    proceeding = Proceeding.objects.get()
    assert (proceeding.regulator, proceeding.label) == (None, joint.label)
    assert set(proceeding.together.all()) == {office, bureau}
    assert Stage.objects.count() == 1


def test_a_fine_by_nobody_in_particular_ends_what_was_announced(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), NOTICE, 99.2))
    record(incident, step(NOBODY, DECISION, 18.4, on=DAY + dt.timedelta(days=400)), source="article:2")
    assert owed() == [(1_840_000_000, "GBP")]


def test_who_acts_is_learned_later(incident: Incident, office: Regulator) -> None:
    record(incident, step(NOBODY, DECISION, 18.4))
    assert Proceeding.objects.get().label == "not named"
    record(incident, step(by(office), DECISION, 18.4), source="article:2")
    proceeding = Proceeding.objects.get()
    assert (proceeding.regulator, proceeding.label) == (office, "")


def test_a_step_told_in_passing_stands_before_what_is_known(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), StageKind.REDUCED, 20, on=DAY))
    late = step(by(office), DECISION, 183, on=DAY + dt.timedelta(days=30), in_passing=True)
    record(incident, late, source="article:2")
    assert owed() == [(2_000_000_000, "GBP")]


@pytest.mark.parametrize("url", ["http://intranet/fine", "https://paper.example/" + "x" * 600])
def test_an_unusual_address_does_not_keep_a_step_out(incident: Incident, office: Regulator, url: str) -> None:
    evidence = EvidenceDraft("story:1", "1:0-9", url=url, published_on=DAY)
    [stage] = record(incident, StageDraft(by(office), DECISION, evidence, amount_minor=1, currency="GBP"))
    assert stage.evidence.get().url == url


def test_a_quote_is_kept_with_its_source(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18.4), step(by(office), DECISION, 18))
    row = StageEvidence.objects.get()
    assert (row.source, row.quote) == ("article:1", "It is 18.4 million.")


def test_a_step_is_known_from_the_day_on_which_it_was_told(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), NOTICE, 99.2))
    known = {day: [stage.kind for stage in stages_as_of(incident, DAY + dt.timedelta(days=day))] for day in (-1, 0, 1)}
    assert known == {-1: [], 0: [NOTICE], 1: [NOTICE]}


def test_a_payment_by_nobody_in_particular_follows_the_only_decision(incident: Incident, office: Regulator) -> None:
    record(incident, step(by(office), DECISION, 18.4))
    record(incident, step(LITIGATION, StageKind.OPENED), source="article:2")
    record(incident, step(NOBODY, StageKind.PAID, 18.4, on=DAY + dt.timedelta(days=30)), source="article:3")
    assert Stage.objects.get(kind=StageKind.PAID).proceeding.regulator == office


def test_what_another_regulator_decides_ends_nothing_that_one_announced(incident: Incident, office: Regulator) -> None:
    other = Regulator.objects.create(
        slug="gb-fo", name="Finance Office", country="GB", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY
    )
    record(incident, step(by(office), NOTICE, 99.2))
    record(incident, step(by(other), DECISION, 18.4, on=DAY + dt.timedelta(days=9)), source="article:2")
    assert Stage.objects.get(kind=DECISION).proceeding.regulator == other


@pytest.mark.parametrize(("days", "stages"), [(60, 1), (61, 2)])
def test_a_sum_is_converted_within_so_many_days(incident: Incident, office: Regulator, days: int, stages: int) -> None:
    record(incident, step(by(office), DECISION, 18.4))
    converted = step(by(office), DECISION, 23, currency="USD", on=DAY + dt.timedelta(days=days))
    record(incident, converted, source="article:2")
    assert Stage.objects.count() == stages

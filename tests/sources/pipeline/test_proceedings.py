"""Proceedings from articles: who acts, which step, whose case."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from incidents import ledger
from incidents.ledger import Actor, amend_stage, remove_stage, stages_as_of
from incidents.models import Event, EventType, Incident, Proceeding, Stage
from incidents.regulators import seed_regulators
from incidents.vocabulary import Role, StageKind
from sources import extraction
from sources.models import Article, Coverage
from sources.pipeline import advance, reextract, reject_coverage
from tests.sources.pipeline.conftest import DISCLOSED, Tell

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def regulators(db: None) -> None:
    seed_regulators()


def stages_held() -> list[tuple[str, str, int | None, str]]:
    """(who acts, step, whole units, currency), case by case."""
    return [
        (
            stage.proceeding.regulator.acronym if stage.proceeding.regulator else stage.proceeding.label,
            str(stage.kind),
            None if stage.amount_minor is None else stage.amount_minor // 100,
            stage.currency,
        )
        for stage in Stage.objects.select_related("proceeding__regulator").order_by("proceeding", "happened_on", "pk")
    ]


def events() -> int:
    return Event.objects.filter(type=EventType.PROCEEDING_STAGE_CHANGED).count()


def test_the_way_of_a_fine_from_intent_to_appeal(incident: Incident, tell: Tell) -> None:
    tell("The ICO has opened an investigation into the Brightwater data breach.", day=10)
    tell("Britain's privacy regulator intends to fine Brightwater £90 million over the data breach.", day=400)
    tell("The Information Commissioner's Office fined Brightwater £21.4m over its breach, well below the £90m it "
         "intended.", day=700)  # fmt: skip
    tell("Brightwater has lodged an appeal against the £21 million ICO fine for the data breach.", day=720)
    assert stages_held() == [
        ("ICO", "opened", None, ""),
        ("ICO", "notice_of_intent", 90_000_000, "GBP"),
        ("ICO", "decision", 21_400_000, "GBP"),
        ("ICO", "appeal", None, ""),
    ]
    assert Proceeding.objects.get().amount_owed() == (2_140_000_000, "GBP")


def test_a_tribunal_rules_on_what_the_regulator_set(incident: Incident, tell: Tell) -> None:
    tell("The ICO fined Brightwater £21 million over the data breach.", day=100)
    tell("A tribunal has cut the Brightwater breach fine from £21 million to £8 million.", day=300)
    assert stages_held() == [("ICO", "decision", 21_000_000, "GBP"), ("ICO", "reduced", 8_000_000, "GBP")]
    assert Proceeding.objects.get().amount_owed() == (800_000_000, "GBP")
    tell("Brightwater wins its appeal: judges quashed the fine for the data breach.", day=500)
    assert Proceeding.objects.get().amount_owed() is None


@pytest.mark.parametrize(
    "text",
    [
        "Brightwater lost data of 9,000 patients. It follows the £20 million ICO fine for Pellworth Air.",
        "Brightwater lost data of 9,000 patients. In another breach, it was fined £2 million by the ICO.",
        "Brightwater lost data of 9,000 patients. The ICO fined it £2 million for its 2019 breach.",
        "Brightwater lost data of 9,000 patients. In 2019 the ICO fined Brightwater £2 million.",
        "Brightwater lost data of 9,000 patients. Last year the ICO fined it £2 million.",
        "Brightwater lost data of 9,000 patients. Two years ago the ICO fined it £2 million over its security.",
        "Brightwater lost data of 9,000 patients. The ICO has fined it £2 million for unwanted marketing calls.",
        "Brightwater lost data of 9,000 patients. The ICO fined it £2 million in an unrelated matter.",
        "Brightwater lost data of 9,000 patients. The ICO could fine it up to £17.5 million for the breach.",
    ],
)  # fmt: skip
def test_the_fine_of_somebody_else_or_of_another_case_is_not_recorded(
    incident: Incident, tell: Tell, text: str
) -> None:
    tell(text)
    assert stages_held() == []


def test_the_sum_in_the_title_is_the_incidents_own_whatever_the_subsidiary_is_called(
    incident: Incident, tell: Tell
) -> None:
    text = "The ICO said on Thursday it had fined Lumen Retail 800,000 pounds over the theft of patient data."
    tell(text, day=300, title="Watchdog fines Brightwater unit over data breach")
    assert stages_held() == []
    tell(text, day=300, title="Watchdog fines Brightwater unit 800,000 pounds over data breach")
    assert stages_held() == [("ICO", "decision", 800_000, "GBP")]


def test_states_and_regulators_together_have_one_case(incident: Incident, tell: Tell) -> None:
    text = "Brightwater will pay $70 million to the FTC, the CFPB and 48 states to settle over the data breach."
    tell(text, day=200)
    tell("Brightwater's $70 million settlement with the FTC ends the breach case.", day=201)
    proceeding = Proceeding.objects.get()
    assert proceeding.regulator is None
    assert proceeding.label == "FTC, CFPB and 48 states"
    assert {regulator.slug for regulator in proceeding.together.all()} == {"us-ftc", "us-cfpb"}
    assert proceeding.respondent is not None
    assert Stage.objects.count() == 1


def test_a_class_action_has_a_label_and_goes_on_to_its_approval(incident: Incident, tell: Tell) -> None:
    tell("Patients have filed a class action against Brightwater over the data breach.", day=10)
    tell("Brightwater agreed to pay $35 million to settle the data breach class action. A judge must approve.", day=200)
    tell("A federal judge approved the $35 million settlement of the Brightwater data breach class action.", day=300)
    assert [row[:2] for row in stages_held()] == [
        ("class action", "opened"),
        ("class action", "settlement"),
        ("class action", "final"),
    ]
    assert Stage.objects.get(kind=StageKind.SETTLEMENT).note == "subject to approval"


def test_an_ambiguous_or_unknown_authority_is_a_label(incident: Incident, tell: Tell) -> None:
    tell("The data protection agency of Quillonia fined Brightwater €2 million for the data breach.", day=10)
    proceeding = Proceeding.objects.get()
    assert proceeding.regulator is None
    assert "agency" in proceeding.label


def test_an_older_fine_is_none_of_an_incident_of_unknown_day(tell: Tell) -> None:
    involved = [ledger.InvolvementDraft(ledger.known_party("Larkfield"), Role.CONTROLLER)]
    draft = ledger.IncidentDraft("Larkfield data breach", disclosed_on=DISCLOSED, involvements=involved)
    ledger.open_incident(draft, actor=ledger.SYSTEM)
    tell("Larkfield lost data. In 2026 the ICO fined Larkfield £2 million.", title="Larkfield data breach")
    tell("In June 2031 the ICO fined Larkfield £3 million over the data breach.", title="Larkfield data breach", day=90)
    assert [row[2] for row in stages_held()] == [3_000_000]


def test_who_is_not_named_is_known_by_the_sum(incident: Incident, tell: Tell) -> None:
    tell("The OCC fined Brightwater $80 million over the data breach.", day=90)
    tell(
        "Brightwater settled the breach class action for $190 million. It paid an $80 million fine to regulators.",
        day=99,
    )
    assert sorted((row[0], row[2]) for row in stages_held()) == [("OCC", 80_000_000), ("class action", 190_000_000)]


def test_what_was_overturned_is_owed_no_more(incident: Incident, tell: Tell) -> None:
    tell("A tribunal has overturned the £7.5m fine that the ICO gave Brightwater for the data breach.", day=90)
    assert Proceeding.objects.get().amount_owed() is None
    assert [row[1:3] for row in stages_held()] == [("decision", 7_500_000), ("annulled", None)]


def test_a_victim_that_is_an_agency_opens_no_case_against_itself(tell: Tell) -> None:
    party = ledger.known_party("Harbour Works Agency")
    draft = ledger.IncidentDraft(
        "Harbour Works Agency data breach",
        disclosed_on=DISCLOSED,
        involvements=[ledger.InvolvementDraft(party, Role.CONTROLLER)],
    )
    ledger.open_incident(draft, actor=ledger.SYSTEM)
    tell("The Harbour Works Agency is investigating the data breach.", title="Harbour Works Agency data breach")
    assert stages_held() == []


def test_reading_again_keeps_what_curators_decided(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell("The ICO fined Brightwater £21 million over the breach, and the SEC fined it $3 million.", day=9)
    fined, other = Stage.objects.order_by("-amount_minor")
    amend_stage(fined.pk, {"amount_minor": 2_050_000_000}, actor=Actor.of(curator), reason="The notice says so.")
    remove_stage(other.pk, actor=Actor.of(curator), reason="It was another company.")
    before = events()
    for _ in range(2):
        read_again(article)
    assert stages_held() == [("ICO", "decision", 20_500_000, "GBP")]
    assert events() == before


def test_reading_again_what_nobody_changed_is_silent(incident: Incident, tell: Tell) -> None:
    article = tell("The ICO intends to fine Brightwater £21 million over the data breach.", day=9)
    before = events()
    read_again(article)
    assert events() == before == 1
    assert article.latest_version().stage_mentions.get().stage == Stage.objects.get()  # type: ignore[union-attr]


def test_rejecting_the_coverage_takes_its_steps_back(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell("The ICO fined Brightwater £21 million over the data breach.", day=9)
    reject_coverage(Coverage.objects.get(article=article).pk, user=curator)
    assert stages_held() == []
    assert not Proceeding.objects.exists()


def test_a_past_day_knows_what_was_published_by_then(incident: Incident, tell: Tell) -> None:
    tell("The ICO fined Brightwater £21.4 million over the data breach.", day=70)
    tell("The ICO intends to fine Brightwater £90 million over the data breach.", day=40)
    known = [(stage.kind, stage.counts) for stage in stages_as_of(incident, DISCLOSED + dt.timedelta(days=50))]
    assert known == [(StageKind.NOTICE_OF_INTENT, False)]
    known = [(stage.kind, stage.counts) for stage in stages_as_of(incident, DISCLOSED + dt.timedelta(days=70))]
    assert known == [(StageKind.NOTICE_OF_INTENT, False), (StageKind.DECISION, True)]


def test_each_incident_of_a_round_up_has_its_own_steps(incident: Incident, tell: Tell) -> None:
    other = ledger.open_incident(
        ledger.IncidentDraft(
            "Larkfield data breach",
            disclosed_on=DISCLOSED,
            involvements=[ledger.InvolvementDraft(ledger.known_party("Larkfield"), Role.CONTROLLER)],
        ),
        actor=ledger.SYSTEM,
    )
    article = tell(
        "The ICO fined Brightwater £21 million over its data breach. It also fined Larkfield £2 million for a breach.",
        title="Fines for Brightwater data breach and Larkfield data breach",
        day=9,
    )
    assert {row.incident_id for row in article.coverage.all()} == {incident.pk, other.pk}
    amounts = {
        proceeding.incident_id: [stage.amount_minor for stage in proceeding.stages.all()]
        for proceeding in Proceeding.objects.all()
    }
    assert amounts == {incident.pk: [2_100_000_000], other.pk: [200_000_000]}


def read_again(article: Article) -> None:
    reextract(Article.objects.filter(pk=article.pk))
    advance(article.pk)
    assert article.latest_version().extractor_version == extraction.VERSION  # type: ignore[union-attr]


EARLIER = "Brightwater will pay $9.5 million to 41 states over the data breach. "


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("The clinics, which had earlier settled with Hollow Fern for up to $2 million, are sorry.", [2_000_000]),
        ("The clinics, which had earlier settled with Pellworth for up to $2 million, are sorry.", []),
        ("The clinics had earlier settled for up to $2 million.", []),
    ],
)
def test_an_earlier_settlement_is_of_the_incident_when_it_is_with_a_party_of_it(
    incident: Incident, tell: Tell, text: str, sums: list[int]
) -> None:
    tell(EARLIER + text, day=400)
    assert [row[2] for row in stages_held() if row[0] != "41 states"] == sums


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("Hollow Fern was fined $880,000 by its card network.", []),
        ("Hollow Fern was fined $880,000 by the FTC.", [880_000]),
        ("Brightwater was fined $880,000.", [880_000]),
    ],
)
def test_what_no_authority_fines_another_party_is_no_step(
    incident: Incident, tell: Tell, text: str, sums: list[int]
) -> None:
    tell(f"Brightwater lost data of 9,000 patients in the breach. {text}", day=40)
    assert [row[2] for row in stages_held()] == sums

"""Loading many incidents at once stores what opening and recording each would, row for row."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models, transaction

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    ActingDraft,
    Actor,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    ItemsRefused,
    LoadDraft,
    PartyDraft,
    SpeakerDraft,
    StageDraft,
    known_party,
    load_incidents,
    load_parties,
    open_incident,
    record_claims,
    record_stages,
)
from incidents.ledger.loading_names import free_slugs
from incidents.models import (
    Claim,
    Event,
    Evidence,
    Figure,
    FigureRevision,
    Incident,
    IncidentCountry,
    IncidentDataClass,
    Involvement,
    Party,
    PartyAlias,
    Proceeding,
    Regulator,
    Stage,
    StageEvidence,
)
from incidents.vocabulary import (
    Basis,
    DataClass,
    Hedge,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Metric,
    PartyKind,
    Role,
    Scope,
    SpeakerKind,
    StageKind,
    Unit,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2031, 5, 4)
REGISTER = SpeakerDraft(SpeakerKind.REGISTER, words="Register of Losses")
# Drawn, counted up, or of the moment: what tells two runs of the same apart.
DRAWN = frozenset(
    {"id", "reference", "history_id", "history_date", "changed_at", "recorded_at", "created_at", "updated_at"}
)
OF_EVENTS = frozenset({"version"})
MODELS: tuple[Any, ...] = (
    *(Party, PartyAlias, Incident, IncidentCountry, IncidentDataClass, Involvement),
    *(Claim, Evidence, Figure, FigureRevision, Proceeding, Stage, StageEvidence),
    *(model.history.model for model in (Party, Incident, Involvement, Proceeding, Stage)),
)


def count(number: int, *, hedge: Hedge = Hedge.EXACT, unit: Unit = Unit.PEOPLE, **more: Any) -> ClaimDraft:
    evidence = EvidenceDraft(
        "register:1", "Count", quote=f"Count: {number}", title="Losses", published_on=DAY, licence="CC-BY-4.0",
        attribution="Register of Losses",
    )  # fmt: skip
    bucket = Bucket(Metric.AFFECTED, unit, **more)
    return ClaimDraft(
        bucket, bounds(number, hedge), REGISTER, printed=f"{number}", claimed_on=DAY, basis=Basis.IMPORTED,
        evidence=evidence,
    )  # fmt: skip


def fine(minor: int) -> ClaimDraft:
    return ClaimDraft(
        Bucket(Metric.FINE, Unit.MONEY, "GBP"), bounds(minor, Hedge.EXACT), REGISTER, basis=Basis.IMPORTED,
        evidence=EvidenceDraft("register:1", quote="Fine", published_on=DAY, headline=False),
    )  # fmt: skip


def step(kind: StageKind, minor: int | None, days: int, acting: ActingDraft, party: Party) -> StageDraft:
    return StageDraft(
        acting,
        kind,
        EvidenceDraft("register:1", quote=f"{kind}", url="https://register.example/1", published_on=DAY),
        amount_minor=minor,
        currency="GBP" if minor is not None else "",
        happened_on=DAY + dt.timedelta(days),
        respondent=party,
    )


PARTIES = [
    PartyDraft("Northwind Telecom Group plc", country="GB"),
    PartyDraft("NORTHWIND TELECOM GROUP PLC"),
    PartyDraft("Northwind"),  # an alias of the first
    PartyDraft("Department of Public Transport", kind=PartyKind.PUBLIC_BODY, country="US"),
    PartyDraft("Quillon & Sons"),  # known before
    PartyDraft("Larkspur"),  # an alias of one that was known before
]


def drafts_for(parties: Sequence[Party]) -> list[LoadDraft]:
    first, _, _, body, quillon, larkspur = parties
    ico = ActingDraft(frozenset({"regulator:gb-ico"}), Regulator.objects.get(slug="gb-ico"))
    states = ActingDraft(frozenset({"states:us"}), label="47 states")
    involved = InvolvementDraft(first, Role.CONTROLLER, InvolvementStanding.ADMITTED, "It said so")
    return [
        LoadDraft(
            IncidentDraft(
                "Northwind: hacking, May 2031", kind=IncidentKind.CONFIDENTIALITY, disclosed_on=DAY, notified_on=DAY,
                countries=["US", "GB", "US"], data_classes=[DataClass.HEALTH, DataClass.NAMES],
                involvements=[involved, InvolvementDraft(quillon, Role.RECIPIENT)],
            ),
            "register:1",
            [count(90_000), count(3_000, scope=Scope.SUBSET, country="US", label="residents of Ohio"), count(90_000)],
            [
                step(StageKind.NOTICE_OF_INTENT, 9_900_000, -300, ico, first),
                step(StageKind.DECISION, 2_000_000, 0, ico, first),
                step(StageKind.SETTLEMENT, 2_000_000, 0, ico, first),  # the same one in other words
                step(StageKind.REDUCED, 1_500_000, 40, ico, first),
            ],
        ),
        LoadDraft(IncidentDraft("Northwind: hacking, May 2031", involvements=[involved]), "register:2", [count(500)]),
        LoadDraft(
            IncidentDraft(
                "DPT: theft, 2031", status=IncidentStatus.CANDIDATE, occurred_on=DAY,
                involvements=[InvolvementDraft(body, Role.CONTROLLER)],
            ),
            "register:3",
            [count(4_000, hedge=Hedge.MORE_THAN, unit=Unit.RECORDS), fine(1_000), count(7, unit=Unit.DEVICES)],
            [step(StageKind.SETTLEMENT, None, 0, states, body)],
        ),
        LoadDraft(
            IncidentDraft("DPT: loss, 2031", involvements=[InvolvementDraft(body, Role.PROCESSOR)]), "register:4"
        ),
        LoadDraft(
            IncidentDraft("Larkspur: fine", involvements=[InvolvementDraft(larkspur, Role.CONTROLLER)]),
            "register:5",
            [fine(1_000)],
        ),
    ]  # fmt: skip


def one_by_one(actor: Actor) -> None:
    parties = [known_party(one.name, kind=one.kind, country=one.country) for one in PARTIES]
    for draft in drafts_for(parties):
        incident = open_incident(draft.incident, actor=actor)
        how: dict[str, Any] = {"source": draft.source, "cause": draft.source, "actor": actor}
        record_claims(incident.pk, draft.claims, **how)
        record_stages(incident.pk, draft.stages, **how)


def at_once(actor: Actor, *, events: bool = False) -> None:
    load_incidents(drafts_for(load_parties(PARTIES)), actor=actor, events=events)


def stored(write: Callable[[Actor], None], actor: Actor) -> dict[str, list[dict[str, Any]]]:
    """All rows after writing, keys and references replaced by which row it was; then all is as before."""
    with transaction.atomic():
        write(actor)
        places = {model: {key: at for at, key in enumerate(keys_of(model))} for model in MODELS}
        found = {model.__name__: [plain(row, places) for row in rows_of(model)] for model in MODELS}
        transaction.set_rollback(True)
    return found


def rows_of(model: Any) -> models.QuerySet[Any]:
    manager = Stage.every if model is Stage else model._base_manager
    key = "history_id" if hasattr(model, "history_id") else "pk"
    order = ("party", "normalised") if model is PartyAlias else (key,)
    return manager.order_by(*order)


def keys_of(model: Any) -> list[Any]:
    return [row.pk for row in rows_of(model)]


def plain(row: Any, places: dict[Any, dict[Any, int]]) -> dict[str, Any]:
    values = {}
    for field in row._meta.concrete_fields:
        if field.name in DRAWN | OF_EVENTS:
            continue
        value = getattr(row, field.attname)
        if field.is_relation and field.related_model in places and value is not None:
            value = f"{field.related_model.__name__} {places[field.related_model].get(value, value)}"
        values[field.name] = value
    if isinstance(values.get("explanation"), dict):
        values["explanation"] = without_references(values["explanation"])
    return values


def without_references(explained: dict[str, Any]) -> dict[str, Any]:
    """The explanation with the references of claims, which are drawn, left out."""
    claims = [{key: value for key, value in one.items() if key != "claim"} for one in explained["claims"]]
    claims.sort(key=repr)
    kept = {key: value for key, value in explained.items() if key not in {"claims", "winner", "supported"}}
    return {**kept, "claims": claims}


@pytest.fixture
def known(db: None) -> None:
    from incidents.regulators import seed_regulators

    seed_regulators()
    known_party("Quillon and Sons")
    known_party("Larkspur College", aliases=["Larkspur"])
    party = known_party("Department of Public Transport")
    open_incident(IncidentDraft("Known", involvements=[InvolvementDraft(party, Role.OTHER)]), actor=SYSTEM)


def test_the_rows_are_those_of_the_slow_verbs(known: None, curator: Actor) -> None:
    slow, quick = stored(one_by_one, curator), stored(at_once, curator)
    assert sum(len(rows) for rows in slow.values()) > 70
    for model, rows in slow.items():
        assert quick[model] == rows, model


@pytest.mark.parametrize("events", [False, True])
def test_what_lists_need_follows_from_the_rows(known: None, curator: Actor, events: bool) -> None:
    from incidents.ledger.listed import drifted_incidents, drifted_parties

    at_once(curator, events=events)
    assert not drifted_incidents(0, 2**62).exists()
    assert not drifted_parties(0, 2**62).exists()


def test_without_events_there_is_none(known: None, curator: Actor) -> None:
    before = Event.objects.count()
    at_once(curator)
    assert Event.objects.count() == before
    assert set(Incident.objects.exclude(title="Known").values_list("version", flat=True)) == {0}


def test_with_events_each_incident_has_a_complete_one_and_each_figure_its_own(known: None, curator: Actor) -> None:
    at_once(curator, events=True)
    incident = Incident.objects.filter(title="Northwind: hacking, May 2031").earliest("pk")
    first, *others = incident.events.order_by("sequence")
    assert first.type == "incident.created"
    assert first.data["after"]["countries"] == ["GB", "US"]
    assert [one["role"] for one in first.data["after"]["involvements"]] == ["controller", "recipient"]
    assert [one.type for one in others] == ["figure.changed"] * incident.figures.count()
    assert {one.data["claims"][0]["quote"] for one in others} == {"Count: 90000", "Count: 3000"}
    assert (first.cause, first.actor, incident.version) == ("register:1", "mara", 1 + len(others))
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(
        range(1, Event.objects.count() + 1)
    )


def test_what_cannot_be_kept_is_named_and_nothing_is_written(known: None, curator: Actor) -> None:
    before = Incident.objects.count(), Party.objects.count()
    good = LoadDraft(IncidentDraft("Good"), "register:1", [count(5_000)])
    wrong = [
        LoadDraft(IncidentDraft(""), "register:2"),
        LoadDraft(IncidentDraft("Country", countries=["XX"]), "register:3"),
        LoadDraft(IncidentDraft("Number"), "register:4", [count(2**63)]),
    ]
    with pytest.raises(ItemsRefused) as caught:
        load_incidents([good, *wrong], actor=curator)
    errors = caught.value.errors
    named = {place: set(error.message_dict) for place, error in errors.items() if isinstance(error, ValidationError)}
    assert named == {1: {"title"}, 2: {"country"}, 3: {"value", "low", "high"}}
    assert (Incident.objects.count(), Party.objects.count()) == before


def test_slugs_are_told_from_those_of_incidents_and_of_one_another(curator: Actor) -> None:
    for title in ("Lost", "Lost", "Lost"):
        open_incident(IncidentDraft(title), actor=curator)
    assert free_slugs(["Lost", "Found", "found!", "Lost", "PI-7K3M-9Q2X"]) == [
        *("lost-4", "found", "found-2", "lost-5", "pi-7k3m-9q2x-2")
    ]

"""Proceedings over REST: who acts, what each stage was read from, and what was known on a day."""

import datetime as dt

import pytest
from rest_framework.test import APIClient

from incidents.ledger import SYSTEM, ActingDraft, EvidenceDraft, StageDraft, record_stages, stages_as_of
from incidents.models import Incident
from incidents.vocabulary import StageKind
from tests.api import DAY, ROOT, fill, problem

pytestmark = pytest.mark.django_db

LABEL = "47 states and Quill"
LATER = DAY + dt.timedelta(days=90)


def record(incident: Incident, kind: StageKind, millions: int, on: dt.date) -> None:
    draft = StageDraft(
        acting=ActingDraft(frozenset({"states:us"}), label=LABEL),
        kind=kind,
        evidence=EvidenceDraft(f"story:{on}", "1:0-9", quote=f"It is {millions} million.", published_on=on),
        amount_minor=millions * 1_000_000_00,
        currency="USD",
    )
    source = f"article:{on.isoformat()}"
    record_stages(incident.pk, [draft], source=source, cause=source, actor=SYSTEM)


def test_a_stage_shows_what_it_was_read_from(anonymous: APIClient) -> None:
    record(fill(1), StageKind.SETTLEMENT, 18, DAY)
    [row] = anonymous.get(f"{ROOT}/proceedings?label=states").json()["results"]
    assert (row["regulator"], row["label"], row["together"]) == (None, LABEL, [])
    assert row["owed"] == {"amount_minor": 18_000_000_00, "currency": "USD"}
    [stage] = row["stages"]
    assert (stage["amount_minor"], stage["known_on"], stage["curated"]) == (18_000_000_00, DAY.isoformat(), False)
    assert stage["evidence"][0]["quote"] == "It is 18 million."
    assert stage["evidence"][0]["source"] == f"article:{DAY}"


def test_a_past_day_has_the_steps_that_were_known_then(anonymous: APIClient) -> None:
    incident = fill(1)
    record(incident, StageKind.NOTICE_OF_INTENT, 90, DAY)
    record(incident, StageKind.DECISION, 18, LATER)
    for day, kinds, owed in (
        (DAY, ["notice_of_intent"], None),
        (LATER, ["notice_of_intent", "decision"], {"amount_minor": 18_000_000_00, "currency": "USD"}),
    ):
        answer = anonymous.get(f"{ROOT}/incidents/{incident.reference}/proceedings?as_of={day}").json()
        [row] = [row for row in answer["results"] if row["label"] == LABEL]
        assert [stage["kind"] for stage in row["stages"]] == kinds
        assert row["owed"] == owed
        known = [stage.kind for stage in stages_as_of(incident, day) if stage.authority == LABEL]
        assert known == kinds


STATES, ICO, BOTH, NONE = ("states",), ("ico",), ("ico", "states"), ()
ON_DAY = [
    ("", BOTH),
    ("label=quill", STATES),
    ("regulator=ICO", ICO),
    ("country=gb", NONE),  # the regulator of the record has none
    ("respondent=Northwind 1", ICO),
    ("kind=enforcement", BOTH),
    ("kind=inquiry", NONE),
    ("stage=notice_of_intent", STATES),
    ("stage=decision", ICO),  # that of the states came later
    ("stage=decision,notice_of_intent", BOTH),
    (f"stage_from={DAY}", BOTH),
    (f"stage_from={LATER}", NONE),
    (f"stage_to={DAY}", BOTH),
    ("stage_to=2031-01-01", NONE),
    ("amount_min=100000000", STATES),
    ("amount_min=5000000", BOTH),
    ("amount_min=9000000001", NONE),
    ("case_reference=x", NONE),
    ("legal_basis=gdpr", NONE),
    ("created_after=2020-01-01T00:00:00Z", BOTH),
    ("updated_before=2020-01-01T00:00:00Z", NONE),
    ("incident=I-0000-0000", NONE),
    ("stage=decision&amount_min=100000000", NONE),
]


@pytest.mark.parametrize(("asked", "found"), ON_DAY)
@pytest.mark.parametrize("form", ["json", "csv", "ndjson"])
def test_filters_on_a_past_day_look_at_the_steps_of_then(
    anonymous: APIClient, asked: str, found: tuple[str, ...], form: str
) -> None:
    incident = fill(1)
    record(incident, StageKind.NOTICE_OF_INTENT, 90, DAY)
    record(incident, StageKind.DECISION, 18, LATER)
    answer = anonymous.get(f"{ROOT}/incidents/{incident.reference}/proceedings?as_of={DAY}&format={form}&{asked}")
    assert answer.status_code == 200
    text = answer.getvalue().decode()
    named = {"ico": "gb-ico", "states": LABEL}
    assert tuple(name for name, words in named.items() if words in text) == found


@pytest.mark.parametrize("wrong", ["kind=tea", "stage=", "amount_min=x", "stage_from=soon", "kinds=inquiry"])
def test_a_wrong_filter_on_a_past_day_is_refused(anonymous: APIClient, wrong: str) -> None:
    answer = anonymous.get(f"{ROOT}/incidents/{fill(1).reference}/proceedings?as_of={DAY}&{wrong}")
    assert problem(answer, 400)["errors"][0]["name"] == wrong.partition("=")[0]


def test_a_proceeding_needs_a_regulator_or_a_label(curator: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}/proceedings"
    assert "regulator" in str(problem(curator.post(address, {"kind": "litigation"}), 400))
    answer = curator.post(address, {"kind": "litigation", "label": "class action"})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["regulator"], answer.json()["label"]) == (None, "class action")

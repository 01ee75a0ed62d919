"""Nothing of a hidden incident is readable once its merge with a public one is undone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from incidents import ledger
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import Actor, ClaimDraft, EvidenceDraft, StageDraft
from incidents.ledger.stage_drafts import ActingDraft
from incidents.models import Claim, Event, FigureRevision, Incident, IncidentMerge, Party
from incidents.vocabulary import (
    Decision,
    Hedge,
    Metric,
    Polarity,
    ProceedingKind,
    RelationKind,
    Role,
    SpeakerKind,
    StageKind,
    Unit,
    Visibility,
)
from tests.incidents.ledger.conftest import DAY

pytestmark = pytest.mark.django_db

PUBLIC_SOURCE, HIDDEN_SOURCE, SHARED_SOURCE = "article:1", "article:2", "article:3"
SECRET = "Hushwood"  # in every word that is of the hidden incident alone
NUMBER = 7_654_321
Meanwhile = Callable[["Pair"], None]


def said(number: int, words: str, **more: Any) -> ClaimDraft:
    evidence = EvidenceDraft(f"story:{words}", quote=f"{words} said {number}.", published_on=DAY, publisher=words)
    speaker = ledger.SpeakerDraft(SpeakerKind.PRESS, words=words)
    bucket = Bucket(Metric.AFFECTED, Unit.PEOPLE)
    return ClaimDraft(bucket, bounds(number, Hedge.EXACT), speaker, printed=str(number), evidence=evidence, **more)


def step(words: str, label: str = "47 states", kind: StageKind = StageKind.DECISION) -> StageDraft:
    evidence = EvidenceDraft(f"story:{words}", quote=f"{words} was fined.", published_on=DAY, publisher=words)
    acting = ActingDraft(frozenset({f"states:{label}"}), label=label)
    return StageDraft(acting, kind, evidence, ProceedingKind.ENFORCEMENT, happened_on=DAY)


class Pair:
    """A public and a hidden incident, and what is written of either."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.public, self.hidden = self.opened("Alder", Visibility.PUBLIC), self.opened(SECRET, Visibility.INTERNAL)
        self.record(self.public, PUBLIC_SOURCE, said(1_000_000, "Gazette"))
        self.record(self.hidden, HIDDEN_SOURCE, said(NUMBER, SECRET))
        ledger.record_stages(self.public.pk, [step("Gazette")], source=PUBLIC_SOURCE, cause=PUBLIC_SOURCE, actor=actor)

    def opened(self, name: str, visibility: Visibility) -> Incident:
        party = ledger.known_party(f"{name} Bank")
        involved = [ledger.InvolvementDraft(party, Role.CONTROLLER)]
        draft = ledger.IncidentDraft(f"{name} breach", visibility=visibility, disclosed_on=DAY, involvements=involved)
        return ledger.open_incident(draft, actor=self.actor)

    def record(self, incident: Incident, source: str, *drafts: ClaimDraft) -> None:
        ledger.record_claims(incident.pk, drafts, source=source, cause=source, actor=self.actor)

    @property
    def living(self) -> Incident:
        return Incident.objects.get(pk=self.public.pk).canonical()


def nothing(pair: Pair) -> None:
    """The merge alone."""


def evidence_for_a_claim_of_the_public_one(pair: Pair) -> None:
    again = said(1_000_000, "Gazette")
    quoted = EvidenceDraft("story:9", quote=f"{SECRET} too, it is said.", published_on=DAY, title=SECRET)
    pair.record(pair.living, HIDDEN_SOURCE, said(NUMBER, SECRET), replace(again, evidence=quoted))


def a_new_number_from_its_source(pair: Pair) -> None:
    pair.record(pair.living, HIDDEN_SOURCE, said(NUMBER, SECRET), said(NUMBER + 1, f"{SECRET} Post"))


def a_step_of_a_case_of_the_public_one(pair: Pair) -> None:
    steps = [step(SECRET, kind=StageKind.APPEAL)]
    ledger.record_stages(pair.living.pk, steps, source=HIDDEN_SOURCE, cause=HIDDEN_SOURCE, actor=pair.actor)


def a_case_of_its_own(pair: Pair) -> None:
    steps = [step(SECRET, label=f"{SECRET} county")]
    ledger.record_stages(pair.living.pk, steps, source=HIDDEN_SOURCE, cause=HIDDEN_SOURCE, actor=pair.actor)


def a_verdict_on_its_claim(pair: Pair) -> None:
    claim = Claim.objects.get(value=NUMBER)
    ledger.review_claim(claim.pk, Decision.PIN, reason=f"{SECRET} must know.", actor=pair.actor)


def a_party_is_added(pair: Pair) -> None:
    party = Party.objects.get(name=f"{SECRET} Bank")
    added = ledger.InvolvementDraft(party, Role.RECIPIENT)
    row = ledger.add_involvement(pair.living.pk, added, actor=pair.actor)
    ledger.remove_involvement(pair.living.pk, row.pk, actor=pair.actor)


def a_denial_of_its_number(pair: Pair) -> None:
    target = Claim.objects.get(value=NUMBER)
    relation = ledger.RelationDraft(RelationKind.DENIES, target.fingerprint)
    denial = said(2_000_000, "Gazette", polarity=Polarity.DENIED, relations=(relation,))
    pair.record(pair.living, SHARED_SOURCE, denial)
    pair.record(pair.living, SHARED_SOURCE)


def the_public_one_goes_on(pair: Pair) -> None:
    pair.record(pair.living, SHARED_SOURCE, said(1_200_000, "Evening Post"))


def coverage_of_it(pair: Pair) -> None:
    article = {"reference": "AR-1", "title": SECRET, "url": "https://x.example", "publisher": "", "published_on": None}
    ledger.note_coverage(pair.hidden.pk, article={**article, "state": "confirmed"}, cause="article:7", actor=pair.actor)


MEANWHILE: list[Meanwhile] = [
    nothing,
    evidence_for_a_claim_of_the_public_one,
    a_new_number_from_its_source,
    a_step_of_a_case_of_the_public_one,
    a_case_of_its_own,
    a_verdict_on_its_claim,
    a_party_is_added,
    a_denial_of_its_number,
    the_public_one_goes_on,
    coverage_of_it,
]


def readable(client: Client, incident: Incident) -> Iterator[tuple[str, str]]:
    """(address, answer) of all that tells of the incident, in every form."""
    one = f"incidents/{incident.reference}"
    under = ("figures", "figures/history", "figures/explain", "claims", "involvements", "proceedings", "timeline")
    lists = ["incidents", "incidents?merged=true", "claims", "events", "figures", "parties", "proceedings", "coverage"]
    addresses = [one, f"{one}?expand=claims,proceedings", *(f"{one}/{name}" for name in (*under, "coverage")), *lists]
    streamed = [f"{one}/claims?format=csv", f"{one}/timeline?format=ndjson", f"{one}/figures/history?format=csv"]
    for address in (*addresses, *streamed):
        yield address, client.get(f"/api/v1/{address}").getvalue().decode()


@pytest.fixture
def pair(curator: Actor) -> Pair:
    return Pair(curator)


def told_of(client: Client, incident: Incident) -> list[str]:
    """The addresses whose answers have a word of the hidden incident."""
    return [address for address, answer in readable(client, incident) if SECRET in answer or str(NUMBER) in answer]


@pytest.mark.parametrize("meanwhile", MEANWHILE, ids=lambda each: each.__name__)
@pytest.mark.parametrize("hidden_lives_on", [False, True], ids=["into the public one", "into the hidden one"])
def test_nothing_of_a_hidden_incident_stays_readable(
    pair: Pair, client: Client, meanwhile: Meanwhile, hidden_lives_on: bool
) -> None:
    keep, absorb = (pair.hidden, pair.public) if hidden_lives_on else (pair.public, pair.hidden)
    merge = ledger.merge_incidents(keep=keep.pk, absorb=absorb.pk, reason=f"It is {SECRET}.", actor=pair.actor)
    meanwhile(pair)
    if hidden_lives_on:
        assert told_of(client, pair.public) == []
    ledger.undo_merge(merge.pk, reason=f"It is not {SECRET}.", actor=pair.actor)
    assert told_of(client, pair.public) == []
    answer = client.get(f"/api/v1/incidents/{pair.public.reference}/figures/history?format=json").json()["results"]
    now = client.get(f"/api/v1/incidents/{pair.public.reference}/figures").json()["results"]
    latest = max(answer, key=lambda row: row["number"])
    assert [latest["best"]] == [row["best"] for row in now]
    assert Claim.objects.filter(incident=pair.hidden, value=NUMBER).exists()


def test_a_statement_says_what_is_held_of_the_public_one_afterwards(pair: Pair, client: Client) -> None:
    assert told_of(client, pair.public) == []
    merge = ledger.merge_incidents(keep=pair.public.pk, absorb=pair.hidden.pk, reason="one", actor=pair.actor)
    ledger.undo_merge(merge.pk, reason="two", actor=pair.actor)
    rows = client.get(f"/api/v1/incidents/{pair.public.reference}/timeline").json()["results"]
    assert rows[-1]["type"] == "incident.published"
    assert [figure["best"] for figure in rows[-1]["data"]["figures"]] == [1_000_000]
    assert [party["name"] for party in rows[-1]["data"]["held"]["involvements"]] == ["Alder Bank"]


def test_what_two_public_incidents_said_stays_readable(pair: Pair) -> None:
    ledger.update_incident(pair.hidden.pk, {"visibility": Visibility.PUBLIC}, actor=pair.actor, reason="open")
    begun = Event.objects.latest("sequence").sequence
    merge = ledger.merge_incidents(keep=pair.public.pk, absorb=pair.hidden.pk, reason="one", actor=pair.actor)
    a_new_number_from_its_source(pair)
    ledger.undo_merge(merge.pk, reason="two", actor=pair.actor)
    assert not Event.objects.after(begun).filter(public=False).exists()
    assert not FigureRevision.objects.filter(figure__incident=pair.public, public=False).exists()
    assert IncidentMerge.objects.get().undone_at is not None

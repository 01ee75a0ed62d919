"""Every column that can hold a text is either marked by a redaction, refused by it, or named here with a reason."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction

from incidents.ledger import (
    Actor,
    IncidentDraft,
    InvolvementDraft,
    add_involvement,
    known_party,
    open_incident,
    redact_text,
    remove_involvement,
    update_party,
)
from incidents.models import Claim, Figure, Incident, Party, PartyAlias, Proceeding, Redaction, SavedView, Suggestion
from incidents.vocabulary import Role
from sources.models import Article, Coverage, Mention
from tests.api import ROOT, client_with
from tests.incidents.ledger.conftest import Maker, broker, company, curator, incident, says
from tests.incidents.ledger.test_redacting import full
from tests.sources.api.filling import cover
from tests.sources.importing.filling import entry_about
from tracker.foundation.access.models import TokenScope

__all__ = ["broker", "company", "curator", "incident", "says"]

pytestmark = pytest.mark.django_db

TEXT = 'Jane "J" Røe'
WHY = "She has nothing to do with it."
NEWSPAPERS = "what newspapers printed and where, which is theirs"
ACCOUNTS = "of accounts, not of incidents"
PUBLIC_BODIES = "names of public bodies and publications, the same for all incidents"
SUBSCRIBERS = "a subscriber's own words, about no incident"
REGISTERS = "of a register, the same for all its rows"
INTERNAL = "written by programs, never by a curator"
LEFT: dict[str, str] = {
    "access": ACCOUNTS,
    "auth": ACCOUNTS,
    "sessions": ACCOUNTS,
    "contenttypes": INTERNAL,
    "incidents.Regulator": PUBLIC_BODIES,
    "incidents.HistoricalRegulator": PUBLIC_BODIES,
    "incidents.KeptStatistics": "counts, and numbers of rows",
    "incidents.Subscription": SUBSCRIBERS,
    "sources.Publisher": PUBLIC_BODIES,
    "sources.Feed": PUBLIC_BODIES,
    "sources.Story": NEWSPAPERS,
    "sources.Mention": NEWSPAPERS,
    "sources.Article": NEWSPAPERS,
    "sources.ArticleVersion": NEWSPAPERS,
    "sources.HistoricalPublisher": PUBLIC_BODIES,
    "sources.HistoricalFeed": PUBLIC_BODIES,
    "sources.StageMention": NEWSPAPERS,
    "sources.StoryBand": NEWSPAPERS,
    "incidents.TriageLease": INTERNAL,
    "sources.RegisterImport": "a register's file as somebody handed it in, and what was wrong with it",
    "incidents.Snapshot": "which registers its files name, and why it failed; a redaction takes the files away",
    "incidents.SnapshotFile": "names and digests of files",
    "webhooks.Endpoint": SUBSCRIBERS,
    "webhooks.EndpointSecret": SUBSCRIBERS,
    "webhooks.Notice": "about an endpoint's health",
}
COLUMNS_LEFT = {
    "licence": REGISTERS,
    "attribution": REGISTERS,
    "key": "a register's own name for a row, by which it is found again",
    "group": "a register's own name for a case",
    "links": "the same",
    "given": "digests and numbers",
    "register": "which register it is",
    "noted_digest": INTERNAL,
    "reference": "a name that is given, not written",
    "actor": "the name of an account",
    "source": INTERNAL,
    "cause": INTERNAL,
    "digest": INTERNAL,
    "matcher_version": INTERNAL,
    "object_id": INTERNAL,
    "fingerprint": "a digest",
    "speaker_key": "which speaker it is: makes the fingerprint, by which a new reading finds the claim; never shown",
    "identity": "which case it is, to programs; never shown",
    "normalised": "worked out from the alias, and goes with it",
    "name_key": "worked out from the name or the alias, and goes with it",
    "affected_unit": "a word of a vocabulary",
    "affected_status": "a word of a vocabulary",
    "first_word": "worked out from the alias, and goes with it",
    "locator": INTERNAL,
    "story": INTERNAL,
    "policy": INTERNAL,
    "policy_version": INTERNAL,
    "scope_label": "of figures: worked out from that of their claims, which is refused",
    "moved": "numbers of rows",
    "by_kind": "counts",
    "field": "the event and the field that were taken out",
    "error": "a code",
    "contact": "a reader's own address, for curators alone",
    "lease_token": INTERNAL,
    "reason": "of deliveries: one of a few sentences of a program",
}
ALL_THE_SAME = {  # though the name is above
    "incidents.Claim.scope_label",
    "incidents.Review.reason",
    "incidents.IncidentMerge.reason",
    "incidents.Redaction.reason",
    "sources.ArticleVersion.judged_because",
}


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Each column that can hold a text, of each model."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_text and not field.choices and (field.max_length or 999) > len(TEXT) + 6:
                yield model, field


def left_alone(model: type[models.Model], field: Any) -> bool:
    label = model._meta.label
    if f"{label}.{field.name}" in ALL_THE_SAME:
        return False
    return label in LEFT or model._meta.app_label in LEFT or field.name in COLUMNS_LEFT


def written(held: Any, field: Any, text: str) -> Any:
    """What the column holds with the text in it, in the shape that it has."""
    if not isinstance(field, models.JSONField):
        return text
    if isinstance(held, list):
        return [{"name": "party", "detail": text}]
    return {**held, "note": text} if isinstance(held, dict) else {"note": text}


def still_holds(model: type[models.Model], field: Any) -> bool:
    held = model._base_manager.values_list(field.attname, flat=True)
    text = "".join(json.dumps(value, ensure_ascii=False, default=str) + str(value) for value in held)
    return TEXT in text or json.dumps(TEXT)[1:-1] in text or "R\\u00f8e" in text


@pytest.fixture
def record(incident: Incident, curator: Actor, says: Maker) -> Incident:
    """One of everything that can be about the incident."""
    full(incident, curator, says, "Max Moe")
    article = cover(incident)
    entry_about(incident)
    add_involvement(incident.pk, InvolvementDraft(known_party("Quorum"), Role.OTHER), actor=curator)
    update_party(Party.objects.get(name="Quorum").pk, {"name": "Quorum Ltd"}, actor=curator, reason="Renamed")
    redact_text(incident.pk, "Max Moe", reason=WHY, actor=curator)
    log(curator, incident, Claim.objects.all()[0], Figure.objects.all()[0], Proceeding.objects.all()[0], article)
    Suggestion.objects.create(
        incident=incident, text="It is wrong.", note="It was.", source_url="https://paper.example/3"
    )
    SavedView.objects.create(owner=curator.user, name="Mine", query="kind=exposure")
    log(curator, Party.objects.get(name="Quorum Ltd"), Coverage.objects.get())
    return incident


def log(actor: Actor, *rows: Any, message: str = "Changed.", shown: str = "It") -> None:
    for row in rows:
        LogEntry.objects.create(
            user=actor.user,
            content_type=ContentType.objects.get_for_model(row),
            object_id=str(row.pk),
            object_repr=shown,
            action_flag=CHANGE,
            change_message=message,
        )


def outcome(incident: Incident, model: type[models.Model], field: Any, curator: Actor) -> str:
    """What comes of a text that stands in this column, in every row of it; then all is as before."""
    with transaction.atomic():
        for row in model._base_manager.order_by("pk"):
            value = written(getattr(row, field.attname), field, f"{row.pk} {TEXT}")
            model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
        if not still_holds(model, field):
            word = "no row"
        else:
            log(curator, incident, message=f"{TEXT} rang.")  # so that it stands somewhere that is looked in
            try:
                redact_text(incident.pk, TEXT, reason=WHY, actor=curator)
                word = "stays" if still_holds(model, field) else "marked"
            except ValidationError as error:
                word = "refused" if "still stands" in str(error) else str(error)
        transaction.set_rollback(True)
    return word


def test_every_column_that_can_hold_a_text_is_marked_or_refused(record: Incident, curator: Actor) -> None:
    outcomes = {
        f"{model._meta.label}.{field.name}": outcome(record, model, field, curator)
        for model, field in columns()
        if not left_alone(model, field)
    }
    wrong = {name: each for name, each in outcomes.items() if each not in {"marked", "refused"}}
    assert wrong == {}, "have it marked (incidents.ledger.places), or say here why it is left"
    assert list(outcomes.values()).count("marked") > 40
    assert outcomes["incidents.Incident.title"] == outcomes["incidents.Party.name"] == "refused"


def test_what_is_left_is_there() -> None:
    labels = {model._meta.label for model, _ in columns()} | {model._meta.app_label for model, _ in columns()}
    assert LEFT.keys() <= labels
    assert COLUMNS_LEFT.keys() <= {field.name for _, field in columns()}


@pytest.mark.parametrize(
    ("message", "left"),
    [
        (f"Overruled: {TEXT} told me", "Overruled: [redacted] told me"),
        (
            json.dumps([{"added": {"name": "involvement", "object": f"{TEXT} (other)"}}]),
            json.dumps([{"added": {"name": "involvement", "object": "[redacted] (other)"}}]),
        ),
        (f"[{TEXT} is no JSON", "[[redacted] is no JSON"),
    ],
)
def test_the_log_is_marked_however_it_is_written(record: Incident, curator: Actor, message: str, left: str) -> None:
    rows: tuple[Any, ...] = (record, Figure.objects.all()[0], Party.objects.get(name="Quorum Ltd"))
    rows += (Coverage.objects.get(), Article.objects.get(), Mention.objects.get(), Suggestion.objects.get())
    log(curator, *rows, message=message, shown=TEXT)
    redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    latest = LogEntry.objects.order_by("-pk")[: len(rows)]
    assert {(entry.object_repr, entry.change_message) for entry in latest} == {("[redacted]", left)}


def test_the_log_of_what_is_gone_is_marked(record: Incident, curator: Actor) -> None:
    case, link = Proceeding.objects.all()[0], Coverage.objects.get()
    log(curator, case, link, link.article, message=f"{TEXT} called", shown=TEXT)
    latest = LogEntry.objects.order_by("-pk")[:3]
    link.decided_by = curator.user
    link.save()
    case.delete()
    link.delete()
    redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert {(entry.object_repr, entry.change_message) for entry in latest} == {("[redacted]", "[redacted] called")}


def test_the_form_of_a_message_is_kept(record: Incident, curator: Actor) -> None:
    log(curator, record, message='[{"changed": {"fields": ["Title"], "name": "a changed role", "object": "x"}}]')
    redact_text(record.pk, "changed", reason=WHY, actor=curator)
    assert LogEntry.objects.latest("pk").get_change_message() == "Changed Title for a [redacted] role “x”."


def test_the_name_that_a_renaming_left_behind_is_removed(record: Incident, curator: Actor) -> None:
    party = known_party(TEXT)
    add_involvement(record.pk, InvolvementDraft(party, Role.OTHER), actor=curator)
    stranger = known_party(f"{TEXT} Holdings")
    update_party(party.pk, {"name": "A person"}, actor=curator, reason=f"It named {TEXT}")
    reader = client_with([TokenScope.READ], "reader")
    assert TEXT in reader.get(f"{ROOT}/parties/{party.reference}").json()["aliases"]
    redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert reader.get(f"{ROOT}/parties/{party.reference}").json()["aliases"] == ["A person"]
    assert not PartyAlias.objects.filter(party=party, name__contains="redacted").exists()
    past = list(party.history.values_list("name", "history_change_reason"))  # type: ignore[attr-defined]
    assert past == [("A person", "It named [redacted] Names: +A person"), ("[redacted]", None)]
    assert PartyAlias.objects.filter(party=stranger, name__contains=TEXT).exists(), "of no incident that it is about"


def test_the_reason_of_an_earlier_redaction_is_marked(record: Incident, curator: Actor) -> None:
    log(curator, record, message="Zoe Zed")
    redact_text(record.pk, "Zoe Zed", reason=f"He is the husband of {TEXT}", actor=curator)
    redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert Redaction.objects.filter(reason="He is the husband of [redacted]").exists()


def test_a_party_that_has_a_part_in_another_incident_alone_keeps_its_names(record: Incident, curator: Actor) -> None:
    party = known_party("Jane Roe", aliases=[TEXT])
    role = add_involvement(record.pk, InvolvementDraft(party, Role.OTHER), actor=curator)
    stranger = open_incident(IncidentDraft("Stranger"), actor=curator)
    add_involvement(stranger.pk, InvolvementDraft(party, Role.OTHER), actor=curator)
    remove_involvement(record.pk, role.pk, actor=curator, reason=f"It was not {TEXT}")
    redact_text(record.pk, TEXT, reason=WHY, actor=curator)
    assert party.aliases.filter(name=TEXT).exists()

"""The parties that were here before their names were compared as they are now."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from incidents.figures.assertion import Bucket, fingerprint
from incidents.figures.quantity import Quantity
from incidents.ledger import SYSTEM, known_party, update_party
from incidents.models import Claim, Involvement, Party, PartyAlias, Proceeding
from incidents.names import sketch_of
from incidents.vocabulary import Measure, Metric, Polarity, Unit
from incidents.webhooks.models import Endpoint, EndpointParty

BEFORE, BETWEEN = [("incidents", "0013_evidence_headline")], [("incidents", "0014_party_name_keys")]
TODAY = "Zebrå & Owl"  # of a party that is made today

# An old name, as it was compared, of parties that are one now; "Tin\xf8" was "tin\xf8".
OLDEST, SECOND, THIRD = "Tinø & Quill", "Tino and Quill", "TINO & QUILL"


class Old:
    """Rows as they were made before."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps

    def make(self, model: str, app: str = "incidents", **values: Any) -> Any:
        return self.apps.get_model(app, model).objects.create(**values)

    def party(self, name: str, *aliases: tuple[str, str], reference: str, **values: Any) -> Any:
        row = self.make("Party", name=name, reference=reference, **values)
        for printed, compared in aliases:
            self.make("PartyAlias", party=row, name=printed, normalised=compared)
        self.make(
            "HistoricalParty",
            id=row.pk,
            name=name,
            reference=reference,
            history_type="+",
            history_date=timezone.now(),
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        return row

    def claim(self, incident: Any, value: int, key: str, **values: Any) -> Any:
        return self.make(
            "Claim",
            reference=f"CL-{key[-6:]}-{value}",
            incident=incident,
            origin=incident,
            metric="affected",
            unit="people",
            value=value,
            low=value,
            high=value,
            basis="entered",
            speaker_key=key,
            fingerprint=printed(value, key),
            **values,
        )


def printed(value: int, key: str) -> str:
    bucket = Bucket(Metric.AFFECTED, Unit.PEOPLE)
    return fingerprint(bucket, Quantity(value, value, value), key, Measure.UNSPECIFIED, Polarity.ASSERTED)


def fill(old: Old, owner: User) -> None:
    """Two incidents, with three parties of one name and one of another in them."""
    leak, theft = (
        old.make("Incident", title=title, slug=title, reference=reference)
        for title, reference in (("leak", "PI-1"), ("theft", "PI-2"))
    )
    first = old.party(
        OLDEST,
        (OLDEST, "tinø quill"),
        ("Quill", "quill"),
        ("Q.u.ill", "q u ill"),
        reference="PA-1",
        external_ids={"wikidata": "Q1"},
    )
    second = old.party(
        SECOND,
        (SECOND, "tino and quill"),
        ("Quill", "quill"),
        ("TQ", "tq"),
        reference="PA-2",
        country="NO",
        external_ids={"wikidata": "Q2", "lei": "L"},
    )
    third = old.party(THIRD, (THIRD, "tino quill"), reference="PA-3", site="https://tq.example/")
    other = old.party("Œuvre", ("Œuvre", "œuvre"), ("Oeuvre", "oeuvre"), reference="PA-4")
    old.party("★", reference="PA-5")
    old.party("\xad", reference="PA-6")
    old.make("Involvement", incident=leak, party=first, role="controller")
    for party, incident, standing in ((second, leak, "admitted"), (third, leak, "found"), (third, theft, "alleged")):
        row = old.make("Involvement", incident=incident, party=party, role="controller", standing=standing, note="Ran.")
        old.make(
            "HistoricalInvolvement",
            id=row.pk,
            incident_id=incident.pk,
            party_id=party.pk,
            role="controller",
            history_type="+",
            history_date=timezone.now(),
        )
    old.make("Involvement", incident=leak, party=second, role="processor")
    old.make("Involvement", incident=leak, party=other, role="recipient")
    old.claim(leak, 100, "party:PA-1", speaker_party=first)
    old.claim(leak, 100, "party:PA-2", speaker_party=second)
    old.claim(leak, 200, "party:PA-3", speaker_party=third)
    old.claim(leak, 100, "words:ødegård", speaker_words="Ødegård")
    old.claim(leak, 300, "words:press", speaker_words="Press")
    old.make("Proceeding", incident=leak, reference="PR-1", kind="inquiry", respondent=second, label="47 states")
    identity = "litigation+words:ødegård"
    old.make("Proceeding", incident=leak, reference="PR-2", kind="inquiry", label="Ødegård", identity=identity)
    for number, wanted in enumerate(((first, second), (third,))):
        endpoint = old.make("Endpoint", "webhooks", owner_id=owner.pk, url=f"https://{number}.example/")
        for party in wanted:
            old.make("EndpointParty", "webhooks", endpoint=endpoint, party=party)
    LogEntry.objects.create(
        user_id=owner.pk,
        content_type=ContentType.objects.get(app_label="incidents", model="party"),
        object_id=str(second.pk),
        object_repr=SECOND,
        action_flag=2,
    )


@pytest.fixture(scope="module")
def migrated(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What `fill` made, after the migrations: once for all tests of this module, which leave it as it is. Gives the
    reference of a party that went the way back and forth."""
    with django_db_blocker.unblock():
        owner = User.objects.create_user("rita")
        today = known_party(TODAY)
        leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
        try:
            then = MigrationExecutor(connection).migrate(BEFORE).apps
            assert then.get_model("incidents", "Party").objects.get().name == TODAY
            fill(Old(then), owner)
            MigrationExecutor(connection).migrate(BETWEEN)
            MigrationExecutor(connection).migrate(leaves)
            yield today.reference
        finally:
            MigrationExecutor(connection).migrate(leaves)
            call_command("flush", verbosity=0, interactive=False)  # as after each test that commits


@pytest.mark.usefixtures("migrated", "db")
def test_parties_of_one_name_are_one_and_nothing_of_theirs_is_lost_or_doubled(migrated: str) -> None:
    assert set(Party.objects.values_list("reference", flat=True)) == {"PA-1", "PA-4", "PA-5", "PA-6", migrated}
    kept = Party.objects.get(reference="PA-1")
    assert (kept.name, kept.country, kept.site) == (OLDEST, "NO", "https://tq.example/")
    assert kept.external_ids == {"wikidata": "Q1", "lei": "L"}
    assert dict(kept.aliases.values_list("name", "normalised")) == {
        OLDEST: "tino quill",
        "Quill": "quill",
        "Q.u.ill": "q u ill",
        SECOND: "tino and quill",
        "TQ": "tq",
    }
    roles = Involvement.objects.order_by("incident__title", "role", "pk")
    assert list(roles.values_list("incident__title", "party__reference", "role", "standing", "note")) == [
        ("leak", "PA-1", "controller", "admitted", "Ran."),
        ("leak", "PA-1", "processor", "alleged", ""),
        ("leak", "PA-4", "recipient", "alleged", ""),
        ("theft", "PA-1", "controller", "alleged", "Ran."),
    ]
    assert set(Involvement.history.values_list("party_id", flat=True)) == {kept.pk}
    assert Proceeding.objects.get(reference="PR-1").respondent == kept
    assert {one.url: {row.party for row in one.parties.all()} for one in Endpoint.objects.all()} == {
        "https://0.example/": {kept},
        "https://1.example/": {kept},
    }
    assert EndpointParty.objects.count() == 2
    assert LogEntry.objects.get().object_id == str(kept.pk)


@pytest.mark.usefixtures("migrated", "db")
def test_claims_keep_their_speakers_and_are_recognised_again() -> None:
    by_number = [
        (claim.value, claim.speaker_key, claim.fingerprint == printed(claim.value, claim.speaker_key))
        for claim in Claim.objects.order_by("pk")
    ]
    assert by_number == [
        (100, "party:PA-1", True),
        (100, "party:PA-1", False),  # the same claim, recorded twice: it keeps its reviews
        (200, "party:PA-1", True),
        (100, "words:odegard", True),
        (300, "words:press", True),
    ]
    assert {claim.speaker_party for claim in Claim.objects.filter(speaker_key__startswith="party:")} == {
        Party.objects.get(reference="PA-1")
    }
    assert Proceeding.objects.get(reference="PR-2").identity == "litigation+words:odegard"


@pytest.mark.usefixtures("migrated", "db")
def test_the_history_of_the_one_that_is_left_tells_of_the_others() -> None:
    kept = Party.objects.get(reference="PA-1")
    history = list(
        kept.history.order_by("history_id").values_list("history_type", "reference", "history_change_reason")
    )
    assert [(sort, reference) for sort, reference, _ in history[:3]] == [("+", "PA-1"), ("+", "PA-2"), ("+", "PA-3")]
    assert [reason.split()[0] for sort, _, reason in history[3:] if sort == "~"] == ["PA-2", "PA-3"]


@pytest.mark.usefixtures("migrated", "db")
def test_names_are_looked_up_as_those_of_new_parties() -> None:
    kept, other = Party.objects.get(reference="PA-1"), Party.objects.get(reference="PA-4")
    assert known_party("tinø and quill") == kept
    assert known_party("Oeuvre") == other
    assert list(other.aliases.values_list("name", flat=True)) == ["Œuvre"], "its other spelling was the same"
    assert known_party("★").reference == "PA-5"
    sketches = PartyAlias.objects.filter(party=kept).values_list("normalised", "sketch")
    assert dict(sketches)["tino quill"] == sketch_of("tino quill")


@pytest.mark.usefixtures("db")
def test_the_way_back_and_forth_leaves_a_party_as_it_is(migrated: str) -> None:
    party = Party.objects.get(reference=migrated)
    assert party.name == TODAY
    update_party(party.pk, {"country": "NO"}, actor=SYSTEM)
    assert Party.objects.called("Zebra and Owl").get() == party

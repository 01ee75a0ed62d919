"""Parties that several callers ask for at once, on real connections; and which party a name means."""

from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from incidents.ledger import SYSTEM, Actor, known_party, update_party
from incidents.models import Party, PartyAlias
from tests.incidents.ledger.test_concurrency import at_once

SPELLINGS = (
    "Tinø & Quill",
    "Tino and Quill",
    "TINØ &amp; QUILL",
    "Tino\u0338 & Quill",
    "Ti\xadnø and Quill",
    "tino & quill.",
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("within", [False, True], ids=["by itself", "within a transaction"])
def test_six_that_ask_for_a_new_party_at_once_are_given_the_same(within: bool) -> None:
    ready = Barrier(len(SPELLINGS))

    def ask(number: int) -> str:
        connection.ensure_connection()
        ready.wait(30)
        if not within:
            return known_party(SPELLINGS[number], aliases=["TQ", "Quill"]).reference
        with transaction.atomic():
            return known_party(SPELLINGS[number], aliases=["TQ", "Quill"]).reference

    given = at_once(ask, len(SPELLINGS))
    party = Party.objects.get()
    assert set(given) == {party.reference}
    assert party.history.count() == 1
    assert party.aliases.filter(name="TQ").count() == 1
    assert {Party.objects.known_as(name) for name in SPELLINGS} == {party}


@pytest.mark.django_db(transaction=True)
def test_six_that_take_one_name_at_once_leave_it_to_one() -> None:
    parties = [known_party(f"Company {number}") for number in range(len(SPELLINGS))]
    ready = Barrier(len(SPELLINGS))

    def rename(number: int) -> str:
        connection.ensure_connection()
        ready.wait(30)
        try:
            update_party(parties[number].pk, {"name": SPELLINGS[number]}, actor=SYSTEM)
        except ValidationError as error:
            return ",".join(error.message_dict)
        return "renamed"

    assert sorted(at_once(rename, len(SPELLINGS))) == ["name"] * 5 + ["renamed"]


@pytest.mark.django_db
def test_the_database_itself_keeps_two_parties_from_one_name() -> None:
    Party.objects.create(name="Tinø & Quill")
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Party.objects.create(name="Tino and Quill")
    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        Party.objects.bulk_create([Party(name="Tino and Quill")])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["X", "3", "★", "&", "Я"])
def test_a_name_of_one_sign_is_a_name(name: str) -> None:
    party = known_party(name)
    assert known_party(name.lower()) == party
    assert Party.objects.called(name).get() == party
    assert not party.aliases.filter(name__in=["X", "3", "Я"]).exists(), "texts have these for many things"


@pytest.mark.django_db
def test_a_name_that_nobody_can_see_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        known_party("\xad\u200b")
    assert list(refused.value.message_dict) == ["name"]


@pytest.mark.django_db
def test_another_partys_alias_means_that_party_until_a_party_has_it_as_its_name(curator: Actor) -> None:
    works = known_party("Quillon Works", aliases=["Tinø"])
    assert known_party("Tino") == works
    other = known_party("Reed Bank")
    update_party(other.pk, {"name": "Tino"}, actor=curator)
    assert known_party("TINØ") == other
    assert set(Party.objects.called("Tino")) == {works, other}
    assert known_party("Reed Bank") == other, "its old name is an alias of its own"


@pytest.mark.django_db
def test_a_name_changed_keeps_what_is_compared_in_step(curator: Actor) -> None:
    party = known_party("Quillon Works")
    update_party(party.pk, {"name": "Tinø & Quill", "country": "NO"}, actor=curator)
    party.refresh_from_db()
    assert Party.objects.called("Tino and Quill").get() == party
    party.name = "Reed"
    party.save(update_fields=["name"])
    assert Party.objects.get(name_key="reed") == party


@pytest.mark.django_db
def test_an_alias_by_another_spelling_is_added_for_texts() -> None:
    party = known_party("Tinø & Quill")
    assert known_party("Tino and Quill") == party
    assert PartyAlias.objects.filter(party=party, name="Tino and Quill").exists()

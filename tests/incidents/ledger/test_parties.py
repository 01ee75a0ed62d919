"""Changes of parties: what differs is kept, and the same again is silent."""

import pytest
from django.core.exceptions import ValidationError

from incidents.ledger import (
    Actor,
    IncidentDraft,
    InvolvementDraft,
    known_party,
    learn_acronyms,
    open_incident,
    update_party,
)
from incidents.ledger.parties import party_version
from incidents.models import Party
from incidents.vocabulary import Role, Visibility

pytestmark = pytest.mark.django_db


def test_what_differs_is_kept_and_the_same_again_changes_nothing(company: Party, curator: Actor) -> None:
    before = party_version(company)
    same = update_party(company.pk, {"name": company.name, "aliases": ["Northwind"]}, actor=curator)
    assert party_version(same) == before
    changed = update_party(company.pk, {"country": "GB", "aliases": ["NW Mail"]}, actor=curator)
    assert party_version(changed) > before
    kept = Party.objects.get(pk=company.pk)
    assert (kept.name, kept.country) == ("Northwind Mail", "GB")
    assert {alias.name for alias in kept.aliases.all()} == {"Northwind Mail", "NW Mail"}


def test_a_name_more_is_a_change(company: Party, curator: Actor) -> None:
    before = party_version(company)
    assert party_version(update_party(company.pk, {"aliases": ["Northwind", "NWM"]}, actor=curator)) > before


def test_a_party_has_no_other_fields_to_change(company: Party, curator: Actor) -> None:
    with pytest.raises(ValidationError, match="no such field"):
        update_party(company.pk, {"reference": "X"}, actor=curator)


def test_the_letters_of_a_name_are_learned_once_and_only_where_a_text_uses_them(curator: Actor) -> None:
    department = known_party("Department of Public Transport")
    involved = [InvolvementDraft(department, Role.CONTROLLER)]
    incident = open_incident(IncidentDraft("Lost tickets", involvements=involved), actor=curator)
    for capitals in ((), ("DPT",), ("DPT",)):
        learn_acronyms(incident.pk, words="the department of public transport dpt lost tickets", capitals=capitals)
    names = [alias.name for alias in department.aliases.all()]
    assert sorted(names) == ["DPT", "Department of Public Transport"]


def test_a_party_that_readers_see_learns_no_name_from_an_incident_that_they_do_not(curator: Actor) -> None:
    department = known_party("Department of Public Transport")
    involved = [InvolvementDraft(department, Role.CONTROLLER)]
    open_incident(IncidentDraft("Lost tickets", involvements=involved), actor=curator)
    hidden = IncidentDraft("DPT, lost again", involvements=involved, visibility=Visibility.INTERNAL)
    incident = open_incident(hidden, actor=curator)
    learn_acronyms(incident.pk, words="the department of public transport dpt lost tickets", capitals=("DPT",))
    assert [alias.name for alias in department.aliases.all()] == ["Department of Public Transport"]

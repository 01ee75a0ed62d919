"""What a search finds, the same on both databases."""

import datetime as dt

import pytest
from django.db import connection

from incidents.ledger import (
    SYSTEM,
    IncidentDraft,
    InvolvementDraft,
    add_involvement,
    known_party,
    open_incident,
    record_claims,
    remove_involvement,
    update_incident,
    update_party,
)
from incidents.models import Claim, Evidence, Incident, Involvement, Party, PartyAlias, Regulator
from incidents.models.searching import search_claims, search_incidents, search_parties, search_regulators
from incidents.search.checks import names_nearly_spelt_alike_are_found
from incidents.search.finding import can_be_near
from incidents.search.searched_columns import INCIDENTS_SHELVES
from incidents.search.upkeep import restore
from incidents.vocabulary import Role
from tests.api import actor, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(db: None) -> Party:
    return known_party("Northwind Mail plc", aliases=["NWM", "D.T. Post", "Nördwind"])


@pytest.fixture
def incident(mail: Party) -> Incident:
    draft = IncidentDraft(
        "Harbour address books copied",
        summary="Passports of 50,000 guests lay open on a server.",
        disclosed_on=dt.date(2031, 5, 4),
        involvements=[InvolvementDraft(mail, Role.CONTROLLER)],
    )
    found = open_incident(draft, actor=actor())
    claim = says(40_000, "The harbour master")
    record_claims(found.pk, [claim], source="wire:1", cause="wire:1", actor=SYSTEM)
    return found


@pytest.fixture
def other(db: None) -> Incident:
    quillon = known_party("Quillon Analytics")
    draft = IncidentDraft("Survey answers sold", involvements=[InvolvementDraft(quillon, Role.RECIPIENT)])
    return open_incident(draft, actor=actor())


@pytest.mark.parametrize(
    "typed",
    [
        "harbour",
        "HARBOUR copied",
        "copied harb",
        "passports books",
        '"address books"',
        "northwind",
        "nwm harbour",
        "dt post",
        "D.T.",
        "nordwind passp",
        "50,000",
        "40000",
        '"The harbour master"',
        "northwnd",
        "northwnd passports",
    ],
)
def test_an_incident_is_found(incident: Incident, other: Incident, typed: str) -> None:
    assert list(search_incidents(Incident.objects.all(), typed)) == [incident]


@pytest.mark.parametrize(
    "typed", ["arbour", '"books address"', "harbour survey", "quillon passports", "zzz", "!!!", '"']
)
def test_an_incident_is_not_found(incident: Incident, other: Incident, typed: str) -> None:
    assert list(search_incidents(Incident.objects.all(), typed)) == []


def test_an_incident_is_found_by_its_reference_and_slug(incident: Incident, other: Incident) -> None:
    for typed in (incident.reference, incident.reference.lower(), incident.slug):
        assert list(search_incidents(Incident.objects.all(), typed)) == [incident]


@pytest.mark.parametrize(
    "typed", ["northwind", "mail NWM", "dt", "DT Post", "northw plc", "nordw", "northwndd", "Nörthwind"]
)
def test_a_party_is_found_by_all_its_names(mail: Party, other: Incident, typed: str) -> None:
    assert list(search_parties(Party.objects.all(), typed)) == [mail]


def test_a_party_of_signs_is_found_by_them(mail: Party) -> None:
    signs = known_party("!!!")
    assert list(search_parties(Party.objects.all(), "!!!")) == [signs]


@pytest.mark.parametrize("typed", ["harbour master", "40000", "master passports", "nwm master", "NWM"])
def test_a_claim_is_found(incident: Incident, other: Incident, typed: str) -> None:
    assert list(search_claims(Claim.objects.all(), typed)) == [incident.claims.get()]


@pytest.mark.parametrize("typed", ["commission", "ico", "CNIL franc", "comission"])
def test_a_regulator_is_found(typed: str) -> None:
    row = Regulator.objects.create(
        slug="fr-cnil", name="Commission nationale", aliases=["ICO de France"], acronym="CNIL", kind="court"
    )
    assert list(search_regulators(Regulator.objects.all(), typed)) == [row]


# --- Kept with each write, whoever writes


def found(typed: str) -> list[Incident]:
    return list(search_incidents(Incident.objects.all(), typed))


def test_another_title_is_searched_at_once(incident: Incident) -> None:
    update_incident(incident.pk, {"title": "Lighthouse ledgers", "summary": ""}, actor=SYSTEM)
    assert found("lighthouse") == [incident]
    assert found("passports") == []
    Incident.objects.filter(pk=incident.pk).update(title="Written past every method")
    assert found("past every") == [incident]
    assert found("lighthouse ledgers") == []


def test_a_party_is_found_by_its_names_of_now(incident: Incident, mail: Party) -> None:
    update_party(mail.pk, {"name": "Zephyr Post", "aliases": ["Quokka"]}, actor=actor())
    assert found("zephyr") == found("quokka copied") == [incident]
    assert found("nwm") == []
    PartyAlias.objects.filter(party=mail, name="Quokka").update(name="Wombat")
    assert found("wombat") == [incident]
    PartyAlias.objects.filter(party=mail).delete()
    assert found("wombat") == []


def test_a_role_that_comes_or_goes_is_searched_at_once(incident: Incident) -> None:
    late = known_party("Umbrage Credit")
    row = add_involvement(incident.pk, InvolvementDraft(late, Role.PROCESSOR), actor=SYSTEM)
    assert found("umbrage") == [incident]
    remove_involvement(incident.pk, row.pk, actor=SYSTEM)
    assert found("umbrage") == []
    Involvement.objects.filter(incident=incident).update(party=late)
    assert found("umbrage") == [incident]
    assert found("northwind") == []


def test_a_quote_that_goes_is_found_no_more(incident: Incident) -> None:
    assert found("master 40000") == [incident]
    Evidence.objects.update(quote="[redacted]")
    assert found('"The harbour master"') == []
    Evidence.objects.all().delete()
    assert found("redacted") == []


def test_what_is_gone_is_not_found(other: Incident) -> None:
    Involvement.objects.all().delete()
    Party.objects.all().delete()
    assert list(search_parties(Party.objects.all(), "quillon")) == []


def test_words_that_very_many_parties_have_find_those_most_nearly_called_so(
    incident: Incident, other: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incidents.models.searching.MOST_NAMED", 0)
    assert found("quillon") == [other]
    assert found("quillon answers") == found("quillon analytics") == [other]


def test_a_search_of_many_answers_finds_the_same(
    incident: Incident, other: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("DENSE", 1), ("FEW", 0)):
        monkeypatch.setattr(f"incidents.search.finding.{name}", value)
        assert found("harbour") == found('"The harbour master"') == found("northwind") == [incident]
        assert list(search_claims(Claim.objects.all(), "harbour master")) == [incident.claims.get()]
        assert found("harbour survey") == []


def test_both_databases_of_the_tests_know_near_spellings(db: None) -> None:
    assert can_be_near(connection)


def test_without_trigrams_the_rest_is_found_and_a_check_says_so(incident: Incident) -> None:
    if connection.vendor == "sqlite":  # brings its own
        assert names_nearly_spelt_alike_are_found(None, databases=["default"]) == []
        assert found("northwnd") == [incident]
        return
    connection.check_constraints()  # left for the commit, and in the way of changing tables
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert found("northwnd") == []
    assert found("northwind") == found("harb") == [incident]
    [warning] = names_nearly_spelt_alike_are_found(None, databases=["default"])
    assert "CREATE EXTENSION pg_trgm" in str(warning.hint)
    assert restore(connection, INCIDENTS_SHELVES) == []
    assert names_nearly_spelt_alike_are_found(None, databases=["default"]) == []
    assert found("northwnd") == [incident]

"""The project's own list of regulators."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command

from incidents.models import Regulator
from incidents.regulators import read_list, seed_regulators
from incidents.vocabulary import RegulatorKind

EEA = [
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
    "IS",
    "LI",
    "NO",
]
BEYOND = ["GB", "CH", "US", "CA", "AU", "NZ", "BR", "JP", "KR", "IN", "SG", "HK", "IL", "TR", "ZA", "MX"]


def test_every_eea_country_and_the_larger_others_have_a_data_protection_authority() -> None:
    privacy = {RegulatorKind.DATA_PROTECTION_AUTHORITY, RegulatorKind.CONSUMER_PROTECTION}
    countries = {regulator.country for regulator in read_list() if regulator.kind in privacy}
    assert not set(EEA + BEYOND) - countries


def test_all_fifty_states_and_the_capital_have_their_attorney_general() -> None:
    attorneys = [one for one in read_list() if one.kind == RegulatorKind.ATTORNEY_GENERAL]
    assert len({one.region for one in attorneys}) == len(attorneys) == 51


@pytest.mark.parametrize("acronym", ["ICO", "CNIL", "DPC", "FTC", "SEC", "FCC", "CFPB", "OAIC", "ANPD", "PIPC", "PPC"])
def test_the_acronyms_of_the_news_are_known(acronym: str) -> None:
    assert acronym in {regulator.acronym for regulator in read_list()}


def test_every_row_is_valid_and_told_once() -> None:
    listed = read_list()
    for regulator in listed:
        regulator.full_clean(validate_unique=False, validate_constraints=False)
        assert not regulator.site or urlsplit(regulator.site).scheme == "https"
    for of in (lambda one: one.slug, lambda one: (one.name, one.country)):
        assert [key for key, count in Counter(map(of, listed)).items() if count > 1] == []


@pytest.mark.django_db
def test_seeding_twice_adds_nothing() -> None:
    first, second = seed_regulators(), seed_regulators()
    assert first.created == Regulator.objects.count() == len(read_list())
    assert (second.created, second.updated) == (0, 0)


@pytest.mark.django_db
def test_seeding_keeps_what_a_curator_wrote_unless_told_to_update() -> None:
    seed_regulators()
    Regulator.objects.filter(slug="gb-ico").update(name="Information Commission", region="")
    seed_regulators()
    assert Regulator.objects.get(slug="gb-ico").name == "Information Commission"
    assert seed_regulators(update=True).updated == 1
    assert Regulator.objects.get(slug="gb-ico").name == "Information Commissioner's Office"


@pytest.mark.django_db
def test_the_command_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seed_regulators")
    assert "created, 0 updated, 0 left as they were." in capsys.readouterr().out

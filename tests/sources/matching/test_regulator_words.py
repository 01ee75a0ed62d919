"""Which regulator words mean: by name, acronym, description and country; several are never guessed among."""

import pytest

from incidents.models import Regulator
from incidents.regulators import read_list
from sources.extraction.lexicon import load_lexicon
from sources.pipeline.record.regulator_words import Authorities


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    rows = read_list()
    for number, row in enumerate(rows, start=1):
        row.pk = number
    return Authorities(rows, load_lexicon("en").scopes.countries)


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("the ICO", "gb-ico"),
        ("Information Commissioner's Office", "gb-ico"),
        ("the UK Information Commissioner's Office", "gb-ico"),
        ("Britain's privacy regulator", "gb-ico"),
        ("UK data watchdog", "gb-ico"),
        ("Ireland's data watchdog", "ie-dpc"),
        ("the Irish Data Protection Commission", "ie-dpc"),
        ("French watchdog", "fr-cnil"),
        ("Spanish DPA", "es-aepd"),
        ("the Norwegian Datatilsynet", "no-datatilsynet"),
        ("data protection commissioner of Hamburg", "de-hh"),
        ("US Federal Trade Commission", "us-ftc"),
        ("America's telecoms regulator", "us-fcc"),
        ("British financial watchdog", "gb-fca"),
        ("Massachusetts attorney general", "us-ma-ag"),
        ("New York's attorney general", "us-ny-ag"),
        ("Attorney General of West Virginia", "us-wv-ag"),
        ("U.S. Department of Health and Human Services", "us-hhs-ocr"),
    ],
)
def test_one_regulator_is_meant(authorities: Authorities, words: str, slug: str) -> None:
    assert _slugs(authorities.meant_by(words).regulators) == [slug]


@pytest.mark.parametrize(
    ("words", "countries", "slug"),
    [
        ("Datatilsynet", {"DK"}, "dk-datatilsynet"),
        ("the Information Commissioner", {"GB"}, "gb-ico"),
        ("the privacy watchdog", {"NL"}, "nl-ap"),
    ],
)
def test_the_country_of_the_case_decides(authorities: Authorities, words: str, countries: set[str], slug: str) -> None:
    assert authorities.meant_by(words).only is None
    assert _slugs(authorities.meant_by(words, frozenset(countries)).regulators) == [slug]


@pytest.mark.parametrize("words", ["Datatilsynet", "CNPD"])
def test_several_are_returned_and_none_is_guessed(authorities: Authorities, words: str) -> None:
    meant = authorities.meant_by(words)
    assert len(meant.regulators) > 1
    assert meant.only is None


@pytest.mark.parametrize(
    "words", ["the watchdog", "DPA", "Quillonian privacy office", "US privacy regulator", "Norbank", ""]
)
def test_what_nobody_is_called_means_nobody(authorities: Authorities, words: str) -> None:
    assert authorities.meant_by(words).regulators == ()


def _slugs(regulators: tuple[Regulator, ...]) -> list[str]:
    return [row.slug for row in regulators]

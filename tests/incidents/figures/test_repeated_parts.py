"""A number that was first told as a part, and is then told alone: when it is still the part, and when the whole."""

from dataclasses import replace

from incidents.figures.assertion import Assertion, Relation
from incidents.vocabulary import Decision, Hedge, RelationKind
from tests.incidents.figures.claims import (
    ATTACKER,
    COMPANY,
    COURT,
    FIRST,
    NOBODY,
    RIVAL,
    claim,
    numbers,
    part,
    total,
)

WHOLE = claim("whole", COMPANY, 5_000_000)
GROUP = claim("group", COMPANY, 140_000, label="customers with cards on file")
ALONE = claim("alone", COMPANY, 140_000, hedge=Hedge.ABOUT, day=90)


def nameless(claim_: Assertion) -> Assertion:
    """The claim, told as a part on the first day ("of these") and alone later."""
    return replace(claim_, part_on=FIRST, relations=(Relation(RelationKind.SUBSET_OF, "whole"),))


def test_a_named_part_told_alone_later_is_still_the_part() -> None:
    found = total(WHOLE, GROUP, ALONE)
    assert (numbers(found), part(found, "alone")) == ((5_000_000, 5_000_000, 5_000_000), "part_of_another")


def test_a_nameless_part_told_alone_later_is_still_the_part() -> None:
    assert total(WHOLE, nameless(ALONE)).best == 5_000_000


def test_what_was_only_taken_for_a_part_may_be_the_whole_later() -> None:
    assert total(WHOLE, replace(ALONE, part_on=FIRST)).best == 140_000


def test_what_the_company_told_as_a_part_is_one_in_the_articles_own_voice_too() -> None:
    found = total(WHOLE, GROUP, claim("alone", NOBODY, 140_000, day=90))
    assert part(found, "alone") == "part_of_another"


def test_a_part_that_a_text_tells_as_the_new_figure_is_the_whole() -> None:
    found = total(WHOLE, GROUP, claim("alone", COMPANY, 140_000, day=90, replaces=["whole"]))
    assert found.best == 140_000


def test_a_part_whose_whole_is_told_as_an_earlier_figure_is_the_whole() -> None:
    found = total(replace(WHOLE, earlier_on=ALONE.known_on), GROUP, ALONE)
    assert found.best == 140_000


def test_a_number_that_no_larger_one_contains_is_the_whole() -> None:
    assert total(GROUP, ALONE).best == 140_000


def test_a_boast_is_no_whole_that_could_contain_it() -> None:
    assert total(claim("boast", ATTACKER, 5_000_000), GROUP, ALONE).best == 140_000


def test_another_speaker_who_gives_the_number_of_a_part_gives_a_figure() -> None:
    assert total(WHOLE, GROUP, claim("alone", COURT, 140_000, day=90)).best == 140_000
    assert part(total(WHOLE, GROUP, claim("alone", RIVAL, 140_000, day=90)), "alone") == "disputes"


def test_a_number_told_as_a_part_only_afterwards_was_the_whole_until_then() -> None:
    before = claim("before", COMPANY, 140_000)
    found = total(before, claim("whole", COMPANY, 5_000_000, day=10), claim("g", COMPANY, 140_000, label="x", day=10))
    assert part(found, "before") == "revised"


def test_a_countrys_part_may_be_the_whole_told_with_its_country() -> None:
    found = total(WHOLE, claim("uk", COMPANY, 140_000, country="GB"), ALONE)
    assert found.best == 140_000


def test_a_curators_word_is_final() -> None:
    assert total(WHOLE, GROUP, replace(ALONE, decision=Decision.ACCEPT)).best == 140_000

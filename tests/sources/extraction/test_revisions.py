"""Revisions in all the ways that news tell them: which number holds, which one held before (revisions.txt)."""

import pytest

from sources.extraction import RelationType
from tests.sources.extraction.passages import Marks, passages

MORE, FEWER = RelationType.MORE_THAN_PREVIOUS, RelationType.FEWER_THAN_PREVIOUS
REVISED, ADDITIONAL = RelationType.REVISED_FROM, RelationType.ADDITIONAL
NAMES = {"more": MORE, "fewer": FEWER, "revised": REVISED, "additional": ADDITIONAL, "none": None}


@pytest.mark.parametrize(("text", "marks"), passages("revisions.txt"))
def test_a_number_stands_to_the_others_as_the_text_tells(mentions, text: str, marks: Marks) -> None:
    found = {m.value: m.relation.type if m.relation else None for m in mentions(text, "Norbank data breach")}
    assert {value: found.get(value, "not read") for value in marks} == {
        value: NAMES[word] for value, word in marks.items()
    }


def test_a_number_told_as_superseded_once_is_so_wherever_it_stands(mentions) -> None:
    text = "The leak hit 9,000 users, up from 4,000. Even a leak of the data of 4,000 users was bad."
    assert [m.relation.type if m.relation else None for m in mentions(text)] == [MORE, REVISED, REVISED]


def test_what_another_number_is_measured_by_is_the_earlier_one(mentions) -> None:
    text = (
        "Hours earlier the club had said that data of 9,000 members was stolen, above the 4,000 members it first gave."
    )
    assert [m.relation.type for m in mentions(text)] == [MORE, REVISED]


def test_of_two_dated_announcements_the_later_one_holds(mentions) -> None:
    text = (
        "In May 2031 the club announced that data of 4,000 members had been stolen. "
        "On June 3, 2032 the club announced that it was data of 9,000 members."
    )
    assert [m.relation.type for m in mentions(text)] == [REVISED, MORE]


def test_a_lower_number_of_somebody_else_disputes_and_does_not_replace(mentions) -> None:
    text = 'The broker said that only 3 million users were hit, well under the "up to 9 million" given by the club.'
    assert [(m.value, m.relation) for m in mentions(text)] == [(3_000_000, None), (9_000_000, None)]


def test_what_another_said_is_not_superseded_by_a_speakers_new_number(mentions) -> None:
    text = (
        "The club says that 9,000 members were hit, up from 4,000. "
        "The gang claims that it stole the data of 4,000 members."
    )
    assert [m.relation.type if m.relation else None for m in mentions(text)] == [MORE, REVISED, None]


def test_cards_do_not_replace_people(mentions) -> None:
    text = "Data of 9,000 people was stolen, said Norbank. In May it had announced that 4,000 credit cards were stolen."
    assert [m.relation for m in mentions(text)] == [None, None]


def test_numbers_of_bank_accounts_do_not_replace_people(mentions) -> None:
    text = "Norbank said 4,000 {} were stolen. It had said at first that the data of 9,000 customers was at risk."
    by_data, by_account = mentions(text.format("bank account numbers")), mentions(text.format("accounts"))
    assert by_data[0].relation is None
    assert by_account[0].relation.type is FEWER


def test_what_was_published_before_is_no_earlier_figure(mentions) -> None:
    (found,) = mentions("The gang has previously published 4,000 stolen records of Norbank clients.")
    assert found.relation is None

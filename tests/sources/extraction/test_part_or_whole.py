"""Totals that are rather a part, and what such a part is called."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import ArticleText, ExtractedMention, read
from sources.extraction.classify import part_or_whole
from sources.extraction.find.document import prepare
from sources.extraction.lexicon import load_lexicon

TOTAL = "Norbank said that hackers stole the data of 9 million customers.\n\n"


def counted(text: str, title: str = "Breach at Norbank") -> list[ExtractedMention]:
    return list(read(ArticleText("p", title, text)).mentions)


@pytest.mark.parametrize(
    ("text", "value", "label"),
    [
        ("Some 300,000 people had their passwords copied.", 300_000, "people had their passwords copied"),
        ("For 400,000 of them, the attackers reached the PINs.", 400_000, "the attackers reached the pins"),
        (
            "Data of 90,000 customers with a credit line was stolen, too.",
            90_000,
            "customers with a credit line was stolen",
        ),
    ],
)
def test_a_number_beside_a_far_larger_one_is_a_part_and_named_by_what_is_said_of_it(
    text: str, value: int, label: str
) -> None:
    [part] = [one for one in counted(TOTAL + text) if one.value == value]
    assert (part.scope, part.scope_text) == (Scope.SUBSET, label)


@pytest.mark.parametrize(
    "text",
    [
        "Norbank said that hackers stole the data of 90,000 customers. It had put the number at 100,000 customers.",
        "Norbank said that hackers stole the data of 90,000 customers.\n\nNorbank has 12 million customers.",
        "Norbank said that hackers stole the data of 90,000 customers.\n\nThe gang boasts of 3 million customers.",
        "The file held 12 million records.\n\nNorbank said that data of 90,000 customers was stolen.",
    ],
)
def test_what_the_title_or_the_opening_gives_is_the_whole(text: str) -> None:
    [whole] = [one for one in counted(text, "Norbank breach hits 90,000 customers") if one.value == 90_000]
    assert whole.scope is Scope.TOTAL


def test_a_total_that_takes_an_earlier_ones_place_is_no_part() -> None:
    text = TOTAL + "A second group came to light, and the bank is now writing about 429,000 cards rather than 380,000."
    [cards] = [one for one in counted(text) if one.value == 429_000]
    assert (cards.scope, cards.scope_text) == (Scope.TOTAL, "")


def test_a_label_ends_with_a_word() -> None:
    words = "people who once in their lives had bought something in one of the shops that Norbank ran"
    [part] = [one for one in counted(f"{TOTAL}Some 300,000 {words} had data stolen.") if one.value == 300_000]
    assert words.startswith(part.scope_text)
    assert 60 < len(part.scope_text) <= 80
    assert words[len(part.scope_text)] == " "


def test_earlier_figures_places_and_other_incidents_are_no_matter_of_likelihood() -> None:
    text = TOTAL + "Before, it had spoken of 5 million customers. In Canada 70,000 customers were hit."
    mentions = counted(text)
    document = prepare(ArticleText("p", "", text), load_lexicon("en"))
    places = part_or_whole.features_by_place(document, mentions)
    assert [mentions[at].value for at in places] == [9_000_000]

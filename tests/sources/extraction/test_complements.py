"""Groups that are all of those concerned, and what they make together."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import ArticleText, Reading, read
from sources.extraction.mention import RelationType


def reading(text: str, title: str = "Breach at Norbank") -> Reading:
    return read(ArticleText("c", title, text))


def sums(found: Reading) -> list[int]:
    relations = (one.relation for one in found.mentions if one.relation)
    return [int(one.target or 0) for one in relations if one.type is RelationType.TOGETHER]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("Hackers stole data of 7 million current customers and 40 million former ones.", 47_000_000),
        ("The breach exposed data of 62,000 students and 9,000 teachers.", 71_000),
        ("Data of 5 million patients was stolen. So was that of 400,000 employees.", 5_400_000),
        ("The leak concerns 7.6 million people who bank with it today and some 65.4 million who used to.", 73_000_000),
        ("Data of 3,000 adults and 2,000 children was stolen.", 5_000),
    ],
)
def test_two_groups_that_are_all_of_them_make_the_headline_together(text: str, whole: int) -> None:
    found = reading(text)
    assert (sums(found), found.headline) == ([whole], whole)
    assert [one.scope for one in found.mentions] == [Scope.SUBSET, Scope.SUBSET]


@pytest.mark.parametrize(
    "text",
    [
        "Hackers stole data of 47 million people: 7 million current customers and 40 million former ones.",
        "Hackers stole data of 7 million current customers. They had asked. 40 million former ones were spared.",
        "Hackers stole data of 7 million current customers and 9 million current clients.",
        "Hackers stole data of 7 million customers and 20,000 employees.",
        "Norbank counts 7 million current customers who were hit, but the gang boasts of 40 million former ones.",
        "Data of 7 million current and former customers and 4 million existing and past clients was stolen.",
    ],
)
def test_what_has_a_whole_or_leaves_somebody_out_is_not_added_up(text: str) -> None:
    assert sums(reading(text)) == []


def test_a_whole_in_the_title_is_enough() -> None:
    text = "Hackers stole data of 7 million current customers and 40 million former ones."
    assert sums(reading(text, "Norbank breach hits 47 million people")) == []


def test_a_part_is_named_by_its_noun_unless_that_means_everybody() -> None:
    first, second = reading("The breach exposed data of 62,000 students and 9,000 teachers.").mentions
    assert (first.scope_text, second.scope_text) == ("students", "teachers")
    text = "The leak concerns 7.6 million people who bank with it today and some 65.4 million who used to."
    assert "people" not in {one.scope_text for one in reading(text).mentions}

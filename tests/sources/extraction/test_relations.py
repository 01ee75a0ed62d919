"""How numbers of one article stand to each other."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import RelationType


def test_more_than_before_implies_the_earlier_figure(mentions) -> None:
    total, increase = mentions("The breach hit 9 million users. That is 4 million more than first thought.")
    assert increase.relation.type is RelationType.MORE_THAN_PREVIOUS
    assert (increase.relation.implies_previous, increase.relation.target) == (5_000_000, 9_000_000)
    assert increase.scope is Scope.DELTA
    assert total.relation.type is RelationType.MORE_THAN_PREVIOUS


def test_fewer_than_before_implies_the_earlier_figure(mentions) -> None:
    _, decrease = mentions("The breach hit 9 million users. That is 4 million fewer than first thought.")
    assert decrease.relation.type is RelationType.FEWER_THAN_PREVIOUS
    assert decrease.relation.implies_previous == 13_000_000


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("Data of 8,000 members was stolen, down from an earlier estimate of 20,000.", 20_000, 8_000),
        ("The club raised the number of hacked members from 8,000 to 20,000.", 8_000, 20_000),
        ("The club first thought 8,000 members were hacked. It now says 20,000 were affected.", 8_000, 20_000),
        ("Hackers stole data of 20,000 members, rather than the 8,000 first reported.", 8_000, 20_000),
        ("In May hackers hit 8,000 members of the club. The number of hacked members is now 20,000.", 8_000, 20_000),
        ("The breach hit 20,000 members. Initially the club had put the number at 8,000.", 8_000, 20_000),
        (
            "The leak is twice the 8,000 records that were reported at first: 16,000 records were exposed.",
            8_000,
            16_000,
        ),
    ],
)
def test_a_superseded_figure_is_tied_to_the_one_that_replaces_it(mentions, text: str, old: int, new: int) -> None:
    by_value = {m.value: m for m in mentions(text)}
    assert by_value[old].scope is Scope.SUPERSEDED
    assert by_value[old].relation.type is RelationType.REVISED_FROM
    assert by_value[old].relation.target == new
    kind = RelationType.MORE_THAN_PREVIOUS if new > old else RelationType.FEWER_THAN_PREVIOUS
    assert by_value[new].relation.type is kind
    assert by_value[new].relation.implies_previous == old


@pytest.mark.parametrize("words", ["Another 3,000 members", "A further 3,000 members", "An additional 3,000 members"])
def test_what_is_added_is_an_increment(mentions, words: str) -> None:
    _, added = mentions(f"Hackers stole data of 8,000 members. {words} were affected by the breach.")
    assert (added.relation.type, added.scope) == (RelationType.ADDITIONAL, Scope.DELTA)


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("Records of 8,000 patients leaked; 300 of them were of children.", [Scope.TOTAL, Scope.SUBSET]),
        ("Records of 8,000 patients in Canada were leaked.", [Scope.SUBSET]),
        ("The clinic has notified 8,000 patients of the breach.", [Scope.NOTIFIED]),
        ("Letters with 8,000 patients' records were mailed in error to strangers.", [Scope.TOTAL]),
        ("The gang hacked nine banks and took data of 8,000 clients.", [Scope.AGGREGATE]),
        ("Data breaches in 2016 exposed 3 billion records across all industries.", [Scope.AGGREGATE]),
    ],
)
def test_a_number_has_its_scope(mentions, text: str, scopes: list[Scope]) -> None:
    assert [m.scope for m in mentions(text)] == scopes


@pytest.mark.parametrize(
    ("part", "country"),
    [
        ("Of these, 900 records concern residents of Norway.", "NO"),
        ("Of these, 900 records were taken in spring, and Norway was told.", None),
        ("Of these, 900 records were in a polish hamper.", None),
    ],
)
def test_a_part_is_of_the_country_that_its_clause_names(mentions, part: str, country: str | None) -> None:
    found = mentions(f"Hackers stole 8,000 customer records. {part}")
    assert [m.country for m in found if m.value == 900] == [country]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("The breach hit 8,000 customers. Across Norway the number is 900 customers.", [None, "NO"]),
        ("The breach hit 8,000 customers. In Norway nearly 900 customers had data stolen.", [None, "NO"]),
        ("Hackers stole data of 8,000 customers, and in the Netherlands 900 customers lost theirs.", [None, "NL"]),
        ("In Norway the police look for whoever stole data of 900 customers.", [None]),
    ],
)
def test_a_clause_that_begins_with_a_country_counts_its_people(mentions, text: str, countries: list[str]) -> None:
    assert [m.country for m in mentions(text)] == countries


def test_a_country_is_given_by_its_code(mentions) -> None:
    assert [m.country for m in mentions("Hackers stole data of 8,000 Canadians and 900 customers in Poland.")] == [
        "CA",
        "PL",
    ]


def test_a_comparison_with_another_breach_is_no_figure_of_this_one(mentions) -> None:
    own, other = mentions("The leak exposed 8,000 records. Last year a separate hack exposed 40,000 records.")
    assert (own.primary, other.primary) == (True, False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The club raised the count of hacked accounts to 20,000.", RelationType.MORE_THAN_PREVIOUS),
        ("Hackers stole 20,000 accounts, far more than first thought.", RelationType.MORE_THAN_PREVIOUS),
        ("The club cut the number of hacked accounts to 8,000.", RelationType.FEWER_THAN_PREVIOUS),
        ("Hackers stole 8,000 accounts, fewer than initially feared.", RelationType.FEWER_THAN_PREVIOUS),
    ],
)
def test_a_figure_that_moved_says_which_way(mentions, text: str, kind: RelationType) -> None:
    (found,) = mentions(text)
    assert found.relation.type is kind
    assert found.relation.implies_previous is None
    assert found.scope is Scope.TOTAL


def test_a_later_story_told_far_down_is_no_figure_of_the_articles_own(mentions) -> None:
    filler = "The club says it is sorry and has hired a firm to look into what went on in its offices. " * 12
    own, other = mentions(
        f"Hackers stole the data of 8,000 members of the club. {filler}Quillmart had data of 40,000 buyers stolen too.",
        "Rowing club hacked",
    )
    assert (own.primary, other.primary) == (True, False)

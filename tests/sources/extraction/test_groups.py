"""Parts that are named by who or what they are."""

import pytest

from incidents.vocabulary import Scope
from sources.extraction import ArticleText, ExtractedMention, read

TOTAL = "Norbank said that hackers stole the data of 9 million customers. "


def mentions_of(text: str, title: str = "Breach at Norbank") -> tuple[ExtractedMention, ...]:
    return read(ArticleText("g", title, text)).mentions


@pytest.mark.parametrize(
    ("text", "label"),
    [
        # a noun that means some people only
        ("That includes 70,000 drivers.", "drivers"),
        ("Among them are 70,000 employees.", "employees"),
        ("Data of 70,000 couriers was stolen as well.", "couriers"),
        ("Of these, 70,000 were minors.", "minors"),
        ("About 70,000 of those affected are under 18.", "under 18"),
        ("Some 70,000 of them were children.", "children"),
        # a word that picks some out of everybody
        ("It said that 70,000 former customers were among them.", "former customers"),
        ("The stolen files hold 70,000 prospective customers.", "prospective customers"),
        # a name that is not the organisation's own
        ("The hackers copied the passwords of 70,000 Postpay customers.", "postpay customers"),
        ("That includes 70,000 customers of its Postpay brand.", "postpay brand"),
        ("About 70,000 customers of its Postpay brand were hit by the hack.", "postpay brand"),
        # a kind of data
        ("Some 70,000 Social Security numbers were stolen too.", "social security numbers"),
        ("The thieves also got 70,000 credit card numbers.", "credit card numbers"),
        ("They copied 70,000 unencrypted passport numbers.", "unencrypted passport numbers"),
        ("Another file held 70,000 linked bank account numbers that were exposed.", "linked bank account numbers"),
    ],
)
def test_a_part_is_named_by_who_or_what_it_is(text: str, label: str) -> None:
    whole, part = mentions_of(TOTAL + text)
    assert (whole.scope, part.value, part.scope, part.scope_text) == (Scope.TOTAL, 70_000, Scope.SUBSET, label)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The bank said that 70,000 bank account numbers were stolen.", "bank account numbers"),
        ("A union said that 70,000 bank account numbers were stolen.", ""),
    ],
)
def test_a_description_of_the_organisation_is_its_own_voice(text: str, label: str) -> None:
    whole, part = mentions_of(TOTAL + text)
    assert (whole.scope, part.scope_text) == (Scope.TOTAL, label)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Some 70,000 bank account numbers and 3 million email addresses were stolen.", "bank account numbers"),
        ("Some 70,000 bank account numbers were stolen. It counted 3 million stolen email addresses.", ""),
        ("Some 70,000 accounts and 3 million email addresses were hacked.", ""),
    ],
)
def test_harmful_data_far_below_the_email_addresses_beside_it_is_a_part(text: str, label: str) -> None:
    part, addresses = mentions_of(f"Norbank has a count. {text}")
    assert (part.scope_text, addresses.scope) == (label, Scope.TOTAL)


@pytest.mark.parametrize(
    "text",
    [
        "Data of 4 million people was found on a forum.",
        "Norbank has found the passwords of 70,000 Norbank customers in the stolen data.",
        "The passwords of 70,000 affected customers were stolen.",
        "The stolen file held 4 million cards.",
        "A union said that data of 70,000 depositors was stolen.",
        "The total affected in Harrowgate was about 70,000 current and former employees, by the breach.",
    ],
)
def test_what_names_nobody_in_particular_makes_no_part(text: str) -> None:
    assert [m.scope for m in mentions_of(TOTAL + text)] == [Scope.TOTAL, Scope.TOTAL]


def test_a_group_told_beside_a_larger_one_is_no_rival_of_it() -> None:
    whole, part = mentions_of("The breach at Norbank hit 900,000 depositors and 12,000 employees.")
    assert (whole.scope, part.scope, part.scope_text) == (Scope.TOTAL, Scope.SUBSET, "employees")


def test_cards_beside_people_not_many_times_as_many_are_a_loss_of_their_own() -> None:
    cards, people = mentions_of(
        "The leak at Norbank hit 5.6 million payment card details and the data of 14 million people."
    )
    assert (cards.scope, people.scope) == (Scope.TOTAL, Scope.TOTAL)


def test_two_groups_that_make_up_the_accounts_are_parts_of_them() -> None:
    text = "Hackers got into 57,000 accounts of Norbank. They took data of 50,000 riders and 7,000 drivers."
    assert [(m.scope, m.scope_text) for m in mentions_of(text)] == [
        (Scope.TOTAL, ""),
        (Scope.SUBSET, "riders"),
        (Scope.SUBSET, "drivers"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Hackers got into 1.2 million accounts of Norbank. That affected 900,000 depositors.",
        "The stolen database held 12 million records. Norbank said that 300,000 depositors were affected.",
        "The gang says that it stole the data of 3 million people. Norbank said that 120,000 depositors were hit.",
    ],
)
def test_whose_accounts_or_records_they_are_is_no_part_of_these(text: str) -> None:
    assert [m.scope for m in mentions_of(text)] == [Scope.TOTAL, Scope.TOTAL]


def test_what_the_title_counts_is_what_the_article_is_about() -> None:
    text = "Hackers stole data of 12,000 employees of Norbank. Data of 900,000 people was stolen from Norbank."
    assert [m.scope for m in mentions_of(text, "Breach hits 12,000 employees of Norbank")] == [Scope.TOTAL, Scope.TOTAL]

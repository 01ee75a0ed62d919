"""Counts that the text limits to the more harmful kinds of data."""

import pytest

from incidents.vocabulary import Scope

TOTAL = "Hackers stole data of 9 million clients of Norbank. "


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The Social Security numbers of 40,000 clients were exposed.", "with social security numbers"),
        ("Bank account numbers of about 40,000 clients were among it.", "with bank details"),
        ("Some 40,000 had their driver's license numbers exposed.", "with driving licences"),
        ("Among them were 40,000 clients whose passports were copied.", "with passports"),
        ("Health claims of 40,000 clients were read.", "with health claims"),
        ("Passport numbers and bank details of 40,000 clients leaked.", "with bank details and passports"),
        ("They include 40,000 clients with payment cards on file.", "with payment cards"),
        ("Of those, 40,000 had ID numbers exposed.", "with id documents"),
    ],
)
def test_a_count_limited_to_a_kind_of_data_is_a_part_named_by_it(mentions, text: str, label: str) -> None:
    whole, limited = mentions(TOTAL + text)
    assert (whole.scope, limited.scope, limited.scope_text) == (Scope.TOTAL, Scope.SUBSET, label)


def test_it_is_one_without_the_whole_beside_it_too(mentions) -> None:
    (found,) = mentions("Norbank said 40,000 clients had their bank account numbers stolen.")
    assert (found.scope, found.scope_text) == (Scope.SUBSET, "with bank details")


@pytest.mark.parametrize(
    "text",
    [
        "Names, addresses and Social Security numbers of 40,000 clients were exposed.",
        "They have names, addresses and parts of the card details of 40,000 clients.",
        "Some 40,000 clients had their names and Social Security numbers exposed.",
        "Some 40,000 clients had passports or e-mail addresses exposed.",
        "Passwords of 40,000 clients were exposed.",
        "Personal information of 40,000 clients was exposed.",
        "Norbank, which issues payment cards, lost data of 40,000 clients.",
    ],
)
def test_a_list_that_holds_what_everybody_lost_limits_nobody(mentions, text: str) -> None:
    (found,) = mentions(text)
    assert found.scope is Scope.TOTAL


def test_a_count_above_every_total_is_no_part_of_them(mentions) -> None:
    found = mentions("Bank details of 40,000 clients were stolen. Data of 30,000 users was stolen as well.")
    assert [m.scope for m in found] == [Scope.TOTAL, Scope.TOTAL]


def test_a_revised_count_of_one_kind_of_data_is_a_part_where_a_larger_total_is_told(mentions) -> None:
    text = "Thieves took the fingerprints of 40,000 clients, five times as many as the bank thought."
    (alone,) = mentions(text)
    assert alone.scope is Scope.TOTAL
    part, whole = mentions(f"{text} In all the breach exposed data of 900,000 clients.")
    assert (part.scope, part.scope_text, whole.scope) == (Scope.SUBSET, "with biometrics", Scope.TOTAL)


def test_a_country_limits_more_than_the_kind_of_data(mentions) -> None:
    (found,) = mentions("Social Security numbers of 40,000 American clients were exposed.")
    assert (found.scope, found.country) == (Scope.SUBSET, "US")

"""The noun that is counted, named beside the number or elsewhere."""

import pytest

from incidents.vocabulary import Scope, Unit


@pytest.mark.parametrize(
    ("phrase", "unit"),
    [
        ("70,000 patients", Unit.PEOPLE),
        ("70,000 current, former and prospective customers", Unit.PEOPLE),
        ("70,000 of the chain's loyal shoppers", Unit.PEOPLE),
        ("70,000 Canadians", Unit.PEOPLE),
        ("70,000 next of kin", Unit.PEOPLE),
        ("70,000 data subjects", Unit.PEOPLE),
        ("70,000 people's addresses", Unit.PEOPLE),
        ("70,000 user accounts", Unit.ACCOUNTS),
        ("70,000 customer records", Unit.RECORDS),
        ("70,000 pieces of data", Unit.RECORDS),
        ("70,000 hashed passwords", Unit.CREDENTIALS),
        ("70,000 email addresses", Unit.EMAIL_ADDRESSES),
        ("70,000 email and IP addresses", Unit.EMAIL_ADDRESSES),
        ("70,000 credit card numbers", Unit.PAYMENT_CARDS),
        ("70,000 credit and debit cards", Unit.PAYMENT_CARDS),
        ("70,000 passport numbers", Unit.ID_NUMBERS),
        ("70,000 identity card numbers", Unit.ID_NUMBERS),
        ("70,000 card payments", Unit.PAYMENT_CARDS),
        ("70,000 Social Security numbers", Unit.ID_NUMBERS),
        ("70,000 voice messages", Unit.MESSAGES),
        ("70,000 Gmail, Yahoo and Hotmail accounts", Unit.ACCOUNTS),
        ("70,000 hashes\u2014each of which stands for a password\u2014", Unit.CREDENTIALS),
    ],
)
def test_the_head_of_the_noun_phrase_is_the_unit(mentions, phrase: str, unit: Unit) -> None:
    (found,) = mentions(f"The attackers stole data on {phrase} from the server.")
    assert found.unit is unit


def test_the_owner_of_data_is_counted_as_people_whatever_the_word(mentions) -> None:
    (found,) = mentions("The lost laptop held the names and Social Security numbers of 2,300 stevedores.")
    assert found.unit is Unit.PEOPLE


@pytest.mark.parametrize("noun", ["beekeepers", "florists", "trainees", "pedestrians"])
def test_people_are_known_by_their_ending(mentions, noun: str) -> None:
    (found,) = mentions(f"The breach exposed 2,300 {noun}.")
    assert found.unit is Unit.PEOPLE


def test_devices_by_the_same_ending_are_no_people(mentions) -> None:
    assert Unit.PEOPLE not in {m.unit for m in mentions("The malware hit 2,300 routers.")}


def test_what_hackers_hold_is_a_count_and_no_customer_base(mentions) -> None:
    (found,) = mentions("The gang has 300,000 accounts.")
    assert (found.value, found.unit) == (300_000, Unit.ACCOUNTS)


def test_data_before_another_noun_counts_nothing(mentions) -> None:
    assert mentions("The commissioner received 253 data breach notifications last spring.") == ()


def test_a_bare_number_takes_the_unit_of_an_earlier_sentence(mentions) -> None:
    found = mentions("Hackers stole the records of 40,000 pupils. A union puts the number closer to 52,000.")
    assert [m.unit for m in found] == [Unit.PEOPLE, Unit.PEOPLE]


def test_of_them_refers_to_a_base_that_is_no_claim_itself(mentions) -> None:
    found = mentions("The shop, which serves 3 million customers, says 12,000 of them had card data stolen.")
    assert [(m.text, m.unit) for m in found] == [("12,000", Unit.PEOPLE)]


def test_a_bare_number_takes_the_noun_of_the_next_one(mentions) -> None:
    found = mentions("The leak exposed not 60 million but 6 million subscribers.")
    assert [(m.text, m.unit, m.negated) for m in found] == [
        ("60 million", Unit.PEOPLE, True),
        ("6 million", Unit.PEOPLE, False),
    ]


def test_a_list_goes_on_with_the_same_noun(mentions) -> None:
    found = mentions("The stolen dump lists 31,000 accounts from a bakery forum and 8,400 from a rowing club.")
    assert [m.unit for m in found] == [Unit.ACCOUNTS, Unit.ACCOUNTS]


def test_the_number_of_something_may_be_told_after_its_noun(mentions) -> None:
    (found,) = mentions("The firm put the number of affected drivers at 19,500.")
    assert (found.value, found.unit) == (19_500, Unit.PEOPLE)


def test_a_mass_noun_counts_before_an_irregular_participle(mentions) -> None:
    (found,) = mentions("The forums hacked so far include one with 70,000 data stolen.")
    assert (found.value, found.unit) == (70_000, Unit.RECORDS)


def test_who_had_data_stored_is_a_person(mentions) -> None:
    (found,) = mentions("Fewer than 300 had sensitive data stored in the hacked account.")
    assert (found.value, found.unit) == (300, Unit.PEOPLE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hackers got into 0.2% of its members' accounts, or about 9,000 of its more than 4 million.", 9_000),
        ("Intruders opened 2 percent of the mailboxes, which is 9,000.", 9_000),
    ],
)
def test_what_a_share_comes_to_counts_what_it_is_taken_of(mentions, text: str, expected: int) -> None:
    assert [(m.value, m.unit, m.scope) for m in mentions(text)] == [(expected, Unit.ACCOUNTS, Scope.TOTAL)]


def test_what_a_share_of_no_counted_noun_comes_to_counts_nothing(mentions) -> None:
    assert mentions("The hacked shop made 3% of its turnover online, or about 9,000,000 last season.") == ()


def test_what_a_stolen_set_covers_is_no_base_of_customers(mentions) -> None:
    (found,) = mentions("A hacker published a set which he says covers four million users.")
    assert (found.value, found.unit) == (4_000_000, Unit.PEOPLE)
    assert mentions("The hacked insurer covers four million members.") == ()


def test_who_are_among_the_victims_are_counted(mentions) -> None:
    (found,) = mentions("Around 1.4 million users in Poland were among the 57 million people on the list.")
    assert (found.value, found.country) == (1_400_000, "PL")
    assert all(m.score < 2 for m in mentions("Some 5,000 shops are among its clients, it said."))

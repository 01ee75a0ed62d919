"""Which numbers count a part of what another number counts."""

import pytest

from incidents.vocabulary import Scope

TOTAL = "Hackers stole data of 9 million clients of Norbank. "


TITLE_OF_PARTS = "Norbank data breach: 73 million customers affected"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("These are 5 million owners, 3 million tenants and about 1 million men.", [5_000_000, 3_000_000, 1_000_000]),
        ("Card data of 60,000 tenants, around 30,000 guests and 20,000 owners was taken.", [60_000, 30_000, 20_000]),
        ("For 200,000 clients, card numbers were stolen as well.", [200_000]),
        ("The thieves sent a sample of 100 stolen client records as proof.", [100]),
    ],
)  # fmt: skip
def test_what_is_listed_or_picked_out_is_part_of_the_larger_total(mentions, text: str, parts: list[int]) -> None:
    found = mentions(TOTAL + text)
    assert [(m.value, m.scope) for m in found] == [
        (9_000_000, Scope.TOTAL),
        *((part, Scope.SUBSET) for part in parts),
    ]


def test_whose_data_was_put_on_show_is_told_of_a_part_of_all_that_were_hit(mentions) -> None:
    _, part = mentions(TOTAL + "The mayor asked for a list of the 8,000 clients whose data was posted.")
    assert (part.scope, part.scope_text) == (Scope.SUBSET, "whose data was posted")


@pytest.mark.parametrize(
    "text",
    [
        "The police counted 9 million clients of Norbank whose data was posted.",
        TOTAL + "The police counted 12 million clients whose data was posted.",
        TOTAL + "The police counted 8 million clients whose data was stolen.",
    ],
)
def test_whose_data_was_taken_or_all_of_whom_had_it_posted_is_no_part(mentions, text: str) -> None:
    assert {m.scope for m in mentions(text)} == {Scope.TOTAL}


def test_kinds_of_one_thing_are_parts_named_by_their_noun(mentions) -> None:
    found = mentions("Thieves took 5 million encrypted passport numbers and 2 million unencrypted passport numbers.")
    assert [(m.scope, m.scope_text) for m in found] == [
        (Scope.SUBSET, "encrypted passport numbers"),
        (Scope.SUBSET, "unencrypted passport numbers"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Hackers stole data of 5 million clients and 2 million customers.",
        "Hackers stole data of 5 million clients. They also took 2 million cards and some passports.",
        "Norbank said data of 5 million clients was stolen, and the police said it was 6 million clients.",
    ],
)
def test_numbers_without_a_larger_total_are_totals(mentions, text: str) -> None:
    assert {m.scope for m in mentions(text)} == {Scope.TOTAL}


def test_the_boast_of_the_attackers_makes_no_part_of_what_the_firm_says(mentions) -> None:
    text = "For 5,000 clients, card data was stolen, said Norbank. The hackers claim that they stole 9 million clients."
    first, _ = mentions(text)
    assert (first.value, first.scope) == (5_000, Scope.TOTAL)


@pytest.mark.parametrize(
    ("sentence", "country"),
    [
        ("Hackers stole data of 8,000 customers in Poland.", "PL"),
        ("Hackers stole data of 8,000 customers in Poland and took cards.", "PL"),
        ("Hackers stole data of 8,000 customers of Polish lender Norbank.", None),
        ("Hackers stole 8,000 records from Poland's tax office.", None),
        ("Hackers stole data of 8,000 Polish government employees.", None),
        ("Hackers stole data of 8,000 Polish employees.", "PL"),
    ],
)
def test_a_country_in_a_name_is_not_where_the_people_are(mentions, sentence: str, country: str | None) -> None:
    (found,) = mentions(sentence)
    assert (found.country, found.scope) == (country, Scope.SUBSET if country else Scope.TOTAL)


@pytest.mark.parametrize(
    ("title", "goes_on", "country"),
    [
        ("Hackers rob Polish Harvest", "Polish Harvest said that it was sorry.", None),
        ("Hackers rob Polish Harvest", "It was sorry.", None),
        ("Hackers rob Polish Harvest", "Harvest, which is Danish, said that it was sorry.", "PL"),
        ("Hackers rob Harvest", "Polish Harvest said that it was sorry.", "PL"),
    ],
)
def test_a_country_that_never_leaves_a_titles_name_is_a_part_of_it(
    mentions, title: str, goes_on: str, country: str | None
) -> None:
    found = mentions(f"Hackers stole data of 70,000 Polish Harvest customers. {goes_on}", title)[0]
    assert (found.country, found.scope) == (country, Scope.SUBSET if country else Scope.TOTAL)


def test_a_noun_for_people_with_a_capital_makes_no_name_of_a_country(mentions) -> None:
    found = mentions("Hackers stole data of 70,000 Polish Customers.", "Hackers rob 70,000 Polish Customers")[0]
    assert (found.country, found.scope) == ("PL", Scope.SUBSET)


@pytest.mark.parametrize(
    ("text", "scope", "words"),
    [
        ("The breach exposed data of 8,000 Oregon pupils.", Scope.SUBSET, "oregon"),
        ("The breach exposed data of at least 8,000 Ohioans.", Scope.SUBSET, "ohioans"),
        ("The breach exposed data of 8,000 Oregon Lumber clients.", Scope.TOTAL, ""),
        ("In Ohio, more than 8,000 patients were affected by the breach.", Scope.SUBSET, "ohio"),
        ("In Harrowgate, 8,000 patients were affected by the breach.", Scope.TOTAL, ""),
        ("In New York, 8,000 residents were affected by the breach.", Scope.SUBSET, "new york"),
        ("In the state of New York, 8,000 clients were affected by the breach.", Scope.SUBSET, "new york"),
        ("In New York, 8,000 patients were affected by the breach.", Scope.TOTAL, ""),
        ("The breach exposed data of 8,000 Washington state pupils.", Scope.SUBSET, "washington"),
        ("The breach exposed data of 8,000 residents of Georgia.", Scope.SUBSET, "georgia"),
        ("The breach exposed data of 8,000 residents of Ohio University housing.", Scope.TOTAL, ""),
        ("The breach hit 8,000 residents of the states that take part.", Scope.SUBSET, "the states"),
        ("The breach hit 8,000 people. They are residents of the states that take part.", Scope.TOTAL, ""),
        ("The breach exposed data of 8,000 residents of those six counties.", Scope.SUBSET, "those six counties"),
        ("The breach exposed data of 8,000 residents in 46 states.", Scope.TOTAL, ""),
        ("The breach exposed data of 8,000 clients of the states' insurer.", Scope.TOTAL, ""),
        ("The states said that 8,000 of their residents were hit by the breach.", Scope.SUBSET, "of their residents"),
        ("Thieves took data of every clerk, every driver and up to 8,000 former drivers.", Scope.SUBSET, None),
    ],
)
def test_people_of_a_state_and_one_group_of_several_are_a_part(
    mentions, text: str, scope: Scope, words: str | None
) -> None:
    (found,) = mentions(text)
    assert found.scope is scope
    assert words is None or found.scope_text == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In Harrowgate, 8,000 clients were affected.", "harrowgate"),
        ("In New York, some 8,000 clients were affected.", "new york"),
        ("About 8,000 clients in Ohio were affected.", "ohio"),
        ("Of those, 8,000 live in New York.", "new york"),
    ],
)
def test_people_of_a_place_are_a_part_where_a_larger_total_is_told(mentions, text: str, words: str) -> None:
    whole, part = mentions(TOTAL + text)
    assert (whole.scope, part.scope, part.scope_text) == (Scope.TOTAL, Scope.SUBSET, words)


def test_a_month_is_no_place(mentions) -> None:
    assert [m.scope for m in mentions(TOTAL + "In May, 4 million clients were affected.")] == [Scope.TOTAL, Scope.TOTAL]


def test_one_of_many_breaches_is_no_aggregate(mentions) -> None:
    text = "There were many data breaches this spring, including one that affected 30,000 patients of the clinic."
    assert [m.scope for m in mentions(text)] == [Scope.TOTAL]
    text = "It is one of the largest data breaches to date, implicating 30,000 patients, the minister said."
    assert [m.scope for m in mentions(text)] == [Scope.TOTAL]
    text = "The data breaches that the minister looked into this spring affected 30,000 patients."
    assert [m.scope for m in mentions(text)] == [Scope.AGGREGATE]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("The theft touched 90,000 Polish records. Those records held the names of 70,000 people.", "PL"),
        ("The theft touched 90,000 Polish records. These stolen records held the names of 70,000 people.", "PL"),
        ("The theft touched 90,000 Polish records. The files of the bank held the names of 70,000 people.", None),
        ("The theft touched 90,000 Polish records. Norbank knows those cases; it lost data of 70,000 people.", None),
        ("The theft touched 90,000 records. Those records held the names of 70,000 people.", None),
    ],
)
def test_what_those_records_hold_is_of_the_country_of_the_records(mentions, text: str, country: str | None) -> None:
    found = mentions(text)[-1]
    assert (found.value, found.country) == (70_000, country)
    assert found.scope is (Scope.SUBSET if country else Scope.TOTAL)


@pytest.mark.parametrize(
    ("text", "label", "country"),
    [
        ("The inquiry put the number at 9 million, with 70,000 minors among them.", "minors", None),
        ("About 70,000 Ohio residents are among the 9 million clients whose data was stolen.", "ohio", None),
        ("It said that 70,000 records of Danes were among the 9 million.", "", "DK"),
    ],
)
def test_who_is_among_a_larger_number_is_a_part_of_it(mentions, text: str, label: str, country: str | None) -> None:
    part = next(m for m in mentions(TOTAL + text) if m.value == 70_000)
    assert (part.scope, part.country) == (Scope.SUBSET, country)
    assert country or part.scope_text == label


def test_who_is_among_something_else_is_no_part(mentions) -> None:
    (found,) = mentions("Hackers stole data of 70,000 clients of Norbank, which is among the 10 largest banks.")
    assert found.scope is Scope.TOTAL


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("people in Norway and abroad", None),
        ("Norwegian and foreign citizens", None),
        ("people in Norway and Denmark", None),
        ("people in Norway and in other countries", None),
        ("Norwegian and Danish passport numbers", None),
        ("people in Norway", "NO"),
        ("people in Norway and closed the file", "NO"),
        ("Norwegian passport numbers", "NO"),
    ],
)
def test_a_country_limits_what_is_of_no_other(mentions, place: str, country: str | None) -> None:
    (found,) = mentions(f"The breach at Norbank exposed data of 900,000 {place}.")
    assert (found.country, found.scope) == (country, Scope.SUBSET if country else Scope.TOTAL)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Poland's commissioner said nearly 70,000 people in her country were affected by the breach.", "PL"),
        ("Thieves took data of 70,000 customers affected in Poland.", "PL"),
        ("The chain said nearly 70,000 people in its country were affected by the breach.", None),
    ],
)
def test_those_hit_in_a_country_are_a_part_of_all(mentions, text: str, country: str | None) -> None:
    (found,) = mentions(text)
    assert (found.value, found.country, found.scope) == (70_000, country, Scope.SUBSET if country else Scope.TOTAL)


@pytest.mark.parametrize(
    ("sentence", "number", "country", "words"),
    [
        ("Some 3 million of the 40 million customers live in Poland.", 3_000_000, "PL", "poland"),
        ("About 3 million of the 40 million accounts belong to users in the EU.", 3_000_000, "EU", "eu"),
        ("Of those affected, 310,000 were Canadian.", 310_000, "CA", "canadian"),
        ("In Texas alone, 15.4 million residents were affected.", 15_400_000, None, "texas"),
        ("The authority put the number of Dutch victims at 180,000.", 180_000, "NL", "dutch"),
        ("Norway: 90,000. Canada: 100,000. Denmark: 50,000.", 100_000, "CA", "canada"),
    ],
)  # fmt: skip
def test_a_part_is_named_by_its_place_or_its_own_words(
    mentions, sentence: str, number: int, country: str | None, words: str
) -> None:
    found = mentions(
        f"Norbank said that hackers took personal data of 73 million customers. {sentence}", TITLE_OF_PARTS
    )
    (part,) = [one for one in found if one.value == number]
    assert (part.scope, part.country, part.scope_text) == (Scope.SUBSET, country, words)


def test_the_words_of_a_part_end_before_the_next_number(mentions) -> None:
    (first, *_) = mentions(
        "The theft hit 7.6 million people who have an account today and some 65.4 million who used to."
    )
    assert (first.scope, first.scope_text) == (Scope.SUBSET, "people who have an account today")


def test_what_a_title_counts_for_a_country_is_no_total_in_the_text(mentions) -> None:
    text = "The watchdog said that 34,891 accounts of local users were breached. Worldwide 30 million were."
    (found, *_) = mentions(text, "34,891 Norwegian Norbank accounts breached")
    assert (found.value, found.scope, found.country) == (34_891, Scope.SUBSET, "NO")


def test_what_a_title_counts_for_a_country_may_be_all(mentions) -> None:
    text = "The clinic said that data of 190 million people was stolen. In October it had reported 100 million."
    (found, *_) = mentions(text, "Data of 190 million Norwegian people stolen")
    assert (found.value, found.scope) == (190_000_000, Scope.TOTAL)

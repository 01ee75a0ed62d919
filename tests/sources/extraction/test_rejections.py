"""What is never a count of an incident."""

import pytest


@pytest.mark.parametrize(
    "sentence",
    [
        "The grocer, which serves more than 9 million customers in 14 countries, is looking into an attack.",
        "The firm employs 4,200 people and had revenue of $610 million last year.",
        "Researchers surveyed 1,800 managers about data breaches.",
        "Some 52% of 2,000 respondents fear a hack.",
        "Shares fell 7 percent after the breach.",
        "Police arrested 12 suspects over the leak.",
        "Companies must notify the regulator of breaches affecting more than 500 residents.",
        "The flaw CVE-2019-0708 was fixed in version 10.2 of the portal.",
        "Victims of the breach can call 0800 555 123 before 5 p.m. or visit Suite 1200.",
        "The hack was found on May 17, 2016 and told on 3 June 2016.",
        "The update closes 46 flaws, five of them critical.",
        "In one case hackers used a stolen password.",
        "The carrier lost 100,000 customers in the quarter after the hack.",
        "The plan could cost 3 cents a share.",
        "Between 2009 and 2013 the data was open to hackers.",
        "Those hit by the breach can ring 844-888-5998 or (855) 285-7433.",
        "The hacked passwords have a length of 8 to 10 characters.",
        "Hacked passwords often ended with digits in the range of 1940 to 2040.",
        "The leak shows that its software runs in 2,500 camera product lines.",
        "Both councils, which provide services for 360,000 residents, were hit by an attack.",
        "The hack disrupted services for the country's 19.5 million residents.",
        "The attack forced the evacuation of 12,000 passengers.",
        "Two laptops with a decoy database were stolen.",
    ],
)
def test_nothing_is_read_where_nothing_is_counted(mentions, sentence: str) -> None:
    assert [m.text for m in mentions(sentence) if m.metric == "affected"] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Hackers stole data of 3,000 out of 40,000 customers.",
        "It fears that 3,000 customers were hit, addresses included, out of 40,000.",
    ],
)
def test_what_a_number_is_out_of_is_no_figure(mentions, sentence: str) -> None:
    assert [m.value for m in mentions(sentence)] == [3_000]


def test_a_share_is_told_from_its_base(mentions) -> None:
    found = mentions("The utility said 4% of its 5 million customers were hit. That is about 200,000 people.")
    assert [m.value for m in found] == [200_000]


def test_a_workforce_is_a_count_once_its_data_is_out(mentions) -> None:
    (found,) = mentions("A mailing error exposed the bank details of 6,100 employees.")
    assert found.value == 6_100


def test_a_year_is_told_from_a_count(mentions) -> None:
    found = mentions("In 2019 the archive leaked 2,019 case files.")
    assert [m.text for m in found] == ["2,019"]


def test_every_one_of_its_members_is_a_count_and_no_base(mentions) -> None:
    found = mentions("The theft touched every one of its 4.2 million members, the co-operative Norbank said.")
    assert [m.value for m in found] == [4_200_000]

"""Whose incident an article tells, and which of its numbers belong to another one."""

import pytest

from sources.extraction import ArticleText, read

LEAD = "Norbank says that hackers stole data of 5,000 clients. Norbank has closed its shop. "


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2016 a hack of the retailer Soutco exposed 900,000 cards.",
        "The Soutco breach exposed 900,000 cards.",
        "Last year the lender Soutco lost the data of 900,000 clients to hackers.",
        "Thieves have also stolen data from more than 900,000 customers of network operator Soutco.",
        "It is the latest in a string of breaches, with 900,000 records stolen from Soutco.",
        "A Danish hack in 2016 exposed data of 900,000 clients.",
        "No letters have gone out for the 900,000 people in the separate cloud-storage breach.",
        "There was a first hack in May, and the bank put that one at 900,000 clients.",
        "It has nothing to do with the previous one that hit 900,000 clients.",
        "A similar hack exposed 900,000 people.",
        "An attack of August 2021 had leaked data of 900,000 clients.",
        "The news came hours after the toy maker Soutco disclosed a leak of data of 900,000 clients.",
        "That is more than in the breach at Soutco, still behind Soutco, where 900,000 cards were stolen.",
        "Soutco, with data of 900,000 clients put up for sale, was hacked as well.",
        "Soutco lost call logs of about 900,000 accounts.",
        "The theft may turn out larger than Soutco, which had 900,000 cards stolen.",
        "No other comes close: in second place is Soutco, where 900,000 clients were hit.",
    ],
)
def test_a_number_of_another_incident_is_not_primary(sentence: str) -> None:
    own, other = read(ArticleText("b", "Norbank hacked", LEAD + sentence)).mentions
    assert (own.primary, own.organisation) == (True, "Norbank")
    assert (other.value, other.primary, other.organisation) == (900_000, False, None)


@pytest.mark.parametrize(
    "sentence",
    [
        "The thieves got in last year and took 900,000 records from Norbank.",
        "The attack of 2017 exposed 900,000 cards of Norbank clients.",
        "In 2016 thieves stole the data of 900,000 clients.",
        "Last month's attack on Norbank exposed 900,000 cards.",
        "Of the stolen records, 900,000 belong to clients in the U.S. and in Poland.",
        "It spoke after Norbank admitted a second leak of data of 900,000 clients.",
        "Norbank lost call logs of about 900,000 accounts.",
        "In May 2031 the researchers of Deepwatch Labs found 900,000 stolen records.",
    ],
)
def test_words_of_another_time_alone_do_not_make_another_incident(sentence: str) -> None:
    found = read(ArticleText("b", "Norbank hacked", LEAD + sentence)).mentions
    assert [(m.value, m.primary) for m in found] == [(5_000, True), (900_000, True)]


@pytest.mark.parametrize(
    ("words", "primary"),
    [("bigger than the breach at Soutco, in which 900,000", False), ("bigger than Norbank thought: 900,000", True)],
)
def test_whom_the_lead_holds_the_incident_beside_is_another(words: str, *, primary: bool) -> None:
    text = f"Norbank says that hackers stole 1,200,000 cards. That makes it {words} cards were stolen. It is sorry."
    assert [m.primary for m in read(ArticleText("b", "Norbank hacked", text)).mentions] == [True, primary]


def test_a_sentence_goes_on_with_the_other_incident() -> None:
    text = LEAD + "The hack of toy maker Soutco exposed 900,000 parents and the names of 30,000 children."
    assert [m.primary for m in read(ArticleText("b", "Norbank hacked", text)).mentions] == [True, False, False]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Norbank hacked", "The bank lost data. Hackers sold it. Norbank International Ltd. is sorry."),
        ("Leak at bank", "Norbank lost data. Police said that Norbank was hacked. Soutco Police look into it."),
        (
            "Hack of Norbank",
            "Deepwatch Security Labs found a leak of Norbank data. Deepwatch Security Labs told Norbank.",
        ),
        ("Norbank leak", "The file was called norbank.csv and lay at norbank.example. Norbank has taken it down."),
        ("Norbank suffers leak of PINs", "PINs were stolen. Norbank says that the PINs were old. PINs can be changed."),
    ],
)
def test_the_organisation_is_the_one_with_most_to_say_for_it(title: str, text: str) -> None:
    found = read(ArticleText("b", title, f"{text} Data of 5,000 clients was stolen.")).mentions
    assert [m.organisation for m in found] == ["Norbank"]


def test_a_given_organisation_goes_first() -> None:
    article = ArticleText("b", "Soutco leak", "Soutco kept data of 5,000 Norbank clients.", organisations=("Norbank",))
    assert [m.organisation for m in read(article).mentions] == ["Norbank"]


ASKED = "How does it compare? Soutco lost 900,000 client records. "


@pytest.mark.parametrize(
    ("text", "primary"),
    [
        (LEAD + ASKED, [True, False]),
        (LEAD + ASKED + "Over at Eastmoor it was 700,000 accounts.", [True, False, False]),
        (LEAD + ASKED + "Norbank itself has found 700,000 stolen accounts.", [True, False, True]),
        (LEAD + ASKED + "\nThe thieves also took 700,000 passwords.", [True, False, True]),
        (LEAD + "How does it go on? Thieves took 900,000 client records.", [True, True]),
    ],
)
def test_what_follows_a_question_how_it_compares_is_of_others(text: str, primary: list[bool]) -> None:
    assert [m.primary for m in read(ArticleText("b", "Norbank hacked", text)).mentions] == primary

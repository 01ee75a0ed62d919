"""A number beside a character that was lost (U+FFFD) is never presented as read: what was lost may belong to it."""

import pytest

from sources.extraction import ACCEPT, ArticleText, read

REST = "Norbank wrote to its customers on Tuesday and told the regulator within three days of the attack on its server."
BROKEN = [
    "Hackers stole data of \ufffd 5 million customers of Norbank.",
    "Hackers stole data of \ufffd5 million customers of Norbank.",
    "Hackers stole data of 45\ufffd000 customers of Norbank.",
    "Hackers stole data of 45,000\ufffdcustomers of Norbank.",
    "Hackers stole data of 1\ufffd200\ufffd000 customers of Norbank.",
    "Hackers stole data of 5 mi\ufffdlion customers of Norbank.",
    "Hackers stole data of 5\ufffdmillion customers of Norbank.",
    "Hackers stole data of 40,000\ufffd50,000 customers of Norbank.",
    "Hackers stole data of 45,000 \ufffd customers of Norbank.",
    "Hackers stole data of 2\ufffd million customers of Norbank.",
    "Hackers stole data of \ufffd45,000\ufffd customers of Norbank.",
    "Hackers stole data of 4\ufffd5 million customers of Norbank.",
    "Hackers stole data of forty\ufffdfive thousand customers of Norbank.",
    "Norbank said 5 million\ufffdcustomers were affected by the data breach.",
    "The data breach hit 5,000\ufffdcustomers of Norbank, the bank said.",
]
SUMS = [
    "The regulator fined Norbank \ufffd5 million over the data breach.",
    "The regulator fined Norbank \ufffd 5 million over the data breach.",
    "The regulator fined Norbank $5\ufffd5 million over the data breach.",
    "The regulator fined Norbank 5 million \ufffd over the data breach.",
    "The regulator fined Norbank €\ufffd5 million over the data breach.",
    "Norbank was fined \ufffd500,000, and 45,000 customers were hit by the data breach.",
]


def presented(text: str, title: str = "Norbank data breach") -> list[object]:
    reading = read(ArticleText("b", title, f"{text} {REST}"))
    accepted = [one.value or one.high or one.low for one in reading.mentions if one.score >= ACCEPT]
    return [*filter(None, accepted), *filter(None, [reading.headline])]


@pytest.mark.parametrize("text", BROKEN)
def test_a_count_beside_a_lost_character_is_not_presented(text: str) -> None:
    assert presented(text) == []


@pytest.mark.parametrize("text", SUMS)
def test_a_sum_beside_a_lost_character_is_no_figure(text: str) -> None:
    assert [one for one in presented(text) if one != 45_000] == []


@pytest.mark.parametrize(
    "title", ["5\ufffdmillion customers hit by Norbank breach", "\ufffd5 million Norbank customers hit by breach"]
)
def test_a_number_of_a_title_beside_a_lost_character_is_no_headline(title: str) -> None:
    reading = read(ArticleText("b", title, REST))
    assert (reading.headline, reading.title_head) == (None, None)


@pytest.mark.parametrize("text", BROKEN[:5])
def test_what_is_held_says_why(text: str) -> None:
    mentions = read(ArticleText("b", "Norbank data breach", f"{text} {REST}")).mentions
    assert mentions
    for one in mentions:
        assert one.score < ACCEPT
        assert any("lost character" in feature.name for feature in one.features)


@pytest.mark.parametrize(
    "text",
    [
        "Gro\ufffdbank said data of 45,000 customers was stolen.",
        "The bank\ufffds data breach hit 45,000 customers.",
        "\ufffdHackers stole data of 45,000 customers\ufffd, Norbank said.",
        "Hackers stole data of 45,000 customers \ufffd all of them of Norbank.",
        "Norbank \ufffd a bank \ufffd lost data of 45,000 customers.",
    ],
)  # fmt: skip
def test_a_character_lost_elsewhere_costs_no_number(text: str) -> None:
    assert set(presented(text)) == {45_000}


@pytest.mark.parametrize(
    "text",
    [
        "Bei der Norbank wurden die Daten von 45\ufffd000 Kunden gestohlen, und das ist nicht alles, wie es von der Bank heißt.",
        "Bei der Norbank wurden die Daten von \ufffd5 Millionen Kunden gestohlen, und das ist nicht alles, wie es von der Bank heißt.",
        "La société Norbank a perdu les données de 45\ufffd000 clients, et la banque est dans une situation qui ne lui plaît pas du tout.",
        "La empresa Norbank perdió los datos de 45\ufffd000 clientes, y el banco no ha dicho por qué los tenía en ese servidor de la red.",
    ],
)  # fmt: skip
def test_in_other_languages_it_has_no_value_either(text: str) -> None:
    reading = read(ArticleText("b", "", text))
    assert [one.value for one in reading.mentions if one.value is not None] == []

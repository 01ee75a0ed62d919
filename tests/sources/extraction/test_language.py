"""Which texts are read at all."""

import pytest

from sources.extraction import ArticleText, read
from sources.extraction.language import detect_language

GERMAN = (
    "Die Daten von 40.000 Kunden der Bank sind nach einem Angriff auf die Server des Unternehmens im Netz zu finden."
)
FRENCH = "Les données de 40 000 clients de la banque ont été volées par des pirates dans une attaque sur les serveurs."
SPANISH = "Los datos de 40.000 clientes del banco han sido robados por un grupo que ha entrado en los servidores."
DUTCH = "De gegevens van 40.000 klanten van de bank zijn na een aanval op de servers van het bedrijf te vinden."
RUSSIAN = (
    "Данные сорока тысяч клиентов банка оказались в сети после атаки на серверы компании, сообщили в пресс-службе."
)
ENGLISH = (
    "The data of 40,000 clients of the bank was stolen by hackers who had been on the servers for more than a year."
)


@pytest.mark.parametrize(("text", "language"), [(DUTCH, "nl"), (RUSSIAN, "und")])
def test_an_unsupported_language_is_left_alone_and_says_so(text: str, language: str) -> None:
    reading = read(ArticleText("l", "", text))
    assert (reading.language, reading.supported, reading.mentions, reading.headline) == (language, False, (), None)


@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (FRENCH, "fr"), (SPANISH, "es")])
def test_a_language_with_few_words_is_read_for_review(text: str, language: str) -> None:
    reading = read(ArticleText("l", "", text))
    assert (reading.language, reading.headline, reading.read_in != "") == (language, None, True)
    assert [one.value for one in reading.mentions] == [40_000]


def test_english_is_read() -> None:
    assert [m.value for m in read(ArticleText("l", "", ENGLISH)).mentions] == [40_000]


def test_a_text_too_short_to_tell_is_read() -> None:
    assert detect_language("", "5,000 cards stolen") == "en"


def test_an_empty_text_gives_nothing() -> None:
    assert read(ArticleText("l", "", "")).mentions == ()


def test_a_headline_full_of_data_is_english() -> None:
    headline = "Harrow Lane looking into data breach affecting customers' email addresses"
    assert detect_language(headline, headline) == "en"

"""What a title adds to its text."""

import pytest

from incidents.vocabulary import SpeakerKind, Unit
from sources import extraction

TEXT = "It has taken a week to get an answer. The police have a lead."


def read(title: str, text: str = TEXT) -> extraction.Reading:
    return extraction.read(extraction.ArticleText(id="1", title=title, text=text))


def test_a_figure_that_only_the_title_gives_is_read_in_it() -> None:
    title = "Hackers stole data of 43,000 patients of Fernwood"
    [found] = read(title).titled
    assert (found.value, title[found.start : found.end]) == (43_000, "43,000")


@pytest.mark.parametrize(
    "text",
    [
        "Hackers stole data of 43,000 patients of Fernwood.",
        "Hackers stole data of 43,120 patients of Fernwood.",
        "Hackers stole 43,000 records of Fernwood.",
    ],
)
def test_a_figure_that_the_text_prints_too_is_read_there(text: str) -> None:
    assert read("Fernwood hack hits 43,000 patients", text).titled == ()


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("Hackers stole data of 43,000 patients, company says", "the company"),
        ("Hackers stole data of 43,000 patients, Fernwood says", "Fernwood"),
        ("Hackers stole data of 43,000 patients, report says", None),
        ("Hackers stole data of 43,000 patients", None),
    ],
)
def test_a_title_says_whose_its_figure_is(title: str, speaker: str | None) -> None:
    head = read(title).title_head
    assert head is not None
    assert head.attribution == speaker
    if speaker == "the company":
        assert head.attribution_kind is SpeakerKind.RESPONSIBLE_PARTY


def test_a_count_of_people_is_not_that_of_what_was_taken_from_each() -> None:
    text = "Fernwood said that hackers took fewer than 43,000 e-mail addresses. The police have a lead."
    [found] = read("Hackers stole data of up to 43,000 patients of Fernwood", text).titled
    assert (found.unit, found.high) == (Unit.PEOPLE, 43_000)
    assert read("Hackers stole 43,000 e-mail addresses of Fernwood", text).titled == ()


def test_a_title_without_a_figure_heads_nothing() -> None:
    assert read("Fernwood says sorry").title_head is None

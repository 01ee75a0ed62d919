"""A text that nobody wrote to be read is read up to an end that is told, and what was read up to there stands."""

import pytest

from sources.extraction import ArticleText, Reading, left_out, read
from sources.extraction.budget import (
    MOST_CHARACTERS,
    MOST_FIGURES,
    MOST_NUMBERS,
    MOST_SENTENCES,
    MOST_TITLE_CHARACTERS,
)
from sources.extraction.part_reader import PartReader
from sources.extraction.resolve.round_ups import MOST_LOOKED_AT
from tests.adversarial import KINDS, TITLE

LEAD = "Norbank was hacked. Data of 5,000 customers was stolen."


def of(text: str, title: str = TITLE) -> Reading:
    return read(ArticleText("1", title, text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{LEAD} " + "So it is. " * (MOST_SENTENCES + 1), "more than 40,000 sentences"),
        (f"{LEAD} " + "nothing is known " * (MOST_CHARACTERS // 17 + 1), "more than 1,000,000 characters"),
        (f"{LEAD} " + "In 2019 it was so. " * (MOST_NUMBERS + 1), "more than 1,000 numbers"),
        (f"{LEAD} " + "Data of 7,000 users was stolen. " * (MOST_FIGURES + 1), "more than 300 figures"),
    ],
    ids=["sentences", "characters", "numbers", "figures"],
)
def test_a_text_beyond_its_budget_is_read_up_to_there_and_says_so(text: str, why: str) -> None:
    reading = of(text)
    assert why in reading.left_out
    assert reading.headline == 5_000
    assert left_out(ArticleText("1", TITLE, text)) == reading.left_out


@pytest.mark.parametrize("count", [1, 20, 200])
def test_a_text_within_its_budget_is_read_whole(count: int) -> None:
    reading = of(f"{LEAD} " + "Data of 7,000 users was stolen, it said. " * count)
    assert reading.left_out == ()
    assert len(reading.mentions) == count + 1


def test_the_figures_that_count_are_the_first_ones() -> None:
    reading = of("".join(f"Data of {1_000 + number:,} users was stolen. " for number in range(2 * MOST_FIGURES)))
    assert [mention.value for mention in reading.mentions] == [1_000 + number for number in range(MOST_FIGURES)]


def test_what_is_cut_off_leaves_no_number_that_the_text_does_not_have() -> None:
    said = f"{LEAD} " + "Nothing else is known about it so far, it said on the day. " * 200
    filler = said + "a" * (MOST_CHARACTERS - len(said) - 22)
    text = f"{filler}. Data of 4 million users was stolen."
    assert text[:MOST_CHARACTERS].endswith("Data of 4 million us")
    assert [mention.value for mention in of(text).mentions] == [5_000]


def test_a_sentence_without_an_end_is_read_on_in_pieces() -> None:
    reading = of(f"{LEAD} " + "and then nothing " * 500 + "data of 7,000 customers was stolen")
    assert [mention.value for mention in reading.mentions] == [5_000, 7_000]
    assert reading.left_out == ()


def test_a_title_of_a_million_characters_is_read_by_its_beginning() -> None:
    reading = of(LEAD, title=f"{TITLE} " + "and more " * 120_000)
    assert reading.headline == 5_000
    assert reading.left_out == (f"more than {MOST_TITLE_CHARACTERS:,} characters of the title",)


def test_a_title_as_long_as_its_text_costs_no_more_than_a_title() -> None:
    text = KINDS["many numbers, many speakers"](200_000)
    assert of(text, title=text).titled == of(text, title=text[:MOST_TITLE_CHARACTERS]).titled


def test_offsets_stand_for_the_text_as_it_was_given() -> None:
    text = f"{LEAD} " + "So it is. " * (MOST_SENTENCES + 1)
    (mention,) = of(text).mentions
    assert text[mention.start : mention.end] == "5,000"


def test_a_round_up_has_the_budget_of_figures_of_one_text() -> None:
    row = "- Bank{at} Ltd: {at:,} customers" + ", 6,001 users" * 20
    text = "Firms told of data breaches. We list the people affected.\n\n" + "\n".join(
        row.format(at=1_000 + at) for at in range(90)
    )
    reading = of(text, "The breaches of the week")
    assert reading.items
    assert len(reading.mentions) < 2 * MOST_FIGURES
    assert "more than 300 figures" in reading.left_out


def test_of_very_many_tables_the_largest_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []
    monkeypatch.setattr(PartReader, "name", lambda self, part: looked_at.append(part))
    table = "Ab{n} | Cd{n} | 5 users\nEf{n} | Gh{n} | 6 users\nIj{n} | Kl{n} | 7 users\n.\n"
    of(f"{LEAD}\n" + "".join(table.format(n=number) for number in range(400)))
    assert len(looked_at) <= MOST_LOOKED_AT

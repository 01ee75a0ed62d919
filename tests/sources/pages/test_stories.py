"""Which articles tell the same text."""

import random

import pytest

from sources.extraction.pages.stories import bands, content_hash, is_same_story, pack, shingles, unpack

WORDS = [f"word{number}" for number in range(4000)]
RANDOM = random.Random(7)
TEXT = " ".join(RANDOM.choices(WORDS, k=300))


def same(one: str, other: str) -> bool:
    marks, others = shingles(one), shingles(other)
    return bool(set(bands(marks)) & set(bands(others))) and is_same_story(marks, others)


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.upper(),
        TEXT.replace(" ", "\n\n"),
        TEXT.replace(" word1", ", “word1").replace(" word2", "” - word2"),
        "From our partners at the Gazette. " + TEXT,
        TEXT + " Reporting by the agency, editing by somebody else, in two cities.",
        " ".join(TEXT.split()[:230]),
        TEXT.replace(TEXT.split()[50], "30,000,000"),
    ],
    ids=["capitals", "paragraphs", "marks", "credit", "tail", "cut short", "another figure"],
)
def test_a_wire_copy_is_the_same_story(copy: str) -> None:
    assert same(TEXT, copy)


def test_the_bands_of_a_text_are_drawn_apart() -> None:
    assert len({key.partition(":")[2] for key in bands(shingles(TEXT))}) == len(bands(shingles(TEXT)))


def test_other_texts_are_other_stories() -> None:
    others = [" ".join(RANDOM.choices(WORDS, k=300)) for _ in range(50)]
    assert not any(same(TEXT, other) for other in others)


def test_short_texts_are_one_story_only_when_they_are_equal() -> None:
    assert is_same_story(shingles("Data of 5,000 leaked."), shingles("Data of 5,000 leaked"))
    assert not is_same_story(shingles("Data of 5,000 people leaked"), shingles("Data of 6,000 people leaked"))
    assert not is_same_story(shingles(""), shingles(""))
    assert bands(shingles("")) == ()


def test_texts_without_blanks_between_words_are_compared_too() -> None:
    text = "個人情報が漏えいしたと会社は水曜日に発表した。対象は約五百万人に上るという。"
    assert same(text, text.replace("水曜日", "木曜日"))


def test_shingles_survive_their_row() -> None:
    marks = shingles(TEXT)
    assert unpack(pack(marks)) == marks


def test_the_hash_ignores_blanks_and_unicode_forms_but_no_word() -> None:
    assert content_hash(title="é", text="a  b\r\nc") == content_hash(title="e\u0301", text="a b\nc ")
    assert content_hash(title="a", text="b") != content_hash(title="a b", text="")
    assert content_hash(title="", text="5 million") != content_hash(title="", text="6 million")

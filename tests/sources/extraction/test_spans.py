"""Offsets are code points of the text as given, whatever stands in it; nothing grows faster than the text."""

import string
import time
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from incidents.logistic_model import logistic
from sources.extraction import REVIEW, ArticleText, read
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.sentences import split_sentences
from sources.extraction.lexicon import load_lexicon
from sources.extraction.mention import UNSAID

LEXICON = load_lexicon("en")
ODD = [
    "\r\n",
    "\u00a0",
    "\u202f",
    "🔓",
    "👩\u200d💻",
    "e\u0301",
    "İ",
    "ß",
    "“",
    "”",
    "\u2019",
    "\u2013",
    "\u200b",
    "<b>",
]
WORDS = """
data of|up to|no more than|not|87 million|1,234,567|30,000|half a million|$5m|€2bn|£|users|accounts|customers
were stolen|said|according to|Norbank|the firm|it|,|.|;|:|"|between|and|to|of them|previously reported|more than
fined|in Canada|4%|2016|-|(|)|another|number of|</b>
""".strip()
WORDS_AND_MARKS = WORDS.replace("\n", "|").split("|")
PIECES = st.lists(st.sampled_from([*WORDS_AND_MARKS, *ODD]), max_size=40)
LINEAR_SECONDS = 10  # generous: the bench prints the real figure, a fraction of it


def check(text: str) -> None:
    reading = read(ArticleText("s", "", text))
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.quote_start <= mention.start < mention.end <= mention.quote_end <= len(text)
        low, high = mention.low, mention.high
        assert low is None or high is None or low <= high
        assert mention.value is None or isinstance(mention.value, int | Decimal)
        likely = round(logistic(sum(feature.weight for feature in mention.features)), 3)
        unsaid = any(feature.name == UNSAID for feature in mention.features)
        assert mention.score == (min(likely, REVIEW) if unsaid else likely)


@given(PIECES)
@settings(max_examples=300, deadline=None)
@example(["Data of", "87 million", "🔓", "users", "were stolen", "\r\n", "Norbank", "said", "."])
def test_a_mention_is_what_its_span_says(pieces: list[str]) -> None:
    check(" ".join(pieces))
    check("".join(pieces))


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_is_read_without_an_error(text: str) -> None:
    check(text)


@given(st.text())
def test_normalising_moves_no_offset(text: str) -> None:
    plain = normalise(text)
    assert len(plain) == len(fold(plain)) == len(text)


@given(st.text(alphabet=string.printable))
def test_sentences_leave_nothing_out(text: str) -> None:
    spans = split_sentences(text, LEXICON)
    assert all(start < end for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    outside = text
    for start, end in reversed(spans):
        outside = outside[:start] + outside[end:]
    assert not outside.strip()


@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("digits", "7"),
        ("commas", ","),
        ("opening quotes", "“"),
        ("straight quotes", '"'),
        ("grouped digits", "123,"),
        ("one sentence without a stop", "the data of many people was told "),
        ("angle brackets", "<a"),
        ("line breaks", "\n"),
        ("stops", ". "),
    ],
)
def test_a_megabyte_of_one_thing_is_read_in_linear_time(name: str, piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    check(f"The firm said that the data was stolen. {text}")
    assert time.process_time() - begun < LINEAR_SECONDS, name


@pytest.mark.parametrize(
    ("name", "piece", "size"),
    [
        ("one list of counts", "5,000 users, 6,000 users, ", 60_000),
        ("fines", "The ICO fined Norbank \u00a35m and the regulator cut it to \u00a34m. ", 400_000),
        ("parts", "For 5,000 users, data was stolen. ", 400_000),
    ],
)
def test_figure_after_figure_is_read_in_linear_time(name: str, piece: str, size: int) -> None:
    begun = time.process_time()
    check(f"The firm said that the data was stolen. {piece * (size // len(piece))}")
    assert time.process_time() - begun < LINEAR_SECONDS, name


def test_a_figure_after_a_megabyte_is_still_found() -> None:
    text = "The firm said so and went on. " * 30_000 + "Hackers stole data of 5,000 users."
    assert [m.value for m in read(ArticleText("s", "Breach", text)).mentions] == [5_000]


def test_crlf_and_wide_characters_keep_offsets() -> None:
    text = "🔓🔓 “Leak”\r\nHackers stole the re\u0301sume\u0301s of 5\u00a0million users\r\n"
    (found,) = read(ArticleText("s", "Breach", text)).mentions
    assert text[found.start : found.end] == found.text == "5\u00a0million"

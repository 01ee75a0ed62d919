"""What is looked for once is found as if it were looked for each time."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.article import ArticleText
from sources.extraction.find.document import prepare
from sources.extraction.find.normalise import last_words
from sources.extraction.find.nouns import counted_after
from sources.extraction.find.sentences import _STOP
from sources.extraction.lexicon import load_lexicon
from sources.extraction.lexicon.proceeding_words import load_proceeding_words
from sources.extraction.resolve.related_names import _BEGIN, _OWNS, _SAME

LEXICON = load_lexicon("en")
STEPS = load_proceeding_words("en").steps
PLAIN_STOP = re.compile(r"""(?<![.!?])[.!?]++["')\]]*(?=\s|[A-Z"'(])|\n+""")
PLACE_WORDS = [
    ",",
    "—",
    ".",
    "\n",
    "and",
    "In",
    "across",
    "the",
    "state",
    "province",
    "of",
    "Ohio",
    "New",
    "N.Y.",
    "about",
    "5",
]
RELATED_WORDS = [
    "Quill",
    "Inc.",
    ",",
    "owned",
    "by",
    "the",
    "parent",
    "of",
    "owner",
    "unit",
    "formerly",
    "known",
    "as",
    "Northwind's",
    "(",
    "'Pennant')",
    "which",
    "owns",
]


def _joined(words: list[str]) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(words), max_size=40).map(" ".join)


def test_a_sentence_is_searched_once_whichever_number_asks() -> None:
    document = prepare(ArticleText("1", "", "Hackers stole data of 5,000 users and 6,000 clients."), LEXICON)
    found = document.matches(LEXICON.events.strong, 0, 52)
    assert [match[0] for match in found] == ["hackers", "stole"]
    assert document.matches(LEXICON.events.strong, 0, 52) is found
    assert [match[0] for match in document.matches(LEXICON.name, 0, 52, printed=True)] == ["Hackers"]


def test_a_noun_is_read_once_for_all_rules() -> None:
    text = "5,000 former customers were hit"
    assert counted_after(text, 5, len(text), LEXICON) is counted_after(text, 5, len(text), LEXICON)


@pytest.mark.parametrize(
    ("text", "count", "last"),
    [
        ("", 2, ""),
        ("one two", 2, "one two"),
        ("one two three", 2, " two three"),
        ("a,\n b  c ", 2, "\n b  c "),
        (" a b", 1, " b"),
    ],
)
def test_last_words_keep_the_blanks_before_them(text: str, count: int, last: str) -> None:
    assert last_words(text, count) == last


@given(_joined(PLACE_WORDS))
def test_a_place_before_a_number_is_within_the_last_words(lead: str) -> None:
    whole, last = (LEXICON.scopes.place_before.search(text) for text in (f"{lead} ", last_words(f"{lead} ", 12)))
    assert (whole and whole.groupdict()) == (last and last.groupdict())


@given(st.text(alphabet=".!?\n \"')](aA", max_size=40))
def test_stops_are_found_from_one_mark_to_the_next(text: str) -> None:
    assert [stop.span() for stop in _STOP.finditer(text)] == [stop.span() for stop in PLAIN_STOP.finditer(text)]


@given(_joined(RELATED_WORDS))
def test_every_relation_begins_where_one_may(text: str) -> None:
    begins = {begin.start() for begin in _BEGIN.finditer(text)}
    assert {match.start() for pattern in (*_SAME, *_OWNS) for match in pattern.finditer(text)} <= begins


@pytest.mark.parametrize(
    ("text", "measured", "stepped"),
    [
        ("data of 5,000 users was stolen", True, False),
        ("the regulator opened an inquiry", False, True),
        ("it will appeal the fine", False, True),
        ("the bank has 5,000 users", False, False),
    ],
)
def test_one_look_says_whether_any_does(text: str, measured: bool, stepped: bool) -> None:
    measures, steps = [pattern for _, pattern in LEXICON.scopes.measures], [pattern for _, _, pattern in STEPS.steps]
    assert (LEXICON.scopes.measured.search(text) is not None) == any(one.search(text) for one in measures) == measured
    assert (STEPS.any_step.search(text) is not None) == any(one.search(text) for one in steps) == stepped

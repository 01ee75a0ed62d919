"""What is kept of a text for the steps after it: it answers what the text would, as JSON, and has an end."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from incidents.vocabulary import DatePrecision
from sources.extraction import ArticleText, KeptReading, WhatWasRead, keep
from sources.extraction.find.word_index import MOST_CHARACTERS, Wording, index_words
from sources.extraction.plain_json import UnreadableJson, from_plain, to_plain
from sources.extraction.resolve.coreference import NamedWords
from sources.extraction.resolve.figure_contexts import FigureSpan
from tests.adversarial import KINDS, TITLE

DAY = dt.date(2031, 6, 1)
TEXT = (
    "Bramble Bank (formerly Thistle Trust) lost 5,000 cards issued by Fennel Bank. Its chief executive is Dana Reyes. "
    "We are sorry, she said. In March the bank had spoken of 4,000 cards, and in its 2019 breach of 900."
)
MOST_KEPT = 1_000_000  # characters of JSON


def span_of(number: str, text: str = TEXT, *, earlier: bool = False) -> FigureSpan:
    at = text.index(number)
    begin = text.rfind(". ", 0, at) + 1
    return FigureSpan(
        False, at, at + len(number), begin, text.index(". ", at) if ". " in text[at:] else len(text), earlier
    )


def kept_of(text: str = TEXT, title: str = "BB hacked", **read: object) -> KeptReading:
    return keep(ArticleText("1", title, text, DAY), WhatWasRead(**read))  # type: ignore[arg-type]


def test_it_comes_back_from_json_as_it_was() -> None:
    figures = (span_of("5,000"), span_of("4,000", earlier=True), replace(span_of("900"), in_title=False))
    kept = kept_of(figures=figures, persons=("Dana Reyes", "Bramble Bank"), counts=3)
    assert kept.candidacy is not None
    assert (len(kept.contexts), len(kept.offices), len(kept.relations)) == (3, 1, 1)
    assert from_plain(KeptReading, json.loads(json.dumps(to_plain(kept)))) == kept


@pytest.mark.parametrize("damage", [{"length": "5"}, {"words": None}, {"unknown": 1}, {"published": "soon"}])
def test_json_of_another_shape_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(UnreadableJson):
        from_plain(KeptReading, {**to_plain(kept_of()), **damage})


def test_what_stands_around_a_figure_is_kept_with_its_place() -> None:
    five, four, nine = span_of("5,000"), span_of("4,000", earlier=True), span_of("900")
    kept = kept_of(figures=(five, four, nine))
    assert kept.contexts[five.key].owned == ("issued by Fennel Bank", "Fennel Bank")
    assert kept.contexts[four.key].said_on == (dt.date(2031, 3, 1), DatePrecision.MONTH)
    assert kept.context_of(nine.start, nine.end, in_title=False).year == 2019
    assert kept.context_of(0, 1, in_title=True).year is None


def test_the_words_tell_who_is_named_where_and_who_is_meant() -> None:
    kept = kept_of(persons=("Reyes",))
    wording = kept.wording
    seen = wording.sightings({"bramble bank", "fennel bank", "dana"}, wording.runs())
    assert [(one.name, one.in_title) for one in seen] == [
        ("bramble bank", False),
        ("fennel bank", False),
        ("dana", False),
    ]
    named = NamedWords(wording, {"bramble bank", "fennel bank"}, kept.offices)
    assert named.meant_by_description("the lender", TEXT.index("Its chief")) == "bramble bank"
    assert named.meant_by_description("the lender", 0) == "bramble bank"
    assert named.employer_of("Reyes") == (True, None)
    assert named.employer_of("Milo") == (False, None)


def test_a_web_address_and_a_possessive_come_back_as_they_were_cut() -> None:
    title, text = (
        "FENNEL'S data",
        "See www.bramble-bank.example, or NORBANK'S site: it, too, lost U.S. data; ask x@a.example.",
    )
    wording = Wording(index_words(title, text))
    assert wording.sites == {"bramble bank"}
    assert wording.shouted == {"fennel", "norbank", "s", "u"}
    site = next(word for word in wording.words if word.site)
    assert (site.normalised, site.capital, site.start) == ("bramble", True, text.index("www"))
    assert {word.normalised: word.marks for word in wording.body}["too"] == 1
    assert "".join(sorted(wording.small & {"data", "fennel", "www"})) == "datawww"


def test_sentences_of_figures_far_down_are_kept_as_well() -> None:
    text = "They came at night. " * 4_000 + "The hack of payroll files hit 7,000. Nobody else was hit."
    far = span_of("7,000", text)
    assert far.quote_end > MOST_CHARACTERS
    wording = kept_of(text, figures=(far,)).wording
    assert [word.normalised for word in wording.between(far.quote_start, far.quote_end, in_title=False)] == [
        *("the", "hack", "of", "payroll", "files", "hit", "7", "000"),
    ]
    assert "payroll" not in {word.normalised for word in wording.words}


def test_a_text_in_another_language_is_kept_too() -> None:
    text = "Die Bank hat mitgeteilt, dass die Daten von vielen Kunden und die der Partner nicht mehr sicher sind. " * 3
    kept = kept_of(text + "Norbank war das.", title="Norbank")
    assert kept.candidacy is None
    assert kept.wording.runs()["norbank"]


@pytest.mark.parametrize(
    "kind", ["short lines", "initials", "marks that decompose", "ampersands", "decimals", "one word"]
)
def test_of_a_megabyte_no_more_is_kept_than_of_its_beginning(kind: str) -> None:
    text = KINDS[kind](1_000_000)
    sentences = [(at, at + 1_200) for at in range(0, len(text) - 1_200, len(text) // 600)]
    figures = tuple(FigureSpan(False, begin, begin + 1, begin, end, earlier=True) for begin, end in sentences)
    persons = tuple(f"Ada {letter}{other}" for letter in "ABCDEFGHIJ" for other in "abcdefghij")
    kept = kept_of(text, TITLE, figures=figures, persons=persons, counts=3)
    assert len(json.dumps(to_plain(kept))) < MOST_KEPT

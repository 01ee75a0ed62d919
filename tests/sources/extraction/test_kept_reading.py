"""What is kept of a text for the steps after it: it answers what the text would, as JSON, and has an end."""

import datetime as dt
import json

import pytest

from sources.extraction import ArticleText, KeptReading, WhatWasRead, keep
from sources.extraction.find.word_index import Wording, index_words
from sources.extraction.plain_json import UnreadableJson, from_plain, to_plain
from tests.adversarial import KINDS, TITLE

DAY = dt.date(2031, 6, 1)
TEXT = (
    "Bramble Bank (formerly Thistle Trust) lost 5,000 cards issued by Fennel Bank. Its chief executive is Dana Reyes. "
    "We are sorry, she said. In March the bank had spoken of 4,000 cards, and in its 2019 breach of 900."
)
MOST_KEPT = 1_000_000  # characters of JSON


def kept_of(text: str = TEXT, title: str = "BB hacked", **read: object) -> KeptReading:
    return keep(ArticleText("1", title, text, DAY), WhatWasRead(**read))  # type: ignore[arg-type]


def test_it_comes_back_from_json_as_it_was() -> None:
    kept = kept_of(counts=3)
    assert kept.candidacy is not None
    assert len(kept.relations) == 1
    assert from_plain(KeptReading, json.loads(json.dumps(to_plain(kept)))) == kept


@pytest.mark.parametrize("damage", [{"length": "5"}, {"words": None}, {"unknown": 1}, {"published": "soon"}])
def test_json_of_another_shape_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises(UnreadableJson):
        from_plain(KeptReading, {**to_plain(kept_of()), **damage})


def test_the_words_tell_who_is_named_where() -> None:
    wording = kept_of().wording
    seen = wording.sightings({"bramble bank", "fennel bank", "dana"}, wording.runs())
    assert [(one.name, one.in_title) for one in seen] == [
        ("bramble bank", False),
        ("fennel bank", False),
        ("dana", False),
    ]


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
    assert {word.normalised: word.marks for word in wording.told}["too"] == 1
    assert "".join(sorted(wording.small & {"data", "fennel", "www"})) == "datawww"


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
    kept = kept_of(text, TITLE, counts=3)
    assert len(json.dumps(to_plain(kept))) < MOST_KEPT

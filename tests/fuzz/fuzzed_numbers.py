"""Random numbers and the texts around them: the grammar of numbers, and the reading of the whole text."""

import random
from functools import cache

from sources import extraction
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.numbers import find_numbers
from sources.extraction.lexicon import load_lexicon
from sources.extraction.pages.plain_text import tidy
from sources.extraction.proceedings import read_stages
from tests.adversarial import KINDS
from tests.fuzz.fuzzed_input import FuzzedInput, plain_answer, require
from tests.fuzz.mutating import mutated

_DIGITS = (
    "0 1 5 12 87 1,000 45,000 1.234.567 1 234 567 3,50,000 1.5 ½ 4¼ 3/4 .75 10⁶ ٣٤ ９９ 0,25 $5 €4.5m £2bn 6MM 9" * 1
)
_PIECES = (
    *_DIGITS.split(" "),
    *"million billion thousand hundred dozen lakh crore half a quarter of and point minus no nil zero".split(),
    *"one two three seven twelve twenty thirty ninety first second third score".split(),
    *"- – to between up to at least more than about nearly some an estimated over under % per cent percent".split(),
    *"customers people records accounts patients users files passwords cards GB emails of them their".split(),
    *(", ", ". ", "; ", "(", ")", "“", "”", "\n", "\n\n", "|", " | ", "\t", "[1]", "¹", "'s", "—", ":", "No.", "#"),
    *"Norbank said was were not fined stolen leaked the regulator ICO in 2031 on Monday May March 4 April".split(),
    *"According to the bank, told The Gazette data breach hackers denied revised earlier now from".split(),
)
_OPENING = "Norbank said hackers had stolen data of "


def make_number(draw: random.Random) -> FuzzedInput:
    """One text: mostly a few words of numbers, else a longer one."""
    chance = draw.random()
    if chance < 0.6:
        text = _OPENING + _joined(draw, draw.randint(1, 12)) + " customers."
    elif chance < 0.9:
        text = ". ".join(_OPENING + _joined(draw, draw.randint(5, 40)) for _ in range(draw.randint(1, 6)))
    else:
        text = KINDS[draw.choice(_names())](draw.choice((200, 1_000)))
    body = text.encode("utf-8", "replace")
    return FuzzedInput("numbers", mutated(body, draw, most=4))


def drive_number(given: FuzzedInput) -> None:
    """Find its numbers and read it whole; AssertionError where a span or a value cannot be."""
    text = tidy(given.body.decode("utf-8", "replace"))
    plain = normalise(text)
    for number in find_numbers(fold(plain), load_lexicon("en"), plain):
        require(0 <= number.start < number.end <= len(plain), "a number without a place")
        require(number.low is None or number.high is None or number.low <= number.high, "low above high")
    article = extraction.ArticleText(id="1", title=text[:80].split("\n")[0], text=text)
    reading = plain_answer(extraction.read(article))
    for one in reading.mentions:
        require(0 <= one.start < one.end <= len(text), "a mention without a place")
        require(one.low is None or one.high is None or one.low <= one.high, "low above high")
    extraction.to_json(reading)
    plain_answer(extraction.keep(article, extraction.WhatWasRead()))
    plain_answer(read_stages(article))


def grown_number(given: FuzzedInput, copies: int) -> FuzzedInput:
    """The text again and again, a line each."""
    return FuzzedInput("numbers", (given.body + b"\n") * copies)


def _joined(draw: random.Random, count: int) -> str:
    return "".join(f"{draw.choice(_PIECES)}{draw.choice((' ', ' ', ' ', '', '-'))}" for _ in range(count))


@cache
def _names() -> list[str]:
    return sorted(KINDS)

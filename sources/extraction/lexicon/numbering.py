"""How numbers are written in a language, compiled from numbers.toml."""

import re
from typing import Any

from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.words import NumberWords

_GAP = r"(?:-|\s{1,20})"
_VULGAR = "[¼½¾⅐-⅞]"
_PART = rf"(?:{_VULGAR}|[1-9]/[2-9](?![\d/]))"
# 1,234,567 and 3,50,000; 1'234'567; 1 234 567 and "147, 500", as feeds have it; 1.234.567 and 1.234,56; all with decimals.
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?(?!\d)|\d{1,3}(?:,? \d{3})+(?!\d)"
    r"|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
)
_ROUND = r"10{1,2}(?:[ ,.']?000){0,3}(?!\d)"  # 100,000, which "several" makes vague


def number_words(table: dict[str, Any]) -> NumberWords:
    """The patterns of the number grammar, which find/numerals.py describes."""
    ones, magnitudes, short, fractions = (table[key] for key in ("ones", "magnitudes", "short_magnitudes", "fractions"))
    joints, vague = table["joints"], table["vague"]
    long, shorter, article = alternation(magnitudes), alternation(short), alternation(joints["articles"])
    direct, link_of = alternation(joints["direct"]), rf"\s+{joints['of']}"
    plurals, quantifiers = alternation(vague["plurals"]), alternation(vague["quantifiers"])
    digits, small, any_word = _digits(long, shorter), _small(ones), alternation([*ones, *magnitudes, *vague["plurals"]])
    hundred = alternation(word for word, factor in magnitudes.items() if factor == 100)
    # "two hundred and fifty", but only "one" of "one hundred and two hundred".
    hundreds = rf"(?:{small}|{article}){_GAP}{hundred}(?:\s+{joints['and']})?{_GAP}{small}(?![a-z])(?!{_GAP}{hundred})"
    mark = rf"{alternation(joints['marks'])}?"
    units = rf"(?P<magnitude>{long}(?:{_GAP}{long})*)(?![a-z])"
    singular = alternation(word for word in magnitudes if word not in vague["plurals"])


    def half(name: str, article: str, tail: str) -> str:
        count = rf"(?:{article}|(?P<{name}_count>{small})\s+)"
        return rf"(?:\s+{joints['and']}\s+{count}(?P<{name}>{direct})(?![a-z]){tail})?"

    with_half = half("half", rf"(?:{article}\s+)?", rf"(?={_GAP}{long})")
    and_half = half("last_half", rf"{article}\s+", rf"(?!{link_of})")
    starts = [*ones, *magnitudes, *joints["direct"], *vague["plurals"], *vague["quantifiers"]]
    # Most characters begin none of them, and are passed over fast.
    first = "".join(sorted({phrase[0] for phrase in [*starts, *joints["articles"]]}))
    numerator = rf"(?:(?P<count>{small}|\d|{article}){_GAP})?"
    parted = alternation([*ones, *fractions, *joints["articles"], *vague["quantifiers"], *joints["parting"].split()])
    return NumberWords(
        ones=ones,
        magnitudes=magnitudes,
        short_magnitudes=short,
        fractions=fractions,
        vague=re.compile(
            rf"(?:{quantifiers}(?:{link_of})?{_GAP})?"
            rf"(?:{plurals}(?:{link_of}{_GAP}{any_word}){{0,5}}"
            rf"|{long}(?:(?:{link_of}|\s+{joints['and']})?{_GAP}{any_word}){{0,8}})(?![a-z])"
            rf"|{quantifiers}(?:{link_of})?{_GAP}{_ROUND}"
        ),
        share=re.compile(
            rf"(?:{numerator}(?P<fraction>{alternation(fractions)})|(?P<part>{_PART}))(?![a-z])"
            rf"(?P<of>{link_of}\s+)?{_GAP}?(?:{article}\s+)?"
        ),
        digits=re.compile(
            rf"(?P<digits>(?={_PART})|{digits})(?:[ -]?(?P<part>{_PART}))?{with_half}"
            rf"(?:{mark}(?:-|\s{{0,20}}){units}|{mark} ?(?P<short>{shorter})(?![\w']|(?!{mark[:-1]})-(?!\d)))?{and_half}"
        ),
        words=re.compile(
            rf"(?P<words>{hundreds}|{small}(?![a-z])|(?:{article}{_GAP})?(?={long}))"
            rf"(?:\s+{joints['point']}(?P<decimals>(?:{_GAP}{alternation(_below(ones, 10))}(?![a-z]))+))?{with_half}"
            rf"(?:{mark}(?:{_GAP}|(?<![a-z])){units})?{and_half}"
        ),
        link=re.compile(rf"(?P<and>\s+{joints['and']})?{_GAP}"),
        broken=re.compile(rf"(?:\s+(?!{parted}\b)[a-z'-]{{1,20}}){{0,2}}?{_GAP}{singular}(?![a-z])"),
        again=re.compile(rf"\s+{alternation(ones)}(?![a-z])"),
        ratio=re.compile(
            rf"(?:{small}|\d{{1,2}})\s+{alternation(joints['ratio'])}\s+(?:{small}|\d{{1,4}})(?![a-z\d])(?![.,']\d)(?!{_GAP}{any_word}\b)"
        ),
        start=re.compile(
            rf"\d|{_VULGAR}|(?<![\w.,])\.\d|(?<![a-z])(?=[{first}])(?:{alternation(starts)}"
            rf"|{article}{_GAP}(?:{direct}|{long}|{alternation(fractions)}{link_of}))\b"
        ),
    )


def _digits(long: str, short: str) -> str:
    """Digits with their groups and decimals; a comma or a stop and a blank lead decimals only before a magnitude."""
    magnitude = rf"(?=(?:-|\s{{0,20}}){long}\b| ?{short}(?![\w']))"
    return rf"(?:\d+,\d{{1,2}}{magnitude}|{_GROUPED}|\d{{1,3}}\. \d{{1,2}}{magnitude}|\d+(?:\.\d+)?|\.\d+)"


def _small(ones: dict[str, int]) -> str:
    """Numbers below a hundred in words."""
    tens = alternation(word for word, value in ones.items() if value >= 20)
    return rf"(?:{tens}{_GAP}{alternation(_below(ones, 10))}(?![a-z])|{alternation(ones)})"


def _below(ones: dict[str, int], limit: int) -> list[str]:
    return [word for word, value in ones.items() if value < limit]

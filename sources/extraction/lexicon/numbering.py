"""How numbers are written in a language, compiled from numbers.toml; find/numerals.py is their grammar."""

import re
from collections.abc import Iterable

from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.tables import Table
from sources.extraction.lexicon.words import NumberWords

_GAP = r"(?:-|\s{1,20})"
_VULGAR = "[¼½¾⅐-⅞]"
_PART = rf"(?:{_VULGAR}|[1-9]/[2-9](?![\d/]))"
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?"  # 1,234,567 and 3,50,000
    r"|\d{1,3}(?:'\d{3})+(?:[.,]\d+)?(?!\d)"  # 1'234'567
    r"|\d{1,3}(?: \d{3})+(?!\d)"  # 1 234 567
    r"|\d{1,3}(?:, \d{3})+(?!\d)(?!,? [a-z]{2,3} \d)"  # "147, 500", as feeds have it, but not "100, 200 and 300"
    r"|\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"  # 1.234,56 and 1.234.567
)
_ROUND = r"10{1,2}(?:[ ,.']?000){0,3}(?!\d)"  # 100,000, which "several" makes vague
_END = "(?![a-z])"  # of a word; the digit of a footnote may follow


def number_words(table: Table) -> NumberWords:
    """The patterns of digits, of number words, of shares and of vague numbers."""
    ones, magnitudes, short, fractions = (table[key] for key in ("ones", "magnitudes", "short_magnitudes", "fractions"))
    joints, vague = table["joints"], table["vague"]
    long, small, parts = alternation(magnitudes), _small(ones), alternation(fractions)
    article, direct = alternation(joints["articles"]), alternation(joints["direct"])
    plurals, quantifiers = alternation(vague["plurals"]), alternation(vague["quantifiers"])
    of, and_, point = (rf"{_GAP}{joints[word]}" for word in ("of", "and", "point"))
    any_word = alternation([*ones, *magnitudes, *vague["plurals"]])
    several = rf"{quantifiers}(?:{of})?{_GAP}"
    mark = alternation(joints["marks"])
    units = rf"(?P<magnitude>{long}(?:{mark}?{_GAP}{long})*){_END}"
    shorter = rf"(?P<short>{alternation(short)})(?![\w']|(?!{mark})-(?=[a-z]))"
    hundred = alternation(word for word, factor in magnitudes.items() if factor == 100)
    # "two hundred and fifty", but only "one" of "one hundred and two hundred".
    hundreds = rf"(?:{small}|{article}){_GAP}{hundred}(?:{and_})?{_GAP}{small}{_END}(?!{_GAP}{hundred})"
    numerator = rf"(?:{article}|(?P<half_count>{small})){_GAP}"
    half = rf"(?:{and_}{_GAP}(?:{numerator})?(?P<half>{direct}){_END}(?={_GAP}{long}))?"
    half_after = rf"(?:{and_}{_GAP}{article}{_GAP}(?P<half_after>{direct}){_END}(?!{of}))?"
    starts = [*ones, *magnitudes, *joints["direct"], *vague["plurals"], *vague["quantifiers"]]
    # Most characters begin none of them, and are passed over fast.
    first = "".join(sorted({phrase[0] for phrase in [*starts, *joints["articles"]]}))
    return NumberWords(
        ones=ones,
        magnitudes=magnitudes,
        short_magnitudes=short,
        fractions=fractions,
        vague=re.compile(
            rf"(?:{several})?(?:{plurals}(?:{of}{_GAP}{any_word}){{0,5}}"
            rf"|{long}(?:(?:{of}|{and_})?{_GAP}{any_word}){{0,8}}){_END}"
            rf"|{several}{_ROUND}|[1-3]?\d\s+{plurals}{of}\b"
        ),
        share=re.compile(
            rf"(?:(?:(?P<count>{small}|\d|{article}){_GAP})?(?P<fraction>{parts})|(?P<part>{_PART})){_END}"
            rf"(?P<of>{of}{_GAP})?{_GAP}?(?:{article}{_GAP})?"
        ),
        digits=re.compile(
            rf"(?P<digits>(?={_PART})|{_digits(long, alternation(short))})(?:[ -]?(?P<part>{_PART}))?{half}"
            rf"(?:{mark}?(?:-|\s{{0,20}}){units}|{mark}? ?{shorter})?{half_after}"
        ),
        words=re.compile(
            rf"(?P<words>{hundreds}|{small}{_END}|(?:{article}{_GAP})?(?={long}))"
            rf"(?:{point}(?P<decimals>(?:{_GAP}{alternation(_digit_words(ones))}{_END})+))?{half}"
            rf"(?:{mark}?(?:{_GAP}|(?<![a-z])){units})?{half_after}"
        ),
        link=re.compile(rf"(?P<and>{and_})?{_GAP}"),
        broken=_broken(table, plurals),
        again=re.compile(rf"\s+{alternation(ones)}{_END}"),
        ratio=re.compile(
            rf"(?:{small}|\d{{1,2}}){_GAP}{alternation(joints['ratio'])}{_GAP}(?:{small}|(?!(?:19|20)\d\d)\d{{1,4}})"
            rf"(?:{_GAP}{long})?(?![a-z\d])(?![.,']\d)"
        ),
        glued=re.compile(rf"\d++(?!{long}|{alternation(short)})[a-z]|\d++(?:\.\d++)?%"),
        split=re.compile(joints["split"]),
        start=re.compile(
            rf"\d|{_VULGAR}+|(?<![\w.,])\.\d|(?<![a-z])(?=[{first}])"
            rf"(?:{alternation(starts)}|{article}{_GAP}(?:{direct}|{long}|{parts}{of}))\b"
        ),
    )


def _broken(table: Table, plurals: str) -> re.Pattern[str]:
    """A magnitude within two words that begin no number, or of a kind that is not known: "something million", "milion".

    Plurals count only right behind the number: in "it cost 87 firms millions" they begin another one.
    """
    joints, vague = table["joints"], table["vague"]
    begin_or_part = [
        table["ones"],
        table["fractions"],
        joints["articles"],
        vague["quantifiers"],
        joints["parting"].split(),
    ]
    parted = alternation(word for words in begin_or_part for word in words)
    missed = alternation([*(word for word in table["magnitudes"] if word not in vague["plurals"]), *vague["unread"]])
    between = rf"(?:\s+(?!{parted}\b)[a-z'-]{{1,20}}){{0,2}}?"
    return re.compile(
        rf"{between}(?:{_GAP}|\s*[\"'(]|\s*\([^()]{{1,40}}\)\s*)(?!{plurals}\b){missed}{_END}|{_GAP}{plurals}{_END}"
    )


def _digits(long: str, short: str) -> str:
    """Digits with their groups and decimals; a comma or a stop and a blank lead decimals only before a magnitude."""
    magnitude = rf"(?=(?:-|\s{{0,20}}){long}\b| ?{short}(?![\w']))"
    return rf"(?:\d+,\d{{1,2}}{magnitude}|{_GROUPED}|\d{{1,3}}\. \d{{1,2}}{magnitude}|\d+(?:\.\d+)?|\.\d+)"


def _small(ones: dict[str, int]) -> str:
    """Numbers below a hundred in words."""
    tens = alternation(word for word, value in ones.items() if value >= 20)
    return rf"(?:{tens}{_GAP}{alternation(_digit_words(ones))}{_END}|{alternation(ones)})"


def _digit_words(ones: dict[str, int]) -> Iterable[str]:
    return [word for word, value in ones.items() if value < 10]

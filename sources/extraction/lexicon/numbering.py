"""How numbers are written in a language, compiled from numbers.toml."""

import re
from typing import Any

from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.words import NumberWords

# 1,234,567 and 3,50,000; 1'234'567; 1 234 567; 1.234.567; 1234.5; "147, 500" and "33. 7 million", as feeds have them
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d{1,3}(?:'\d{3})+(?!\d)|\d{1,3}(?:,? \d{3})+(?!\d)|\d{1,3}(?:\.\d{3}){2,}(?!\d)"
)


def number_words(table: dict[str, Any]) -> NumberWords:
    """The patterns of digits, of number words and of vague numbers."""
    ones, magnitudes, short = table["ones"], table["magnitudes"], table["short_magnitudes"]
    vague, fractions = table["vague"], alternation(table["fractions"])
    bare, long = alternation([*ones, *magnitudes]), alternation(magnitudes)
    plurals, prefixes, quantifiers = (alternation(vague[key]) for key in ("plurals", "prefixes", "quantifiers"))
    starts = [*ones, *magnitudes, *table["fractions"], *vague["plurals"], *vague["quantifiers"], *vague["prefixes"]]
    # Most characters begin none of them, and are passed over fast.
    first = "".join(sorted({phrase[0] for phrase in starts} | {"a"}))
    head = rf"(?:a |one )?{fractions}(?:[ -]of)? (?:an? )?|{bare} and a {fractions} |an? "
    return NumberWords(
        ones=ones,
        magnitudes=magnitudes,
        short_magnitudes=short,
        fractions=table["fractions"],
        vague=re.compile(rf"(?:{prefixes} ){{0,3}}{plurals}\b(?! \d)|{quantifiers} {long}s?\b"),
        words=re.compile(rf"(?:{head})?{bare}(?:(?:[ -]| and ){bare}){{0,12}}\b"),
        digits=re.compile(
            rf"(?P<digits>{_GROUPED}|\d+\. \d{{1,2}}(?=\s*{alternation([*magnitudes, *short])}\b)|\d+(?:\.\d+)?)"
            rf"(?:(?:-|\s{{0,20}})(?P<magnitude>{long})\b| ?(?P<short>{alternation(short)})(?![\w'$£€-]))?"
        ),
        start=re.compile(rf"\d|(?<![a-z])(?=[{first}])(?:{alternation(starts)}|an? (?:{fractions}|{long}))\b"),
    )

"""One character for what typography writes in many ways, without moving any offset."""

import re
import unicodedata

from sources.extraction.article import CAPTION

_SPACES = "".join(map(chr, [0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF])) + "\t\r\v\f"
_NEWLINES = "\u2028\u2029\u0085"
_DASHES = "\u2010\u2011\u2012\u2013\u2212\ufe63"
_LONG_DASHES = "\u2014\u2015\ufe58"  # these part words instead of joining them
_BARS = "\u2044\u2215"  # of fractions
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"


# Full-width forms stand at a fixed distance from ASCII.
_SPELLINGS = (
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(_SPACES, " ")
    | dict.fromkeys(_NEWLINES, "\n")
    | dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_LONG_DASHES, "\u2014")
    | dict.fromkeys(_BARS, "/")
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
)
# Few characters are replaced, and a pattern finds them faster than looking up each character in a table.
_SPELT = re.compile("[" + re.escape("".join(_SPELLINGS)) + "]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,600}>")
_RAISED = "[\u00b9\u00b2\u00b3\u2070\u2074-\u2079]"
# The sign of a footnote, as in "87 million\u00b9"; behind a ten or a two it may be a power, before a bar a fraction.
_FOOTNOTE = re.compile(
    rf"(?<!\b10)(?<!\b2)(?<!\b10 )(?<!\b2 ){_RAISED}+(?:[,\u02d2]{_RAISED}+)*(?!{_RAISED}|/)"
    r"|[\u2080-\u2089]+|(?<=\w)[\u2020\u2021\u00a7]+"
)
# The same in ASCII, right behind a word or its full stop: "450[2]", "450*".
_BRACKETED = re.compile(
    r"(?:(?<=[^\s\[])|(?<=\d ))\[(?:[A-Za-z]{0,12} ?\d{1,3}(?:\s?[,;-]\s?\d{1,3})*|[A-Za-z])\](?!\w)"
    r"|(?:(?<=\d\d\d)|(?<=[A-Za-z]))\*{1,2}(?=[\s.,;:)]|$)"
)
_NON_ASCII_DIGIT = re.compile(r"[^\W\D0-9]")


def normalise(text: str) -> str:
    """The text with plain spaces, quotes, dashes, bars and digits, and blanks for markup and the marks of captions; as
    long as the text, always."""
    plain = _SPELT.sub(lambda match: _SPELLINGS[match[0]], text)
    if not plain.isascii():
        plain = _NON_ASCII_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0], match[0]))[:1], plain)
        plain = _FOOTNOTE.sub(lambda match: " " * len(match[0]), plain)
    if "[" in plain or "*" in plain:
        plain = _BRACKETED.sub(lambda match: " " * len(match[0]), plain).replace(CAPTION, " " * len(CAPTION))
    if "<" in plain:
        plain = _TAG.sub(lambda match: " " * len(match[0]), plain)
    return plain


def last_words(text: str, count: int) -> str:
    """The end of the text from its last words on, with the blanks before them: what a pattern that ends there needs."""
    further = text.rsplit(maxsplit=count)[:-count]
    return text[len(further[0]) :] if further else text


def fold(text: str) -> str:
    """The text in lower case, as long as it was: a letter whose lower case is longer stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)

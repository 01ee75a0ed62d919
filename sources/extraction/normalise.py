"""One spelling for what typography spells in many ways, without moving a single offset."""

import re
import unicodedata
from functools import lru_cache

_SPACES = "".join(map(chr, [0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x3000, 0xFEFF])) + "\t\r\v\f"
_NEWLINES = "\u2028\u2029\u0085"
_DASHES = "\u2010\u2011\u2012\u2013\u2212\ufe63"
_LONG_DASHES = "\u2014\u2015\ufe58"  # these part words instead of joining them
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033"


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table = {ord(character): " " for character in _SPACES}
    table |= {ord(character): "\n" for character in _NEWLINES}
    table |= {ord(character): "-" for character in _DASHES}
    table |= {ord(character): "\u2014" for character in _LONG_DASHES}
    table |= {ord(character): "'" for character in _SINGLE_QUOTES}
    table |= {ord(character): '"' for character in _DOUBLE_QUOTES}
    # Full-width forms stand at a fixed distance from ASCII.
    table |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    return table


_TAG = re.compile(r"</?[A-Za-z][^<>]{0,600}>")
_NON_ASCII_DIGIT = re.compile(r"[^\W\D]")


def normalise(text: str) -> str:
    """The text with plain spaces, quotes, dashes and digits, and blanks for markup; as long as the text, always."""
    plain = text.translate(_table())
    if not plain.isascii():
        plain = _NON_ASCII_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0], match[0]))[:1], plain)
    if "<" in plain:
        plain = _TAG.sub(lambda match: " " * len(match[0]), plain)
    return plain


def fold(text: str) -> str:
    """The text in lower case, as long as it was: a letter whose lower case is longer stays as it is."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)

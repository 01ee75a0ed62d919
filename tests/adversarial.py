"""Kinds of text that nobody writes as news: each may cost about as much as it is long, and no more.

    KINDS["full stops"](50_000)  # a text of 50,000 characters

Texts are made by rule, the random ones from a fixed seed, so that a kind of one size is the same text everywhere.
Nearly all begin with a short report of a breach, so that what follows is read and not passed over. The kinds of marks
and characters stand here, those of words and sentences in `adversarial_prose`.
"""

import random
from collections.abc import Callable

from tests.adversarial_prose import LEAD, PROSE, Kind, filled, numbered, repeated

TITLE = "Norbank hacked: data of 5,000 customers stolen"


def _drawn(alphabet: str) -> Kind:
    """Characters drawn from an alphabet."""
    return lambda size: (LEAD + "".join(random.Random(size).choices(alphabet, k=size)))[:size]


def _drawn_words(words: str) -> Kind:
    """Words drawn from a list, spaces between."""
    return lambda size: (LEAD + " ".join(random.Random(size).choices(words.split("|"), k=size // 2)))[:size]


def _one_word(size: int) -> str:
    return ("a" * size)[:size]


def _mirrored(opening: str, closing: str) -> Kind:
    """All that opens in the first half, all that closes in the second."""
    return lambda size: (LEAD + opening * (size // 2 // len(opening)) + closing * (size // 2 // len(closing)))[:size]


def _every_mark(size: int) -> str:
    """A stretch of each mark, all of one length."""
    marks = ".!?,;:-'\"()[]{}<>/\\|&%$#@*_=+~^`"
    return (LEAD + "".join(mark * (size // len(marks)) for mark in marks))[:size]


def _open(unit: str) -> Kind:
    """The lead, then the unit up to the very end: no pattern finds what it waits for."""
    return lambda size: (LEAD + unit * size)[:size]


def _glued(unit: str) -> Kind:
    """The lead, then the unit, then a letter without a space."""
    return lambda size: (LEAD + unit * size)[: size - 1] + "a"


def _from_the_start(head: str, unit: str) -> Kind:
    """No lead: what only the beginning of a text may be."""
    return lambda size: (head + unit * size)[: size - 1] + "x"


MARKS: dict[str, Kind] = {
    "full stops": repeated("."),
    "exclamation marks": repeated("!"),
    "question marks": repeated("?"),
    "stops of three kinds": repeated(".!?"),
    "stops with quotes": repeated('."'),
    "stops with brackets": repeated(".)"),
    "stops, spaced": repeated(". "),
    "commas": repeated(","),
    "commas, spaced": repeated(", "),
    "semicolons": repeated("; "),
    "colons": repeated(": "),
    "hyphens": repeated("-"),
    "hyphens, spaced": repeated(" - "),
    "long dashes": repeated("\u2014"),
    "apostrophes": repeated("'"),
    "quotes opened": repeated("\u201c"),
    "quotes opened, with words": repeated("\u201cwe lost data "),
    "quotes closed": repeated("\u201d"),
    "straight quotes": repeated('"'),
    "quotes, one word each": repeated('"a" '),
    "quotes closed after a stop": repeated('said." '),
    "brackets opened": repeated("("),
    "brackets opened, with words": repeated("(the data "),
    "brackets nested": _mirrored("(", ")"),
    "square brackets": repeated("[1]"),
    "tags opened": repeated("<a"),
    "tags never closed": repeated("<b "),
    "tags": repeated("<p>a</p>"),
    "half a table of HTML": repeated("<td>5,000 customers"),
    "entities": repeated("&amp;lt;"),
    "slashes": repeated("/"),
    "backslashes": repeated("\\"),
    "underscores": repeated("_"),
    "ampersands": repeated("A&"),
    "asterisks": repeated("* "),
    "pipes": repeated("| 5,000 | customers |\n"),
    "headings": repeated("# Data breach\n"),
    "headings of blanks": lambda size: "".join(
        f"# {name}{' ' * (size // 4 - 60)}x\n5,000 customers were hit in the data breach\n" for name in "ABCD"
    ).ljust(size)[:size],
    "cells of blanks": lambda size: "".join(
        f"{name}lder{' ' * 9}{(chr(160) * (size // 4 - 60))}x | 5,000 customers\n" for name in "ABCD"
    ).ljust(size)[:size],
    "tables of three rows": numbered("Bank{n} | Firm{n} | 5 users\nB{n} | Fi{n} | 6 users\nC{n} | D{n} | 7 users\n.\n"),
    "tables by three separators": numbered(
        "Ab{n}\t  |Cd{n} 5 users\nEf{n}\t  |G{n} 6 users\nH{n}\t  |I{n} 7 users\n.\n"
    ),
    "rows with many figures": lambda size: "\n".join(
        f"- Bank{at} Ltd: 5,001 customers" + ", 6,001 users" * (size // 1_300) for at in range(99)
    )[:size].ljust(size),
    "equals signs": repeated("="),
    "percent signs": repeated("%"),
    "percentages": repeated("5% of "),
    "currency signs": repeated("$"),
    "currency signs, spaced": repeated("\u20ac "),
    "at signs": repeated("a@"),
    "every mark": _every_mark,
    "spaces": repeated(" "),
    "spaces, then a letter": _glued(" "),
    "spaces after a word": lambda size: (LEAD + "fined" + " " * size)[:size],
    "tabs": repeated("\t"),
    "no-break spaces": repeated("\u00a0"),
    "zero-width spaces": repeated("\u200b"),
    "zero-width joiners": repeated("a\u200d"),
    "line ends": repeated("\n"),
    "line ends, spaced": repeated(" \n"),
    "carriage returns": repeated("\r"),
    "line separators": repeated("\u2028"),
    "short lines": repeated("a\n"),
    "short lines with a number": repeated("5,000 customers\n"),
    "soft wraps": repeated("the stolen data of all of the customers was found\n"),
    "bullets": repeated("\u2022 5,000 users\n"),
    "one word": _one_word,
    "one word of capitals": repeated("A"),
    "one word with hyphens": repeated("a-"),
    "one word with apostrophes": repeated("a'"),
    "one word with stops": repeated("a."),
    "one word of two cases": repeated("aB"),
    "initials": repeated("A. B. "),
    "initials, together": repeated("U.S."),
    "abbreviations": repeated("Inc. "),
    "abbreviations with capitals": repeated("Norbank Inc. Corp. Ltd. "),
    "ellipses": repeated("... "),
    "ellipses of one character": repeated("\u2026"),
    "emoji": repeated("\U0001f600"),
    "flags": repeated("\U0001f1e9\U0001f1ea"),
    "combining marks": lambda size: (LEAD + "a" + "\u0301" * size)[:size],
    "marks that decompose": repeated("\ufdfa"),
    "ligatures": repeated("\ufb03"),
    "letters that fold longer": repeated("\u0130"),
    "right-to-left marks": repeated("\u200f\u202e"),
    "controls": repeated("\x01a"),
    "half surrogates": repeated("\ud800"),
    "full-width letters": repeated("\uff24\uff41\uff54\uff41 "),
    "addresses": numbered("https://www.example.com/{n}?a=1&b=2 "),
    "one address": repeated("a/b?c=d&"),
    "host names": repeated("www.a."),
    "e-mail addresses": numbered("user{n}@example.com "),
    "drawn marks": _drawn(".,;:!?'\"()-/&%$ \n"),
    "drawn digits and marks": _drawn("0123456789.,-$% "),
    "drawn letters": _drawn("abcdefghijklmnopqrstuvwxyz ABCDE.,\n"),
    "drawn words": _drawn_words(
        "said|that|the|of|data|customers|5,000|more|than|up|from|to|Norbank|,|.|and|its|fined|million|not|may|in|2019"
        "|breach|police|who|which|by|at|stolen|records|$5|least|hackers|according|report|including|these"
    ),
}

DIGITS: dict[str, Kind] = {
    "digits": repeated("1"),
    "zeros": repeated("0"),
    "digits, spaced": repeated("1 "),
    "digits with commas": repeated("1,"),
    "groups of three": repeated("000,"),
    "groups of three, spaced": repeated("123 "),
    "groups of three with stops": repeated("123."),
    "groups of three with apostrophes": repeated("123'"),
    "groups of three, comma and space": repeated("123, "),
    "decimals": repeated("1.5 "),
    "decimals without end": repeated("1."),
    "ranges": repeated("1-2-"),
    "ranges of thousands": repeated("1,000-2,000-"),
    "ranges, spaced": repeated("1,000 to 2,000 to "),
    "telephone numbers": repeated("555-1234-555-1234 "),
    "Unicode digits": repeated("\u0661\u0662\u0663"),
    "Unicode digits of many scripts": repeated("\u0967\u09e7\u0e51\U0001d7ce"),
    "superscripts": repeated("\u00b2"),
    "fractions": repeated("1/2 "),
    "fraction characters": repeated("\u00bd"),
    "Roman numerals": repeated("MCMXC "),
    "times of day": repeated("10:30 "),
    "dates in digits": repeated("01/02/2019 "),
    "years": repeated("2019 "),
    "ordinals": repeated("1st 2nd "),
    "versions": repeated("v1.2.3.4 "),
    "digits glued to letters": repeated("a1"),
    "sums of money": repeated("$5 million "),
    "sums of money, glued": repeated("$5m"),
    "sums of nobody knows whose": repeated("5 kroner "),
    "sums of nobody knows whose, apart": repeated("Fined 5 kroner at noon. "),
    "currency codes": repeated("USD 5 EUR 6 "),
    "hexadecimal": _drawn("0123456789abcdef"),
}

# Runs that go on to the end, or up to a letter: what looks for an end of them goes through them from every place.
_RUNS = {
    "full stops": ".",
    "exclamation marks": "!",
    "question marks": "?",
    "stops of three kinds": ".!?",
    "stops with quotes": '."',
    "stops with brackets": ".)",
    "commas": ",",
    "hyphens": "-",
    "apostrophes": "'",
    "straight quotes": '"',
    "brackets": "(",
    "tags": "<a ",
    "underscores": "_",
    "slashes": "/",
    "ampersands": "A&",
    "currency signs": "$",
    "no-break spaces": "\u00a0",
    "ellipses": "\u2026",
    "digits": "1",
    "digits with commas": "1,",
    "groups of three": "000,",
    "groups of three, comma and space": "123, ",
    "capital letters": "A",
    "capital letters with stops": "A.",
    "million": "million ",
    "names": "Norbank ",
    "said": "said ",
    "the": "the ",
    "of": "of ",
    "and": "and ",
}
OPEN = {f"{name}, to the end": _open(unit) for name, unit in _RUNS.items()}
GLUED = {f"{name}, up to a letter": _glued(unit) for name, unit in _RUNS.items()}
_FROM_THE_START = {
    "date line of spaces": _from_the_start("OSLO", " "),
    "date line of capitals": _from_the_start("OSLO", " OSLO,"),
    "date line of dashes": _from_the_start("OSLO", " -"),
}

KINDS: dict[str, Callable[[int], str]] = {
    **MARKS,
    **OPEN,
    **GLUED,
    **_FROM_THE_START,
    **DIGITS,
    **PROSE,
    "nothing but the lead": filled(LEAD),
}

"""Every number expression of a text that may be a quantity, in one pass."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from sources.extraction.find.numerals import MOST_CHARACTERS, Numeral, read_numeral, whole
from sources.extraction.lexicon import Lexicon, ReviewLexicon
from sources.extraction.lexicon.money_words import WhoseCurrency
from sources.extraction.mention import Amount

NumeralReader = Callable[[str, int], Numeral | None]  # of the number that begins at a place of a folded text
_Words = Lexicon | ReviewLexicon

_RUN = re.compile(r"[\d.,/]*(?: \d{2,4}\b)*")
_MANY = re.compile(rf"[^a-z]{{{MOST_CHARACTERS}}}")
_TIMES_FURTHER = 1000  # the ends of a range lie no farther apart
_TIMES_SHARED = 10  # nor do those of "40-50,000"
# Before and behind a number that is a part of something: "a=5", "x-5", "1.5.", "3 x 10", "5%", "5/6".
_PART_BEFORE = re.compile("(?:(?<![<>])=|[\\w@#/\\\\&+^]|\\w-|\\d[.,:\u00b7]|\\d\\s?[x\u00d7*]\\s?)\\Z")
_PART_BEHIND = re.compile("[%°_@\\\\^]|\\s?[\u00b9\u00b2\u00b3\u2070-\u2079]|[.,:/\u00b7]\\d|\\s?[x\u00d7*]\\s?\\d")
_GLUED = re.compile(r"\d{1,3},\d{3}")
LOST = "\ufffd"  # stands for a byte that was no character
_LOST_BEFORE = re.compile(rf"{LOST} ?\Z")
_LOST_IN_WORD = re.compile(rf" ?[a-z]{{1,10}}{LOST}[a-z]")  # perhaps in its magnitude: "5 mi\ufffdlion"
_LOST_BEHIND = re.compile(rf"(?: ?{LOST} ?[\d.,]*)+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number or a range of them. Spans hold the number and, for money, its currency sign or name.

    low, high  differ for a range; both None when vague
    currency   ISO 4217, None for a count
    style      how its only numeral, or the upper end, is written
    lost       a character beside it or in it was lost, so that it has no value
    """

    start: int
    end: int
    value: Amount | None
    low: Amount | None
    high: Amount | None
    currency: str | None
    style: str
    scale: int
    lost: bool = False

    @property
    def is_range(self) -> bool:
        return self.low != self.high

    @property
    def is_fractional(self) -> bool:
        return any(end is not None and end % 1 for end in (self.low, self.high))

    @property
    def is_vague(self) -> bool:
        return self.style == "vague"


def find_numbers(folded: str, lexicon: Lexicon, plain: str = "") -> Iterator[Number]:
    """Numbers in text order, without overlaps. `folded` is normalised and in lower case.

    `plain`, where given, tells names from numbers: "Capital One" counts nothing. By the places that it names it is
    told whose kroner are meant.
    """
    currency_of = cache(partial(only_currency_named, (plain,)))  # the text is looked through once for each name
    for number in find_numbers_by(partial(read_numeral, words=lexicon.numbers), folded, lexicon, plain):
        yield (
            number if number.currency is not None or number.lost else _with_shared(number, folded, lexicon, currency_of)
        )


def only_currency_named(texts: Iterable[str], whose: WhoseCurrency) -> str | None:
    """The currency of the only one of several countries whose places the texts name; None if they name places of
    several, or of none."""
    named = [code for code, places in whose if any(map(places.search, texts))]
    return named[0] if len(named) == 1 else None


def _with_shared(
    number: Number, folded: str, lexicon: Lexicon, currency_of: Callable[[WhoseCurrency], str | None]
) -> Number:
    """The sum, where the name of several countries' currency stands behind it and it is told whose."""
    for name, whose in lexicon.money.shared:
        if behind := name.match(folded, number.end):
            code = currency_of(whose)
            return replace(number, currency=code, end=behind.end()) if code else number
    return number


def find_numbers_by(read: NumeralReader, folded: str, lexicon: _Words, plain: str = "") -> Iterator[Number]:
    """The same, by the grammar of a language that has another."""
    position = scaled = 0
    start = lexicon.numbers.start
    while match := start.search(folded, position):
        position = match.end()
        ratio = lexicon.numbers.ratio.match(folded, match.start())
        if ratio:
            position = ratio.end()
            continue
        numeral = _numeral_at(read, folded, match.start(), lexicon)
        if numeral is not None and plain and _is_name(plain, numeral):
            position = numeral.end
            continue
        if numeral is None:
            # Digits that are no number are skipped as a whole, so that their parts are not read as numbers.
            position = max(position, _end_of_run(folded, match.start(), lexicon))
            continue
        position = numeral.end
        if scaled and match.start() <= scaled + 1:
            continue  # "2 million 4K videos": it says of what kind they are
        number = _with_range(read, folded, numeral, lexicon)
        if number is not None and _is_beside_lost(folded, number):
            number = _not_understood(folded, number)
        scaled = number.end if number is not None and number.scale >= 1000 and not number.currency else 0
        if number is not None:
            position = max(position, number.end)
            yield number


def _is_beside_lost(folded: str, number: Number) -> bool:
    """Whether a character was lost in the number or beside it: a sign of money, a dash, a blank between its digits."""
    before = _LOST_BEFORE.search(folded, max(0, number.start - 2), number.start)
    behind = _LOST_BEHIND.match(folded, number.end) or _LOST_IN_WORD.match(folded, number.end)
    return bool(before or behind or LOST in folded[number.start : number.end])


def _not_understood(folded: str, number: Number) -> Number:
    """The number without a value, up to the last digit beside what was lost: "45\ufffd000"."""
    behind = _LOST_BEHIND.match(folded, number.end)
    end = behind.end() if behind else number.end
    return replace(number, end=end, value=None, low=None, high=None, style="vague", scale=1, lost=True)


def _end_of_run(folded: str, start: int, lexicon: _Words) -> int:
    """Where digits that begin there end, groups and all."""
    run = _RUN.match(folded, start)
    digits = lexicon.numbers.digits.match(folded, start) if _MANY.match(folded, start) else None
    too_long = digits is not None and len(digits["digits"]) > MOST_CHARACTERS
    return max(run.end() if run else start, digits.end("digits") if digits is not None and too_long else start)


def _numeral_at(read: NumeralReader, folded: str, start: int, lexicon: _Words) -> Numeral | None:
    if lexicon.numbers.glued.match(folded, start) or not _starts_clean(folded, start, lexicon):
        return None
    numeral = read(folded, start)
    return numeral if numeral is not None and _ends_clean(folded, numeral, lexicon) else None


def _is_name(plain: str, numeral: Numeral) -> bool:
    """Whether it is part of a name: a number word with a capital within a sentence, beside another capital."""
    if numeral.style != "words" or not plain[numeral.start].isupper():
        return False
    before = plain[max(0, numeral.start - 30) : numeral.start].split()
    if before and before[-1][0].isupper() and before[-1][-1].isalnum():
        return True
    opens = not before or before[-1][-1] in ".!?:"
    return not opens and plain[numeral.end : numeral.end + 2].strip()[:1].isupper()


def _starts_clean(folded: str, start: int, lexicon: _Words) -> bool:
    """Whether what begins there belongs to nothing that stands before it, a currency apart."""
    if _PART_BEFORE.search(folded, max(0, start - 4), start) is None:
        return True
    if _GLUED.match(folded, start) and folded[max(0, start - 2) : start].isalpha():
        return True  # "affected1,745": a missing space
    return lexicon.money.symbol_before.search(folded, max(0, start - 6), start) is not None


def _ends_clean(folded: str, numeral: Numeral, lexicon: _Words) -> bool:
    tail = folded[numeral.end : numeral.end + 12]
    if not tail or numeral.value is None:
        return True
    if tail[0].isalpha():
        return numeral.style == "grouped" and tail[:4].isalpha()
    if _PART_BEHIND.match(tail):
        return False
    if tail[0] == "'" and tail[1:2] == "s" and numeral.scale == 1:
        return False  # "the 1990's"
    if tail[0] == "-" and tail[1:2].isalpha():
        # "29-year-old", "64-bit"; "143-million" is a magnitude and already inside.
        return numeral.value >= 1000 or lexicon.hedges.after.match(folded, numeral.end) is not None
    return lexicon.number_grammar.not_a_quantity.match(tail) is None


def _with_range(read: NumeralReader, folded: str, first: Numeral, lexicon: _Words) -> Number | None:
    currency, start, end = _currency(folded, first.start, first.end, lexicon)
    second = _second(read, folded, first, end, lexicon)
    if second is None:
        return Number(start, end, first.value, first.value, first.value, currency, first.style, first.scale)
    if _is_telephone(folded, first, second):
        return None
    later, _, last = _currency(folded, second.start, second.end, lexicon)
    low = _low(first, second)
    if low is None or second.value is None:
        return Number(start, last, None, None, None, currency or later, "vague", 1)
    if low >= second.value:
        return Number(start, end, first.value, first.value, first.value, currency, first.style, first.scale)
    return Number(start, last, None, low, second.value, currency or later, second.style, second.scale)


def _low(first: Numeral, second: Numeral) -> Amount | None:
    """The lower end, with the magnitude that it shares with the upper end; None where that is not understood."""
    low, high = first.value, second.value
    if low is None or high is None:
        return None
    if low < 1000 and first.scale <= 100:
        for unit in (second.scale, second.magnitude):
            if unit > 1 and low * unit < high:
                return whole(low * unit)
        thousands = second.style == "grouped" and high % 1000 == 0
        if thousands and low * 1000 < high < low * 1000 * _TIMES_SHARED:
            return low * 1000
    return low if high <= low * _TIMES_FURTHER else None


def _is_telephone(folded: str, first: Numeral, second: Numeral) -> bool:
    """Whether it is a telephone number: "285-7433", "844-888-5998", plain digits joined by hyphens, of unlike length or
    in more than two groups."""
    if folded[first.end : second.start] != "-" or first.style != "plain" or second.style != "plain" or second.scale > 1:
        return False
    return second.end - second.start > first.end - first.start or folded[second.end : second.end + 1] == "-"


def _second(read: NumeralReader, folded: str, first: Numeral, end: int, lexicon: _Words) -> Numeral | None:
    """The upper end of a range that begins with `first`, or None."""
    grammar = lexicon.number_grammar
    link = grammar.range_link.match(folded, end)
    if link is None or (first.value is None and not (link["to"] or "").isalpha()):
        return None
    before = folded[max(0, first.start - 30) : first.start]
    if link["both"] and not grammar.between.search(before):
        return None
    # "raised from 3 to 5 million" tells of two figures; "ranging from 3 to 5 million" of one.
    if link["to"] and grammar.starting.search(before) and not grammar.spread.search(before):
        return None
    sign = lexicon.money.sign.match(folded, link.end())
    start = sign.end() if sign else link.end()
    if lexicon.numbers.start.match(folded, start) is None:
        return None
    numeral = read(folded, start)
    return numeral if numeral is not None and _ends_clean(folded, numeral, lexicon) else None


def _currency(folded: str, start: int, end: int, lexicon: _Words) -> tuple[str | None, int, int]:
    """The currency of the number, and the span with its sign or name."""
    money = lexicon.money
    before = money.symbol_before.search(folded, max(0, start - 6), start)
    if before:
        sign = before[0].strip()
        return money.symbols.get(sign) or _named(sign, lexicon), before.start(), end
    after = money.name_after.match(folded, end)
    if after:
        sign = after[0].strip(" -")
        return money.symbols.get(sign) or _named(sign, lexicon), start, after.end()
    return None, start, end


def _named(sign: str, lexicon: _Words) -> str | None:
    return next((code for pattern, code in lexicon.money.names if pattern.fullmatch(sign)), None)

"""How the words around a number bound it."""

from dataclasses import dataclass

from incidents.vocabulary import Hedge
from sources.extraction.find.numbers import Number
from sources.extraction.lexicon import Lexicon
from sources.extraction.mention import Amount

_WINDOW = 60
_GROWING_BEFORE, _GROWING_AFTER = 110, 110
_ROUGH = {Hedge.EXACT, Hedge.ABOUT}
# Only these hedges turn under a negation: "did not protect up to 5 million" tells no lower bound.
_LOWER = {Hedge.AT_LEAST: Hedge.LESS_THAN, Hedge.MORE_THAN: Hedge.UP_TO}
_UPPER = {Hedge.LESS_THAN: Hedge.AT_LEAST}
_COMPARISONS = {Hedge.MORE_THAN, Hedge.LESS_THAN}


@dataclass(frozen=True, slots=True)
class Bounded:
    """A number with its ends; `start` is where its hedge begins, `inverted` says that a negation turned the hedge."""

    value: Amount | None
    low: Amount | None
    high: Amount | None
    hedge: Hedge
    hedge_text: str
    start: int
    inverted: bool = False


def find_hedge(folded: str, number: Number, begin: int, limit: int, lexicon: Lexicon) -> tuple[Hedge, str, int]:
    """The hedge of a number within the sentence [begin, limit), its words, and where the hedged phrase begins."""
    growing = words_of_growth(folded, number, begin, lexicon)
    if growing:
        return Hedge.AT_LEAST, growing.strip(), number.start
    before = lexicon.hedges.before.search(folded, max(begin, number.start - _WINDOW), number.start)
    if before:
        hedge = Hedge(before.lastgroup or Hedge.EXACT)
        if hedge not in _COMPARISONS or not lexicon.hedges.definite.search(before[0]):
            return hedge, before[0].strip(), before.start()
        return Hedge.EXACT, "", number.start
    inside = lexicon.hedges.after.search(folded, number.start, number.end)  # "40-odd thousand"
    start = inside.start() if inside else number.end
    return *hedge_after(folded, start, limit, lexicon), number.start


def words_of_growth(folded: str, number: Number, begin: int, lexicon: Lexicon) -> str:
    """The words right before a number that say that the count is expected to exceed it, as in the text; else "".

    Whoever "expects the toll to climb beyond the 4,000" gives the 4,000 as the least, and no upper end.
    """
    found = lexicon.hedges.growing_before.search(folded, max(begin, number.start - _GROWING_BEFORE), number.start)
    return folded[found.start() : number.start] if found else ""


def growing_after(hedge: Hedge, folded: str, position: int, limit: int, lexicon: Lexicon) -> str:
    """The words after the counted noun that say that the count is expected to grow; "" if there are none, or if another
    hedge gives the ends ("up to")."""
    if hedge not in _ROUGH:
        return ""
    found = lexicon.hedges.growing_after.match(folded, position, min(limit, position + _GROWING_AFTER))
    return found[0].strip(" ,") if found else ""


def hedge_after(folded: str, position: int, limit: int, lexicon: Lexicon) -> tuple[Hedge, str]:
    """The hedge that begins right at the position, after a number or its noun, and its words."""
    after = lexicon.hedges.after.match(folded, position, min(limit, position + 30))
    return (Hedge(after.lastgroup or Hedge.EXACT), after[0].strip()) if after else (Hedge.EXACT, "")


def bound(number: Number, hedge: Hedge, words: str, start: int, *, negated_clause: bool = False) -> Bounded:
    """The ends of a number. A negation of the clause turns "more than" into "no more than", and then denies nothing."""
    if number.is_vague:
        return Bounded(None, None, None, Hedge.VAGUE, words, start)
    if number.is_range:
        return Bounded(None, number.low, number.high, Hedge.BETWEEN, words, start)
    inverted = negated_clause and (hedge in _LOWER or hedge in _UPPER)
    if inverted:
        hedge = _LOWER.get(hedge) or _UPPER[hedge]
    value = number.value
    low = None if hedge in {Hedge.UP_TO, Hedge.LESS_THAN} else value
    high = None if hedge in {Hedge.AT_LEAST, Hedge.MORE_THAN} else value
    return Bounded(value, low, high, hedge, words, start, inverted)

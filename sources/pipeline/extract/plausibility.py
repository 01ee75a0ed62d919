"""Holding back mentions that cannot be right or are probably slips: a curator sees them with the reason.

| held                                                          | because                                              |
| ------------------------------------------------------------- | ---------------------------------------------------- |
| more people than the country named has, or the world          | nobody can have counted them                         |
| a part above every total of the same thing in the article     | a part is not more than the whole                    |
| 500,000 where the same article has 500 million more often, or | "thousand" and "million" are easily mixed up         |
| in its title (or the reverse)                                 |                                                      |
| a number beside a character that was lost (U+FFFD)            | it may have been a sign of money, a dash, a digit    |
| what is asked about, averted, made up; a rate, a ratio        | the sentence does not say that so many are concerned |

A mention that is held makes no claim until a curator judges it (`judging`). A number that the article says is wrong
("not 87 million") is no assertion and is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from incidents.populations import WORLD, populations
from incidents.vocabulary import Metric, Polarity, Scope, Unit
from sources.extraction import BESIDE_LOST, NO_COUNT
from sources.models import Mention

SLIPS = (1_000, 1_000_000)
_LOST = "A character beside the number was lost: it may have been a sign of money, a dash or a digit. Look at the page."
_NO_COUNT = "The sentence asks about it, says what did not happen or is made up, or gives a rate or a ratio."
_Kind = tuple[str, str, bool]


class _NumberTally:
    """How often each number of one kind is given, and the largest that is given for the whole; None for none."""

    def __init__(self) -> None:
        self.times: Counter[int] = Counter()
        self.whole: int | None = None

    def add(self, one: Mention) -> None:
        """Count one more."""
        number = number_of(one) or 0
        self.times[number] += 1
        if one.scope == Scope.TOTAL:
            self.whole = number if self.whole is None else max(self.whole, number)


def hold_implausible(mentions: Sequence[Mention]) -> None:
    """Hold back the mentions that cannot be right: set their `held_because`, and that they need a review."""
    for one in mentions:
        names = {feature["name"] for feature in one.features}
        reason = _LOST if BESIDE_LOST in names else _NO_COUNT if NO_COUNT in names else ""
        if reason:
            one.held_because, one.needs_review = reason, True
    counts = [one for one in mentions if one.metric == Metric.AFFECTED and one.polarity == Polarity.ASSERTED]
    sure = [one for one in counts if not one.needs_review and number_of(one) is not None]
    titled = {number_of(one) for one in sure if one.in_title}
    kinds: dict[_Kind, _NumberTally] = defaultdict(_NumberTally)
    for one in sure:
        kinds[_kind(one)].add(one)
    for one in sure:
        tally = kinds[_kind(one)]
        reason = _more_than_live(one) or _more_than_the_whole(one, tally) or _slip(one, tally, titled)
        if reason:
            one.held_because, one.needs_review = reason[:200], True


def number_of(mention: Mention) -> int | None:
    """The number that stands for the mention: as printed, else the nearer end."""
    return next((number for number in (mention.value, mention.low, mention.high) if number is not None), None)


def _more_than_live(one: Mention) -> str:
    if one.unit != Unit.PEOPLE:
        return ""
    number, known = number_of(one) or 0, populations()
    for country in (one.country, WORLD):
        name, people = known.get(country, ("", 0))
        if name and number > people:
            return f"More than the {people:,} people of {name}."
    return ""


def _more_than_the_whole(one: Mention, tally: _NumberTally) -> str:
    if one.scope != Scope.SUBSET or not one.primary:
        return ""
    largest = tally.whole
    if largest is None or (number_of(one) or 0) <= largest:
        return ""
    return f"A part of {number_of(one):,} is more than the whole of {largest:,} that the article gives."


def _slip(one: Mention, tally: _NumberTally, titled: AbstractSet[int | None]) -> str:
    number, times = number_of(one) or 0, tally.times
    for slip in SLIPS:
        for other in (number * slip, number // slip if number % slip == 0 else 0):
            more_often = (times[other], other in titled) > (times[number], number in titled)
            if other in times and more_often:
                return f"The article has {other:,} elsewhere: {number:,} looks like a slip of a factor of {slip:,}."
    return ""


def _kind(one: Mention) -> _Kind:
    return one.metric, one.unit, one.primary

"""Holding back mentions that cannot be right or are probably slips: a curator sees them with the reason.

| held                                                          | because                                              |
| ------------------------------------------------------------- | ---------------------------------------------------- |
| more people than the country named has, or the world          | nobody can have counted them                         |
| 500,000 where the same article has 500 million more often, or | "thousand" and "million" are easily mixed up         |
| in its title (or the reverse)                                 |                                                      |
| a number beside a character that was lost (U+FFFD)            | it may have been a sign of money, a dash, a digit    |
| what is asked about, averted, made up; a rate, a ratio        | the sentence does not say that so many are concerned |

A mention that is held makes no claim until a curator judges it (`judging`). A number that the article says is wrong
("not 87 million") is no assertion and is left alone.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from incidents.populations import WORLD, populations
from incidents.vocabulary import Metric, Polarity, Unit
from sources.extraction import BESIDE_LOST, NO_COUNT
from sources.models import Mention

SLIPS = (1_000, 1_000_000)
_LOST = "A character beside the number was lost: it may have been a sign of money, a dash or a digit. Look at the page."
_NO_COUNT = "The sentence asks about it, says what did not happen or is made up, or gives a rate or a ratio."
_Kind = tuple[str, str, bool]


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
    times: dict[_Kind, Counter[int]] = defaultdict(Counter)
    for one in sure:
        times[_kind(one)][number_of(one) or 0] += 1
    for one in sure:
        reason = _more_than_live(one) or _slip(one, times[_kind(one)], titled)
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


def _slip(one: Mention, times: Mapping[int, int], titled: AbstractSet[int | None]) -> str:
    number = number_of(one) or 0
    for slip in SLIPS:
        for other in (number * slip, number // slip if number % slip == 0 else 0):
            more_often = (times.get(other, 0), other in titled) > (times[number], number in titled)
            if other in times and more_often:
                return f"The article has {other:,} elsewhere: {number:,} looks like a slip of a factor of {slip:,}."
    return ""


def _kind(one: Mention) -> _Kind:
    return one.metric, one.unit, one.primary

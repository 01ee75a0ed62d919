"""When one number is another one in rounder words.

| given                       | is the exact number if this lies...                             |
| --------------------------- | --------------------------------------------------------------- |
| "3 million", "about 3m"     | within 6 per cent of it                                         |
| "over 3m", "at least 3m"    | above it by less than its last digit counts, and 15 per cent    |
| "nearly 7m", "up to 7m"     | below it by less than its last digit counts, and 10 per cent    |

News rounds a number down after "more than" and up after "nearly", and seldom by more than this. A number as long as
the other, or longer, is never the rounder one.
"""

from incidents.vocabulary import Hedge

_PLAIN_PERCENT, _FLOOR_PERCENT, _CEILING_PERCENT = 6, 15, 10
_FLOORS = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN})
_CEILINGS = frozenset({Hedge.UP_TO, Hedge.NEARLY, Hedge.LESS_THAN})


def is_rounding_of(coarse: int, hedge: Hedge, fine: int) -> bool:
    """Whether `coarse`, given with this hedge, is the exact number `fine` in rounder words."""
    lowest, highest = rounded_from(coarse, hedge)
    return lowest <= fine <= highest and digits(coarse) < digits(fine)


def rounded_from(coarse: int, hedge: Hedge) -> tuple[int, int]:
    """The lowest and the highest number that `coarse`, given with this hedge, may stand for."""
    last_digit = 10 ** (len(str(coarse)) - digits(coarse))
    lowest = -(-coarse * 100 // (100 + _PLAIN_PERCENT))
    highest = coarse * 100 // (100 - _PLAIN_PERCENT)
    if hedge in _FLOORS:
        highest = max(highest, min(coarse + last_digit - 1, coarse * 100 // (100 - _FLOOR_PERCENT)))
    elif hedge in _CEILINGS:
        lowest = min(lowest, max(coarse - last_digit + 1, -(-coarse * 100 // (100 + _CEILING_PERCENT))))
    return lowest, highest


def digits(number: int) -> int:
    """How many digits a number has before the zeros at its end: 3,348,869 has seven, 3,000,000 one."""
    return len(str(number).rstrip("0"))

"""Numbers as the text bounds them."""

from dataclasses import dataclass

from incidents.vocabulary import Hedge


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its bounds: counts, or minor units of a currency. None is an open end, never zero.

    value  the number as printed; None for a range or a vague number ("millions")
    low    nothing below is asserted
    high   nothing above is asserted
    """

    value: int | None
    low: int | None
    high: int | None
    hedge: Hedge = Hedge.EXACT

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}: give the smaller number as low")

    @property
    def number(self) -> int | None:
        """The one number that stands for it: the printed value, else the upper end, else the lower."""
        for candidate in (self.value, self.high, self.low):
            if candidate is not None:
                return candidate
        return None


def bounds(value: int, hedge: Hedge) -> Quantity:
    """The quantity that a hedge makes of a printed number.

    | hedge                       | low   | high  |
    | --------------------------- | ----- | ----- |
    | exact, about, nearly        | value | value |
    | up_to, less_than            | open  | value |
    | at_least, more_than         | value | open  |
    | vague, between              | open  | open  |  (a range carries its own ends: build Quantity yourself)
    """
    match hedge:
        case Hedge.EXACT | Hedge.ABOUT | Hedge.NEARLY:
            return Quantity(value, value, value, hedge)
        case Hedge.UP_TO | Hedge.LESS_THAN:
            return Quantity(value, None, value, hedge)
        case Hedge.AT_LEAST | Hedge.MORE_THAN:
            return Quantity(value, value, None, hedge)
        case _:
            return Quantity(value, None, None, hedge)

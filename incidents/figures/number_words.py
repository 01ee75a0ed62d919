"""Numbers, days and quantities in words for people."""

import datetime as dt
from decimal import Decimal
from typing import Protocol

from babel.numbers import get_currency_precision

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.vocabulary import Hedge, Metric, Scope, Unit, label

_MAGNITUDES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_BEFORE = {
    Hedge.ABOUT: "about ",
    Hedge.NEARLY: "nearly ",
    Hedge.UP_TO: "up to ",
    Hedge.AT_LEAST: "at least ",
    Hedge.MORE_THAN: "more than ",
    Hedge.LESS_THAN: "less than ",
}


def spell(number: int) -> str:
    """ "87 million", "1.2 billion", "145.5 million"; in digits where more than two decimals would be needed."""
    for size, word in _MAGNITUDES:
        if abs(number) >= size and number % (size // 100) == 0:
            return f"{_plain(Decimal(number) / size)} {word}"
    return f"{number:,}"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def exponent(currency: str) -> int:
    """How many digits of an amount in minor units stand after the decimal point: 2 for EUR, 0 for JPY."""
    return get_currency_precision(currency)


def major_amount(amount_minor: int, currency: str) -> int | float:
    """The amount in major units: 50,000,000 pence are 500,000 pounds; a float only where cents are left over."""
    amount = Decimal(amount_minor).scaleb(-exponent(currency))
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def spell_money(amount_minor: int, currency: str) -> str:
    """ "GBP 500,000", "USD 5 billion", "EUR 1,234.56"; cents only where there are any."""
    digits = exponent(currency)
    amount = Decimal(amount_minor).scaleb(-digits)
    words = spell(int(amount)) if amount == amount.to_integral_value() else f"{amount:,.{digits}f}"
    return f"{currency} {words}"


def spell_in(number: int, bucket: Bucket) -> str:
    """The number in the words of its bucket, money with its currency, without the unit of what is counted."""
    if bucket.unit is Unit.MONEY and bucket.currency:
        return spell_money(number, bucket.currency)
    return spell(number)


def spell_quantity(quantity: Quantity, bucket: Bucket) -> str:
    """ "up to 87 million", "between 3 million and 5 million", "more than USD 65 billion", "an unnamed number"."""
    if quantity.value is None and quantity.low is not None and quantity.high is not None:
        return f"between {spell_in(quantity.low, bucket)} and {spell_in(quantity.high, bucket)}"
    number = quantity.number
    if number is None:
        return "an unnamed number"
    return _BEFORE.get(quantity.hedge, "") + spell_in(number, bucket)


def unit_words(number: int | None, unit: Unit) -> str:
    """What so many are: "people", "person" for 1; `None` is several."""
    if number == 1 and unit is Unit.PEOPLE:
        return "person"
    words = "items" if unit is Unit.OTHER else label(unit)
    return words.removesuffix("es" if unit is Unit.EMAIL_ADDRESSES else "s") if number == 1 else words


def spell_amount(quantity: Quantity, bucket: Bucket) -> str:
    """The quantity with what it counts: "up to 87 million people", "fine of GBP 500,000", with the part it is of."""
    words = spell_quantity(quantity, bucket)
    if bucket.unit is Unit.MONEY:
        words = f"{label(bucket.metric)} of {words}"
    else:
        words += f" {unit_words(quantity.value, bucket.unit)}"
    if bucket.scope is Scope.NOTIFIED:
        words += " notified"
    place = ", ".join(filter(None, (bucket.country, bucket.label)))
    return f"{words} ({place})" if place else words


def spell_day(day: dt.date | None) -> str:
    """ "4 April 2018"; "an unknown day" for None and for the day before all others."""
    if day is None or day == dt.date.min:
        return "an unknown day"
    return f"{day.day} {day:%B} {day.year}"


class Held(Protocol):
    """A figure, one of its revisions, or what the rules say of claims."""

    @property
    def low(self) -> int | None: ...
    @property
    def best(self) -> int | None: ...
    @property
    def high(self) -> int | None: ...


def number_words(number: int | None, bucket: Bucket, *, none: str = "open") -> str:
    """`87 million`, `EUR 65 billion`; the word `none` where there is no number, since null is never zero."""
    return none if number is None else spell_in(number, bucket)


def range_words(held: Held, bucket: Bucket) -> str:
    """`30 million to 87 million` of a figure; see `bounds_words`."""
    return bounds_words(held.low, held.high, bucket)


def bounds_words(low: int | None, high: int | None, bucket: Bucket) -> str:
    """`30 million to 87 million`; `up to`, `at least` where an end is open; nothing where both are."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {number_words(high, bucket)}"
    if high is None:
        return f"at least {number_words(low, bucket)}"
    return number_words(low, bucket) if low == high else f"{number_words(low, bucket)} to {number_words(high, bucket)}"


def held_words(held: Held, bucket: Bucket) -> str:
    """`87 million (30 million to 87 million)`; `up to 87 million` where that is all that is known; `unknown` without a
    number."""
    if held.best is None:
        return "unknown"
    best, spread = number_words(held.best, bucket), range_words(held, bucket)
    if {held.low, held.high} <= {held.best, None}:
        return spread or best
    return f"{best} ({spread})"


def bucket_words(bucket: Bucket) -> str:
    """`affected people`, `market value loss (EUR)`, `affected people, subset: GB`."""
    metric, unit = label(Metric(bucket.metric)), label(Unit(bucket.unit))
    if bucket.unit is Unit.MONEY:
        words = f"{metric} ({bucket.currency})"
    else:
        words = metric if metric == unit else f"{metric} {unit}"
    if bucket.scope is Scope.TOTAL:
        return words
    limits = ", ".join(part for part in (bucket.country, bucket.label) if part)
    return f"{words}, {label(bucket.scope)}" + (f": {limits}" if limits else "")

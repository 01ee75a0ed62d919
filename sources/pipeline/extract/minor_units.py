"""From the amounts of the news to what rows hold: counts, and money in minor units."""

from decimal import ROUND_HALF_EVEN, Decimal

from babel.numbers import get_currency_precision

LARGEST = 2**63 - 1  # what a big integer column holds


def stored_amount(amount: Decimal | int | None, currency: str) -> int | None:
    """A count as an integer; money in minor units of the ISO 4217 currency: 500,000 GBP gives 50,000,000 pence, and
    500,000 JPY, which has no minor unit, 500,000. None stays None.

    Raises OverflowError when a row cannot hold it, and for an infinite or negative amount.
    """
    if amount is None:
        return None
    exact = Decimal(amount)
    if not exact.is_finite() or exact < 0:
        raise OverflowError(f"{amount} is no amount that can be kept.")
    scaled = exact.scaleb(get_currency_precision(currency)) if currency else exact
    if scaled > LARGEST:
        raise OverflowError(f"{amount} is larger than a row can hold.")
    return int(scaled.to_integral_value(rounding=ROUND_HALF_EVEN))

"""Numbers as a curator reads them, and as one types them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from incidents.figures.number_words import (
    Held,
    bounds_words,
    bucket_words,
    exponent,
    held_words,
    number_words,
    range_words,
)
from incidents.ledger.drafts import LARGEST

__all__ = [
    "Held",
    "TypedNumberField",
    "as_typed",
    "bounds_words",
    "bucket_words",
    "held_words",
    "number_words",
    "range_words",
    "typed_number",
    "typed_numbers",
]

WHAT_TO_TYPE = "Type a number such as 87000000, 87,000,000 or 87 million."
_SCALES = {
    "": 1,
    **dict.fromkeys(["k", "thousand"], 10**3),
    **dict.fromkeys(["m", "mn", "million"], 10**6),
    **dict.fromkeys(["bn", "billion"], 10**9),
    **dict.fromkeys(["tn", "trillion"], 10**12),
}
_TYPED = re.compile(r"(?P<whole>\d[\d,' \u00a0\u202f]*)(?P<part>\.\d+)?\s*(?P<scale>[a-z]*)", re.IGNORECASE)
# Thousands, or lakhs and crores, all parted by one sign.
_GROUPS = re.compile(r"\d+|\d{1,3}(?:(?P<sign>[,' \u00a0\u202f])\d{3})(?:(?P=sign)\d{3})*|\d{1,2}(?:,\d{2})*,\d{3}")


def typed_number(text: str, currency: str = "") -> int:
    """The count, or the minor units of `currency`, that somebody typed: `87,000,000`, `87 million`, `1.5bn`.

    Raises ValidationError with a sentence that says what to type.
    """
    found = _TYPED.fullmatch(text.strip())
    scale = _SCALES.get(found["scale"].lower()) if found else None
    if found is None or scale is None:
        raise ValidationError(WHAT_TO_TYPE)
    whole, part = found["whole"].rstrip(), found["part"] or ""
    if not _GROUPS.fullmatch(whole):  # 8,7 is less than nine to half the world
        raise ValidationError(f"Digits are parted by three: is it a decimal comma? Write a point. {WHAT_TO_TYPE}")
    if len(part) == 4 and not found["scale"]:  # 87.000 is 87 thousand to half the world
        raise ValidationError(f"Is the point a decimal point or a separator of thousands? {WHAT_TO_TYPE}")
    number = Decimal(re.sub(r"\D", "", whole) + part) * scale
    if currency:
        number = number.scaleb(exponent(currency))
    if number != number.to_integral_value():
        raise ValidationError("That is no whole number: give one without a fraction.")
    if number > LARGEST:
        raise ValidationError("That number is too large to be kept.")
    return int(number)


def as_typed(number: int | None, currency: str = "") -> str:
    """The text that `typed_number` reads back as this number; empty for none."""
    if number is None:
        return ""
    if not currency:
        return f"{number:,}"
    amount = Decimal(number).scaleb(-exponent(currency))
    return f"{amount:,f}".removesuffix("." + "0" * exponent(currency))


class TypedNumberField(forms.CharField):
    """A count or an amount, typed as people write it; empty is open, never zero. Read it with `typed_numbers`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "max_length": 60, **options})
        self.widget.attrs.setdefault("inputmode", "decimal")


def typed_numbers(form: forms.BaseForm, names: tuple[str, ...], currency: str) -> dict[str, int | None]:
    """By field, the numbers that were typed; a field that holds none gets its error on the form."""
    numbers: dict[str, int | None] = {}
    for name in names:
        text = form.cleaned_data.get(name) or ""
        try:
            numbers[name] = typed_number(text, currency) if text else None
        except ValidationError as error:
            numbers[name] = None
            form.add_error(name, error)
    return numbers

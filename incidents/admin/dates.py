"""Days as a curator types them. Which of two numbers is the month is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from incidents.figures.number_words import spell_day

WHAT_TO_TYPE: Final = "Write a day such as 2018-06-09 or 9 June 2018, or today or yesterday."
DAYS_AGO: Final = {"today": 0, "yesterday": 1}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DIGITS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_NAMED: Final = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")


def typed_day(text: str) -> dt.date:
    """The day: `2018-06-09`, `9 June 2018`, `June 9, 2018`, `13/06/2018`, `9.6.2018`, `yesterday` (in UTC).

    Raises ValidationError with a sentence that says what to write, for `09/06/2018` as well: it is June to half the
    world and September to the other.
    """
    words = " ".join(text.replace(",", " ").split())
    if (ago := DAYS_AGO.get(words.lower())) is not None:
        return timezone.now().date() - dt.timedelta(days=ago)
    if found := _ISO.fullmatch(words):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DIGITS.fullmatch(words):
        return _in_digits(words, int(found[1]), int(found[3]), int(found[4]), point=found[2] == ".")
    for pattern in _NAMED:
        try:
            return dt.datetime.strptime(words, pattern).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise ValidationError(WHAT_TO_TYPE)


def _in_digits(words: str, first: int, second: int, year: int, *, point: bool) -> dt.date:
    """With points the day is first everywhere; else one of the two has to be too large for a month."""
    if point or first > 12 or first == second:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    one, other = _day(year, second, first), _day(year, first, second)
    raise ValidationError(f"{words} is {spell_day(one)} to some, {spell_day(other)} to others: write {one} or {other}.")


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise ValidationError(f"There is no such day. {WHAT_TO_TYPE}") from error


class DayWidget(AdminDateWidget):
    """Shows a day as it may be typed, whatever the language of the page."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__({"placeholder": "2018-06-09", "size": "14", **(attrs or {})}, format="%Y-%m-%d")


class TypedDayField(forms.DateField):
    """A day, typed as people write it."""

    widget = DayWidget
    default_error_messages: ClassVar = {"invalid": WHAT_TO_TYPE}

    def to_python(self, value: Any) -> dt.date | None:
        return typed_day(value) if isinstance(value, str) and value.strip() else super().to_python(value)

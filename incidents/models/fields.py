"""Columns that several models share: terms of the vocabulary, public references, partial dates, countries."""

import re
import secrets
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from incidents.entered_values import wrong_address, wrong_area, wrong_country, wrong_currency
from incidents.names import can_be_seen
from incidents.vocabulary import DatePrecision, label
from tracker.foundation.unwanted_characters import control_in

# Crockford base32: no I, L, O, U, so that a reference survives being read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def choices(vocabulary: type[StrEnum]) -> list[tuple[str, str]]:
    """The (value, words) pairs of a vocabulary, for a form or a schema."""
    return [(member.value, label(member)) for member in vocabulary]


def term(vocabulary: type[StrEnum], **options: Any) -> models.CharField:
    """A column that holds one word of a vocabulary."""
    return models.CharField(max_length=40, choices=choices(vocabulary), **options)


# What an incident's reference looks like in any case; no slug does, so that an address names one incident.
INCIDENT_REFERENCE = rf"^[pP][iI]-[{ALPHABET}{ALPHABET[10:].lower()}]{{4}}-[{ALPHABET}{ALPHABET[10:].lower()}]{{4}}$"


def is_incident_reference(text: str) -> bool:
    """Whether the text has the form of an incident's reference, in capitals or not."""
    return re.search(INCIDENT_REFERENCE, text) is not None and not text.endswith("\n")


def new_reference(prefix: str) -> str:
    """A permanent public reference such as `PI-7K3M-9Q2X`: 40 random bits, the column's uniqueness does the rest."""
    number = secrets.randbits(40)
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(0, 40, 5))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def iso_country(code: str) -> None:
    """Raise ValidationError for what is no country's code."""
    if wrong := wrong_country(code):
        raise ValidationError(wrong)


def iso_area(code: str) -> None:
    """Raise ValidationError for what is neither a country's code nor EU."""
    if wrong := wrong_area(code):
        raise ValidationError(wrong)


def iso_currency(code: str) -> None:
    """Raise ValidationError for what is no currency's code."""
    if wrong := wrong_currency(code):
        raise ValidationError(wrong)


def can_be_read(text: str) -> None:
    """Raise ValidationError for a name or title of which nothing is drawn, or that has a control character."""
    if control := control_in(text):
        raise ValidationError(f"It has the control character {control}, which no page can show: take it out.")
    if not can_be_seen(text):
        raise ValidationError("Nothing of it can be seen: write it with letters, digits or signs.")


def without_login(url: str) -> None:
    """Raise ValidationError for an address with a user name or password in it."""
    if wrong := wrong_address(url):
        raise ValidationError(wrong)


def country(**options: Any) -> models.CharField:
    """An ISO 3166-1 alpha-2 code, upper case; empty when unknown."""
    return models.CharField(max_length=2, validators=[iso_country], **options)


def area(**options: Any) -> models.CharField:
    """An ISO 3166-1 alpha-2 code, upper case, or EU; empty when unknown."""
    return models.CharField(max_length=2, validators=[iso_area], **options)


def currency(**options: Any) -> models.CharField:
    """An ISO 4217 code, upper case; empty where nothing is money."""
    return models.CharField(max_length=3, blank=True, default="", validators=[iso_currency], **options)


def precision(what: str) -> models.CharField:
    """How much of a news date is known: the unknown parts of the stored date are its first month or day."""
    return term(DatePrecision, default=DatePrecision.DAY, help_text=f"How exactly {what} is known.")

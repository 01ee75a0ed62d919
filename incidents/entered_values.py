"""Codes and days that people enter: whether they can be, in a sentence with the remedy. No database."""

import datetime as dt
from functools import cache
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global
from babel.numbers import is_currency

from incidents.vocabulary import DatePrecision

FIRST_DAY = dt.date(1990, 1, 1)  # before it there was no news of personal data lost
# Of the two-letter codes that CLDR has beside ISO 3166-1: unions, parts of countries, made-up ones.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
_NO_CURRENCIES = frozenset(["XXX", "XTS"])  # ISO 4217: none, and one for tests


@cache
def _countries() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NO_COUNTRIES


def wrong_country(code: str) -> str:
    """What is wrong with a country's code; empty for a code of ISO 3166-1 alpha-2 in capitals, or XK (Kosovo)."""
    if code in _countries():
        return ""
    meant = [code.upper()] if code.upper() in _countries() else get_global("territory_aliases").get(code.upper(), [])
    remedy = f"write {meant[0]}" if meant else "such as GB for the United Kingdom or US"
    return f"{code} is no two-letter ISO 3166-1 code of a country in capitals: {remedy}."


def wrong_area(code: str) -> str:
    """What is wrong with the code of where those counted live: a country's, or EU for the union and its neighbours."""
    return "" if code == "EU" else wrong_country(code)


def wrong_currency(code: str) -> str:
    """What is wrong with a currency's code; empty for one of ISO 4217 in capitals, one of the past included."""
    if is_currency(code) and code not in _NO_CURRENCIES:
        return ""
    meant = code.upper()
    if meant != code and is_currency(meant) and meant not in _NO_CURRENCIES:
        return f"{code} is no code of a currency: write {meant}."
    return f"{code} is the code of no currency (ISO 4217): give one such as EUR, GBP or USD."


def wrong_address(url: str) -> str:
    """What is wrong with a web address that is kept: a user name or password in it; empty for one without."""
    try:
        parts = urlsplit(url)
        brings = parts.username is not None or parts.password is not None
    except ValueError:
        return ""  # of no host that can be: whoever takes the address says so
    return "The address holds a user name or password: give it without." if brings else ""


def today() -> dt.date:
    """The day it is, in UTC."""
    return dt.datetime.now(dt.UTC).date()


def wrong_day(day: dt.date | None) -> str:
    """What is wrong with a day of something that has happened; empty for one from 1990 to tomorrow, or for none."""
    now = today()
    if day is None or is_possible_day(day, now):
        return ""
    last = now + dt.timedelta(days=1)
    return f"Give a day from {FIRST_DAY} to {last}: {day} is none on which this can have happened."


def is_possible_day(day: dt.date, now: dt.date) -> bool:
    """Whether news may be of that day: from 1990 to tomorrow, since somewhere it is tomorrow already."""
    return FIRST_DAY <= day <= now + dt.timedelta(days=1)


def last_of(day: dt.date, precision: DatePrecision) -> dt.date:
    """The last day that a date may mean: 31 May for a May of which the day is not known."""
    match precision:
        case DatePrecision.DAY:
            return day
        case DatePrecision.MONTH:
            return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        case DatePrecision.YEAR:
            return day.replace(month=12, day=31)


def first_of(day: dt.date, precision: DatePrecision) -> dt.date:
    """The first day that a date may mean: 1 January for a year."""
    match precision:
        case DatePrecision.DAY:
            return day
        case DatePrecision.MONTH:
            return day.replace(day=1)
        case DatePrecision.YEAR:
            return day.replace(month=1, day=1)

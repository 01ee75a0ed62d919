"""The sectors of organisations: NAICS (2022) by its first two digits, as VERIS uses it. No database.

A sector is stored, sent and asked for by its code. NAICS spreads three sectors over several pairs of digits (31 to 33,
44 and 45, 48 and 49); here each has its first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Sector(StrEnum):
    """What an organisation does, by code."""

    AGRICULTURE = "11"
    MINING = "21"
    UTILITIES = "22"
    CONSTRUCTION = "23"
    MANUFACTURING = "31"
    WHOLESALE = "42"
    RETAIL = "44"
    TRANSPORT = "48"
    INFORMATION = "51"
    FINANCE = "52"
    REAL_ESTATE = "53"
    PROFESSIONAL = "54"
    MANAGEMENT = "55"
    ADMINISTRATIVE = "56"
    EDUCATION = "61"
    HEALTH = "62"
    ENTERTAINMENT = "71"
    HOSPITALITY = "72"
    OTHER_SERVICES = "81"
    PUBLIC = "92"


_NAMES: Final[dict[Sector, str]] = {
    Sector.AGRICULTURE: "farming, forestry and fishing",
    Sector.MINING: "mining, oil and gas",
    Sector.UTILITIES: "electricity, gas and water",
    Sector.CONSTRUCTION: "construction",
    Sector.MANUFACTURING: "manufacturing",
    Sector.WHOLESALE: "wholesale",
    Sector.RETAIL: "retail",
    Sector.TRANSPORT: "transport, post and storage",
    Sector.INFORMATION: "media, telecoms and software",
    Sector.FINANCE: "finance and insurance",
    Sector.REAL_ESTATE: "real estate and rental",
    Sector.PROFESSIONAL: "law, consulting and science",
    Sector.MANAGEMENT: "holding companies",
    Sector.ADMINISTRATIVE: "office services and waste",
    Sector.EDUCATION: "education",
    Sector.HEALTH: "health care and social help",
    Sector.ENTERTAINMENT: "arts, sports and leisure",
    Sector.HOSPITALITY: "hotels and restaurants",
    Sector.OTHER_SERVICES: "associations and other services",
    Sector.PUBLIC: "public administration",
}
_SPREAD: Final = {"32": "31", "33": "31", "45": "44", "49": "48"}
CHOICES: Final[list[tuple[str, str]]] = [(sector.value, words) for sector, words in _NAMES.items()]


def sector_name(code: str) -> str:
    """The words for a sector's code; the code itself where it is none."""
    return dict(CHOICES).get(code, code)


def sector_of(naics: str) -> Sector | None:
    """The sector of a NAICS code of two digits or more, such as 622110; None for what is none (00 is not known)."""
    digits = naics.strip()[:2]
    return next((sector for sector in Sector if sector == _SPREAD.get(digits, digits)), None)

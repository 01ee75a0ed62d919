"""The registers that are read: by which words they are named, under which licence, and what reads their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from sources.importers.gdpr_fines import read_gdpr_fines
from sources.importers.hhs import read_hhs
from sources.importers.hibp import read_hibp
from sources.importers.prc import read_prc
from sources.importers.rows import RegisterRow, RowFault
from sources.importers.veris import read_veris

NOT_STATED = "not stated; ask the publisher"


@dataclass(frozen=True, slots=True)
class Register:
    """One public register.

    slug         by which commands and rows call it
    name         the speaker of what its rows say
    licence      of the data, as its owner gives it: an SPDX identifier where there is one
    attribution  how its owner wants to be named
    file         what file it is, in words
    read         reads text that begins after any byte order mark
    """

    slug: str
    name: str
    licence: str
    attribution: str
    file: str
    read: Callable[[IO[str]], Iterator[RegisterRow | RowFault]]


_ALL = (
    Register(
        "hibp",
        "Have I Been Pwned",
        "CC-BY-4.0",
        "Have I Been Pwned, https://haveibeenpwned.com",
        "the JSON of https://haveibeenpwned.com/api/v3/breaches",
        read_hibp,
    ),
    Register(
        "hhs",
        "HHS breach portal",
        "public domain (17 U.S.C. 105)",
        "US Department of Health and Human Services, Office for Civil Rights, breach portal",
        "the CSV of the portal, of cases under investigation or of the archive",
        read_hhs,
    ),
    Register(
        "prc",
        "Privacy Rights Clearinghouse",
        NOT_STATED,
        "Privacy Rights Clearinghouse, Data Breach Chronology, https://privacyrights.org/data-breaches",
        "the CSV of the chronology, of 2005 to 2017 or with pipes between cells",
        read_prc,
    ),
    Register(
        "veris",
        "VERIS Community Database",
        "CC-BY-SA-4.0",
        "VERIS Community Database, https://github.com/vz-risk/VCDB",
        "JSON of VERIS: one incident, an array of them, or one after the other",
        read_veris,
    ),
    Register(
        "gdpr-fines",
        "GDPR Enforcement Tracker",
        NOT_STATED,
        "CMS GDPR Enforcement Tracker, https://www.enforcementtracker.com",
        "CSV with the columns ETid, Country, Date of Decision, Fine [€]...",
        read_gdpr_fines,
    ),
)
REGISTERS: Mapping[str, Register] = MappingProxyType({register.slug: register for register in _ALL})

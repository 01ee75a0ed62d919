"""The incidents of a replay, opened as a curator would who knows who is involved, and nothing about figures.

One object an incident: {"key", "title", "parties": [{"name", "role"}], "occurred"?: "2013-08", "disclosed_on"?: a day,
"kind"?}. Of an interval ("2014/2018", ISO 8601) the incident has the first day. A role
is in plain words; the first line of this table that fits decides.

| words of the role                                               | becomes                                         |
| --------------------------------------------------------------- | ----------------------------------------------- |
| an officer or somebody who speaks for it (CEO, spokesperson...) | another name of the first controller            |
| attacker, seller, hacker, extortionist...                       | threat actor                                    |
| reporter, investigator, whistleblower, researcher...            | discoverer                                      |
| parent, partner or customer *of* somebody in another role       | other                                           |
| recipient, collector, buyer                                     | recipient                                       |
| processor, supplier, contractor, host                           | processor                                       |
| controller, owner, parent, successor, operator, subsidiary,     | controller: it answers for the data now, or is  |
| division; brand, platform, service, site, app, product          | what the one that does is known by              |
| data subjects                                                   | data subjects                                   |
| anything else                                                   | other                                           |
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from incidents import ledger
from incidents.models import Incident
from incidents.vocabulary import DatePrecision, IncidentKind, IncidentStatus, PartyKind, Role


class BadCase(ValueError):
    """An incident that cannot be opened; the message is a sentence for who wrote it."""


_OFFICER = re.compile(
    r"\b(?:ceo|cfo|cto|ciso|cio|coo|chief|chair(?:man|woman|person)?|president|officer|director|executive|founder"
    r"|spokes(?:man|woman|person))\b"
)
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.THREAT_ACTOR, re.compile(r"\b(?:attack\w*|sell\w*|hack\w*|extort\w*|threat actor|thief|ransom\w*|leaker)\b")),
    (
        Role.DISCOVERER,
        re.compile(
            r"\b(?:report\w*|investigat\w*|whistle-?blower|research\w*|discover\w*|journalist|broke the story)\b"
        ),
    ),
    (Role.OTHER, re.compile(r"\b(?:parent|partner|customer|client|affiliate)\w* of\b")),
    (Role.RECIPIENT, re.compile(r"\b(?:recipient|collect\w*|buyer)\b")),
    (Role.PROCESSOR, re.compile(r"\b(?:processor|supplier|contractor|vendor|host\w*)\b")),
    (
        Role.CONTROLLER,
        re.compile(
            r"\b(?:controller|owner|parent|successor|brand|operator|platform|service|site|website|app|product|subsidiary|division)\b"
        ),
    ),
    (Role.DATA_SUBJECTS, re.compile(r"\bdata subjects?\b|\bvictims\b")),
)
_PRECISIONS = ((10, DatePrecision.DAY), (7, DatePrecision.MONTH), (4, DatePrecision.YEAR))
_CURATOR = ledger.Actor("replay")


@dataclass(frozen=True, slots=True)
class ReplayIncident:
    """An incident to open."""

    key: str
    title: str
    parties: tuple[tuple[str, str], ...]  # name, role in words
    occurred: str = ""
    disclosed: str = ""
    kind: IncidentKind = IncidentKind.UNKNOWN


def cases_of(rows: object) -> list[ReplayIncident]:
    """The cases of a parsed JSON document, in its order. Raises BadCase."""
    if not isinstance(rows, list):
        raise BadCase("The incidents must be a JSON list of objects.")
    made = [_case(number, row) for number, row in enumerate(rows, 1)]
    keys = [case.key for case in made]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise BadCase(f'Two incidents have the key "{twice}": give each its own.')
    return made


def role_of(words: str) -> Role | None:
    """The role that the words mean; None for an officer, who speaks for the first controller."""
    folded = words.casefold()
    if _OFFICER.search(folded):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(folded)), Role.OTHER)


def open_case(case: ReplayIncident) -> Incident:
    """The new incident of the case. Raises BadCase when a field cannot be kept."""
    occurred_on, occurred_precision = _day(case, "occurred", case.occurred)
    disclosed_on, disclosed_precision = _day(case, "disclosed_on", case.disclosed)
    try:
        draft = ledger.IncidentDraft(
            title=case.title,
            kind=case.kind,
            status=IncidentStatus.CONFIRMED,
            occurred_on=occurred_on,
            occurred_precision=occurred_precision,
            disclosed_on=disclosed_on,
            disclosed_precision=disclosed_precision,
            involvements=list(_involvements(case.parties)),
        )
        return ledger.open_incident(draft, actor=_CURATOR, cause="replay")
    except ValidationError as error:
        raise BadCase(f'The incident "{case.key}" cannot be opened: {" ".join(error.messages)}') from error


def _involvements(parties: Sequence[tuple[str, str]]) -> Iterator[ledger.InvolvementDraft]:
    officers = [name for name, words in parties if role_of(words) is None]
    for name, words in parties:
        role = role_of(words)
        if role is None:
            continue
        aliases: list[str] = []
        if role is Role.CONTROLLER:
            aliases, officers = officers, []
        kind = PartyKind.GROUP if role is Role.DATA_SUBJECTS else PartyKind.ORGANISATION
        yield ledger.InvolvementDraft(ledger.known_party(name, kind=kind, aliases=aliases), role, note=words[:200])


def _case(number: int, row: object) -> ReplayIncident:
    if not isinstance(row, Mapping):
        raise BadCase(f"Incident {number} is not an object.")
    parties = row.get("parties", [])
    if not isinstance(parties, list) or not all(isinstance(party, Mapping) for party in parties):
        raise BadCase(f'Incident {number}: "parties" must be a list of objects with name and role.')
    kind = _words(number, row, "kind") or IncidentKind.UNKNOWN
    if kind not in set(IncidentKind):
        raise BadCase(f'Incident {number}: "kind" must be one of {", ".join(IncidentKind)}.')
    return ReplayIncident(
        key=_words(number, row, "key", needed=True),
        title=_words(number, row, "title", needed=True),
        parties=tuple((_words(number, party, "name", needed=True), _words(number, party, "role")) for party in parties),
        occurred=_words(number, row, "occurred"),
        disclosed=_words(number, row, "disclosed_on"),
        kind=IncidentKind(kind),
    )


def _words(number: int, row: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = row.get(name)
    text = "" if value is None else value
    if not isinstance(text, str) or (needed and not text.strip()):
        raise BadCase(f'Incident {number}: "{name}" must be a string{" that is not empty" if needed else ""}.')
    return text.strip()


def _day(case: ReplayIncident, name: str, text: str) -> tuple[dt.date | None, DatePrecision]:
    """("2013-08": 1 August 2013, month), of an interval as of its first end."""
    if not text:
        return None, DatePrecision.DAY
    text, between, last = text.partition("/")
    if between:
        _day(case, name, last)
    precision = next((precision for length, precision in _PRECISIONS if len(text) == length), None)
    try:
        day = dt.date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        precision = None
    if precision is None:
        raise BadCase(
            f'The incident "{case.key}": "{name}" must be a day, a month or a year, such as 2013-08; not {text!r}.'
        )
    return day, precision

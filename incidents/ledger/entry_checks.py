"""Judging what a person enters: what cannot be is refused, what is odd is asked about.

| of a claim, refused                                   | asked about                                               |
| ----------------------------------------------------- | --------------------------------------------------------- |
| a sum of money in people, people in money             | more people than the country named has, or the world      |
| a country or label of a total, a part without both    | more of anything than can be, and nobody at all           |
| a value beyond its own ends, a range without an end   | neither a quote nor a source                              |
| words such as “up to” without the end that they give  |                                                           |
| a day before 1990 or after tomorrow; said after known | a kind of speaker that has a name, without the name       |
| a speaker in whose words nobody can be seen           |                                                           |
| an exact number with other ends                       | another number than the one that is said to be printed    |
| a source with a user name or password in its address  |                                                           |

Codes of countries and currencies are checked by the columns. What is asked about is kept once it is confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from incidents.entered_values import first_of, last_of, wrong_address, wrong_day
from incidents.figures.assertion import Bucket
from incidents.figures.number_words import exponent, spell, spell_quantity
from incidents.figures.printed_numbers import agree
from incidents.ledger.drafts import CURATORS, ClaimDraft, SpeakerDraft
from incidents.ledger.errors import OddEntry
from incidents.models import Incident, Involvement, Party, Regulator
from incidents.names import name_key, normalise_name
from incidents.populations import WORLD, populations
from incidents.vocabulary import (
    Basis,
    DatePrecision,
    Hedge,
    Metric,
    Polarity,
    RegulatorKind,
    Role,
    Scope,
    SpeakerKind,
    Unit,
    label,
)
from tracker.foundation.unwanted_characters import without_unseen

_COUNTS = frozenset({Metric.AFFECTED, Metric.RECORDS})
_MOST = {Unit.HOUSEHOLDS: 3 * 10**9, Unit.ORGANISATIONS: 10**9, Unit.BYTES: 10**18}
_MOST_OF_ANYTHING = 10**12  # whole units of money as well
_RESPONSIBLE = frozenset({Role.CONTROLLER, Role.PROCESSOR})
_NAMELESS = frozenset({SpeakerKind.UNATTRIBUTED, SpeakerKind.RESPONSIBLE_PARTY, SpeakerKind.INVOLVED_PARTY})
# Never kept as a party.
_OFFICES = frozenset({SpeakerKind.REGULATOR, SpeakerKind.COURT, SpeakerKind.PRESS, SpeakerKind.REGISTER})
_CEILINGS = frozenset({Hedge.UP_TO, Hedge.LESS_THAN})
_FLOORS = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN})
_HAPPENED = ("occurred", "discovered", "disclosed", "notified")
DAYS = frozenset(f"{what}_{part}" for what in _HAPPENED for part in ("on", "precision"))


def as_entered(
    incident: Incident,
    draft: ClaimDraft,
    known_on: dt.date | None,
    *,
    confirmed: bool,
    overlooked: Collection[str] = (),
) -> ClaimDraft:
    """The draft as it is kept: entered, and of the speaker who is meant. Raises ValidationError naming the fields of
    what cannot be, and OddEntry for what is odd and not confirmed, but for faults of the fields that are overlooked."""
    draft = replace(draft, basis=Basis.ENTERED, speaker=named_speaker(incident, draft.speaker))
    if refused := draft.faults() | _but(overlooked, _impossible(draft, known_on)):
        raise ValidationError(refused)
    if not confirmed and (odd := _but(overlooked, _odd(draft))):
        raise OddEntry(odd)
    return draft


def faults_of(draft: ClaimDraft, known_on: dt.date | None) -> set[str]:
    """The fields in which the claim cannot be or is odd."""
    return {*dict(_impossible(draft, known_on)), *dict(_odd(draft))}


def _but(overlooked: Collection[str], faults: Iterator[tuple[str, str]]) -> dict[str, str]:
    return {name: words for name, words in faults if name not in overlooked}


def named_speaker(incident: Incident, speaker: SpeakerDraft) -> SpeakerDraft:
    """Who is meant: a party by its name, and never the coverage's own voice where somebody is named. Of a party of the
    incident the kind follows from its role, where none is given."""
    words = " ".join(without_unseen(speaker.words).split())
    party, kind = speaker.party, speaker.kind
    if words and party is None and words != CURATORS:
        party = _party_called(incident, words, kind)
    unsaid = kind is SpeakerKind.UNATTRIBUTED
    if party is not None:
        return SpeakerDraft(_kind_of(incident, party) if unsaid else kind, party, words)
    authority = Regulator.objects.known_as(words) if words and unsaid else None
    if authority is not None:
        court = authority.kind == RegulatorKind.COURT
        return SpeakerDraft(SpeakerKind.COURT if court else SpeakerKind.REGULATOR, words=authority.name)
    return replace(speaker, words=words, kind=SpeakerKind.OTHER if words and unsaid else kind)


def judge_days(values: Mapping[str, Any]) -> None:
    """Raise ValidationError naming the days of an incident on which it cannot have been: before 1990, after tomorrow,
    known before it occurred. `values` holds the days and their precisions by the names of IncidentDraft."""
    refused = {f"{what}_on": wrong for what in _HAPPENED if (wrong := wrong_day(values[f"{what}_on"]))}
    began = values["occurred_on"]
    for what in _HAPPENED[1:]:
        day = values[f"{what}_on"]
        if began is None or day is None or refused.keys() & {"occurred_on", f"{what}_on"}:
            continue
        began_on = first_of(began, DatePrecision(values["occurred_precision"]))
        if last_of(day, DatePrecision(values[f"{what}_precision"])) < began_on:
            refused[f"{what}_on"] = f"It cannot have been {what} before it occurred, on {began}: correct one day."
    if refused:
        raise ValidationError(refused)


def _party_called(incident: Incident, words: str, kind: SpeakerKind) -> Party | None:
    """The party with this name: one of the incident by any of its names, another by its own name alone."""
    called = Party.objects.called(words)
    involved = called.filter(involvements__incident=incident).order_by("pk").first()
    if involved is not None or kind in _OFFICES:
        return involved
    return called.filter(name_key=name_key(words)).first()


def _kind_of(incident: Incident, party: Party) -> SpeakerKind:
    roles = set(Involvement.objects.filter(incident=incident, party=party).values_list("role", flat=True))
    if roles & _RESPONSIBLE:
        return SpeakerKind.RESPONSIBLE_PARTY
    if Role.THREAT_ACTOR in roles:
        return SpeakerKind.THREAT_ACTOR
    return SpeakerKind.INVOLVED_PARTY if roles else SpeakerKind.OTHER


def _impossible(draft: ClaimDraft, known_on: dt.date | None) -> Iterator[tuple[str, str]]:
    bucket, speaker = draft.bucket, draft.speaker
    if (bucket.metric in _COUNTS) == (bucket.unit is Unit.MONEY):
        what = "people, accounts, records or the like" if bucket.metric in _COUNTS else "money"
        yield (
            "unit",
            f"It ({label(bucket.metric)}) is counted in {what}: choose such a unit, or count something else.",
        )
    elif bucket.metric is Metric.RECORDS and bucket.unit is Unit.PEOPLE:
        yield "unit", "Records are not counted in people: choose another unit, or count those affected."
    if bucket.scope is Scope.TOTAL and (bucket.country or bucket.label):
        yield (
            "scope_country" if bucket.country else "scope_label",
            "A total is of all countries and groups: leave this empty, or say that it is a part (subset).",
        )
    if bucket.scope is Scope.SUBSET and not bucket.country and not normalise_name(bucket.label):
        yield "scope_label", "Say which part it is: give a country, or a name such as “children”."
    yield from _wrong_ends(draft)
    for name, day in (("claimed_on", draft.claimed_on), ("known_on", known_on)):
        if wrong := wrong_day(day):
            yield name, wrong
    if draft.claimed_on and known_on and first_of(draft.claimed_on, draft.claimed_precision) > known_on:
        yield "claimed_on", f"It was known on {known_on}, so it was not said after that: correct one of the days."
    if draft.evidence is not None and (wrong := wrong_address(draft.evidence.url)):
        yield "url", wrong
    if speaker.party is None and speaker.words.strip() and not normalise_name(speaker.words):
        yield "speaker_words", "Nobody can be seen in this name: write it with letters or digits, or leave it empty."


def _wrong_ends(draft: ClaimDraft) -> Iterator[tuple[str, str]]:
    quantity = draft.quantity
    value, low, high = quantity.value, quantity.low, quantity.high
    if value is not None and not (low or 0) <= value <= (value if high is None else high):
        yield "value", "The number lies beyond its own ends: correct it, or its ends."
    if quantity.hedge is Hedge.BETWEEN:
        yield from (
            (name, "Give both ends of the range.") for name, end in (("low", low), ("high", high)) if end is None
        )
    elif quantity.hedge in _CEILINGS and high is None and (low is not None or value is not None):
        yield (
            "high",
            f"“{label(quantity.hedge)}” gives an upper end: give it or the number, or change how it is bounded.",
        )
    elif quantity.hedge in _FLOORS and low is None and (high is not None or value is not None):
        yield (
            "low",
            f"“{label(quantity.hedge)}” gives a lower end: give it or the number, or change how it is bounded.",
        )
    elif quantity.hedge is Hedge.EXACT and value is not None and {low, high} - {None, value}:
        name = "low" if low not in (None, value) else "high"
        yield (
            name,
            f"“{label(quantity.hedge)}” has no ends beside the number: leave them empty, or change how it is bounded.",
        )
    elif value is None and low is not None and high is not None and low != high:
        yield "hedge", "Two ends without a number are a range: choose “between”, or give the number."


def _odd(draft: ClaimDraft) -> Iterator[tuple[str, str]]:
    for name in ("value", "low", "high"):
        number = getattr(draft.quantity, name)
        if number is not None and (words := _odd_number(draft, number)):
            yield name, words
            break
    if not agree(draft.printed, _numbers(draft), draft.quantity.hedge):
        number = spell_quantity(draft.quantity, draft.bucket)
        yield "printed", f"“{draft.printed}” is printed, and the number is {number}: correct one of them."
    is_curators = draft.speaker.words == CURATORS
    if not is_curators and (draft.evidence is None or not (draft.evidence.quote.strip() or draft.evidence.url)):
        yield "quote", "There is neither a quote nor a source: nobody can check it."
    if draft.speaker.kind not in _NAMELESS and draft.speaker.party is None and not draft.speaker.words.strip():
        yield "speaker_words", f"A speaker of the kind {label(draft.speaker.kind)} has a name, and none is given."


def _numbers(draft: ClaimDraft) -> list[Decimal]:
    """As they are printed: money in whole units."""
    given = (draft.quantity.value, draft.quantity.low, draft.quantity.high)
    minor = exponent(draft.bucket.currency) if draft.bucket.unit is Unit.MONEY else 0
    return [Decimal(number).scaleb(-minor) for number in given if number is not None]


def _odd_number(draft: ClaimDraft, number: int) -> str:
    bucket = draft.bucket
    if number == 0 and draft.quantity.value == 0 and draft.polarity is Polarity.ASSERTED:
        return "The number is 0; one that is not known is left empty."
    return more_than_can_be(bucket, number)


def more_than_can_be(bucket: Bucket, number: int) -> str:
    """Why there are not so many of what the bucket counts; empty where there may be."""
    if bucket.unit is Unit.PEOPLE:
        for code in (bucket.country, WORLD):
            name, people = populations().get(code, ("", 0))
            if name and number > people:
                return f"{spell(number)} is more than live there: {name} has {spell(people)} people."
        return ""
    whole = number // 10 ** exponent(bucket.currency) if bucket.unit is Unit.MONEY else number
    most = _MOST.get(bucket.unit, _MOST_OF_ANYTHING)
    return f"{spell(whole)} is more than has ever been told." if whole > most else ""

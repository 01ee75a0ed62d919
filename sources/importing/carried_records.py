"""From the record that an export of this project carries to what the ledger restores."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from incidents.entered_values import wrong_day
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity
from incidents.ledger import (
    ActingDraft,
    CarriedCase,
    CarriedClaim,
    CarriedIncident,
    CarriedStage,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    PartyDraft,
    SpeakerDraft,
    load_parties,
)
from incidents.models import Party, Regulator
from incidents.names import normalise_name
from incidents.vocabulary import (
    Basis,
    DatePrecision,
    Decision,
    Hedge,
    InvolvementStanding,
    Measure,
    Metric,
    Modality,
    PartyKind,
    Polarity,
    Presentation,
    ProceedingKind,
    RelationKind,
    Role,
    Scope,
    SpeakerKind,
    StageKind,
    Unit,
    Visibility,
    label,
)
from sources.importers.cells import BadCell
from sources.importers.exported import list_in, number_in, rows_of, term_in, words_in
from sources.importers.rows import RegisterRow
from sources.importing.drafts import incident_draft

Record = Mapping[str, Any]
_DAY = DatePrecision.DAY


class RecordReader:
    """Makes drafts of one record. Raises BadCell for what cannot be read."""

    def __init__(self, row: RegisterRow, regulators: Mapping[str, Regulator], parties: Mapping[str, Party]) -> None:
        """`parties` are by name, see `parties_of`."""
        self._row, self._regulators, self._parties = row, regulators, parties
        self._record: Record = row.record or {}

    def carried(self) -> CarriedIncident:
        """All of it."""
        return CarriedIncident(
            self._row.key.upper(),
            self._incident(),
            self._claims(),
            [self._case(one) for one in rows_of(self._record, "proceedings")],
        )

    def _incident(self) -> IncidentDraft:
        record = self._record
        draft = incident_draft(replace(self._row, parties=()), ())
        roles = [
            InvolvementDraft(
                self._parties[words_in(one, "name")],
                term_in(Role, one, "role"),
                term_in(InvolvementStanding, one, "standing", InvolvementStanding.ALLEGED),
                words_in(one, "note"),
            )
            for one in rows_of(record, "involvements")
        ]
        names = [name for name in IncidentDraft.__slots__ if name not in _OWN]
        return IncidentDraft(
            **{name: getattr(draft, name) for name in names},
            summary=words_in(record, "summary"),
            visibility=term_in(Visibility, record, "visibility", Visibility.PUBLIC),
            discovered_on=day_in(record, "discovered_on"),
            discovered_precision=term_in(DatePrecision, record, "discovered_precision", _DAY),
            involvements=roles,
        )

    def _claims(self) -> list[CarriedClaim]:
        claims = [self._claim(one) for one in rows_of(self._record, "claims")]
        _once((one.reference for one in claims), "claims.reference")
        return claims

    def _claim(self, one: Record) -> CarriedClaim:
        bucket = Bucket(
            term_in(Metric, one, "metric"),
            term_in(Unit, one, "unit"),
            words_in(one, "currency"),
            term_in(Scope, one, "scope"),
            words_in(one, "scope_country"),
            words_in(one, "scope_label"),
        )
        hedge = term_in(Hedge, one, "hedge", Hedge.EXACT)
        draft = ClaimDraft(
            bucket,
            _quantity(one, hedge),
            self._speaker(one),
            measure=term_in(Measure, one, "measure", Measure.UNSPECIFIED),
            modality=term_in(Modality, one, "modality", Modality.STATED),
            polarity=term_in(Polarity, one, "polarity", Polarity.ASSERTED),
            printed=words_in(one, "printed"),
            hedge_text=words_in(one, "hedge_text"),
            claimed_on=day_in(one, "claimed_on"),
            claimed_precision=term_in(DatePrecision, one, "claimed_precision", _DAY),
            basis=term_in(Basis, one, "basis"),
        )
        reference = words_in(one, "reference")
        if not reference:
            raise BadCell("claims.reference", "It is missing or empty.")
        evidence = [(self._source(row, "source"), self._evidence(row)) for row in rows_of(one, "evidence")]
        _once((source for source, _ in evidence), "claims.evidence.source")
        related = [(term_in(RelationKind, row, "kind"), words_in(row, "target")) for row in rows_of(one, "relations")]
        _once((f"{kind} {target}" for kind, target in related), "claims.relations")
        return CarriedClaim(
            reference,
            draft,
            evidence,
            related,
            term_in(Decision, one, "decision") if one.get("decision") else None,
            day_in(one, "known_on"),
        )

    def _speaker(self, claim: Record) -> SpeakerDraft:
        kind, named = term_in(SpeakerKind, claim, "speaker_kind"), claim.get("party")
        if isinstance(named, dict):
            return SpeakerDraft(kind, self._parties[words_in(named, "name")])
        words = words_in(claim, "speaker")
        return SpeakerDraft(kind, words="" if words.casefold() == label(kind).casefold() else words)

    def _source(self, row: Record, name: str) -> str:
        """The row of a register by its own name, else a number within this incident."""
        own = words_in(row, name)
        return (own if ":" in own else f"{self._row.key}:{own}")[:60]

    def _evidence(self, row: Record) -> EvidenceDraft:
        return EvidenceDraft(
            story=self._source(row, "story"),
            url=words_in(row, "url"),
            publisher=words_in(row, "publisher"),
            title=words_in(row, "title"),
            quote=words_in(row, "quote"),
            published_on=day_in(row, "published_on"),
            presented_as=term_in(Presentation, row, "presented_as", Presentation.CURRENT),
            headline=row.get("headline") is True,
            submitted=row.get("submitted") is True,
            licence=words_in(row, "licence") or None,
            attribution=words_in(row, "attribution") or None,
        )

    # --- Proceedings

    def _case(self, one: Record) -> CarriedCase:
        together = [self._regulator(slug) for slug in list_in(one, "together")]
        regulator = self._regulator(words_in(one, "regulator")) if one.get("regulator") else None
        named = words_in(one, "label")
        members = [f"regulator:{each.slug}" for each in (regulator, *together) if each is not None]
        members = members or [f"words:{normalise_name(named)}"]
        respondent = one.get("respondent")
        return CarriedCase(
            words_in(one, "reference"),
            term_in(ProceedingKind, one, "kind"),
            ActingDraft(frozenset(members)).identity,
            regulator,
            named,
            together,
            self._parties[words_in(respondent, "name")] if isinstance(respondent, dict) else None,
            words_in(one, "case_reference"),
            words_in(one, "legal_basis"),
            [self._stage(row) for row in rows_of(one, "stages")],
        )

    def _regulator(self, slug: Any) -> Regulator:
        found = self._regulators.get(str(slug))
        if found is None:
            raise BadCell(
                "proceedings.regulator", f"No regulator here has the slug “{str(slug)[:40]}”: enter it first."
            )
        return found

    def _stage(self, one: Record) -> CarriedStage:
        values = {
            **_amount(one),
            "happened_on": day_in(one, "happened_on"),
            "happened_precision": term_in(DatePrecision, one, "happened_precision", _DAY),
            "note": words_in(one, "note"),
            "source_url": words_in(one, "source_url"),
        }
        evidence = [self._stage_evidence(row) for row in rows_of(one, "evidence")]
        _once((row["source"] for row in evidence), "proceedings.stages.evidence.source")
        return CarriedStage(values, evidence)

    def _stage_evidence(self, row: Record) -> dict[str, Any]:
        texts = {name: words_in(row, name) for name in ("url", "publisher", "title", "quote")}
        return {
            **texts,
            **_amount(row),
            "source": self._source(row, "source"),
            "story": self._source(row, "story"),
            "published_on": day_in(row, "published_on"),
            "submitted": row.get("submitted") is True,
            "licence": words_in(row, "licence") or None,
            "attribution": words_in(row, "attribution") or None,
        }


_OWN = frozenset({"summary", "visibility", "discovered_on", "discovered_precision", "involvements"})


def _once(names: Iterable[str], column: str) -> None:
    """Raise BadCell where one is given twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadCell(column, f"“{name[:60]}” is given twice: keep one of them.")
        seen.add(name)


def _quantity(row: Record, hedge: Hedge) -> Quantity:
    low, high = number_in(row, "low"), number_in(row, "high")
    if low is not None and high is not None and low > high:
        raise BadCell("claims.low", f"{low} is above high, {high}: give the smaller number as low.")
    return Quantity(number_in(row, "value"), low, high, hedge)


def _amount(row: Record) -> dict[str, Any]:
    return {
        "kind": term_in(StageKind, row, "kind"),
        "amount_minor": number_in(row, "amount_minor"),
        "currency": words_in(row, "currency"),
    }


def day_in(record: Record, name: str) -> dt.date | None:
    """The day of that name, None where there is none. Raises BadCell."""
    text = words_in(record, name)
    if not text:
        return None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise BadCell(name, f"“{text[:40]}” is no day; write it as 2031-05-04.") from None
    if wrong := wrong_day(day):
        raise BadCell(name, wrong)
    return day


def parties_of(records: Iterable[Record]) -> dict[str, Party]:
    """By name, the parties that the records name anywhere; those that nobody here knows are made. Must run in a
    transaction. Raises BadCell."""
    named: list[Any] = []
    for record in records:
        named += rows_of(record, "involvements")
        named += [one["party"] for one in rows_of(record, "claims") if one.get("party")]
        named += [one["respondent"] for one in rows_of(record, "proceedings") if one.get("respondent")]
    drafts: dict[str, PartyDraft] = {}
    for one in _objects(named):
        kind = term_in(PartyKind, one, "kind", PartyKind.ORGANISATION)
        drafts.setdefault(words_in(one, "name"), PartyDraft(words_in(one, "name"), kind, words_in(one, "country")))
    parties: Sequence[Party] = load_parties(list(drafts.values()))
    return dict(zip(drafts, parties, strict=True))


def _objects(values: Iterable[Any]) -> Iterable[Record]:
    for one in values:
        if not isinstance(one, dict) or not one.get("name"):
            raise BadCell("party", "It is no object with a name.")
        yield one

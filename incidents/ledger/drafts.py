"""What callers hand to the ledger: plain values, checked here before anything is stored."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from incidents.figures.assertion import Bucket, fingerprint
from incidents.figures.quantity import Quantity
from incidents.models import Party
from incidents.names import normalise_name
from incidents.vocabulary import (
    Basis,
    DataClass,
    DatePrecision,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    Measure,
    Modality,
    Polarity,
    Presentation,
    RelationKind,
    Role,
    SpeakerKind,
    Unit,
    Visibility,
)

LARGEST = 2**63 - 1  # what a big integer column holds
CURATORS = "curators"  # the speaker key of figures that curators set themselves


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change: a user, or a part of the system."""

    name: str
    user: Any = None

    @classmethod
    def of(cls, user: Any) -> Actor:
        """The actor for a signed-in user."""
        return cls(user.get_username(), user)


SYSTEM = Actor("system")


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """Who asserts: a party of the record, else the words of the text; neither for the article's own voice."""

    kind: SpeakerKind = SpeakerKind.UNATTRIBUTED
    party: Party | None = None
    words: str = ""

    @property
    def key(self) -> str:
        """The speaker's identity: the party, whatever it is called; else the folded words; else the kind of voice."""
        if self.party is not None:
            return f"party:{self.party.reference}"
        folded = normalise_name(self.words)[:200]
        return f"words:{folded}" if folded else f"kind:{self.kind}"


@dataclass(frozen=True, slots=True)
class EvidenceDraft:
    """A claim's quote in one source; see incidents.models.Evidence for the fields."""

    story: str
    locator: str = ""
    url: str = ""
    publisher: str = ""
    title: str = ""
    quote: str = ""
    published_on: dt.date | None = None
    presented_as: Presentation = Presentation.CURRENT
    headline: bool = True
    submitted: bool = False
    licence: str | None = None
    attribution: str | None = None

    @classmethod
    def entered(cls, *, url: str, **said: Any) -> EvidenceDraft:
        """What a person gives as the source of a claim; claims of one address share a story."""
        return cls(story=f"url:{url}"[:60] if url else "entry", url=url, **said)


@dataclass(frozen=True, slots=True)
class RelationDraft:
    """`target` is the fingerprint of another claim of the incident."""

    kind: RelationKind
    target: str


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """One claim to record. Numbers are counts, or minor units where the unit is money.

    `claimed_on` is given only where the text tells the day; otherwise the first publication stands for it, so that
    the order in which articles arrive does not matter.
    """

    bucket: Bucket
    quantity: Quantity
    speaker: SpeakerDraft
    measure: Measure = Measure.UNSPECIFIED
    modality: Modality = Modality.STATED
    polarity: Polarity = Polarity.ASSERTED
    printed: str = ""
    hedge_text: str = ""
    claimed_on: dt.date | None = None
    claimed_precision: DatePrecision = DatePrecision.DAY
    basis: Basis = Basis.EXTRACTED
    evidence: EvidenceDraft | None = None
    relations: tuple[RelationDraft, ...] = ()
    corrects: str = ""

    @property
    def fingerprint(self) -> str:
        """Its identity. `corrects` is the reference of a claim of the same identity that it takes the place of."""
        own = fingerprint(self.bucket, self.quantity, self.speaker.key, self.measure, self.polarity)
        return hashlib.sha256(f"{own}{self.corrects}".encode()).hexdigest() if self.corrects else own

    def check(self) -> None:
        """Raise ValidationError naming the field when the record cannot hold the claim."""
        if faults := self.faults():
            raise ValidationError(faults)

    def faults(self) -> dict[str, str]:
        """By field, why the record cannot hold the claim."""
        problems: dict[str, str] = {}
        for name in ("value", "low", "high"):
            number = getattr(self.quantity, name)
            if number is not None and not 0 <= number <= LARGEST:
                problems[name] = f"Give a number from 0 to {LARGEST}; {number} cannot be kept."
        if self.quantity.number is None:
            problems["value"] = "Give a value, a low or a high."
        if (self.bucket.unit is Unit.MONEY) != bool(self.bucket.currency):
            problems["currency"] = "Give an ISO 4217 code with money, and none with anything else."
        return problems


@dataclass(frozen=True, slots=True)
class InvolvementDraft:
    party: Party
    role: Role
    standing: InvolvementStanding = InvolvementStanding.ALLEGED
    note: str = ""


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """A new incident; see incidents.models.Incident for the fields."""

    title: str
    slug: str = ""
    summary: str = ""
    kind: IncidentKind = IncidentKind.UNKNOWN
    status: IncidentStatus = IncidentStatus.OPEN
    visibility: Visibility = Visibility.PUBLIC
    occurred_on: dt.date | None = None
    occurred_precision: DatePrecision = DatePrecision.DAY
    discovered_on: dt.date | None = None
    discovered_precision: DatePrecision = DatePrecision.DAY
    disclosed_on: dt.date | None = None
    disclosed_precision: DatePrecision = DatePrecision.DAY
    notified_on: dt.date | None = None
    notified_precision: DatePrecision = DatePrecision.DAY
    countries: Sequence[str] = ()
    data_classes: Sequence[DataClass] = ()
    involvements: Sequence[InvolvementDraft] = field(default=())
    confirmed: bool = False  # what is odd of it is so

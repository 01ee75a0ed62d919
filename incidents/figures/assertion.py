"""What reconciliation reads: a claim without its database row."""

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace

from incidents.figures.quantity import Quantity
from incidents.vocabulary import (
    Basis,
    Decision,
    Measure,
    Metric,
    Modality,
    Polarity,
    RelationKind,
    Scope,
    SpeakerKind,
    Unit,
)

_DISMISSED = frozenset({Decision.REJECT, Decision.OUT_OF_SCOPE})
_ENDORSED = frozenset({Decision.ACCEPT, Decision.UNPIN, Decision.PIN})


@dataclass(frozen=True, slots=True, order=True)
class Bucket:
    """What a figure is about: claims are compared inside one bucket only.

    The measure (exposed, accessed, shared...) stays on the claims: news uses these words for one another, and a
    dispute between "shared" and "received" would be lost if they were kept apart. `country` is ISO 3166-1 alpha-2.
    """

    metric: Metric
    unit: Unit
    currency: str = ""
    scope: Scope = Scope.TOTAL
    country: str = ""
    label: str = ""

    def columns(self) -> dict[str, str]:
        """The columns by which rows of claims and figures are kept."""
        return {
            "metric": self.metric,
            "unit": self.unit,
            "currency": self.currency,
            "scope": self.scope,
            "scope_country": self.country,
            "scope_label": self.label,
        }


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who asserts. `key` is the identity: of two claims with one key, the same speaker's, the later supersedes."""

    key: str
    name: str
    kind: SpeakerKind

    @property
    def named(self) -> bool:
        return self.kind is not SpeakerKind.UNATTRIBUTED


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is the key of another assertion."""

    kind: RelationKind
    target: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """One claim, as reconciliation sees it.

    key       stable identity (the claim's public reference)
    order     its place among the claims as they were recorded: decides between equals, as the key is random
    said_on   the day the speaker said it; None when unknown
    known_on  the day it was first published, as a current figure if it ever was
    stories   independent stories that carry it (never articles)
    decision  the latest review by a curator, None when nobody looked
    current   whether some text tells it as a current figure; else all tell it as an earlier one, or as a part
    part      whether every text tells it as a part of a larger number
    part_on   the first day on which a text told it as a part of a larger number; None when none does
    earlier_on  the last day on which a text told it as an earlier figure; None when none does
    headlines   for each story that leads with it, the last day on which it did, in order
    story_keys  the keys of the stories that carry it, in order; empty where they are not known
    titled      whether a title gives its number
    counted_in  what it counts itself, where it is weighed in a figure of another unit; None where they are the same
    """

    key: str
    bucket: Bucket
    quantity: Quantity
    speaker: Speaker
    measure: Measure = Measure.UNSPECIFIED
    modality: Modality = Modality.STATED
    polarity: Polarity = Polarity.ASSERTED
    said_on: dt.date | None = None
    known_on: dt.date | None = None
    stories: int = 1
    basis: Basis = Basis.EXTRACTED
    decision: Decision | None = None
    relations: tuple[Relation, ...] = field(default=())
    current: bool = True
    part: bool = False
    part_on: dt.date | None = None
    earlier_on: dt.date | None = None
    headlines: tuple[dt.date, ...] = ()
    story_keys: tuple[str, ...] = ()
    titled: bool = False
    counted_in: Unit | None = None
    order: int = 0

    @property
    def as_said(self) -> Bucket:
        """What it counts, in its own unit."""
        return self.bucket if self.counted_in is None else replace(self.bucket, unit=self.counted_in)

    @property
    def dated(self) -> dt.date:
        """The day that orders claims: said, else known, else before all others."""
        return self.said_on or self.known_on or dt.date.min

    @property
    def dismissed(self) -> bool:
        """Whether a curator has said that it counts for nothing here."""
        return self.decision in _DISMISSED

    @property
    def endorsed(self) -> bool:
        """Whether a curator has looked at it and stands by it."""
        return self.decision in _ENDORSED

    @property
    def place(self) -> tuple[int, str]:
        """The sort key that decides between claims that are equal in all that counts."""
        return self.order, self.key

    @property
    def keys(self) -> tuple[str, ...]:
        """Its own key, as claims laid together have several."""
        return (self.key,)


def fingerprint(bucket: Bucket, quantity: Quantity, speaker_key: str, measure: Measure, polarity: Polarity) -> str:
    """64 hex digits. Same speaker, metric, unit, measure, scope, bounds and polarity are one claim, however many
    articles carry it and on whatever day they do. A figure told as an earlier one is the earlier claim."""
    scope = Scope.TOTAL if bucket.scope is Scope.SUPERSEDED else bucket.scope
    parts = (
        speaker_key,
        bucket.metric,
        bucket.unit,
        bucket.currency,
        measure,
        scope,
        bucket.country,
        bucket.label.casefold().strip(),
        *(str(number) for number in (quantity.value, quantity.low, quantity.high)),
        polarity,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

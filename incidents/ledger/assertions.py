"""From rows to what reconciliation reads: the claims of incidents as they were known on a day, or as they are now."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from incidents.figures.assertion import Assertion, Bucket, Relation
from incidents.figures.screening import target_bucket
from incidents.models import Claim, ClaimRelation, Evidence, Incident
from incidents.vocabulary import Basis, Decision, Measure, Modality, Polarity, Presentation, RelationKind, Scope

# A claim whose articles are gone still counts when a person stands by it.
_DIGITS_PRINTED = re.compile(r"[0-9](?:[0-9.,]*[0-9])?")
KEPT_BY_A_PERSON = frozenset({Decision.PIN, Decision.ACCEPT, Decision.UNPIN})
FROM_ARTICLES = frozenset({Basis.EXTRACTED, Basis.DERIVED})


@dataclass(frozen=True, slots=True)
class _EvidenceRow:
    """One source of a claim."""

    day: dt.date
    story: str
    source: str
    presented_as: Presentation
    headline: bool
    titled: bool


@dataclass(slots=True)
class _EvidenceSummary:
    """How a claim is told by a day."""

    first: dict[Presentation, dt.date] = field(default_factory=dict)
    stories: dict[Presentation, set[str]] = field(default_factory=lambda: defaultdict(set))
    earlier_on: dt.date | None = None
    headlines: dict[str, dt.date] = field(default_factory=dict)
    titled: bool = False

    def add(self, row: _EvidenceRow) -> None:
        self.first.setdefault(row.presented_as, row.day)
        self.stories[row.presented_as].add(row.story)
        self.titled = self.titled or (row.titled and row.presented_as is Presentation.CURRENT)
        if row.presented_as is Presentation.EARLIER:
            self.earlier_on = row.day
        if row.headline and row.presented_as is Presentation.CURRENT:
            self.headlines[row.story] = row.day

    @property
    def role(self) -> Presentation | None:
        """The strongest way in which any source tells it; None when none does."""
        return next((presentation for presentation in Presentation if presentation in self.first), None)


class KnownClaims:
    """The claims of some incidents, with what their assertions need: three queries, however many incidents."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.claims = list(Claim.objects.filter(incident__in=incidents).select_related("speaker_party"))
        relations = ClaimRelation.objects.filter(claim__incident__in=incidents).order_by("id")
        self._relations: dict[str, list[tuple[Relation, str]]] = defaultdict(list)
        for key, kind, target, source in relations.values_list(
            "claim__reference", "kind", "target__reference", "source"
        ):
            self._relations[key].append((Relation(RelationKind(kind), target), source))
        rows = Evidence.objects.filter(claim__incident__in=incidents, published_on__isnull=False)
        found = rows.order_by("published_on", "pk").values_list(
            "claim__reference",
            "published_on",
            "story",
            "source",
            "presented_as",
            "headline",
            "title",
            "claim__printed",
        )
        self._rows = [
            (key, _EvidenceRow(day, story, source, Presentation(presented_as), headline, _is_in(title, printed)))
            for key, day, story, source, presented_as, headline, title, printed in found
            if day
        ]

    @classmethod
    def of_rows(
        cls, claims: Sequence[Claim], evidence: Iterable[Evidence], relations: Iterable[ClaimRelation] = ()
    ) -> KnownClaims:
        """Those of claims, evidence and relations that need not be stored yet."""
        known = cls.__new__(cls)
        known.claims, known._relations = list(claims), defaultdict(list)
        for one in relations:
            pointing = Relation(RelationKind(one.kind), one.target.reference)
            known._relations[one.claim.reference].append((pointing, one.source))
        known._rows = []
        dated = [(row.published_on, row) for row in evidence if row.published_on is not None]
        for day, row in sorted(dated, key=itemgetter(0)):
            titled = _is_in(row.title, row.claim.printed)
            role = Presentation(row.presented_as)
            of_row = _EvidenceRow(day, row.story, row.source, role, row.headline, titled)
            known._rows.append((row.claim.reference, of_row))
        return known

    def assertions(self, day: dt.date | None = None) -> Iterator[tuple[Claim, Assertion]]:
        """The claims that count, as the public could know them by the end of `day`: what each source told by then.

        Without a day, all that was ever told counts. Reviews count whenever they were made: a wrong reading was wrong
        on any day.
        """
        summaries: dict[str, _EvidenceSummary] = defaultdict(_EvidenceSummary)
        sources = {""}
        for key, row in self._rows:
            if day is not None and row.day > day:
                break
            summaries[key].add(row)
            sources.add(row.source)
        for place, claim in enumerate(self.claims):
            summary = summaries.get(claim.reference, _EvidenceSummary())
            if _counts(claim, summary, day):
                relations = (relation for relation, source in self._relations[claim.reference] if source in sources)
                yield claim, _assertion(claim, summary, tuple(dict.fromkeys(relations)), place)


def _is_in(title: str, printed: str) -> bool:
    """Whether the title has the digits of the number as printed."""
    number = _DIGITS_PRINTED.search(printed)
    return number is not None and number.group() in _DIGITS_PRINTED.findall(title)


def _counts(claim: Claim, summary: _EvidenceSummary, day: dt.date | None) -> bool:
    if summary.role is not None:
        return True
    if claim.basis in FROM_ARTICLES and not (claim.decision in KEPT_BY_A_PERSON and claim.stories == 0):
        return False
    return day is None or (claim.known_on is not None and claim.known_on <= day)


def _assertion(claim: Claim, summary: _EvidenceSummary, relations: tuple[Relation, ...], place: int) -> Assertion:
    role = summary.role or Presentation.CURRENT
    return Assertion(
        key=claim.reference,
        bucket=_bucket(claim, current=role is Presentation.CURRENT and summary.role is not None),
        quantity=claim.quantity,
        speaker=claim.speaker,
        measure=Measure(claim.measure),
        modality=Modality(claim.modality),
        polarity=Polarity(claim.polarity),
        said_on=claim.claimed_on,
        known_on=summary.first.get(role, claim.known_on),
        stories=len(summary.stories[role]),
        basis=Basis(claim.basis),
        decision=Decision(claim.decision) if claim.decision else None,
        relations=relations,
        current=role is Presentation.CURRENT,
        part=role is Presentation.PART,
        part_on=summary.first.get(Presentation.PART),
        earlier_on=summary.earlier_on,
        headlines=tuple(sorted(summary.headlines.values())),
        story_keys=tuple(sorted(summary.stories[role])),
        titled=summary.titled,
        order=claim.pk or place,  # rows that are not stored yet are stored in this order
    )


def _bucket(claim: Claim, *, current: bool) -> Bucket:
    """The bucket of a claim; one that was recorded as an earlier figure, but is told as `current` too, is current."""
    return target_bucket(claim.bucket) if current and claim.scope == Scope.SUPERSEDED else claim.bucket

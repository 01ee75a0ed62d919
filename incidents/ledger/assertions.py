"""From rows to what reconciliation reads: the claims of incidents as they were known on a day, or as they are now."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

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
    """One source's telling of a claim."""

    day: dt.date
    story: str
    source: str
    presented_as: Presentation
    headline: bool
    titled: bool


@dataclass(slots=True)
class _Tellings:
    """How a claim is told by a day."""

    first: dict[Presentation, dt.date] = field(default_factory=dict)
    stories: dict[Presentation, set[str]] = field(default_factory=lambda: defaultdict(set))
    earlier_on: dt.date | None = None
    headlines: dict[str, dt.date] = field(default_factory=dict)
    titled: bool = False

    def add(self, told: _EvidenceRow) -> None:
        self.first.setdefault(told.presented_as, told.day)
        self.stories[told.presented_as].add(told.story)
        self.titled = self.titled or (told.titled and told.presented_as is Presentation.CURRENT)
        if told.presented_as is Presentation.EARLIER:
            self.earlier_on = told.day
        if told.headline and told.presented_as is Presentation.CURRENT:
            self.headlines[told.story] = told.day

    @property
    def role(self) -> Presentation | None:
        """The strongest way in which any source tells it; None when none does."""
        return next((telling for telling in Presentation if telling in self.first), None)


class KnownClaims:
    """The claims of some incidents, with what their assertions need: three queries, however many incidents."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.claims = list(Claim.objects.filter(incident__in=incidents).select_related("speaker_party"))
        relations = ClaimRelation.objects.filter(claim__incident__in=incidents).order_by("id")
        self._relations: dict[int, list[tuple[Relation, str]]] = defaultdict(list)
        for pk, kind, target, source in relations.values_list("claim_id", "kind", "target__reference", "source"):
            self._relations[pk].append((Relation(RelationKind(kind), target), source))
        rows = Evidence.objects.filter(claim__incident__in=incidents, published_on__isnull=False)
        told = rows.order_by("published_on", "pk").values_list(
            "claim_id", "published_on", "story", "source", "presented_as", "headline", "title", "claim__printed"
        )
        self._told = [
            (pk, _EvidenceRow(day, story, source, Presentation(presented_as), headline, _is_in(title, printed)))
            for pk, day, story, source, presented_as, headline, title, printed in told
            if day
        ]

    def assertions(self, day: dt.date | None = None) -> Iterator[tuple[Claim, Assertion]]:
        """The claims that count, as the public could know them by the end of `day`: what each source told by then.

        Without a day, all that was ever told counts. Reviews count whenever they were made: a wrong reading was wrong
        on any day.
        """
        tellings: dict[int, _Tellings] = defaultdict(_Tellings)
        sources = {""}
        for pk, told in self._told:
            if day is not None and told.day > day:
                break
            tellings[pk].add(told)
            sources.add(told.source)
        for claim in self.claims:
            told_of = tellings.get(claim.pk, _Tellings())
            if _counts(claim, told_of, day):
                relations = (relation for relation, source in self._relations[claim.pk] if source in sources)
                yield claim, _assertion(claim, told_of, tuple(dict.fromkeys(relations)))


def _is_in(title: str, printed: str) -> bool:
    """Whether the title has the digits of the number as printed."""
    number = _DIGITS_PRINTED.search(printed)
    return number is not None and number.group() in _DIGITS_PRINTED.findall(title)


def _counts(claim: Claim, told: _Tellings, day: dt.date | None) -> bool:
    if told.role is not None:
        return True
    if claim.basis in FROM_ARTICLES and not (claim.decision in KEPT_BY_A_PERSON and claim.stories == 0):
        return False
    return day is None or (claim.known_on is not None and claim.known_on <= day)


def _assertion(claim: Claim, told: _Tellings, relations: tuple[Relation, ...]) -> Assertion:
    role = told.role or Presentation.CURRENT
    return Assertion(
        key=claim.reference,
        bucket=_bucket(claim, current=role is Presentation.CURRENT and told.role is not None),
        quantity=claim.quantity,
        speaker=claim.speaker,
        measure=Measure(claim.measure),
        modality=Modality(claim.modality),
        polarity=Polarity(claim.polarity),
        said_on=claim.claimed_on,
        known_on=told.first.get(role, claim.known_on),
        stories=len(told.stories[role]),
        basis=Basis(claim.basis),
        decision=Decision(claim.decision) if claim.decision else None,
        relations=relations,
        current=role is Presentation.CURRENT,
        part=role is Presentation.PART,
        part_on=told.first.get(Presentation.PART),
        earlier_on=told.earlier_on,
        headlines=tuple(sorted(told.headlines.values())),
        told_in=tuple(sorted(told.stories[role])),
        titled=told.titled,
    )


def _bucket(claim: Claim, *, current: bool) -> Bucket:
    """The bucket of a claim; one that was recorded as an earlier figure, but is told as `current` too, is current."""
    return target_bucket(claim.bucket) if current and claim.scope == Scope.SUPERSEDED else claim.bucket

"""The content of an incident's page: figures with who says what in which words, steps of proceedings, sources.

With a day, all of it as it was known by its end; how a claim stands is said by the figure's explanation alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch

from incidents.api.as_of import figures_on
from incidents.figures.leading_figure import leading_place
from incidents.figures.number_words import spell_amount, spell_money
from incidents.ledger import proceedings_as_of
from incidents.models import Claim, Evidence, Figure, Incident, Proceeding, Stage
from incidents.models.proceeding import NOT_OWED
from incidents.site.words import STATUSES, best_words, confidence_words, day_words, ends_words, span_words, what_words
from incidents.vocabulary import (
    FigureStatus,
    Metric,
    Polarity,
    ProceedingKind,
    Scope,
    SpeakerKind,
    StageKind,
    Standing,
    label,
)

MOST_CLAIMS: Final = 200  # of one incident that a page shows
MOST_SOURCES: Final = 100  # the newest
QUOTES_SHOWN: Final = 4  # of one claim
STANDING: Final = Standing.STANDING


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of one source. `address` is empty where it is none of the web."""

    quote: str
    publisher: str
    title: str
    address: str
    day: str


@dataclass(frozen=True, slots=True)
class Voice:
    """One claim: who says what on which day, what became of it, and in which words it is printed."""

    speaker: str
    party: str
    kind: str
    says: str
    day: str
    counts: bool
    reason: str
    quotes: tuple[Quoted, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """A figure in words."""

    figure: Figure
    what: str
    best: str
    span: str
    status: str
    status_words: str
    confidence: str
    because: str
    sentence: str
    voices: tuple[Voice, ...]

    @property
    def ends(self) -> str:
        return ends_words(self.figure, self.figure.bucket)

    @property
    def counting(self) -> list[Voice]:
        return [voice for voice in self.voices if voice.counts]

    @property
    def aside(self) -> list[Voice]:
        return [voice for voice in self.voices if not voice.counts]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A dated step of a proceeding. `counts`: its sum is the one that is owed."""

    day: str
    iso: str
    what: str
    amount: str
    note: str
    counts: bool
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class ShownCase:
    """A proceeding with its steps. `respondent` is a party, or None."""

    authority: str
    slug: str
    kind: str
    legal_basis: str
    respondent: Any
    steps: tuple[ShownStep, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """All that the page shows of figures, cases and sources."""

    figures: tuple[ShownFigure, ...]
    cases: tuple[ShownCase, ...]
    sources: tuple[Quoted, ...]
    sources_left_out: int

    @property
    def leading(self) -> ShownFigure | None:
        """The figure that the page begins with: how many people are affected, else the largest count."""
        return next(iter(self.figures), None)


def record_of(incident: Incident, day: dt.date | None = None) -> Record:
    """The record, as it is or as it was known by the end of the day."""
    figures = list(incident.figures.all()) if day is None else figures_on([incident], day)[incident.pk]
    figures = sorted((figure for figure in figures if figure.best is not None), key=_first)
    claims = {claim.reference: claim for claim in _claims(incident, figures)}
    cases = _cases(incident) if day is None else proceedings_as_of(incident, day)
    shown = tuple(_figure(figure, claims, day) for figure in figures)
    sources = _sources(claims.values(), day)
    left_out = max(0, len(sources) - MOST_SOURCES)
    return Record(shown, tuple(_case(case) for case in cases), tuple(sources[:MOST_SOURCES]), left_out)


def _claims(incident: Incident, figures: Iterable[Figure]) -> Sequence[Claim]:
    """The claims that the explanations name, the newest first; of very many those that give a figure, then those that
    stand."""
    named: dict[str, tuple[bool, bool]] = {}
    for figure in figures:
        winner = figure.explanation.get("winner")
        for row in figure.explanation.get("claims") or ():
            named.setdefault(row["claim"], (row["claim"] != winner, row.get("standing") != STANDING))
    references = sorted(named, key=lambda reference: named[reference])[:MOST_CLAIMS]
    evidence = Evidence.objects.order_by("published_on", "pk")
    rows = Claim.objects.filter(incident=incident, reference__in=references).select_related("speaker_party")
    return list(rows.prefetch_related(Prefetch("evidence", queryset=evidence)).order_by("-known_on", "-pk"))


def _cases(incident: Incident) -> list[Proceeding]:
    rows = Proceeding.objects.filter(incident=incident).select_related("regulator", "respondent").order_by("pk")
    return list(rows.prefetch_related("stages__evidence"))


def _first(figure: Figure) -> tuple[Any, ...]:
    """The order of figures: the one that leads the incident's row, then who is affected, parts and money after the
    whole."""
    bucket = figure.bucket
    return (
        *leading_place(bucket, figure.best),
        bucket.metric is not Metric.AFFECTED,
        bucket.scope is not Scope.TOTAL,
        str(bucket.metric),
        -(figure.best or 0),
    )


def leading_figure(figures: Iterable[Figure]) -> Figure | None:
    """The one that an incident's page begins with, None where nothing is known."""
    return next(iter(sorted((figure for figure in figures if figure.best is not None), key=_first)), None)


def _figure(figure: Figure, claims: dict[str, Claim], day: dt.date | None) -> ShownFigure:
    bucket = figure.bucket
    rows = figure.explanation.get("claims") or ()
    voices = [_voice(claims[row["claim"]], row, day) for row in rows if row.get("claim") in claims]
    winner = figure.explanation.get("winner")
    order = {claim.reference: number for number, claim in enumerate(claims.values())}
    ranked = sorted(
        zip(voices, [row["claim"] for row in rows if row.get("claim") in claims], strict=True),
        key=lambda pair: (pair[1] != winner, order[pair[1]]),
    )
    return ShownFigure(
        figure,
        what_words(bucket),
        best_words(figure, bucket),
        span_words(figure, bucket),
        str(figure.status),
        STATUSES[FigureStatus(figure.status)],
        confidence_words(figure.confidence),
        figure.because,
        figure.sentence,
        tuple(voice for voice, _ in ranked),
    )


def _voice(claim: Claim, row: dict[str, Any], day: dt.date | None) -> Voice:
    denied = "not " if claim.polarity == Polarity.DENIED else ""
    evidence = [
        one for one in claim.evidence.all() if day is None or one.published_on is None or one.published_on <= day
    ]
    quoted = [one for one in evidence if one.quote]
    public = claim.speaker_party is not None and claim.speaker_party.public
    return Voice(
        speaker=speaker_words(claim),
        party=claim.speaker_party.reference if public and claim.speaker_party else "",
        kind=label(SpeakerKind(claim.speaker_kind)),
        says=denied + spell_amount(claim.quantity, claim.bucket),
        day=day_words(claim.claimed_on or claim.known_on, claim.claimed_precision),
        counts=row.get("standing") == STANDING,
        reason=str(row.get("reason", "")),
        quotes=tuple(quoted_from(one) for one in quoted[:QUOTES_SHOWN]),
        more=max(0, len(quoted) - QUOTES_SHOWN),
    )


def speaker_words(claim: Claim) -> str:
    """Who asserts it. Reads speaker_party."""
    nobody = claim.speaker_kind == SpeakerKind.UNATTRIBUTED and not (claim.speaker_words or claim.speaker_party)
    return "The coverage in its own voice" if nobody else claim.speaker_name


def quoted_from(evidence: Any) -> Quoted:
    """The sentence of a source of a claim or of a step."""
    return Quoted(
        evidence.quote,
        evidence.publisher or ("A text that was submitted" if evidence.submitted else "A source"),
        evidence.title,
        web_address(evidence.url),
        day_words(evidence.published_on),
    )


def web_address(url: str) -> str:
    """The address, if it is one of the web: others are not for links."""
    return url if url.startswith(("https://", "http://")) else ""


def _case(case: Proceeding) -> ShownCase:
    owed = case.stage_owed()
    return ShownCase(
        str(case.regulator or case.label),
        case.regulator.slug if case.regulator else "",
        label(ProceedingKind(case.kind)),
        case.legal_basis,
        case.respondent if case.respondent and case.respondent.public else None,
        tuple(_step(stage, counts=stage is owed) for stage in sorted(case.stages.all(), key=_of_day)),
    )


def _of_day(stage: Stage) -> tuple[dt.date, int]:
    return stage.happened_on, stage.pk


def _step(stage: Stage, *, counts: bool) -> ShownStep:
    amount = "" if stage.amount_minor is None else spell_money(stage.amount_minor, stage.currency)
    quotes = [quoted_from(one) for one in stage.evidence.all() if one.quote][:QUOTES_SHOWN]
    if not quotes and web_address(stage.source_url):
        quotes = [Quoted("", "Source", "", web_address(stage.source_url), "")]
    what = label(StageKind(stage.kind))
    intended = " (intended, not owed)" if amount and stage.kind in NOT_OWED else ""
    return ShownStep(
        day_words(stage.happened_on, stage.happened_precision),
        stage.happened_on.isoformat(),
        what,
        amount + intended,
        stage.note,
        counts,
        tuple(quotes),
    )


def _sources(claims: Iterable[Claim], day: dt.date | None) -> list[Quoted]:
    """Each source once, the newest first."""
    found: dict[str, tuple[dt.date, Quoted]] = {}
    for claim in claims:
        for one in claim.evidence.all():
            published = one.published_on or dt.date.min
            if (day is None or published <= day) and (one.url or one.title):
                found.setdefault(one.url or one.source, (published, quoted_from(one)))
    return [quoted for _, quoted in sorted(found.values(), key=lambda pair: pair[0], reverse=True)]

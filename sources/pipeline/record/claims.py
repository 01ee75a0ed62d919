"""From mentions to claims: a draft for the ledger for each, and drafts of the earlier figures that they imply."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity, bounds
from incidents.figures.screening import target_bucket
from incidents.ledger import ClaimDraft, EvidenceDraft, RelationDraft, SpeakerDraft
from incidents.vocabulary import (
    Basis,
    DatePrecision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Presentation,
    RelationKind,
    Scope,
    Unit,
)
from sources.extraction import KeptReading
from sources.extraction.classify.groups import points_back
from sources.extraction.resolve.figure_contexts import FigureContext
from sources.models import Article, ArticleVersion, Mention, TextOrigin
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claim_drafts import Drafted, context_of, with_relations
from sources.pipeline.record.headline_claims import with_headlines
from sources.pipeline.record.organisation_shares import affiliates_shares, own_shares

_Number = tuple[str, str, int | None]  # metric, unit, value
IN_ADDITION = "in addition"  # the part that an increase of its own is
_ADDED = "additional"
_LIMITED = frozenset({Scope.SUBSET, Scope.DELTA, Scope.SUPERSEDED, Scope.NOTIFIED})
_FLOORS = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN})
_MORE_OR_FEWER = frozenset({"more_than_previous", "fewer_than_previous"})


@dataclass(frozen=True, slots=True)
class _Given:
    """What the numbers of the article say of one another: the country of each that is given for one only, and all
    numbers, with their countries."""

    countries: Mapping[_Number, str]
    counted: frozenset[tuple[_Number, str]]


def drafts_of(
    mentions: Iterable[Mention], *, article: Article, version: ArticleVersion, kept: KeptReading, voices: Attribution
) -> list[Drafted]:
    """A draft for each mention that can be kept as a claim, then the derived ones, with the relations among them;
    `kept` is what the extractor kept of the version."""
    able = [mention for mention in mentions if _can_be_a_claim(mention)]
    given = _Given(_countries_given(able), frozenset((_number(one), one.country) for one in able))
    drafted = []
    for mention in able:
        context, speaker = context_of(mention, kept), voices.speaker_of(mention, article)
        draft = _draft(mention, article, version, context=context, speaker=speaker, given=given)
        drafted.append(Drafted(mention, draft))
    drafted = affiliates_shares(own_shares(drafted, kept, voices), kept, voices)
    related: dict[int, list[RelationDraft]] = {}
    derived: list[Drafted] = []
    places = _places(drafted)
    for number, one in enumerate(drafted):
        for at, relation, implied in _relations(number, one, drafted, places):
            related.setdefault(at, []).append(relation)
            derived.extend(implied)
    for number, whole in _wholes_of_parts(drafted):
        relation = RelationDraft(RelationKind.SUBSET_OF, whole.draft.fingerprint)
        related.setdefault(number, []).append(relation)
    related_drafts = [with_relations(one, related.get(number, [])) for number, one in enumerate(drafted)]
    return with_headlines(related_drafts, version.headline) + derived


def _can_be_a_claim(mention: Mention) -> bool:
    """Whether a claim can hold it: a number, ends in order, and a currency exactly where it is money."""
    numbers = (mention.value, mention.low, mention.high)
    in_order = mention.low is None or mention.high is None or mention.low <= mention.high
    return numbers != (None, None, None) and in_order and (mention.unit == Unit.MONEY) == bool(mention.currency)


def _countries_given(mentions: Iterable[Mention]) -> dict[_Number, str]:
    """The country of each number that the article gives for one country only. After "15 million Britons", a bare "15
    million" is the same number in short; numbers given for several countries are left out."""
    given: dict[_Number, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.country and mention.scope == Scope.SUBSET:
            given[_number(mention)].add(mention.country)
    return {number: countries.pop() for number, countries in given.items() if len(countries) == 1}


def _number(mention: Mention) -> _Number:
    return mention.metric, mention.unit, mention.value


def _draft(
    mention: Mention,
    article: Article,
    version: ArticleVersion,
    *,
    context: FigureContext,
    speaker: SpeakerDraft,
    given: _Given,
) -> ClaimDraft:
    presented_as = _presentation(mention)
    # A figure that we first meet as an earlier one was said when its speaker said it, not when it was repeated.
    said = context.said_on if presented_as is Presentation.EARLIER else None
    return ClaimDraft(
        bucket=_bucket(mention, given),
        claimed_on=said[0] if said else None,
        claimed_precision=said[1] if said else DatePrecision.DAY,
        quantity=Quantity(mention.value, mention.low, mention.high, Hedge(mention.hedge)),
        speaker=speaker,
        measure=Measure(mention.measure),
        modality=Modality(mention.modality),
        polarity=Polarity(mention.polarity),
        printed=mention.text,
        hedge_text=mention.hedge_text,
        evidence=EvidenceDraft(
            story=version.story.key if version.story else article.source_key,
            locator=f"{version.number}:{'title:' if mention.in_title else ''}{mention.start}-{mention.end}",
            url=address_of(article, version),
            publisher=article.publisher.name if article.publisher else "",
            title=version.title,
            quote=mention.quote_in(version),
            published_on=article.published_on,
            presented_as=presented_as,
            submitted=version.origin == TextOrigin.SUBMITTED,
        ),
    )


def address_of(article: Article, version: ArticleVersion) -> str:
    """The web address of the text, as fetched or as its sender gave it; empty when it has none."""
    return version.fetched_from or (article.url if article.url.startswith("http") else "")


def _presentation(mention: Mention) -> Presentation:
    if mention.scope == Scope.SUPERSEDED:
        return Presentation.EARLIER
    return Presentation.PART if _is_unnamed_part(mention) else Presentation.CURRENT


def _is_unnamed_part(mention: Mention) -> bool:
    """Whether the text calls it a part without saying which one: "of these, 20,000"."""
    return mention.scope == Scope.SUBSET and not mention.country and points_back(mention.scope_text)


def _is_of_its_own(mention: Mention, counted: Collection[tuple[_Number, str]]) -> bool:
    """Whether it is an increase of no total that the article `counted`, in its unit and country: "another 455,000
    customers". An increase over what was reported before is not of its own."""
    relation: Mapping[str, Any] = mention.relation or {"type": _ADDED}
    total = mention.metric, mention.unit, relation.get("target")
    return mention.scope == Scope.DELTA and relation["type"] == _ADDED and (total, mention.country) not in counted


def _bucket(mention: Mention, given: _Given) -> Bucket:
    """The bucket of the mention's claim. A country names a part better than the words do: "British users" and "people
    in the UK" are one group. An earlier figure has the bucket that it had when it was given as the current one."""
    scope, country = Scope(mention.scope), mention.country
    if not country and scope in {Scope.TOTAL, Scope.SUPERSEDED} and _number(mention) in given.countries:
        country = given.countries[_number(mention)]
        scope = Scope.SUBSET if scope is Scope.TOTAL else scope
    label = mention.scope_text
    if _is_unnamed_part(mention):
        scope = Scope.TOTAL
    elif _is_of_its_own(mention, given.counted):
        scope, label = Scope.SUBSET, label or IN_ADDITION
    limited = scope in _LIMITED
    named = Bucket(
        metric=Metric(mention.metric),
        unit=Unit(mention.unit),
        currency=mention.currency if mention.unit == Unit.MONEY else "",
        scope=scope,
        country=country if limited else "",
        label=label.casefold()[:120] if limited and not country else "",
    )
    return target_bucket(named) if scope is Scope.SUPERSEDED else named


def _relations(
    number: int, one: Drafted, drafted: list[Drafted], places: Mapping[_Number, Sequence[int]]
) -> list[tuple[int, RelationDraft, list[Drafted]]]:
    """(which draft, its relation, claims to add) for what the mention says of other figures.

    | the text says                        | relation                                            |
    | ------------------------------------ | --------------------------------------------------- |
    | 37 million more than reported before | the new total supersedes a derived claim of the old |
    | raised from 4 to 5 million           | the 5 supersedes the 4                              |
    | another 2 million                    | the 2 increments the total that it names            |
    | 7 million current, 40 million former | a derived claim of 47 million, of which the 7 are a part |

    A number that the text tells as a part is a part of the largest total (`_wholes_of_parts`).
    """
    relation: Mapping[str, Any] = one.mention.relation or {}
    kind, target, implied = relation.get("type"), relation.get("target"), relation.get("implies_previous")
    total = _with_number(target, number, one, places)
    found: list[tuple[int, RelationDraft, list[Drafted]]] = []
    if kind == _ADDED and total is not None:
        found.append((number, RelationDraft(RelationKind.INCREMENTS, drafted[total].draft.fingerprint), []))
    if kind == "together" and target is not None:
        whole = _sum(one, target)
        found.append((number, RelationDraft(RelationKind.SUBSET_OF, whole.draft.fingerprint), [whole]))
    if kind == "revised_from" and total is not None:
        found.append((total, RelationDraft(RelationKind.SUPERSEDES, one.draft.fingerprint), []))
    if kind in _MORE_OR_FEWER and implied is not None:
        is_total = one.mention.scope != Scope.DELTA
        carrier = number if is_total else total
        earlier = _with_number(implied, number, one, places)
        addition = [] if earlier is not None else [_derived(one, implied)]
        old = drafted[earlier].draft if earlier is not None else addition[0].draft
        at = carrier if carrier is not None else number
        found.append((at, RelationDraft(RelationKind.SUPERSEDES, old.fingerprint), addition))
    return found


def _wholes_of_parts(drafted: list[Drafted]) -> Iterator[tuple[int, Drafted]]:
    """The places of the drafts that the text itself tells as parts ("of these, 20,000"), each with the largest total
    of the article that can hold it."""
    wholes: dict[tuple[str, str], Drafted] = {}
    for one in drafted:
        known = wholes.get(_counted(one), one)
        if (
            one.draft.bucket.scope is Scope.TOTAL
            and one.presented_as is Presentation.CURRENT
            and _size(one) >= _size(known)
        ):
            wholes[_counted(one)] = one
    for at, one in enumerate(drafted):
        whole = wholes.get(_counted(one))
        if one.presented_as is Presentation.PART and whole is not None and _size(one) < _size(whole):
            yield at, whole


def _counted(one: Drafted) -> tuple[str, str]:
    return one.draft.bucket.metric, one.draft.bucket.unit


def _size(one: Drafted) -> int:
    return one.draft.quantity.number or 0


def _derived(one: Drafted, number: int) -> Drafted:
    """The earlier figure that follows from a difference: nobody's words, so without a speaker and a quote."""
    bucket = one.draft.bucket
    if bucket.scope not in {Scope.TOTAL, Scope.SUBSET}:
        bucket = target_bucket(replace(bucket, scope=Scope.SUPERSEDED))
    evidence = (
        replace(one.draft.evidence, quote="", presented_as=Presentation.EARLIER, headline=False)
        if one.draft.evidence
        else None
    )
    draft = ClaimDraft(
        bucket=bucket,
        quantity=bounds(number, Hedge.ABOUT),
        speaker=SpeakerDraft(),
        basis=Basis.DERIVED,
        evidence=evidence,
    )
    return Drafted(one.mention, draft)


def _sum(one: Drafted, number: int) -> Drafted:
    """What the part and the next one make together, as its speaker's word."""
    bucket = replace(one.draft.bucket, scope=Scope.TOTAL, label="", country="")
    evidence = replace(one.draft.evidence, headline=True) if one.draft.evidence else None
    hedge = one.draft.quantity.hedge
    quantity = bounds(number, hedge if hedge in _FLOORS else Hedge.ABOUT)
    return Drafted(
        one.mention, replace(one.draft, bucket=bucket, quantity=quantity, basis=Basis.DERIVED, evidence=evidence)
    )


def _places(drafted: Sequence[Drafted]) -> dict[_Number, list[int]]:
    """By metric, unit and number, the places of the first two drafts that assert it."""
    places: dict[_Number, list[int]] = defaultdict(list)
    for at, one in enumerate(drafted):
        first_two = places[*_counted(one), one.draft.quantity.number]
        if one.draft.polarity is Polarity.ASSERTED and len(first_two) < 2:
            first_two.append(at)
    return places


def _with_number(number: int | None, own: int, one: Drafted, places: Mapping[_Number, Sequence[int]]) -> int | None:
    """The place of another draft of the same metric and unit that asserts this number; None when none does."""
    if number is None:
        return None
    return next((at for at in places.get((*_counted(one), number), ()) if at != own), None)

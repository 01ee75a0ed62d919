"""From a document to its mentions: the rules in their order."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from incidents.vocabulary import Measure, Metric, Scope, Unit
from sources.extraction.classify import evidence
from sources.extraction.classify.complements import mark_complements
from sources.extraction.classify.data_classes import mark_data_classes
from sources.extraction.classify.demonstratives import inherit_countries
from sources.extraction.classify.groups import mark_groups
from sources.extraction.classify.inheritance import EarlierCount, counts_unknown, with_unit
from sources.extraction.classify.money import Purpose, dollars_of, find_purpose, purpose_of_article
from sources.extraction.classify.part_or_whole import mark_likely_parts
from sources.extraction.classify.parts import mark_parts
from sources.extraction.classify.polarity import is_denied, negation_of_clause
from sources.extraction.classify.relations import Kept, find_relation, is_superseded
from sources.extraction.classify.scopes import find_measure, find_modality, find_scope, is_possible
from sources.extraction.classify.stages import Stages
from sources.extraction.classify.unreal import tells_no_count
from sources.extraction.find.document import Document
from sources.extraction.find.hedging import Bounded, bound
from sources.extraction.find.number_candidates import Candidate, find_candidates
from sources.extraction.lexicon.proceeding_words import load_proceeding_words
from sources.extraction.mention import (
    BESIDE_LOST,
    NO_COUNT,
    UNKNOWN_NOUN,
    UNSAID,
    Amount,
    ExtractedMention,
    Feature,
    MentionRelation,
    RelationType,
)
from sources.extraction.proceedings.asides import Asides
from sources.extraction.proceedings.sums import find_sums
from sources.extraction.resolve.background import Background
from sources.extraction.resolve.organisation import main_organisation
from sources.extraction.resolve.revisions import link_revisions
from sources.extraction.resolve.speakers import SpeakerFinder

_SENTENCES_OF_A_PURPOSE = 2
# What a sum of a proceeding may be taken for.
_PROCEEDING = frozenset([Metric.FINE, Metric.SETTLEMENT, Metric.COMPENSATION])


@dataclass(frozen=True, slots=True)
class _Judged:
    """A candidate, with what the rules found out about it."""

    candidate: Candidate
    bounded: Bounded
    denied: bool
    relation: MentionRelation | None
    features: tuple[Feature, ...]


class MentionReader:
    """Reads one document in text order, since units and relations refer to what stands before."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._stages = Stages(document)
        self._counts: list[EarlierCount] = []
        self._base_end = 0  # the end of the noun of the last number that is a base of customers and the like
        self._kept: list[Kept] = []
        self._values: set[Amount] = set()
        self._repeated: set[Amount] = set()
        self._purpose: tuple[Metric | None, int] = (None, 0)

    @cached_property
    def _organisation(self) -> str | None:
        return main_organisation(self._document)  # only for articles that have mentions; most have none

    @cached_property
    def _attribution(self) -> SpeakerFinder:
        return SpeakerFinder(self._document, self._organisation)

    @cached_property
    def _background(self) -> Background:
        return Background(self._document, self._organisation)

    @cached_property
    def _asides(self) -> Asides:
        words = load_proceeding_words(self._document.lexicon.language)
        return Asides(self._document, find_sums(self._document), words)

    @cached_property
    def _dollars(self) -> str | None:
        return dollars_of(self._document)

    def mentions(self) -> tuple[ExtractedMention, ...]:
        found = []
        candidates = list(find_candidates(self._document))
        for candidate, following in zip_longest(candidates, candidates[1:]):
            mention = self._money(candidate) if candidate.number.currency else self._count(candidate, following)
            if mention is not None:
                found.append(mention)
        added = mark_complements(self._document, found)
        whole = mark_parts(self._document, link_revisions(self._document, added))
        limited = mark_data_classes(self._document, inherit_countries(self._document, whole))
        return tuple(mark_likely_parts(self._document, mark_groups(self._document, limited)))

    def _count(self, bare: Candidate, following: Candidate | None) -> ExtractedMention | None:
        candidate = with_unit(self._document, bare, self._counts, following)
        if candidate.counted.excluded or (candidate.unit is None and not candidate.inherited):
            return None
        judged = self._judge(candidate)
        kept = evidence.probability(judged.features) >= evidence.REVIEW
        kept = kept and evidence.tells_in_caption(self._document, candidate, judged.features)
        self._counts.append(EarlierCount(candidate.counted, candidate.sentence, kept))
        if not kept:
            if any(feature.name == evidence.BASE_BEFORE for feature in judged.features):
                self._base_end = candidate.noun_end
            return None
        self._remember(judged)
        return self._mention(judged, Metric.AFFECTED, candidate.unit or Unit.OTHER, None)

    def _judge(self, candidate: Candidate) -> _Judged:
        document = self._document
        bounded = bound(
            candidate.number,
            candidate.hedge,
            candidate.hedge_text,
            candidate.start,
            negated_clause=negation_of_clause(document, candidate),
        )
        denied = is_denied(document, candidate, inverted=bounded.inverted)
        relation = find_relation(document, candidate, self._kept)
        listed, repeated = self._is_listed_with_base(candidate), candidate.number.value in self._values
        features = evidence.gather(document, candidate, listed=listed, repeated=repeated)
        return _Judged(candidate, bounded, denied, relation, features)

    def _is_listed_with_base(self, candidate: Candidate) -> bool:
        between = self._document.folded[self._base_end : candidate.start]
        return self._base_end > candidate.begin and self._document.lexicon.scopes.listed.fullmatch(between) is not None

    def _remember(self, judged: _Judged) -> None:
        candidate, relation = judged.candidate, judged.relation
        if candidate.number.value is not None:
            (self._repeated if candidate.number.value in self._values else self._values).add(candidate.number.value)
        superseded = relation is not None and relation.type is RelationType.REVISED_FROM
        self._kept.append(
            Kept(candidate.number.value, candidate.sentence, str(candidate.unit), superseded, judged.denied)
        )

    def _money(self, candidate: Candidate) -> ExtractedMention | None:
        purpose = find_purpose(self._document, candidate)
        if purpose is None:
            last, sentence = self._purpose
            near = candidate.sentence - sentence <= _SENTENCES_OF_A_PURPOSE
            purpose = purpose_of_article(self._document, candidate, last if near else None)
        if purpose is None:
            return None
        start = candidate.number.start
        share, other = "", False
        if purpose.metric in _PROCEEDING:
            share, other = self._asides.state_of_share(start), self._asides.is_of_another_case(start)
        if share:
            purpose = replace(purpose, metric=Metric.SETTLEMENT)
        self._purpose = purpose.metric, candidate.sentence
        bounded = bound(candidate.number, candidate.hedge, candidate.hedge_text, candidate.start)
        denied = is_denied(self._document, candidate, inverted=False)
        replaced = is_superseded(self._document, candidate) and not other
        relation = MentionRelation(RelationType.REVISED_FROM) if replaced else None
        judged = _Judged(candidate, bounded, denied, relation, purpose.features)
        mention = self._mention(judged, purpose.metric, Unit.MONEY, purpose)
        if purpose.metric in _PROCEEDING and self._document.folded.startswith("$", candidate.number.start):
            mention = replace(mention, currency=self._dollars or mention.currency)
        if share:
            return replace(mention, scope=Scope.SUBSET, scope_text=share, relation=None)
        return replace(mention, primary=False, organisation=None) if other else mention

    def _mention(self, judged: _Judged, metric: Metric, unit: Unit, purpose: Purpose | None) -> ExtractedMention:
        document, candidate, bounded = self._document, judged.candidate, judged.bounded
        speaker = self._attribution.speaker(candidate.number.start, candidate.sentence)
        aggregate = purpose is None and evidence.is_aggregate(document, candidate)
        scoped = find_scope(document, candidate, judged.relation, aggregate=aggregate)
        possible = is_possible(document, candidate)
        number = candidate.number
        progress = self._stages.progress(candidate, metric, superseded=judged.relation is not None)
        repeated = number.value in self._repeated
        background = aggregate or self._background.holds(candidate, repeated=repeated)
        mention = ExtractedMention(
            start=number.start,
            end=number.end,
            text=document.text[number.start : number.end],
            quote_start=candidate.begin,
            quote_end=candidate.limit,
            metric=metric,
            unit=unit,
            currency=number.currency,
            value=bounded.value,
            low=bounded.low,
            high=bounded.high,
            hedge=bounded.hedge,
            hedge_text=bounded.hedge_text,
            measure=find_measure(document, candidate) if purpose is None else Measure.UNSPECIFIED,
            modality=find_modality(document, candidate, possible=possible) if purpose is None else progress.modality,
            possible=possible,
            negated=judged.denied,
            scope=scoped.scope,
            scope_text=scoped.text,
            country=scoped.country,
            attribution=speaker.attribution,
            speaker=speaker.name,
            attribution_kind=speaker.kind,
            directness=speaker.directness,
            relation=judged.relation,
            organisation=None if background else self._organisation,
            primary=not background,
            stage=progress.stage,
            authority=progress.authority,
            score=evidence.probability(judged.features),
            features=judged.features,
        )
        if number.lost:
            features = (*mention.features, Feature(BESIDE_LOST, 0.0))
            mention = replace(mention, score=min(mention.score, evidence.REVIEW), features=features)
        if purpose is None and evidence.is_unsaid(document, candidate, judged.features):
            features = (*mention.features, Feature(UNSAID, 0.0))
            mention = replace(mention, score=min(mention.score, evidence.REVIEW), features=features)
        if purpose is None and counts_unknown(document, candidate):
            features = (*mention.features, Feature(UNKNOWN_NOUN, 0.0))
            mention = replace(mention, score=min(mention.score, evidence.REVIEW), features=features)
        if not judged.denied and tells_no_count(document, candidate, is_sum=purpose is not None):
            features = (*mention.features, Feature(NO_COUNT, 0.0))
            score = min(mention.score, evidence.REVIEW)
            mention = replace(mention, score=score, features=features, primary=False, organisation=None)
        if purpose is None:
            return mention
        return replace(mention, scope=Scope.TOTAL if judged.relation is None else Scope.SUPERSEDED)

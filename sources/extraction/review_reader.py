"""Reads an article in a language of few words (FOR_REVIEW): its counts and sums, all of them for a curator to judge.

It knows neither speakers nor parts, neither earlier figures nor other incidents. So every mention is between review and
acceptance, has a feature that names the language, and none of them is the article's headline figure.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from itertools import islice, pairwise
from re import Match, Pattern

from incidents.vocabulary import Hedge, Measure, Metric, Modality, Scope, SpeakerKind, StageKind, Unit
from sources.extraction.article import ArticleText, caption_at
from sources.extraction.budget import (
    MOST_CHARACTERS,
    MOST_FIGURES,
    MOST_NUMBERS,
    MOST_SENTENCES,
    MOST_TITLE_CHARACTERS,
    Budget,
)
from sources.extraction.classify.evidence import REVIEW
from sources.extraction.classify.headline import unprinted
from sources.extraction.find.capitals import name_party
from sources.extraction.find.document import within_budget
from sources.extraction.find.hedging import Bounded, bound
from sources.extraction.find.long_scale import read_long_scale
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.numbers import Number, find_numbers_by
from sources.extraction.find.sentences import split_sentences
from sources.extraction.lexicon import ReviewLexicon, load_review_lexicon
from sources.extraction.lexicon.accents import without_accents
from sources.extraction.mention import Directness, ExtractedMention, Feature, Reading, Unread

_HEDGED, _DENIED, _BEHIND = 60, 100, 30  # characters around a number
_PARTED = 50  # a comma between a sum and a word counts as so many characters
_STAGED = frozenset([Metric.FINE, Metric.SETTLEMENT])
_YEARS = range(1950, 2050)


def read_for_review(article: ArticleText, language: str) -> Reading:
    """The figures of the text, and those that only its title has. Without any it counts as not read, since the words
    are few."""
    lexicon, budget = load_review_lexicon(language), Budget()
    party = party_for_review(article.title, article.text, lexicon, article.organisations)
    mentions = tuple(ReviewText(article.text, lexicon, party, budget).mentions())
    titled = tuple(ReviewText(article.title[:MOST_TITLE_CHARACTERS], lexicon, party, budget).mentions())
    unprinted_ = unprinted(titled, mentions)
    return Reading(
        headline=None,
        mentions=mentions,
        language=language,
        titled=unprinted_,
        left_out=budget.noted,
        unread=None if mentions or unprinted_ else Unread.LANGUAGE,
        read_in=lexicon.called,
    )


def party_for_review(title: str, text: str, lexicon: ReviewLexicon, organisations: tuple[str, ...] = ()) -> str | None:
    """A given organisation that the text names, else the first given one, else the one found by its words."""
    named = (name for name in organisations if name.lower() in f"{title}\n{text}".lower())
    given = next(named, organisations[0] if organisations else None)
    return given or name_party(normalise(title[:MOST_TITLE_CHARACTERS]), normalise(text[:MOST_CHARACTERS]), lexicon)


class ReviewText:
    """A text or a title with its sentences. `bare` and `folded` are without accents, and as long as the text."""

    def __init__(self, text: str, lexicon: ReviewLexicon, party: str | None, budget: Budget) -> None:
        self._text, self._lexicon, self._party, self._budget = text, lexicon, party, budget
        plain = normalise(text[:MOST_CHARACTERS])
        sentences = split_sentences(plain, lexicon, MOST_SENTENCES + 1)
        self._sentences = within_budget(sentences, budget, cut=len(text) > MOST_CHARACTERS)
        self._starts = [start for start, _ in self._sentences]
        self._bare = without_accents(plain[: self._sentences[-1][1]] if self._sentences else "")
        self._folded = fold(self._bare)

    def mentions(self) -> Iterator[ExtractedMention]:
        """The counts and sums in text order, up to the budget."""
        found = 0
        self._noun_of_last: Match[str] | None = None
        whole: Number | None = None
        for number, following in pairwise([*self.numbers(), None]):
            if number is None or number is whole:
                continue
            whole = following if following and self._is_of(number, following) else None
            named = whole or (following if following and self._is_opposed(number, following) else number)
            mention = self._sum(number) if number.currency else self._count(number, named)
            if mention is None:
                continue
            if found == MOST_FIGURES:
                self._budget.note(MOST_FIGURES, "figures")
                return
            found += 1
            yield mention

    def numbers(self) -> list[Number]:
        """The numbers that are understood and stand in no caption, in text order, up to the budget."""
        read = partial(read_long_scale, words=self._lexicon.numbers)
        found = list(islice(find_numbers_by(read, self._folded, self._lexicon), MOST_NUMBERS + 1))
        if len(found) > MOST_NUMBERS:
            self._budget.note(MOST_NUMBERS, "numbers")
        return [
            number
            for number in found[:MOST_NUMBERS]
            if not number.is_vague and caption_at(self._text, number.start) is None
        ]

    def bounded(self, number: Number, behind: int, begin: int, limit: int) -> Bounded:
        """The number with its hedge, before it or from `behind` on."""
        hedges, low = self._lexicon.hedges, max(begin, number.start - _HEDGED)
        before = hedges.before.search(self._folded, low, number.start)
        if before:
            hedge = Hedge(before.lastgroup or Hedge.EXACT)
            return bound(number, hedge, self._text[before.start() : before.end()].strip(), before.start())
        after = hedges.after.match(self._folded, behind, min(limit, behind + _BEHIND))
        if after:
            words = self._text[after.start() : after.end()].strip()
            return bound(number, Hedge(after.lastgroup or Hedge.EXACT), words, number.start)
        return bound(number, Hedge.EXACT, "", number.start)

    def _is_of(self, number: Number, whole: Number) -> bool:
        """Whether the second is what the first is a part of: "40.000 der 2 Millionen Kunden"."""
        between = self._folded[number.end : whole.start].strip()
        return self._lexicon.units.link.fullmatch(between) is not None

    def _is_opposed(self, number: Number, other: Number) -> bool:
        """Whether the second is what the first is not: "600 und nicht 6.000 Kunden", which counts both."""
        between = self._folded[number.end : other.start].strip()
        return self._lexicon.denials.opposed.fullmatch(between) is not None

    def _noun(self, number: Number, named: Number, begin: int, limit: int) -> Match[str] | None:
        """What is counted, right behind the `named` number; or, of a number that stands in place of a denied one, what
        that one counts: "nicht 6.000 Kunden, sondern 600"."""
        counted = self._lexicon.units.counted.match(self._bare, named.end, limit)
        if counted is not None:
            self._noun_of_last = counted
            return counted
        last = self._noun_of_last
        if last is None or not begin <= last.start() < number.start:
            return None
        between = self._folded[last.end() : number.start]
        return last if self._lexicon.denials.instead.search(between) else None

    def _count(self, number: Number, named: Number) -> ExtractedMention | None:
        """What the number counts, by the noun behind the `named` one: the whole that it is a part of, or itself."""
        begin, limit = self.sentence(number)
        counted = self._noun(number, named, begin, limit)
        if counted is None or number.value == 1 or number.is_fractional:
            return None
        end = max(counted.end() if named is number else number.end, number.end)
        bounded = self.bounded(number, end, begin, limit)
        if bounded.hedge is Hedge.EXACT and number.style == "plain" and number.value in _YEARS:
            return None
        if self._lexicon.units.base.search(self._folded, max(begin, bounded.start - _HEDGED), bounded.start):
            return None
        denied = self._is_denied(bounded.start, end, begin, limit)
        return self._mention(number, bounded, Metric.AFFECTED, Unit(counted.lastgroup or Unit.OTHER), denied=denied)

    def _sum(self, number: Number) -> ExtractedMention | None:
        """The sum, if a word nearer than those of sales and the like says what it is for."""
        begin, limit = self.sentence(number)
        money = self._lexicon.money
        near = [(self._nearest(words, number, begin, limit), metric) for metric, words in money.metrics]
        distance, metric = min(((gap, metric) for gap, metric in near if gap is not None), default=(0, None))
        other = self._nearest(money.never, number, begin, limit)
        if metric is None or (other is not None and other < distance):
            return None
        bounded = self.bounded(number, number.end, begin, limit)
        denied = self._is_denied(bounded.start, number.end, begin, limit)
        stage, projected = self._stage(begin, limit) if metric in _STAGED else (None, False)
        return self._mention(number, bounded, metric, Unit.MONEY, denied=denied, stage=stage, projected=projected)

    def _stage(self, begin: int, limit: int) -> tuple[StageKind | None, bool]:
        """The surest step that the sentence tells, and whether the sum is not due yet."""
        for stage, words in self._lexicon.money.stages:
            if words.search(self._folded, begin, limit):
                return stage, stage in {None, StageKind.NOTICE_OF_INTENT}
        return None, False

    def _nearest(self, words: Pattern[str], number: Number, begin: int, limit: int) -> int | None:
        """How far the nearest of the words is from the number, within its sentence."""
        gaps = []
        for match in words.finditer(self._folded, begin, limit):
            left, right = (match.end(), number.start) if match.end() <= number.start else (number.end, match.start())
            gaps.append(max(0, right - left) + _PARTED * ("," in self._folded[left:right]))
        return min(gaps, default=None)

    def _is_denied(self, start: int, end: int, begin: int, limit: int) -> bool:
        words, folded = self._lexicon.denials, self._folded
        if words.instead.search(folded, max(begin, start - _DENIED), start):
            return False
        before = folded[max(begin, start - _DENIED) : start]
        if words.before.search(before) and not words.never.search(before):
            return True
        if words.clause.search(before) or words.after.match(folded, end, limit):
            return True
        return any(one.start() < start < one.end() for one in words.around.finditer(folded, begin, limit))

    def sentence(self, number: Number) -> tuple[int, int]:
        """The half-open span of the number's sentence."""
        begin, limit = self._sentences[max(0, bisect_right(self._starts, number.start) - 1)]
        return begin, max(limit, number.end)

    def _mention(
        self,
        number: Number,
        bounded: Bounded,
        metric: Metric,
        unit: Unit,
        *,
        denied: bool,
        stage: StageKind | None = None,
        projected: bool = False,
    ) -> ExtractedMention:
        begin, limit = self.sentence(number)
        possible = self._lexicon.possible.search(self._folded, begin, limit) is not None
        modality = Modality.POSSIBLE if possible else Modality.STATED
        return ExtractedMention(
            start=number.start,
            end=number.end,
            text=self._text[number.start : number.end],
            quote_start=begin,
            quote_end=limit,
            metric=metric,
            unit=unit,
            currency=number.currency,
            value=bounded.value,
            low=bounded.low,
            high=bounded.high,
            hedge=bounded.hedge,
            hedge_text=bounded.hedge_text,
            measure=Measure.UNSPECIFIED,
            modality=Modality.PROJECTED if projected else modality,
            possible=possible,
            negated=denied,
            scope=Scope.TOTAL,
            scope_text="",
            country=None,
            attribution=None,
            speaker=None,
            attribution_kind=SpeakerKind.UNATTRIBUTED,
            directness=Directness.NONE,
            relation=None,
            organisation=self._party,
            primary=True,
            stage=stage,
            authority=None,
            score=REVIEW,
            features=(Feature(f"read in {self._lexicon.called}, for review", 0.0),),
        )

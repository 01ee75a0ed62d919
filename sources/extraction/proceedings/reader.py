"""From an article to the steps of proceedings that it tells."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from incidents.vocabulary import DatePrecision, StageKind
from sources.extraction.article import ArticleText
from sources.extraction.budget import MOST_TITLE_CHARACTERS
from sources.extraction.find.document import Document, prepare
from sources.extraction.find.feed_trailer import without_trailer
from sources.extraction.language import detect_language
from sources.extraction.lexicon import SUPPORTED, load_lexicon
from sources.extraction.lexicon.proceeding_words import ProceedingWords, load_proceeding_words
from sources.extraction.proceedings.actors import (
    ActorKind,
    ProceedingActor,
    acting,
    find_actors,
    full_names,
    meant_by,
    together,
)
from sources.extraction.proceedings.asides import Asides
from sources.extraction.proceedings.days import day_of_step
from sources.extraction.proceedings.respondents import Respondents
from sources.extraction.proceedings.stage_mention import ExtractedStage
from sources.extraction.proceedings.steps import Step, find_steps
from sources.extraction.proceedings.sums import Judged, find_sums, judge

_SENTENCES_BACK = 3
_ROUNDED = 0.05  # of a sum: "a fine of 135 billion" in the title is the 134.8 billion of the text
_LED = frozenset({StageKind.OPENED, StageKind.HEARING})
_BY_THOSE_AFFECTED = frozenset({StageKind.SETTLEMENT, StageKind.FINAL, StageKind.PAID})
_RULINGS = frozenset({StageKind.ANNULLED, StageKind.FINAL, StageKind.APPEAL})


def read_stages(article: ArticleText, names: frozenset[str] = frozenset()) -> list[ExtractedStage]:
    """The steps that the title tells with a sum that the text does not give, then those of the text, in their orders;
    none where the language is not supported.

    names  the authorities known by name and acronym; others are recognised by how they are called
    """
    article = without_trailer(article)
    language = detect_language(article.title, article.text)
    if language not in SUPPORTED:
        return []
    stages = _in_text(article, names, language)
    headline = replace(article, title="", text=article.title[:MOST_TITLE_CHARACTERS])
    titled = _in_text(headline, names, language) if headline.text else []
    return [replace(one, in_title=True, titled=True) for one in titled if _is_new(one, stages)] + stages


def _is_new(titled: ExtractedStage, stages: Sequence[ExtractedStage]) -> bool:
    """Whether the title's step has a sum, and the text none that is the same: titles round, and print sums in their
    readers' currency."""
    sums = [(one.amount, one.currency) for one in stages] + [(one.other_amount, one.other_currency) for one in stages]
    known = [(amount, currency) for amount, currency in sums if amount is not None]
    if titled.amount is None or (known and titled.currency not in {currency for _, currency in known}):
        return False
    own = [float(amount) for amount, currency in known if currency == titled.currency]
    return not any(abs(amount - float(titled.amount)) <= _ROUNDED * amount for amount in own)


def _in_text(article: ArticleText, names: frozenset[str], language: str) -> list[ExtractedStage]:
    lexicon, words = load_lexicon(language), load_proceeding_words(language)
    document = prepare(article, lexicon)
    title = prepare(replace(article, title="", text=article.title[:MOST_TITLE_CHARACTERS]), lexicon)
    found = find_sums(document)
    asides = Asides(document, found, words)
    sums = [_share(one, asides) for one in judge(document, found, words.sums)]
    steps = find_steps(document, sums, words)
    if not steps:
        return []
    stage = _StageBuilder(document, title, words, names, published=article.published, asides=asides)
    stages = [_with_title(stage.tell(step, steps), article) for step in steps]
    # An inquiry that no authority leads is the company's own, or that of a law firm looking for clients.
    return [one for one in stages if one.kind not in _LED or one.authorities or one.plaintiffs]


def _with_title(one: ExtractedStage, article: ArticleText) -> ExtractedStage:
    """The step, with whether the title tells of it."""
    title = article.title.casefold()
    printed = re.escape(article.text[one.start : one.end].casefold()) if one.amount is not None else ""
    has_sum = bool(printed) and re.search(rf"(?<![\w.,]){printed}(?![\w]|[.,]\d)", title) is not None
    named = bool(one.respondent) and one.respondent.casefold() in title
    return replace(one, titled=named or has_sum)


def _share(judged: Judged, asides: Asides) -> Judged:
    excluded = judged.excluded or ("share" if asides.state_of_share(judged.sum.start) else "")
    return replace(judged, excluded=excluded)


@dataclass(frozen=True, slots=True)
class _Who:
    authorities: tuple[str, ...] = ()
    litigation: bool = False


class _StageBuilder:
    """Says of each step who acts, against whom, and when."""

    def __init__(
        self,
        document: Document,
        title: Document,
        words: ProceedingWords,
        names: frozenset[str],
        *,
        published: dt.date | None,
        asides: Asides,
    ) -> None:
        self._document, self._words, self._published, self._asides = document, words, published, asides
        self._actors = find_actors(document, words.authorities, names)
        self._respondents = Respondents(document, self._actors, words.respondents)
        self._full = full_names(document, self._actors)
        self._titled = find_actors(title, words.authorities, names)

    def tell(self, step: Step, steps: Sequence[Step]) -> ExtractedStage:
        document, times = self._document, self._words.times
        who = self._who(step)
        folded, clause = document.folded, (step.begin, step.end_of_part)
        day = day_of_step(document, *clause, self._published, self._words.days)
        sums_elsewhere = any(other.amount is not None for other in steps) and step.amount is None
        early = step.kind in {StageKind.OPENED, StageKind.HEARING} and sums_elsewhere
        past = times.retrospective.search(folded, *clause) is not None or self._is_ruled_on(step, steps)
        years = [match["before"] or match["after"] for match in document.matches(times.breach_years, *step.sentence)]
        return ExtractedStage(
            start=step.start,
            end=step.end,
            quote_start=step.sentence[0],
            quote_end=step.sentence[1],
            kind=step.kind,
            amount=step.amount,
            currency=step.currency,
            hedge=step.hedge,
            other_amount=step.other[0] if step.other else None,
            other_currency=step.other[1] if step.other else "",
            authorities=who.authorities,
            plaintiffs=self._plaintiffs(step) if who.litigation else "",
            respondent=self._respondents.nearest((step.start, step.end), (clause, step.sentence)),
            happened_on=day[0] if day else None,
            happened_precision=day[1] if day else DatePrecision.DAY,
            in_passing=day is None and (early or past or step.former),
            conditional=self._is_conditional(step),
            years=tuple(sorted({int(year) for year in years})),
            other_case=times.other_case.search(folded, *clause) is not None
            or self._asides.is_of_another_case(step.start),
        )

    def _who(self, step: Step) -> _Who:
        """Who acts: looked for in the sentence, then shortly before it, in the next one, in the title, and anywhere."""
        index = self._document.sentence_index(step.start)
        court = step.sued or step.kind in {StageKind.FINAL, StageKind.ANNULLED, StageKind.HEARING}
        near = [self._in_sentence(index)]
        if step.kind not in _LED:
            near += [self._in_sentence(index + 1)] if self._goes_on(index + 1) else []
            near += [self._in_sentence(index - back) for back in range(1, _SENTENCES_BACK + 1)]
        for actors in near:
            able = [actor for actor in actors if self._can(actor, step)]
            found = acting(able, step.start, step.end, court=court)
            if found:
                return self._named(together(self._document, found[0], able), self._actors)
        for actors in () if step.kind in _LED else (self._titled, self._actors):
            able = [actor for actor in actors if self._can(actor, step)]
            found = acting(able, 0, 0, court=False)
            if found:
                return self._named(found, actors)
        return _Who()

    def _can(self, actor: ProceedingActor, step: Step) -> bool:
        """Whether the actor can take the step: those affected sue and settle, only parliaments and courts hear."""
        if step.kind is StageKind.HEARING:
            return self._words.authorities.hearing.search(actor.words.lower()) is not None
        settles = step.kind in _BY_THOSE_AFFECTED or step.sued
        return actor.kind is not ActorKind.LITIGATION or settles

    @staticmethod
    def _is_ruled_on(step: Step, steps: Sequence[Step]) -> bool:
        """Whether the sentence tells what became of the fine since: "overturned the 7 million fine"."""
        ruled = (other for other in steps if other.amount is None and other.kind in _RULINGS)
        return step.amount is not None and any(other.sentence == step.sentence for other in ruled)

    def _plaintiffs(self, step: Step) -> str:
        """Who sues, as the sentence says; customers where it does not."""
        groups = self._words.authorities.plaintiffs
        found = [name for name, pattern in groups if pattern.search(self._document.folded, *step.sentence)]
        return found[0] if found else "customers"

    def _is_conditional(self, step: Step) -> bool:
        if step.kind is not StageKind.SETTLEMENT:
            return False
        following = self._document.sentence_index(step.start) + 1
        high = self._document.sentences[min(following, len(self._document.sentences) - 1)][1]
        return self._words.times.conditional.search(self._document.folded, step.sentence[0], high) is not None

    def _in_sentence(self, index: int) -> list[ProceedingActor]:
        return [actor for actor in self._actors if actor.sentence == index] if index >= 0 else []

    def _goes_on(self, index: int) -> bool:
        if index >= len(self._document.sentences):
            return False
        begin = self._document.sentences[index][0]
        return self._document.folded.startswith(self._words.steps.spoken_of, begin)

    def _named(self, found: Sequence[ProceedingActor], actors: Sequence[ProceedingActor]) -> _Who:
        meant = [self._full.get(actor.words) or meant_by(actor, actors) for actor in found]
        names = [actor.words for actor in meant if actor.kind is not ActorKind.LITIGATION]
        return _Who(tuple(dict.fromkeys(names)), any(actor.kind is ActorKind.LITIGATION for actor in meant))

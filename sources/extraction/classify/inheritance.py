"""The unit of a number that names none, taken from another: "87 million members ... 37 million more"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from incidents.vocabulary import Unit
from sources.extraction.classify.scopes import CORE_UNITS
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import Counted, counted_after, unit_of
from sources.extraction.find.number_candidates import Candidate
from sources.extraction.lexicon import Lexicon

_SENTENCES_BACK = 3
_LINK_REACH = 30
_SPOKEN_BACK = 2  # sentences
_SPOKEN_REACH = 80
LEAST_IN_ROW = 50
_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class EarlierCount:
    """What an earlier number counted, in which sentence, and whether it was kept as a mention."""

    counted: Counted
    sentence: int
    kept: bool


def with_unit(
    document: Document, candidate: Candidate, counts: Sequence[EarlierCount], following: Candidate | None = None
) -> Candidate:
    """The candidate with a unit from another number, when it names none and is written like a count.

    "of them" may refer to any number before it. A bare number takes the noun of the next one, if it is linked to that
    ("not 80 million but 8 million readers"), or of a share ("2% of accounts, or 9,000"), else the unit of the last
    mention. In "the data of 28 consultants" any noun means people, known or not.
    """
    if candidate.unit is not None or candidate.counted.excluded:
        return candidate
    if candidate.counted.link != "anaphor" and _refers_back(document, candidate):
        candidate = replace(candidate, counted=replace(candidate.counted, link="anaphor"))
    unit = _unit_shared(document, candidate) or _unit(document, candidate, counts, following)
    if unit is not None:
        return replace(candidate, counted=replace(candidate.counted, unit=unit), inherited=True)
    spoken = _spoken_of(document, candidate) or _hit_in_title(document, candidate)
    if spoken is None and document.row_unit is not None and not candidate.counted.noun and _counts_in_row(candidate):
        spoken = document.row_unit
    if spoken is None:
        return candidate
    return replace(candidate, counted=replace(candidate.counted, unit=spoken, link="spoken"), inherited=True)


def _spoken_of(document: Document, candidate: Candidate) -> Unit | None:
    """The unit that this sentence or one before speaks of, if the number only says how many: "It would not say how many
    customers were hit. The number is fewer than 80,000." None if no such sentence tells of an incident."""
    folded, events = document.folded, document.lexicon.events
    anaphor = candidate.counted.link == "anaphor"
    low = max(candidate.begin, candidate.start - _SPOKEN_REACH)
    spoken = events.spoken_total.search(folded, low, candidate.start)
    if spoken is None or not (anaphor or _may_inherit(document, candidate)):
        return None
    earlier = document.sentences[max(0, candidate.sentence - _SPOKEN_BACK) : candidate.sentence]
    for begin, limit in ((candidate.begin, spoken.start()), *reversed(earlier)):
        if events.strong.search(folded, begin, limit):
            return unit_spoken_of(folded, document.lexicon, begin, limit)
    return None


def _hit_in_title(document: Document, candidate: Candidate) -> Unit | None:
    """People, where a title says of a large number alone that it was hit: "Lawsuits over breach that hit 145,000", "10
    million hit in theft of data". Titles leave out whom they count."""
    folded, events = document.folded, document.lexicon.events
    if len(document.sentences) != 1 or not _may_inherit(document, candidate) or _names_other(document, candidate):
        return None
    hit = events.hits_before.search(folded[max(0, candidate.start - _SPOKEN_REACH) : candidate.start])
    after = events.hits_after.match(folded, min(candidate.number.end + 1, len(folded)))
    return Unit.PEOPLE if (hit or after) and events.strong.search(folded) else None


def _names_other(document: Document, candidate: Candidate) -> bool:
    """Whether a noun follows that is none of those that are counted: "hits over a thousand systems"."""
    words = candidate.counted.noun.split()
    grammar = document.lexicon.speech_grammar
    return bool(words) and not (
        words[0] in grammar.participles | grammar.adverbs
        or _is_clause_subject(document, candidate)
        or document.lexicon.events.hits_after.match(document.folded, candidate.number.end + 1)
    )


def _counts_in_row(candidate: Candidate) -> bool:
    """Whether a number in a row is large enough for a count: years are left out before, days and places are small."""
    number = candidate.number
    return not number.is_vague and (number.scale >= 1000 or number.is_range or (number.value or 0) >= LEAST_IN_ROW)


def unit_spoken_of(folded: str, lexicon: Lexicon, begin: int, limit: int) -> Unit | None:
    """The unit of the noun that words without a number speak of, such as a sentence or what heads a column: the one
    after "how many", else people if they mention any, else the first kind of data that is counted in pieces."""
    asked = lexicon.events.asked.search(folded, begin, limit)
    if asked:
        return counted_after(folded, asked.end(), limit, lexicon).unit
    words = [match[0].removesuffix("'s").rstrip("'") for match in _WORD.finditer(folded, begin, limit)]
    known = [(word, lexicon.units.nouns[word]) for word in words if word in lexicon.units.nouns]
    units = [unit for word, unit in known if unit in CORE_UNITS and word not in lexicon.noun_grammar.mass]
    return Unit.PEOPLE if Unit.PEOPLE in units else next(iter(units), None)


def _unit(
    document: Document, candidate: Candidate, counts: Sequence[EarlierCount], following: Candidate | None
) -> Unit | None:
    anaphor, bare = candidate.counted.link == "anaphor", _may_inherit(document, candidate)
    if bare and following is not None and _is_linked(document, candidate, following):
        return following.unit
    if document.lexicon.units.has_data.match(document.folded, candidate.number.end, candidate.limit):
        return Unit.PEOPLE
    if _is_of_data(document, candidate) and (bare or candidate.counted.noun):
        return Unit.PEOPLE
    if not anaphor and not bare:
        return None
    for earlier in reversed(counts):
        if earlier.sentence < candidate.sentence - _SENTENCES_BACK:
            break
        if earlier.counted.unit is not None and (earlier.kept or anaphor):
            return earlier.counted.unit
    return None


def _unit_shared(document: Document, candidate: Candidate) -> Unit | None:
    """The unit of what a share is taken of: "0.1% of its members' accounts, or about 14,000"."""
    share = document.lexicon.units.share.search(document.folded, candidate.begin, candidate.start)
    if share is None:
        return None
    return unit_of([word.removesuffix("'s").rstrip("'") for word in share["noun"].split()], document.lexicon)[0]


def _is_of_data(document: Document, candidate: Candidate) -> bool:
    """Whether the number follows "data of": data belongs to people, whatever the word for them."""
    before = document.folded[max(candidate.begin, candidate.start - 100) : candidate.start]
    return candidate.counted.link != "anaphor" and document.lexicon.events.belonging.search(before) is not None


def counts_unknown(document: Document, candidate: Candidate) -> bool:
    """Whether it is taken for people only because data is people's, and the noun is none that is known: "the data of
    325 pension schemes". A people is printed with a capital: "the data of 3,700 Afghans"."""
    if not candidate.inherited or candidate.counted.link != "" or not _is_of_data(document, candidate):
        return False
    noun = document.lexicon.units.unknown_noun
    return candidate.counted.noun != "" and noun.match(document.text, candidate.number.end) is not None


def _refers_back(document: Document, candidate: Candidate) -> bool:
    """Whether the number continues an earlier one: "the other 32", "another 1,200"."""
    if candidate.counted.noun and not _is_clause_subject(document, candidate):
        return False
    before = document.folded[max(candidate.begin, candidate.number.start - 24) : candidate.number.start]
    return document.lexicon.units.anaphora_before.search(before) is not None


def _is_linked(document: Document, candidate: Candidate, following: Candidate) -> bool:
    if following.unit in {None, Unit.MONEY} or following.sentence != candidate.sentence:
        return False
    between = document.folded[candidate.number.end : following.start]
    words = between.split()
    linked = bool(words) and words[0] in document.lexicon.units.links and len(between) <= _LINK_REACH
    return linked and following.counted.start >= following.number.end


def _is_clause_subject(document: Document, candidate: Candidate) -> bool:
    """Whether a verb follows right away: "around 650 may also include"."""
    following = _WORD.match(document.folded, min(candidate.number.end + 1, len(document.folded)))
    return following is not None and following[0] in document.lexicon.units.clause_verbs


def _tells_size(document: Document, candidate: Candidate) -> bool:
    """Whether an article stands before the number, so that it only tells how large one thing is: "an 80m hit"."""
    before = document.folded[max(candidate.begin, candidate.start - 4) : candidate.start].split()
    return bool(before) and before[-1] in document.lexicon.speech_grammar.singular_articles


def _may_inherit(document: Document, candidate: Candidate) -> bool:
    """Whether the number may be a count without a noun: small ones are more often ages, dates and scores."""
    number = candidate.number
    if number.is_vague or _tells_size(document, candidate):
        return False
    large = number.scale >= 1000 or number.style == "grouped" or number.is_range
    words = candidate.counted.noun.split()
    if words and words[0] in document.lexicon.noun_grammar.further:
        return large
    if _is_clause_subject(document, candidate):
        return large or (number.value is not None and number.value >= 100)
    grammar = document.lexicon.speech_grammar
    hit = document.lexicon.events.hits_after.match(document.folded, min(number.end + 1, len(document.folded)))
    if words and (words[0] in grammar.participles or words[0] in grammar.adverbs or hit):
        return large  # "the 40,000 disclosed in May", "breach sees 40,000 affected"
    if words:
        return number.scale >= 1000 and len(words) <= 3
    return large

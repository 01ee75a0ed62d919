"""Groups of people that are all of them together: "7 million current customers and 40 million former ones".

Where an article gives no number that holds both, a reader adds them up, and so do the papers of the next day. The two
become parts, and the first keeps what they make together.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from re import Pattern

from incidents.vocabulary import ALIKE_UNITS, Metric, Scope
from sources.extraction.article import ArticleText
from sources.extraction.classify.groups import LONGEST_LABEL, is_of_one_voice, size_of
from sources.extraction.find.document import Document, prepare
from sources.extraction.find.nouns import counted_after
from sources.extraction.find.number_candidates import find_candidates
from sources.extraction.lexicon.tables import load_phrases
from sources.extraction.mention import Amount, ExtractedMention, MentionRelation, RelationType

_LISTED = load_phrases("scopes").lists["complements"]
_PAIRS = tuple(zip(_LISTED[::2], _LISTED[1::2], strict=True))
_REACH = 90
_LEAST_SHARE = 0.05  # of the smaller group: less changes no figure
_AS_GOOD_AS = 0.9  # a number of this share of the sum or more is the article's own whole


def mark_complements(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; two groups that are all of them become subsets, the first with a relation to their sum, unless the
    text or its title gives a number that holds both."""
    found = list(mentions)
    own = [at for at, one in enumerate(mentions) if _may_be_added(one)]
    pairs = [(at, after) for at, after in pairwise(own) if _are_all(document, mentions[at], mentions[after])]
    titled = _largest_of_title(document) if pairs else 0.0
    for first, second in pairs:
        one, other = mentions[first], mentions[second]
        if found[first] is one and not _has_whole(mentions, titled, one, other):
            together = MentionRelation(RelationType.TOGETHER, None, size_of(one) + size_of(other))
            found[first], found[second] = _as_part(document, one, together), _as_part(document, other, None)
    return found


def _largest_of_title(document: Document) -> float:
    title = prepare(ArticleText("", "", document.title), document.lexicon)
    counts = (one.number for one in find_candidates(title) if not one.number.currency)
    return max((float(number.value or 0) for number in counts), default=0.0)


def _has_whole(
    mentions: Sequence[ExtractedMention], titled: float, one: ExtractedMention, other: ExtractedMention
) -> bool:
    """Whether another number of the text, or the largest of the title, is as good as the sum of the two, or more."""
    least = _AS_GOOD_AS * float(size_of(one) + size_of(other))
    others = (float(size_of(count)) for count in mentions if _counts_people(count) and count not in (one, other))
    return titled >= least or any(size >= least for size in others)


def sum_of_parts(mentions: Sequence[ExtractedMention]) -> Amount | None:
    """What the first two groups of the article that are all of them make together; None where there are none."""
    sums = (one.relation for one in mentions if one.relation and one.relation.type is RelationType.TOGETHER)
    return next((relation.target for relation in sums), None)


def _counts_people(mention: ExtractedMention) -> bool:
    return mention.metric is Metric.AFFECTED and mention.primary and mention.unit in ALIKE_UNITS


def _may_be_added(mention: ExtractedMention) -> bool:
    """Whether it is a count of the incident's own; words of the other group ("who used to") may have made it look like
    an earlier one."""
    earlier = mention.relation is not None and mention.relation.type is RelationType.REVISED_FROM
    plain = mention.country is None and not mention.negated and (mention.relation is None or earlier)
    whole_or_part = mention.scope in (Scope.TOTAL, Scope.SUBSET, Scope.SUPERSEDED)
    return _counts_people(mention) and plain and whole_or_part and mention.value is not None


def _are_all(document: Document, one: ExtractedMention, other: ExtractedMention) -> bool:
    """Whether one voice gives both beside each other, and nobody is left out between them or counted twice."""
    apart = document.sentence_index(other.start) - document.sentence_index(one.start)
    smaller, larger = sorted((float(size_of(one)), float(size_of(other))))
    if apart > 1 or smaller < _LEAST_SHARE * larger or not is_of_one_voice(one, other):
        return False
    words = _words(document, one, other.start), _words(document, other, other.quote_end)
    return any(_divides(left, right, *words) or _divides(right, left, *words) for left, right in _PAIRS)


def _words(document: Document, mention: ExtractedMention, end: int) -> str:
    """What the text says of those counted, up to the next number."""
    return document.folded[mention.end : min(end, mention.quote_end, mention.end + _REACH)]


def _divides(left: Pattern[str], right: Pattern[str], words: str, others: str) -> bool:
    """Whether the first words tell of the left group alone, and the others of the right one alone."""
    is_left = left.search(words) is not None and right.search(words) is None
    return is_left and right.search(others) is not None and left.search(others) is None


def _as_part(document: Document, mention: ExtractedMention, relation: MentionRelation | None) -> ExtractedMention:
    """The mention as a subset, named by its noun if that does not mean everybody."""
    noun = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon).noun
    named = "" if noun in document.lexicon.scopes.groups.everybody else noun[:LONGEST_LABEL]
    return replace(mention, scope=Scope.SUBSET, scope_text=mention.scope_text or named, relation=relation)

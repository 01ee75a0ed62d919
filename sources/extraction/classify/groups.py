"""Parts of an incident by who or what they are: "7 million drivers", "of these, 40,000 were minors".

Beside a larger number of all that were hit, a count is that of a part if its noun says whose it is or what was lost:

| the noun                                               | the part                    |
| ------------------------------------------------------ | --------------------------- |
| means only some people, and is not the whole's noun    | drivers, employees          |
| means everybody, with a word that singles some out     | former customers            |
| ... or with a name that is not the organisation's own  | Postpay customers           |
| is of a harmful kind of data, and far below the whole  | unencrypted passport numbers |
| ... or far below the e-mail addresses beside it        | bank account numbers        |
| ... further still for cards: they are a loss as often  | credit card numbers          |

What the text itself calls a part ("including") is named like this even without a larger number.
"""

from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import Metric, Scope, SpeakerKind, Unit
from sources.extraction.classify.evidence import ACCEPT
from sources.extraction.find.document import Document
from sources.extraction.find.nouns import Counted, counted_after, is_of_data
from sources.extraction.lexicon.tables import load_phrases
from sources.extraction.mention import Amount, ExtractedMention

# Words that say that a number is a part, but not which one.
_POINTS_BACK = load_phrases("scopes").patterns["points_back"]
_WHOLES = (Unit.PEOPLE, Unit.ACCOUNTS, Unit.RECORDS)
_HOLDERS = (*_WHOLES, Unit.EMAIL_ADDRESSES)  # beside other data, one address stands for one person
_OF_EACH = 8  # numbers of one unit: enough of the largest to find one that holds a given part
_OF_DATA = frozenset([Unit.ID_NUMBERS, Unit.PAYMENT_CARDS, Unit.ACCOUNTS])
_FAR_BELOW = 0.5
_CARDS_FAR_BELOW = 0.25  # "5.6 million cards and details of 14 million people" are two losses
_SUM_MISSES = 0.01
LONGEST_LABEL = 80
_LEAD = 60


def points_back(words: str) -> bool:
    """Whether words for a part do not say which one: "of these", "including"."""
    return _POINTS_BACK.fullmatch(words.strip()) is not None


def is_of_one_voice(whole: ExtractedMention, part: ExtractedMention) -> bool:
    """Whether the numbers are given by the same voice, or one of the two by the article itself: whoever names another
    number than somebody else contradicts them. What attackers boast of holds their own numbers only."""
    if whole.attribution_kind is SpeakerKind.THREAT_ACTOR and whole.attribution != part.attribution:
        return False
    both = {part.attribution_kind, whole.attribution_kind}
    own = both == {SpeakerKind.RESPONSIBLE_PARTY}  # the words may differ: "the firm", and its name before that
    return own or part.attribution in {None, whole.attribution} or whole.attribution is None


def mark_groups(document: Document, mentions: Sequence[ExtractedMention]) -> list[ExtractedMention]:
    """The mentions; those that count a group or a kind of data become subsets with its name."""
    wholes = _CountedWholes(mentions)
    marked = []
    for mention in mentions:
        label = _label(document, mention, wholes) if _may_be_named(mention) else ""
        marked.append(replace(mention, scope=Scope.SUBSET, scope_text=label[:LONGEST_LABEL]) if label else mention)
    return marked


class _CountedWholes:
    """What an article counts: its largest numbers of all that were hit, and those beside each other in a sentence."""

    def __init__(self, mentions: Sequence[ExtractedMention]) -> None:
        wholes = sorted(filter(_is_whole, mentions), key=lambda mention: -float(size_of(mention)))
        self._wholes = [whole for unit in _HOLDERS for whole in [one for one in wholes if one.unit is unit][:_OF_EACH]]
        self._heads: dict[int, str] = {}
        self._beside: dict[tuple[int, Unit], list[ExtractedMention]] = {}
        for mention in mentions:
            beside = self._beside.setdefault((mention.quote_start, mention.unit), [])
            if len(beside) < _OF_EACH:
                beside.append(mention)

    def head(self, document: Document, whole: ExtractedMention) -> str:
        """The last word of the noun that the number counts."""
        if whole.start not in self._heads:
            self._heads[whole.start] = _head(document, whole)
        return self._heads[whole.start]

    def larger(self, part: ExtractedMention) -> list[ExtractedMention]:
        """The numbers that may hold the part."""
        return [whole for whole in self._wholes if self._holds(whole, part)]

    def _holds(self, whole: ExtractedMention, part: ExtractedMention) -> bool:
        """Whether the number is larger and given by the same voice, or one of the two by the article itself.

        A person has several records, and may have more than one account: a number in such another unit holds the part
        only if it is far larger (and not of records), or if the part and another group add up to it.
        """
        if whole.unit is Unit.EMAIL_ADDRESSES and (part.unit not in _OF_DATA or whole.quote_start != part.quote_start):
            return False
        if part.unit in _WHOLES and whole.unit is not part.unit:
            alike = whole.unit is not Unit.RECORDS and _is_far_below(part, whole)
            if not alike and not self._makes_up(whole, part):
                return False
        return is_of_one_voice(whole, part) and size_of(whole) > size_of(part)

    def _makes_up(self, whole: ExtractedMention, part: ExtractedMention) -> bool:
        """Whether the part and another number of its sentence add up to the whole, as far as rounding goes."""
        others = [one for one in self._beside[part.quote_start, part.unit] if one.start != part.start]
        sums = [float(size_of(part)) + float(size_of(other)) for other in others]
        return any(abs(together - float(size_of(whole))) <= _SUM_MISSES * float(size_of(whole)) for together in sums)


def _is_whole(mention: ExtractedMention) -> bool:
    counts_holders = mention.metric is Metric.AFFECTED and mention.scope is Scope.TOTAL and mention.unit in _HOLDERS
    return counts_holders and mention.primary and not mention.negated and mention.score >= ACCEPT


def _may_be_named(mention: ExtractedMention) -> bool:
    counted = mention.metric is Metric.AFFECTED and mention.primary and not mention.negated and mention.relation is None
    if not counted or mention.country is not None:
        return False
    return mention.scope is Scope.TOTAL or (mention.scope is Scope.SUBSET and points_back(mention.scope_text))


def _label(document: Document, mention: ExtractedMention, wholes: _CountedWholes) -> str:
    """The name of the part; empty if it is not a part or has no name."""
    counted = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon)
    larger = wholes.larger(mention)
    if mention.scope is Scope.TOTAL and (not larger or _is_given_as_whole(document, mention)):
        return ""
    nouns = {wholes.head(document, whole) for whole in larger}
    if mention.unit in _OF_DATA and is_of_data(counted, document.lexicon):
        below = _CARDS_FAR_BELOW if mention.unit is Unit.PAYMENT_CARDS else _FAR_BELOW
        far = bool(larger) and all(_is_far_below(mention, whole, below) for whole in larger)
        return _bare(document, counted.noun) if far else ""
    if counted.unit is None and mention.scope is Scope.SUBSET:
        return _predicate(document, mention, nouns)
    return _group(document, mention, counted, nouns)


def _is_far_below(part: ExtractedMention, whole: ExtractedMention, below: float = _FAR_BELOW) -> bool:
    return float(size_of(part)) < below * float(size_of(whole))


def size_of(mention: ExtractedMention) -> Amount:
    """The number, the upper end of a range or the lower one that has no upper; 0 for a vague number."""
    return mention.value or mention.high or mention.low or 0


def _is_given_as_whole(document: Document, mention: ExtractedMention) -> bool:
    """Whether the title gives the number, so that the article is about it, or a word for a total leads to it."""
    before = document.folded[max(mention.quote_start, mention.start - _LEAD) : mention.start]
    titled = document.folded[mention.start : mention.end] in document.title.lower()
    return titled or document.lexicon.scopes.groups.whole.search(before) is not None


def _head(document: Document, mention: ExtractedMention) -> str:
    noun = counted_after(document.folded, mention.end, mention.quote_end, document.lexicon).noun
    return noun.rpartition(" ")[2]


def _predicate(document: Document, mention: ExtractedMention, nouns: set[str]) -> str:
    """What those counted are said to be: "Of these, 40,000 were minors", "48,000 of those affected are under 18"."""
    groups = document.lexicon.scopes.groups
    verb = groups.predicate.match(document.folded, mention.end, mention.quote_end)
    if verb is None:
        return ""
    age = groups.ages.match(document.folded, verb.end(), mention.quote_end)
    if age:
        return age[0]
    counted = counted_after(document.folded, verb.end(), mention.quote_end, document.lexicon)
    return _group(document, mention, counted, nouns)


def _group(document: Document, mention: ExtractedMention, counted: Counted, nouns: set[str]) -> str:
    """The noun phrase if it means only some people; empty if it means everybody."""
    groups = document.lexicon.scopes.groups
    words = _bare(document, counted.noun, mention.organisation).split()
    if not words or counted.unit not in _WHOLES:
        return ""
    some = counted.unit is Unit.PEOPLE and words[-1] not in groups.everybody | nouns
    if some or any(word in groups.kinds for word in words[:-1]) or _is_named(document, mention, counted):
        return " ".join(words)
    brand = groups.brand.match(document.plain, counted.end, mention.quote_end)
    return brand["label"].lower() if brand and mention.organisation and not _own(brand["label"], mention) else ""


def _bare(document: Document, noun: str, organisation: str | None = None) -> str:
    """The noun phrase without words that do not say who they are, and without the organisation's own name."""
    idle = document.lexicon.scopes.groups.idle
    own = (organisation or "").lower().split()
    return " ".join(word for word in noun.split() if word not in idle and word not in own)


def _is_named(document: Document, mention: ExtractedMention, counted: Counted) -> bool:
    """Whether a name other than the organisation's stands before the noun: "2.8 million Postpay customers"."""
    if mention.organisation is None:
        return False
    words = document.plain[counted.start : counted.end].split()[:-1]
    return any(
        word[0].isupper() and word.removesuffix("'s") not in document.lexicon.names_skipped and not _own(word, mention)
        for word in words
    )


def _own(name: str, mention: ExtractedMention) -> bool:
    own = (mention.organisation or "").lower().split()
    return any(word.removesuffix("'s") in own for word in name.lower().split())

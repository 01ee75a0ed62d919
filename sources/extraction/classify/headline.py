"""The one figure that an article gives for its own incident."""

from collections.abc import Sequence
from dataclasses import replace

from incidents.rounding import is_rounding_of
from incidents.vocabulary import Metric, Scope, SpeakerKind, Unit
from sources.extraction.classify.complements import sum_of_parts
from sources.extraction.classify.scopes import CORE_UNITS
from sources.extraction.lexicon import Lexicon
from sources.extraction.mention import Amount, ExtractedMention

_RANK = {Scope.TOTAL: 0, Scope.NOTIFIED: 1, Scope.SUBSET: 2}
_ROUNDING = 0.06
# Pieces of data taken from people: a number of these does not count the people, though it may be the same number.
_PIECES = frozenset([Unit.EMAIL_ADDRESSES, Unit.CREDENTIALS, Unit.ID_NUMBERS, Unit.MESSAGES])


def choose_headline(titled: Sequence[ExtractedMention], mentions: Sequence[ExtractedMention]) -> Amount | None:
    """The figure of the title as the text prints it, else what groups make together that are all of those concerned,
    else the best of the article's own totals in text order.

    `titled` are the mentions read in the title. None when the article gives no figure for its own incident.
    """
    own = [mention for mention in mentions if _may_head(mention) and mention.primary]
    for stated in (mention for mention in titled if _may_head(mention)):
        near = [mention for mention in own if _near(stated, mention)]
        return _amount(max(near, key=_digits) if near else stated)
    together = sum_of_parts(mentions)
    if not own or together is not None:
        return together
    return _amount(min(own, key=lambda mention: (_RANK[mention.scope], mention.start)))


def title_head(titled: Sequence[ExtractedMention], title: str, lexicon: Lexicon) -> ExtractedMention | None:
    """The figure of the title that is the headline. Titles leave out "the": "..., company says" means the company."""
    head = next((stated for stated in titled if _may_head(stated)), None)
    saying = lexicon.speech.title_end.search(title.lower())
    if head is None or head.attribution or saying is None or saying[1] not in lexicon.speech.firms:
        return head
    return replace(
        head, attribution=f"{lexicon.speech.article} {saying[1]}", attribution_kind=SpeakerKind.RESPONSIBLE_PARTY
    )


def limited_by_title(
    titled: Sequence[ExtractedMention], mentions: Sequence[ExtractedMention]
) -> tuple[ExtractedMention, ...]:
    """The mentions, those whose very number the title gives for a country limited to it where the text gives a larger
    total: "34,891 Korean accounts". Without one, the country's may be all: "190 million Americans"."""
    of_country = {(one.value, one.unit): one for one in titled if one.country and one.value is not None}
    if not of_country:
        return tuple(mentions)
    totals = [_amount(one) or 0 for one in mentions if _may_head(one) and one.primary and one.scope is Scope.TOTAL]

    def limited(mention: ExtractedMention) -> ExtractedMention:
        stated = of_country.get((mention.value, mention.unit)) if mention.value is not None else None
        largest = max(totals, default=0) <= (mention.value or 0)
        if stated is None or largest or not mention.primary or mention.scope is not Scope.TOTAL:
            return mention
        return replace(mention, scope=stated.scope, scope_text=stated.scope_text, country=stated.country)

    return tuple(map(limited, mentions))


def unprinted(titled: Sequence[ExtractedMention], mentions: Sequence[ExtractedMention]) -> tuple[ExtractedMention, ...]:
    """The figures of the title that no figure of the text gives, exactly or less rounded. The text does not give a
    title's count of people if it has the number only for pieces of their data: "1.2 million email addresses"."""
    return tuple(
        stated for stated in titled if _may_head(stated) and not any(_prints(mention, stated) for mention in mentions)
    )


def _prints(mention: ExtractedMention, stated: ExtractedMention) -> bool:
    """Whether the text's figure gives the title's: the same number, not of mere pieces of people's data."""
    piece = stated.unit is Unit.PEOPLE and mention.unit in _PIECES
    return not piece and _same_number(stated, mention) and _digits(mention) >= _digits(stated)


def _near(stated: ExtractedMention, mention: ExtractedMention) -> bool:
    """Whether the text's figure is the title's, in the same unit."""
    return stated.unit is mention.unit and _same_number(stated, mention)


def _same_number(stated: ExtractedMention, mention: ExtractedMention) -> bool:
    """Whether the text's number is the title's, which may be rounded; units may differ: titles call people profiles."""
    left, right = _amount(stated), _amount(mention)
    if left is None or right is None:
        return False
    return abs(float(left) - float(right)) <= _ROUNDING * float(left) or is_rounding_of(
        int(left), stated.hedge, int(right)
    )


def _digits(mention: ExtractedMention) -> int:
    """How exactly a number is printed: 55,447 says more than 55,000."""
    amount = _amount(mention)
    return len(str(amount).rstrip("0").replace(".", "")) if amount is not None else 0


def _amount(mention: ExtractedMention) -> Amount | None:
    return mention.value if mention.value is not None else mention.high


def _may_head(mention: ExtractedMention) -> bool:
    return (
        mention.metric is Metric.AFFECTED
        and not mention.negated
        and mention.scope in _RANK
        and mention.unit in CORE_UNITS
        and _amount(mention) is not None
    )

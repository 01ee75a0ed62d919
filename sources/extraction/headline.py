"""The one figure that an article gives for its own incident."""

from collections.abc import Sequence

from incidents.figures.vocabulary import Metric, Scope
from sources.extraction.lexicon import Lexicon
from sources.extraction.mention import Amount, Mention
from sources.extraction.normalise import fold
from sources.extraction.numbers import find_numbers
from sources.extraction.scopes import CORE_UNITS

_RANK = {Scope.TOTAL: 0, Scope.NOTIFIED: 1, Scope.SUBSET: 2}


def choose_headline(title: str, mentions: Sequence[Mention], lexicon: Lexicon) -> Amount | None:
    """The total that the title repeats, else the best of the article's own totals in text order; None without any."""
    own = [mention for mention in mentions if _may_head(mention)]
    if not own:
        return None
    titled = {number.value for number in find_numbers(fold(title), lexicon) if number.currency is None}
    for mention in own:
        if mention.value is not None and mention.value in titled:
            return mention.value
    best = min(
        own,
        key=lambda mention: (not mention.primary, _RANK[mention.scope], mention.unit not in CORE_UNITS, mention.start),
    )
    return best.value if best.value is not None else best.high


def _may_head(mention: Mention) -> bool:
    return (
        mention.metric is Metric.AFFECTED
        and not mention.negated
        and mention.scope in _RANK
        and mention.primary
        and mention.unit in CORE_UNITS
        and (mention.value is not None or mention.high is not None)
    )

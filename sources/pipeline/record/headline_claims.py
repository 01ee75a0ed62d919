"""Which of the figures that an article gives for an incident it leads with.

| of the counts that the article gives for the incident, in units that news uses for one another... | it leads with |
| --------------------------------------------------------------------------------------------------- | ------------- |
| one has the number of the article's headline figure                                                 | that one      |
| else, one is told as the whole of today                                                             | the first     |
| else                                                                                                | none          |

Cards, devices and whatever is counted apart have a headline of their own.
"""

from collections.abc import Sequence
from dataclasses import replace

from incidents.figures.assertion import Bucket
from incidents.vocabulary import ALIKE_UNITS, Metric, Polarity, Presentation, Scope
from sources.pipeline.record.claim_drafts import Drafted

_WHOLES = frozenset({Scope.TOTAL, Scope.NOTIFIED})
_Counted = tuple[Metric, str]


def with_headlines(drafted: Sequence[Drafted], headline: int | None) -> list[Drafted]:
    """The drafts in the same order; those with the number that the article leads with are marked."""
    leading: dict[_Counted, int] = {}
    for one in sorted(drafted, key=_place):
        number = one.draft.quantity.number
        if number is not None and _may_lead(one) and (number == headline or one.draft.bucket.scope in _WHOLES):
            counted = _counted(one.draft.bucket)
            if counted not in leading or (number == headline and leading[counted] != headline):
                leading[counted] = number
    return [_marked(one, leading) for one in drafted]


def _place(one: Drafted) -> tuple[bool, bool, int]:
    """What the article leads with comes first: its totals before what is only given as notified, then by place."""
    mention = one.mention
    return one.draft.bucket.scope is not Scope.TOTAL, not mention.in_title, mention.start


def _may_lead(one: Drafted) -> bool:
    return one.presented_as is Presentation.CURRENT and one.draft.polarity is Polarity.ASSERTED


def _marked(one: Drafted, leading: dict[_Counted, int]) -> Drafted:
    evidence = one.draft.evidence
    if evidence is None:
        return one
    number = leading.get(_counted(one.draft.bucket))
    leads = _may_lead(one) and number is not None and one.draft.quantity.number == number
    return replace(one, draft=replace(one.draft, evidence=replace(evidence, headline=leads)))


def _counted(bucket: Bucket) -> _Counted:
    """What is counted: one name for the units that news uses for one another."""
    return bucket.metric, "" if bucket.unit in ALIKE_UNITS else f"{bucket.unit} {bucket.currency}"

"""One organisation's share of what was taken from several: "8 million passwords were posted. Of these, 6 million are
from Northwind and 2 million from Fennel."

For the incident of Northwind the whole is 6 million; the 8 million are a sum over several incidents and no figure of
this one. A part that is not said to be from an organisation that answers for the incident stays a part.

A count of another party of the incident ("2 million Fennel accounts", where Fennel is an affiliate of Northwind), or of
what belongs to somebody else ("6,000 cards belonging to Fennel Bank customers"), gets a figure of its own, and is
neither a rival of Northwind's nor the whole.
"""

from collections.abc import Sequence
from dataclasses import replace

from incidents.vocabulary import Polarity, Presentation, Scope
from sources.extraction import KeptReading
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claim_drafts import Drafted, context_of, presented

_MOVED = frozenset({Scope.TOTAL, Scope.SUBSET})


def own_shares(drafted: Sequence[Drafted], kept: KeptReading, voices: Attribution) -> list[Drafted]:
    """The drafts in the same order; the incident's share of a larger number becomes its whole, larger ones sums."""
    own = {at for at, one in enumerate(drafted) if _is_own_share(one, kept, voices)}
    least: dict[tuple[str, str], int] = {}
    for share in (drafted[at] for at in sorted(own)):
        least[_counted(share)] = min(_size(share), least.get(_counted(share), _size(share)))
    return [
        _as_whole(one) if at in own else _as_sum(one) if _holds(one, least.get(_counted(one))) else one
        for at, one in enumerate(drafted)
    ]


def affiliates_shares(drafted: Sequence[Drafted], kept: KeptReading, voices: Attribution) -> list[Drafted]:
    """The drafts in the same order; a number that belongs to a party that does not answer for the incident becomes a
    part with that party's name, wherever the article tells it."""
    named = {_number(one): name for one in drafted if (name := _affiliate(one, kept, voices))}
    return [_as_named_part(one, named[_number(one)]) if _number(one) in named else one for one in drafted]


def _affiliate(one: Drafted, kept: KeptReading, voices: Attribution) -> str:
    """The name of the party whose accounts or customers are counted, or the words for whoever else the counted things
    belong to; empty for those who answer for the incident."""
    if one.draft.bucket.scope is not Scope.TOTAL:
        return ""
    context = context_of(one.mention, kept)
    party = voices.party_named(context.of_name) if context.of_name else None
    if party is not None:
        return "" if voices.is_responsible(party) else party.name
    words, name = context.owned
    return words if words and voices.party_named(name) is None else ""


def _number(one: Drafted) -> tuple[str, str, int | None]:
    return one.draft.bucket.metric, one.draft.bucket.unit, one.draft.quantity.number


def _as_named_part(one: Drafted, name: str) -> Drafted:
    if one.draft.bucket.scope is not Scope.TOTAL:
        return one
    bucket = replace(one.draft.bucket, scope=Scope.SUBSET, label=name.casefold()[:120])
    return replace(one, draft=replace(one.draft, bucket=bucket))


def _is_own_share(one: Drafted, kept: KeptReading, voices: Attribution) -> bool:
    mention = one.mention
    is_part = one.presented_as is Presentation.PART or mention.scope == Scope.SUBSET
    if not is_part or mention.country or mention.in_title:
        return False
    whose = context_of(mention, kept).whose
    party = voices.party_named(whose.rstrip(".")) if whose else None
    return party is not None and voices.is_responsible(party)


def _counted(one: Drafted) -> tuple[str, str]:
    return one.draft.bucket.metric, one.draft.bucket.unit


def _size(one: Drafted) -> int:
    return one.draft.quantity.number or 0


def _holds(one: Drafted, share: int | None) -> bool:
    """Whether the number is larger than the smallest share of the same things, given as a current one."""
    return (
        share is not None
        and one.presented_as is Presentation.CURRENT
        and _size(one) > share
        and one.draft.bucket.scope in _MOVED
        and one.draft.polarity is Polarity.ASSERTED
    )


def _as_whole(one: Drafted) -> Drafted:
    bucket = replace(one.draft.bucket, scope=Scope.TOTAL, label="")
    return presented(replace(one, draft=replace(one.draft, bucket=bucket)), Presentation.CURRENT)


def _as_sum(one: Drafted) -> Drafted:
    bucket = replace(one.draft.bucket, scope=Scope.AGGREGATE, country="", label="")
    return replace(one, draft=replace(one.draft, bucket=bucket))

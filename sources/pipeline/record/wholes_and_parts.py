"""Wholes and their parts within one article: "9.7 million customers: 5.1 million of the main brand, 2.8 million..."

An article seldom says in so many words that a number is a part of another. Of the counts that one voice gives as
current in one article, in one unit, one is the whole: the article's headline figure if it is among them, else the
largest. A smaller one is then a part, neither a rival nor a revision, unless the text shows that it is a separate
figure: it replaces an earlier one, has a country or a group of its own, or is another speaker's.

Two counts that add up to a third are its parts in any unit ("57,000 accounts: those of 50,000 riders and 7,000
drivers"): people are no rival of accounts, and half of them is not all who were hit.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence

from incidents.figures.assertion import Bucket
from incidents.vocabulary import Metric, Polarity, Presentation, RelationKind, Scope, SpeakerKind
from sources.pipeline.record.claim_drafts import Drafted, presented

_COUNTED = frozenset({Metric.AFFECTED, Metric.RECORDS})
_NARRATED = frozenset({SpeakerKind.UNATTRIBUTED, SpeakerKind.RESPONSIBLE_PARTY, SpeakerKind.PRESS})
_WHOLES = frozenset({Scope.TOTAL, Scope.NOTIFIED})
_SUM_MISSES = 0.01  # of the whole: it and its parts are rounded
_SMALLEST_PART = 0.05  # of the whole: a smaller part would be lost in the rounding of the other


def tell_parts(drafted: Sequence[Drafted], headline: int | None) -> list[Drafted]:
    """The drafts in the same order; those of parts are presented as parts."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, one in enumerate(drafted):
        if _may_be_compared(one):
            groups[_group(one.draft.bucket)].append(at)
    parts: set[int] = set()
    for group in groups.values():
        parts |= _parts([(at, drafted[at]) for at in group], headline)
    compared = {at for group in groups.values() for at in group}
    parts |= _smaller_than_a_country(drafted, compared) | _adding_up(drafted, compared)
    return [presented(one, Presentation.PART) if at in parts else one for at, one in enumerate(drafted)]


class _SpeakersNumbers:
    """The numbers of some drafts, sorted, by who tells them; the numbers of each voice are collected only once."""

    def __init__(self, drafted: Iterable[tuple[int, Drafted]]) -> None:
        self._drafted = [(_number(one), at, one) for at, one in drafted]
        self._of_voice: dict[tuple[SpeakerKind, str], list[tuple[int, int]]] = {}

    def in_the_voice_of(self, one: Drafted) -> list[tuple[int, int]]:
        """(number, place) of those given in the same voice, the smallest first."""
        speaker = one.draft.speaker
        voice = speaker.kind, speaker.key
        if voice not in self._of_voice:
            self._of_voice[voice] = sorted(
                (number, at) for number, at, other in self._drafted if _same_voice(one, other)
            )
        return self._of_voice[voice]


def _number(one: Drafted) -> int:
    return one.draft.quantity.number or 0


def _parts(group: Sequence[tuple[int, Drafted]], headline: int | None) -> set[int]:
    found = set()
    numbers = _SpeakersNumbers(group)
    for at, one in group:
        number, rivals = one.draft.quantity.number, numbers.in_the_voice_of(one)
        index = bisect_left(rivals, (headline, -1)) if headline is not None else len(rivals)
        has_headline = index < len(rivals) and rivals[index][0] == headline
        whole = headline if has_headline and one.draft.bucket.scope in _WHOLES else rivals[-1][0]
        if number is not None and whole is not None and number < whole and not _replaces(one):
            found.add(at)
    return found


def _smaller_than_a_country(drafted: Sequence[Drafted], compared: set[int]) -> set[int]:
    """The places of counts of the whole that are no wholes: the same voice gives a larger number for one country."""
    some = [(at, drafted[at]) for at in sorted(compared)]
    countries: dict[tuple[str, str], list[tuple[int, Drafted]]] = defaultdict(list)
    for at, one in some:
        if one.draft.bucket.country:
            countries[_counted(one)].append((at, one))
    by_count = {counted: _SpeakersNumbers(those) for counted, those in countries.items()}
    return {
        at
        for at, one in some
        if one.draft.bucket.scope in _WHOLES and not _replaces(one) and _counted(one) in by_count
        if any(number > _number(one) for number, _ in by_count[_counted(one)].in_the_voice_of(one)[-1:])
    }


def _counted(one: Drafted) -> tuple[str, str]:
    return one.draft.bucket.metric, one.draft.bucket.unit


def _adding_up(drafted: Sequence[Drafted], compared: set[int]) -> set[int]:
    """The places of counts that, in pairs of one unit, add up to a third count of the same voice."""
    some = [at for at in sorted(compared) if drafted[at].draft.bucket.scope in _WHOLES and not _replaces(drafted[at])]
    numbers = _SpeakersNumbers((at, drafted[at]) for at in some)
    found: set[int] = set()
    for at in some:
        voice = numbers.in_the_voice_of(drafted[at])
        for _, beside in voice:
            same_unit = drafted[at].draft.bucket.unit is drafted[beside].draft.bucket.unit
            if beside > at and same_unit and _has_sum(drafted, voice, (at, beside)):
                found |= {at, beside}
    return found


def _has_sum(drafted: Sequence[Drafted], voice: Sequence[tuple[int, int]], pair: tuple[int, int]) -> bool:
    """Whether the voice tells another number that the two add up to. Only the smallest number that is not too small is
    tried, since the sum misses larger ones by more. Three equal ones are looked at, as two may be the pair itself."""
    one, other = (drafted[at] for at in pair)
    least = int((_number(one) + _number(other)) / (1 + _SUM_MISSES))
    for smallest in (least, least + 1):
        index = bisect_left(voice, (smallest, -1))
        near = (drafted[at] for _, at in voice[index : index + 3] if at not in pair)
        if any(_is_sum(whole, one, other) for whole in near):
            return True
    return False


def _is_sum(whole: Drafted, *parts: Drafted) -> bool:
    number, numbers = whole.draft.quantity.number or 0, [part.draft.quantity.number or 0 for part in parts]
    return abs(sum(numbers) - number) <= number * _SUM_MISSES and min(numbers) >= number * _SMALLEST_PART


def _may_be_compared(one: Drafted) -> bool:
    bucket = one.draft.bucket
    return (
        bucket.metric in _COUNTED
        and bucket.scope in {*_WHOLES, Scope.SUBSET}
        and one.draft.polarity is Polarity.ASSERTED
        and one.draft.quantity.number is not None
        and one.presented_as is Presentation.CURRENT
    )


def _same_voice(one: Drafted, other: Drafted) -> bool:
    """Whether one speaker tells both, or the article itself tells one, and those who answer for the incident or other
    press the other: what an article tells without a speaker mostly comes from these."""
    left, right = one.draft.speaker, other.draft.speaker
    if left.key == right.key:
        return True
    kinds = {left.kind, right.kind}
    return SpeakerKind.UNATTRIBUTED in kinds and kinds <= _NARRATED


def _replaces(one: Drafted) -> bool:
    return any(relation.kind is RelationKind.SUPERSEDES for relation in one.draft.relations)


def _group(bucket: Bucket) -> tuple[str, ...]:
    """The key of counts that may be compared: of one kind and of the same people (all, one country, or one group)."""
    whose = () if bucket.scope in _WHOLES else (bucket.scope, bucket.country, bucket.label)
    return (bucket.metric, bucket.unit, *whose)

"""Which claims and positions have been replaced: by their own speaker, by what a text tells, or by the news."""

import datetime as dt
from collections.abc import Iterator

from incidents.figures.copies import ScreenedClaim
from incidents.figures.disputes import denies_number
from incidents.figures.policy import Policy
from incidents.figures.rule_application import Case, Finding
from incidents.figures.speaker_positions import Position
from incidents.figures.speaker_ranking import AUTHORITIES, NARRATORS
from incidents.vocabulary import SpeakerKind

_ANYBODY = -1


def denied_later(case: Case) -> Iterator[Finding]:
    """Find the claims whose own speakers have denied the number on a later day."""
    ordered = sorted(case.denials, key=lambda denial: (denial.day, denial.keys))
    last = {(denial.speaker_key, denial.number): denial for denial in ordered}
    for claim in case.screened:
        denial = last.get((claim.speaker_key, claim.number))
        if denial is not None and denial.day > claim.day:
            yield claim, denial.claim


def asserted_again(case: Case) -> Iterator[Finding]:
    """Find the denials of numbers that their own speakers give now."""
    standing = [case.top, *case.others] if case.top is not None else []
    now = {position.lead.speaker_key: position.number for position in standing}
    own = [denial for denial in case.denials if denial.speaker_key in now]
    same = case.policy.same_number
    return case.beside_top(own, lambda denial, _: same(now[denial.speaker_key], denial.number))


def revised(case: Case) -> Iterator[Finding]:
    """Find the claims that their speaker's position no longer gives."""
    now = {position.lead.speaker_key: position for position in case.standing}
    given = {key for position in case.standing for key in position.keys}
    for claim in case.undecided(case.screened):
        if claim.keys[0] not in given:
            yield claim, now[claim.speaker_key].lead.claim


def presented_as_earlier(case: Case) -> Iterator[Finding]:
    """Find the positions whose number a text tells as an earlier one and a newer number has replaced."""
    days = _days_presented_as_earlier(case)
    newest = sorted(case.standing, key=lambda one: (one.day, one.stories, one.lead.place), reverse=True)
    newest = [one for one in newest if not one.boast and not one.background]
    for position in case.standing:
        whom = [position.lead.speaker_key, *range(position.step + 1)]
        whom += [_ANYBODY] if position.kind not in AUTHORITIES else []
        day = max((days[one, position.number] for one in whom if (one, position.number) in days), default=None)
        if day is not None and day >= position.day:
            newer = next((other for other in newest if _may_replace(other, position)), None)
            if newer is not None and (position.background or newer.day > position.day or newer.day >= day):
                yield position, newer.lead.claim


def _may_replace(other: Position, position: Position) -> bool:
    """Whether the other's number can have replaced this one: it is that of a speaker who ranks no lower, or of
    articles in their own voice. A rival's figure is no revision."""
    no_rival = other.step <= position.step or other.kind is SpeakerKind.UNATTRIBUTED
    return other.number != position.number and no_rival


def _days_presented_as_earlier(case: Case) -> dict[tuple[str | int, int], dt.date]:
    """The last day on which a text told a number as an earlier figure, by those for whom that closes it (a speaker, a
    step or anybody) and by number.

    A text that tells a figure as a speaker's earlier one closes that speaker's figure. What articles say in their own
    voice ("raised from 3 to 5 million") closes anybody's number but an authority's finding. A claim that replaces
    another closes it for speakers who rank no higher: a rival's lower figure is no revision.
    """
    days: dict[tuple[str | int, int], dt.date] = {}

    def close(number: int, day: dt.date, *whom: str | int) -> None:
        days.update({(one, number): max(days.get((one, number), day), day) for one in whom})

    for claim in case.screened:
        kind = claim.claim.speaker.kind
        if claim.earlier_on is not None:
            anybody = [_ANYBODY] if kind in NARRATORS else []
            close(claim.number, claim.earlier_on, claim.speaker_key, *anybody)
        for number in _replaced_numbers(claim, case):
            anybody = [_ANYBODY] if kind is SpeakerKind.UNATTRIBUTED else []
            close(number, claim.day, claim.speaker_key, claim.step, *anybody)
    return days


def _replaced_numbers(claim: ScreenedClaim, case: Case) -> set[int]:
    """The other numbers that a text tells as replaced by this claim; beside a pin it replaces none."""
    targets = [case.claims[key] for key in claim.replaces if key in case.claims and case.pinned is None]
    numbers = {target.quantity.number for target in targets if not target.dismissed}
    return {number for number in numbers if number is not None} - {claim.number}


def overtaken(case: Case) -> Iterator[Finding]:
    """Find the positions that nobody has led with since the top number came up, and that this overtakes.

    | the top number                        | overtakes                                               |
    | ------------------------------------- | ------------------------------------------------------- |
    | is an authority's finding             | whoever spoke before it, but for other authorities      |
    | is what the news leads with, and it   | older numbers: the coverage has moved on                |
    | or the other is of no named speaker's |                                                         |

    Whoever denies the top number is not overtaken, nor are attackers, nor who says more than a mere floor. A pinned
    number overtakes nobody.
    """
    top = case.top
    if top is not None and case.pinned is None:
        deniers = {denial.speaker_key for denial in case.denials if denies_number(denial, top, case.policy)}
        for other in case.others:
            if other.lead.speaker_key not in deniers and _overtakes(top, other, case.policy):
                yield other, top.lead.claim


def _overtakes(top: Position, other: Position, policy: Policy) -> bool:
    last = max(other.headlines, default=other.day)
    if last >= top.day or other.boast or policy.same_number(other.number, top.number):
        return False
    if top.kind in AUTHORITIES and other.kind not in AUTHORITIES:
        return top.low is not None and not other.holds(top.number) and not top.leaves_open(other.number)
    return bool(top.headlines) and bool(NARRATORS & {top.kind, other.kind})

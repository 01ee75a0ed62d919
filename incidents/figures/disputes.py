"""Who disputes the figure, and how sure it is."""

from collections.abc import Iterable, Iterator
from itertools import chain

from incidents.figures.copies import ScreenedClaim
from incidents.figures.policy import UNSURE_MODALITIES, Policy
from incidents.figures.rule_application import Case, Finding
from incidents.figures.speaker_positions import Position
from incidents.figures.speaker_ranking import AUTHORITIES
from incidents.vocabulary import Basis, FigureStatus, Hedge, SpeakerKind

_SURE_SPEAKERS = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_CEILINGS = {Hedge.UP_TO, Hedge.LESS_THAN, Hedge.VAGUE, Hedge.BETWEEN}
_FLOORS = {Hedge.AT_LEAST, Hedge.MORE_THAN}


def contradicting(case: Case) -> Iterator[Finding]:
    """Find the positions that contradict the figure."""
    return case.beside_top(case.others, lambda other, top: _contradicts(other, top, case.policy))


def denying(case: Case) -> Iterator[Finding]:
    """Find the denials of the figure by named speakers, attackers who boast aside."""
    believed = [
        denial
        for denial in case.denials
        if denial.claim.speaker.named
        and not case.policy.unverified(denial.claim.speaker.kind, denial.claim.bucket.metric)
    ]
    return case.beside_top(believed, lambda denial, top: denies_number(denial, top, case.policy))


def against_pin(case: Case) -> Iterable[Finding]:
    """Find what would dispute the figure, had a curator not pinned it."""
    return chain(contradicting(case), denying(case)) if case.pinned is not None else ()


def other_denials(case: Case) -> Iterator[Finding]:
    """Find the denials that are left."""
    return ((denial, None) for denial in case.undecided(case.denials))


def _contradicts(position: Position, top: Position, policy: Policy) -> bool:
    """Whether a position that does not agree with the top one contradicts it.

    These never do: articles in their own voice, and boasts. Nor do older figures that have been replaced: a
    newspaper's by the party's, and anybody's by an authority's finding, unless it is above the finding's floor. Nor do
    overlapping ranges ("up to 87 million" and "no more than 30 million"): there it is the denial that shows the
    dispute.
    """
    if position.kind is SpeakerKind.UNATTRIBUTED or position.boast:
        return False
    if position.day <= top.day and position.kind is SpeakerKind.PRESS and top.kind is not SpeakerKind.PRESS:
        return False
    answered = position.day < top.day and top.kind in AUTHORITIES and position.kind not in AUTHORITIES
    if answered and not top.leaves_open(position.number):
        return False
    if position.holds(top.number) or (position.ranged and position.overlaps(top)):
        return False
    outside = top.ranged and not position.overlaps(top)
    return outside or policy.far_apart(position.number, top.number)


def denies_number(denial: ScreenedClaim, top: Position, policy: Policy) -> bool:
    """Whether it denies the top number: that very number, or, said since that came up, all above a lower one."""
    denied_above = denial.claim.quantity.hedge in _FLOORS and top.number >= denial.number and denial.day >= top.day
    return denied_above or policy.same_number(denial.number, top.number)


def status(top: Position | None, *, disputed: bool, policy: Policy) -> FigureStatus:
    """How sure the figure is, if it is not pinned (a pinned one is settled): the first row that fits.

    | the figure                                                          | status      |
    | ------------------------------------------------------------------- | ----------- |
    | is none: no claim stands                                            | unknown     |
    | is a placeholder, and nobody has said another                       | placeholder |
    | is denied or contradicted by a named speaker                        | disputed    |
    | is a court's, a regulator's or the responsible party's, plainly said | settled     |
    | ... but as possible, estimated, alleged, projected, or only worked out | provisional |
    | ... but as a ceiling ("up to"), a range, or vaguely                 | provisional |
    | is anybody else's: press, researchers, attackers, the article's own | provisional |

    A floor ("more than 53 million") is plainly said: so much is confirmed, and the open end shows that it may grow.
    """
    if top is None:
        return FigureStatus.UNKNOWN
    claim = top.lead.claim
    if policy.is_placeholder(claim):
        return FigureStatus.PLACEHOLDER
    if disputed:
        return FigureStatus.DISPUTED
    if top.kind not in _SURE_SPEAKERS or claim.modality in UNSURE_MODALITIES or claim.basis is Basis.DERIVED:
        return FigureStatus.PROVISIONAL
    if claim.quantity.hedge in _CEILINGS or top.low is None:
        return FigureStatus.PROVISIONAL
    return FigureStatus.SETTLED

"""Who disputes the top voice's number, whom its finding has answered, and how sure the figure is."""

from collections.abc import Iterable, Sequence

from incidents.figures.bounds import is_guess
from incidents.figures.policy import AUTHORITIES, UNSURE_MODALITIES, Policy
from incidents.figures.positions import Position
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes, ScreenedClaim, is_placeholder
from incidents.vocabulary import FigureStatus, Hedge, SpeakerKind

_SURE_VOICES = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_CEILINGS = {Hedge.UP_TO, Hedge.LESS_THAN, Hedge.VAGUE, Hedge.BETWEEN}
_FLOORS = {Hedge.AT_LEAST, Hedge.MORE_THAN}


def after_finding(
    top: Position, others: Sequence[Position], denials: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> list[Position]:
    """The others without those that the top voice's plain finding has answered: they gave another number before it, and
    do not deny it. An authority's finding answers everybody but attackers, whose number stays a ceiling. The
    responsible party's plain count answers outsiders who only thought a number possible, or bounded it from above;
    but if the party denies that very number, the two stand against each other. A floor ("at least 38 million") leaves
    open how many more there are, so it does not answer those who say more."""
    others = _without_press_parts(top, others, policy, notes)
    if top.low is None or not (top.kind in AUTHORITIES or (top.kind is SpeakerKind.RESPONSIBLE_PARTY and top.high)):
        return list(others)
    denials = list(denials)
    deniers = {denial.voice for denial in denials if _denies(denial, top, policy)}
    denied = [denial.number for denial in denials if denial.voice == top.lead.voice and top.kind not in AUTHORITIES]
    kept = []
    for voice in others:
        answered = voice.day < top.day and voice.kind not in AUTHORITIES and voice.lead.voice not in deniers
        answered = answered and not _is_above_floor(voice, top)
        answered = answered and (top.kind in AUTHORITIES or is_guess(voice))
        answered = answered and not any(policy.same_number(number, voice.number) for number in denied)
        if not answered or voice.boast or voice.holds(top.number) or policy.same_number(voice.number, top.number):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.FOUND_OTHERWISE, top.lead)) for key in claim.keys)
    return kept


def _is_above_floor(voice: Position, top: Position) -> bool:
    return top.high is None and voice.number > top.number


def _without_press_parts(top: Position, others: Sequence[Position], policy: Policy, notes: Notes) -> list[Position]:
    """The others without newspapers' far smaller numbers beside the responsible party's own count: nobody admits to
    more than was lost, so those whom a newspaper has found are probably among those counted. "Up to" is no count, and
    admits nothing."""
    owned = top.kind is SpeakerKind.RESPONSIBLE_PARTY and top.low is not None
    kept = []
    for voice in others:
        part = owned and voice.kind is SpeakerKind.PRESS and policy.rather_a_part(voice.number, top.number)
        if not part or voice.holds(top.number):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.PART_OF_ANOTHER, top.lead)) for key in claim.keys)
    return kept


def disputes(
    top: Position, others: Iterable[Position], denials: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> bool:
    """True when a named speaker contradicts the top voice; the contradicting claims are noted."""
    disputed = False
    others = list(others)
    for voice in others:
        if _contradicts(voice, top, policy):
            disputed = True
            for claim in voice.tellings:
                notes.update((key, Note(ClaimRole.DISPUTES, top.lead)) for key in claim.keys)
    asserts = {voice.lead.voice: voice for voice in (top, *others)}
    for denial in denials:
        part = _denial(denial, top, asserts.get(denial.voice), policy)
        notes.update((key, Note(part, top.lead)) for key in denial.keys)
        disputed = disputed or part is ClaimRole.DENIES
    return disputed


def _contradicts(voice: Position, top: Position, policy: Policy) -> bool:
    """Whether a standing voice disputes the top one.

    These never do: articles in their own voice, boasts, and who gives as good as the same number. Nor do older
    figures that have been replaced: a newspaper's by the party's, and anybody's by an authority's finding, unless it
    is above the finding's floor. Nor do overlapping ranges ("up to 87 million" and "no more than 30 million"): there
    it is the denial that shows the dispute.
    """
    if voice.kind is SpeakerKind.UNATTRIBUTED or voice.boast or policy.same_number(voice.number, top.number):
        return False
    if voice.day <= top.day and voice.kind is SpeakerKind.PRESS and top.kind is not SpeakerKind.PRESS:
        return False
    answered = voice.day < top.day and top.kind in AUTHORITIES and voice.kind not in AUTHORITIES
    if answered and not _is_above_floor(voice, top):
        return False
    if voice.holds(top.number) or (voice.ranged and _overlap(voice, top)):
        return False
    outside = top.ranged and not _overlap(voice, top)
    return outside or policy.far_apart(voice.number, top.number)


def _overlap(one: Position, other: Position) -> bool:
    lows = [voice.low for voice in (one, other) if voice.low is not None]
    highs = [voice.high for voice in (one, other) if voice.high is not None]
    return not lows or not highs or max(lows) <= min(highs)


def _denies(denial: ScreenedClaim, top: Position, policy: Policy) -> bool:
    denied_above = denial.claim.quantity.hedge in _FLOORS and top.number >= denial.number
    return denied_above or policy.same_number(denial.number, top.number)


def _denial(denial: ScreenedClaim, top: Position, own: Position | None, policy: Policy) -> ClaimRole:
    """What a denial does: it disputes the number that it denies, if a named speaker makes it and does not now give that
    very number. Denying "more than 50 million" denies all that is above."""
    speaker = denial.claim.speaker
    if own is not None and policy.same_number(own.number, denial.number):
        return ClaimRole.RETRACTED
    if not _denies(denial, top, policy):
        return ClaimRole.DENIES_ANOTHER_NUMBER
    if not speaker.named or policy.unverified(speaker.kind, denial.claim.bucket.metric):
        return ClaimRole.DENIES_ANOTHER_NUMBER
    return ClaimRole.DENIES


def status(top: Position, *, disputed: bool, policy: Policy) -> FigureStatus:
    """How sure the figure is, if it is not pinned (a pinned one is settled): the first row that fits.

    | the figure                                                          | status      |
    | ------------------------------------------------------------------- | ----------- |
    | is a placeholder, and nobody has said another                       | placeholder |
    | is denied or contradicted by a named speaker                        | disputed    |
    | is a court's, a regulator's or the responsible party's, plainly said | settled     |
    | ... but as possible, estimated, alleged, projected, or only worked out | provisional |
    | ... but as a ceiling ("up to"), a range, or vaguely                 | provisional |
    | is anybody else's: press, researchers, attackers, the article's own | provisional |

    A floor ("more than 53 million") is plainly said: so much is confirmed, and the open end shows that it may grow.
    """
    if is_placeholder(top.lead.claim, policy):
        return FigureStatus.PLACEHOLDER
    if disputed:
        return FigureStatus.DISPUTED
    claim = top.lead.claim
    if top.kind not in _SURE_VOICES or claim.modality in UNSURE_MODALITIES or top.worked_out:
        return FigureStatus.PROVISIONAL
    if claim.quantity.hedge in _CEILINGS or top.low is None:
        return FigureStatus.PROVISIONAL
    return FigureStatus.SETTLED

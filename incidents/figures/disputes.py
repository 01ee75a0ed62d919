"""Who disputes the top voice's number, whom its finding has answered, and how sure the figure is."""

from collections.abc import Iterable, Sequence

from incidents.figures.policy import AUTHORITIES, NARRATORS, UNSURE_MODALITIES, Policy
from incidents.figures.positions import Position
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, Notes, ScreenedClaim, is_placeholder
from incidents.vocabulary import FigureStatus, Hedge, SpeakerKind

_SURE_VOICES = AUTHORITIES | {SpeakerKind.RESPONSIBLE_PARTY}
_CEILINGS = {Hedge.UP_TO, Hedge.LESS_THAN, Hedge.VAGUE, Hedge.BETWEEN}
_FLOORS = {Hedge.AT_LEAST, Hedge.MORE_THAN}


def without_overtaken(
    top: Position, others: Sequence[Position], denials: Iterable[ScreenedClaim], policy: Policy, notes: Notes
) -> list[Position]:
    """The others without those that the top number has overtaken: nobody has led with them since it came up.

    | the top number                        | overtakes                                               |
    | ------------------------------------- | ------------------------------------------------------- |
    | is an authority's finding             | whoever spoke before it, but for other authorities      |
    | is what the news leads with, and it   | older numbers: the coverage has moved on                |
    | or the other is of no named speaker's |                                                         |

    Who denies the top number is heard all the same, and so are attackers, and who says more than a mere floor.
    """
    deniers = {denial.voice for denial in denials if _denies(denial, top, policy)}
    kept = []
    for voice in others:
        last = max(voice.headlines, default=voice.day)
        heard = voice.boast or voice.lead.voice in deniers or policy.same_number(voice.number, top.number)
        if last >= top.day or heard or not _overtakes(top, voice):
            kept.append(voice)
            continue
        for claim in voice.tellings:
            notes.update((key, Note(ClaimRole.OVERTAKEN, top.lead)) for key in claim.keys)
    return kept


def _overtakes(top: Position, voice: Position) -> bool:
    if top.kind in AUTHORITIES and voice.kind not in AUTHORITIES:
        return top.low is not None and not voice.holds(top.number) and not _is_above_floor(voice, top)
    return bool(top.headlines) and bool(NARRATORS & {top.kind, voice.kind})


def _is_above_floor(voice: Position, top: Position) -> bool:
    return top.high is None and voice.number > top.number


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
    """Whether it denies the top number: that very number, or, said since that came up, all above a lower one."""
    denied_above = denial.claim.quantity.hedge in _FLOORS and top.number >= denial.number and denial.day >= top.day
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

"""Sentences: what the figure is, and why each claim plays the part that it plays."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.number_words import spell_amount, spell_day, spell_quantity
from incidents.figures.resolution import ClaimRole
from incidents.figures.screening import Note, ScreenedClaim
from incidents.vocabulary import FigureStatus, Polarity, SpeakerKind, label

REASONS: Mapping[ClaimRole, str] = {
    ClaimRole.CARRIES: "It gives the figure.",
    ClaimRole.AGREES: "It gives as good as the same number: {other}.",
    ClaimRole.FLOOR: "It is a lower bound, and the figure is above it: {other}.",
    ClaimRole.CEILING: "It is an upper bound, and the later figure is below it: {other}.",
    ClaimRole.WIDENS_LOW: "It stands beside the figure and lowers its low end: {other}.",
    ClaimRole.WIDENS_HIGH: "It stands beside the figure and raises its high end: {other}.",
    ClaimRole.DISPUTES: "It contradicts the figure: {other}.",
    ClaimRole.DENIES: "It denies the figure: {other}.",
    ClaimRole.DENIES_ANOTHER_NUMBER: "It denies a number that is not the figure, or nobody named denies it.",
    ClaimRole.OVERRULED: "A curator pinned another claim: {other}.",
    ClaimRole.UNNAMED: "Nobody is named for it, and a named speaker gives the figure: {other}.",
    ClaimRole.REVISED: "The same speaker's figure is now {other}.",
    ClaimRole.RETRACTED: "The same speaker says otherwise: {other}.",
    ClaimRole.TOLD_AS_EARLIER: "It is told as an earlier figure, and a newer one stands: {other}.",
    ClaimRole.OVERTAKEN: "The news has led with another number since: {other}.",
    ClaimRole.DERIVED: "It was worked out from another claim, and somebody has said a number.",
    ClaimRole.PROJECTION: "It says what may come, and somebody has said what is.",
    ClaimRole.REJECTED: "A curator rejected it.",
    ClaimRole.OUT_OF_SCOPE: "A curator marked it as not about this incident.",
    ClaimRole.INCREMENT: "It is an increase, not a total; nothing is added up.",
    ClaimRole.PART_OF_ANOTHER: "It is a part of another claim's number.",
    ClaimRole.AGGREGATE: "It is a sum over several incidents.",
    ClaimRole.NO_NUMBER: "It names no number.",
    ClaimRole.PLACEHOLDER: "It is a placeholder for a count that nobody had yet.",
    ClaimRole.MISPRINT: "It looks like a misprint, thousand and million mixed up: {other}.",
    ClaimRole.UNVERIFIED_VOICE: "The policy does not hear this kind of speaker.",
}
_NO_FIGURE = "No figure yet: no claim stands."


def reason(note: Note) -> str:
    """One sentence that says why the claim plays its part."""
    return REASONS[note.part].format(other=_quoted(note.because.claim) if note.because else "another claim")


def says(claim: Assertion) -> str:
    """The claim in words: "Facebook on 4 April 2018: up to 87 million people"."""
    denied = "not " if claim.polarity is Polarity.DENIED else ""
    words = f"{denied}{spell_amount(claim.quantity, claim.bucket)}"
    return f"{_who(claim)} on {spell_day(claim.dated)}: {words}"


def sentence(
    bucket: Bucket,
    winner: ScreenedClaim | None,
    status: FigureStatus,
    against: Iterable[tuple[Assertion, ClaimRole]] = (),
    *,
    pinned: bool = False,
) -> str:
    """The figure in one sentence. `against` are the claims that dispute it (or that a pin overrules), best first."""
    if winner is None:
        return _NO_FIGURE
    claim = winner.claim
    words = spell_amount(claim.quantity, replace(bucket, unit=claim.bucket.unit))
    parts = [f"{words[0].upper()}{words[1:]}, by {_who(claim)} on {spell_day(winner.day)}"]
    if claim.bucket.unit is not bucket.unit:
        parts.append(f"the coverage tells {label(claim.bucket.unit)} and {label(bucket.unit)} alike")
    if pinned:
        parts.append("pinned by a curator")
    elif status is FigureStatus.PROVISIONAL:
        parts.append("provisional")
    elif status is FigureStatus.PLACEHOLDER:
        parts.append("a placeholder: nobody has counted yet")
    objections = _objections(against)
    if objections:
        parts.append(f"{'overruled' if pinned else 'disputed'}: {objections}")
    return "; ".join(parts) + "."


def _objections(against: Iterable[tuple[Assertion, ClaimRole]]) -> str:
    """ "Cambridge Analytica denies it and says up to 30 million (4 April 2018)": each speaker once."""
    denying: dict[str, str] = {}
    saying: dict[str, str] = {}
    names: dict[str, str] = {}
    for claim, part in against:
        key = claim.speaker.key
        names.setdefault(key, _who(claim))
        if part is ClaimRole.DENIES:
            denying.setdefault(key, f"denies it on {spell_day(claim.dated)}")
        elif key not in saying:
            said = f"says {spell_quantity(claim.quantity, claim.bucket)}"
            saying[key] = said
    phrases = []
    for key, name in names.items():
        phrases.append(f"{name} " + " and ".join(filter(None, (denying.get(key), saying.get(key)))))
    return ", ".join(phrases)


def _quoted(claim: Assertion) -> str:
    denied = "not " if claim.polarity is Polarity.DENIED else ""
    return f"{denied}{spell_quantity(claim.quantity, claim.bucket)} ({_who(claim)}, {spell_day(claim.dated)})"


def _who(claim: Assertion) -> str:
    if claim.speaker.kind is SpeakerKind.UNATTRIBUTED:
        return "the coverage in its own voice"
    return claim.speaker.name or "somebody"

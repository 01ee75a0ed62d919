"""Sentences: what the figure is, and what a claim says. Why a claim plays its part: `rules`."""

from collections.abc import Iterable
from dataclasses import replace

from incidents.figures.assertion import Assertion, Bucket
from incidents.figures.copies import ScreenedClaim
from incidents.figures.number_words import spell_amount, spell_day, spell_quantity
from incidents.figures.verdicts import ClaimRole
from incidents.vocabulary import FigureStatus, Polarity, SpeakerKind, label

_NO_FIGURE = "No figure yet: no claim stands."


def says(claim: Assertion) -> str:
    """The claim in words: "Facebook on 4 April 2018: up to 87 million people"."""
    denied = "not " if claim.polarity is Polarity.DENIED else ""
    words = f"{denied}{spell_amount(claim.quantity, claim.as_said)}"
    return f"{_who(claim)} on {spell_day(claim.dated)}: {words}"


def sentence(
    bucket: Bucket,
    winner: ScreenedClaim | None,
    status: FigureStatus,
    against: Iterable[tuple[Assertion, ClaimRole]] = (),
    *,
    pinned: bool = False,
    because: str = "",
) -> str:
    """The figure in one sentence. `against` are the claims that dispute it (or that a pin overrules), best first;
    `because` says why it is as sure as it is."""
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
    elif status is FigureStatus.UNVERIFIED:
        parts.append(f"unverified ({because[:1].lower()}{because[1:].removesuffix('.')})" if because else "unverified")
    elif status is FigureStatus.PLACEHOLDER:
        parts.append("a placeholder: nobody has counted yet")
    against = list(against)
    if others := sorted({label(one.as_said.unit) for one, _ in against if one.as_said.unit is not claim.as_said.unit}):
        parts.append(f"others count {' and '.join(others)}, which may be more or fewer")
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
        if part is ClaimRole.DENIES or claim.polarity is Polarity.DENIED:  # a pin overrules denials as well
            denying.setdefault(key, f"denies it on {spell_day(claim.dated)}")
        elif key not in saying:
            saying[key] = f"says {_in_own_unit(claim)}"
    phrases = []
    for key, name in names.items():
        phrases.append(f"{name} " + " and ".join(filter(None, (denying.get(key), saying.get(key)))))
    return ", ".join(phrases)


def quoted(claim: Assertion) -> str:
    """The claim as another one's reason names it: "310,000 (Larkspur Energy, 20 March 2031)"."""
    denied = "not " if claim.polarity is Polarity.DENIED else ""
    return f"{denied}{_in_own_unit(claim)} ({_who(claim)}, {spell_day(claim.dated)})"


def _in_own_unit(claim: Assertion) -> str:
    """ "310,000"; "310,000 records" where it is weighed in a figure of another unit."""
    return (spell_quantity if claim.counted_in is None else spell_amount)(claim.quantity, claim.as_said)


def _who(claim: Assertion) -> str:
    if claim.speaker.kind is SpeakerKind.UNATTRIBUTED:
        return "the coverage in its own voice"
    return claim.speaker.name or "somebody"

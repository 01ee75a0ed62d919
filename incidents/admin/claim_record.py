"""The page of a claim in the plain words of its form: what each line asks, what each choice means, without the lines
that say nothing of this claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.contrib import admin

from incidents.admin.plain_words import CHOICES, FIELDS
from incidents.admin.reviews import AS_DECIDED
from incidents.models import Claim
from incidents.vocabulary import Basis, Standing

STANDINGS: Final[dict[str, str]] = {
    Standing.STANDING: "counts",
    Standing.SUPERSEDED: "replaced by a later one",
    Standing.SET_ASIDE: "set aside",
    Standing.WITHDRAWN: "told by no article any more",
}
_BASES: Final[dict[str, str]] = {
    Basis.EXTRACTED: "read in an article",
    Basis.IMPORTED: "from a file or a register",
    Basis.ENTERED: "entered by hand",
    Basis.DERIVED: "worked out from another claim",
}
_WORDS: Final[dict[str, Any]] = {**CHOICES, "standing": STANDINGS, "decision": AS_DECIDED, "basis": _BASES}
_LABELS: Final = {
    **{name: label for name, (label, _) in FIELDS.items()},
    "printed": "As printed",
    "hedge_text": "In the words",
    "speaker_words": "Named there as",
    "known_on": "First published on",
    "standing": "In the figure",
    "decision": "Decided",
    "stories": "Told by",
    "basis": "How it came here",
    "recorded_at": "Recorded",
}
HELPS: Final = {
    "printed": "",
    "hedge_text": "",
    "speaker_party": "",
    "speaker_words": "",
    "claimed_on": "",
    "known_on": "",
    "scope_country": "",
    "scope_label": "",
    "currency": "",
    "reference": "Permanent and public.",
}
LABELS: Final = {name: _LABELS[name] for name in HELPS if name in _LABELS} | {"recorded_at": "Recorded"}


def title_of(name: str) -> str:
    """What the column is called in the middle of a sentence or at the head of a list."""
    label = _LABELS.get(name, name.replace("_", " "))
    return label[0].lower() + label[1:]


def in_words(name: str, value: str) -> str:
    """The choice of the column in plain words; empty where the vocabulary's own word is plain."""
    return _WORDS.get(name, {}).get(value, "")


def _in_words(name: str) -> Callable[[Claim], str]:
    """The line of a field with choices: its label, and the choice in plain words."""

    @admin.display(description=title_of(name), ordering=name)
    def shown(claim: Claim) -> str:
        return in_words(name, getattr(claim, name)) or getattr(claim, f"get_{name}_display")()

    shown.__name__ = f"{name}_in_words"
    return shown


@admin.display(description="told by")
def carried_by(claim: Claim) -> str:
    """How many stories that do not copy each other tell it."""
    return "1 story" if claim.stories == 1 else f"{claim.stories} stories"


CHOSEN: Final[dict[str, Any]] = {
    name: _in_words(name)
    for name in (
        *("metric", "unit", "measure", "modality", "polarity", "hedge", "scope"),
        *("speaker_kind", "claimed_precision", "standing", "decision", "basis"),
    )
}
READ: Final = ("says", "incident_link", "origin_link", "number_shown", "bounds_shown", *CHOSEN.values(), carried_by)


def record_fieldsets(claim: Claim) -> list[tuple[str, dict[str, Any]]]:
    """The sections of the page of this claim."""

    def present(*names: str) -> tuple[Any, ...]:
        return tuple(CHOSEN.get(name, name) for name in names if getattr(claim, name, True) not in ("", None))

    bounds = [] if claim.low == claim.high == claim.value else ["bounds_shown"]
    says = [
        ("incident_link",),
        present("metric", "unit", "currency"),
        present("measure", "modality", "polarity"),
        present("number_shown", "printed"),
        (*present("hedge", "hedge_text"), *bounds),
        present("scope", "scope_country", "scope_label"),
    ]
    day = present("claimed_on", "claimed_precision") if claim.claimed_on else ()
    who = [present("speaker_party", "speaker_words", "speaker_kind"), (*day, *present("known_on"))]
    stands = [(*present("standing", "decision"), carried_by), present("basis", "recorded_at")]
    elsewhere = ["origin_link"] if claim.origin_id != claim.incident_id else []
    return [
        ("What it says", {"fields": says}),
        ("Who says it, and when", {"fields": [line for line in who if line]}),
        ("How it stands", {"fields": [*stands, *elsewhere, "reference"]}),
    ]

"""Claims, figures and incidents in the words and links of the admin."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.figures.number_words import held_words, spell_amount, spell_day
from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import FigureStatus, Polarity, SpeakerKind


def claim_words(claim: Claim) -> str:
    """`Cambridge Analytica, 4 April 2018: not 87 million people`. Reads speaker_party."""
    denied = "not " if claim.polarity == Polarity.DENIED else ""
    day = claim.claimed_on or claim.known_on
    nobody = claim.speaker_kind == SpeakerKind.UNATTRIBUTED and not (claim.speaker_words or claim.speaker_party)
    speaker = "The coverage in its own voice" if nobody else claim.speaker_name
    return f"{speaker}, {spell_day(day)}: {denied}{spell_amount(claim.quantity, claim.bucket)}"


def figure_words(figure: Figure) -> str:
    """The figure's best number with its range."""
    return held_words(figure, figure.bucket)


def confidence_words(figure: Figure) -> str:
    """`0.62, unverified`; `not worked out` where there is none."""
    if figure.confidence is None:
        return "not worked out"
    return f"{figure.confidence:.2f}{', unverified' if figure.unverified else ''}"


def status_words(figure: Figure) -> str:
    """`disputed`; `decided by a curator` where one has pinned a claim or set the figure, which is kept as settled."""
    decided = figure.status == FigureStatus.SETTLED and figure.confidence is not None and figure.confidence >= 1
    return "decided by a curator" if decided else FigureStatus(figure.status).value


def status_badge(status: str, words: str = "") -> SafeString:
    """A figure's status as a small mark; its colour says no more than its word."""
    return format_html('<span class="badge badge-{}">{}</span>', status, words or FigureStatus(status).value)


def incident_link(incident: Incident) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>', reverse("admin:incidents_incident_change", args=[incident.pk]), incident.title
    )

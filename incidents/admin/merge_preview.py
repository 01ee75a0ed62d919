"""What two incidents would be as one: what each has, and their figures beside those that they would have together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from incidents.admin.numbers import bucket_words
from incidents.admin.reading import newest_claims, quoted, summary
from incidents.admin.words import claim_words, incident_link, status_badge
from incidents.figures.assertion import Bucket
from incidents.figures.leading_figure import leading_place
from incidents.figures.number_words import held_words
from incidents.figures.verdicts import Resolution
from incidents.ledger.merge_preview import figures_together
from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import FigureStatus

CLAIMS_SHOWN = 5  # of each of two that may be one
Sides = Sequence[Mapping[Bucket, Figure | Resolution]]
_ROW = "<tr><th scope='row'>{}</th><td data-of='{}'>{}</td><td data-of='{}'>{}</td><td data-of='As one'>{}</td></tr>"
_HEAD = "<tr><th scope='col'>Figure</th><th scope='col'>{}</th><th scope='col'>{}</th><th scope='col'>As one</th></tr>"
_TABLE = (
    "<div class='table-scroll'><table class='together stacked'><caption>The figures now, and as one incident</caption>"
    "<thead>{}</thead><tbody>{}</tbody></table></div>"
)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What is shown, and the figures of the two as one in a sentence that is told."""

    shown: list[SafeString]
    announced: str


def merge_preview(incident: Incident, other: Incident) -> MergePreview:
    """What each of the two has, of which that of the one that is not kept moves, and what comes of it."""
    then = figures_together(incident, other)
    table = _together(incident, other, then)
    return MergePreview([belongings(incident), belongings(other), table], _announced(other, then))


def _announced(other: Incident, then: Mapping[Bucket, Resolution]) -> str:
    """`With Harbour Ferries passes as one: affected people 87 million, disputed.`"""
    ordered = sorted(then, key=lambda bucket: _place(bucket, (then,)))
    figures = [f"{bucket_words(one)} {held_words(then[one], one)}, {then[one].status}" for one in ordered]
    return f"With {other.title} as one: {'; '.join(figures) or 'no figure'}."


def belongings(incident: Incident) -> SafeString:
    """What an incident has, in words: its figures, and how many claims, parties and proceedings."""
    figures = "; ".join(f"{name}: {number}" for name, number, _ in summary(incident)) or "no figure"
    counts = (
        (Claim.objects.of(incident).count(), "claim", "claims"),
        (incident.involvements.count(), "party", "parties"),
        (incident.proceedings.count(), "proceeding", "proceedings"),
    )
    have = ", ".join(f"{count} {one if count == 1 else many}" for count, one, many in counts)
    quotes = [quoted(claim_words(claim), claim) for claim in newest_claims(incident, CLAIMS_SHOWN)]
    said = format_html_join("", "<li>{}</li>", ((quote,) for quote in quotes))
    known = format_html("<details class='folded'><summary>Its newest claims</summary><ul>{}</ul></details>", said)
    words = "<strong>{}</strong> ({}): {}. {}.{}"
    return format_html(words, incident_link(incident), incident.reference, figures, have, known)


def _together(incident: Incident, other: Incident, then: Mapping[Bucket, Resolution]) -> SafeString:
    """A table of each figure as the two hold it now and as one would; what becomes disputed is told."""
    first, second = (
        {row.bucket: row for row in Figure.objects.filter(incident=one).known()} for one in (incident, other)
    )
    buckets = sorted({*then, *first, *second}, key=lambda bucket: _place(bucket, (then, first, second)))
    if not buckets:
        return SafeString("As one they would have no figure.")
    rows = [
        (
            capfirst(bucket_words(bucket)),
            incident.reference,
            _held(bucket, first.get(bucket)),
            other.reference,
            _held(bucket, second.get(bucket)),
            _becomes(bucket, then.get(bucket), [side[bucket] for side in (first, second) if bucket in side]),
        )
        for bucket in buckets
    ]
    head = format_html(_HEAD, incident.reference, other.reference)
    return format_html(_TABLE, head, format_html_join("", _ROW, rows))


def _place(bucket: Bucket, sides: Sides) -> tuple[tuple[int, int], Bucket]:
    best = next((side[bucket].best for side in sides if bucket in side), None)
    return leading_place(bucket, best), bucket


def _held(bucket: Bucket, held: Figure | Resolution | None) -> SafeString | str:
    return format_html("{} {}", held_words(held, bucket), status_badge(held.status)) if held is not None else "none"


def _becomes(bucket: Bucket, then: Resolution | None, now: Sequence[Figure]) -> SafeString:
    """The figure of the two as one, in bold where neither holds it, and why where a dispute comes of the merge."""
    if then is None:
        return SafeString("none: its claims count for another figure")
    is_held = any((row.low, row.best, row.high) == (then.low, then.best, then.high) for row in now)
    words = format_html("{}" if is_held else "<strong>{}</strong>", _held(bucket, then))
    if then.status == FigureStatus.DISPUTED and all(row.status != FigureStatus.DISPUTED for row in now):
        return format_html("{} <span class='becomes'>Becomes disputed: {}</span>", words, then.sentence)
    return words

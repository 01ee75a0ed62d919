"""What the admin's templates say and draw."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.contrib.admin.models import LogEntry
from django.template import RequestContext

from incidents.admin.claim_record import in_words as plain_choice
from incidents.admin.latest import own_actions
from incidents.admin.news import unread
from incidents.admin.numbers import number_words
from incidents.admin.registry import inbox
from incidents.admin.registry import next_queue as queue_after
from incidents.admin.saved_views import views_of
from incidents.admin.words import status_words
from incidents.figure_plot import Plot
from incidents.figures.assertion import Bucket
from incidents.models import Figure, SavedView

register = template.Library()


@register.filter
def unlocalised(number: float) -> str:
    """The coordinate as SVG reads it, or the key as addresses have it, whatever the language of the page."""
    if isinstance(number, int):
        return str(number)
    return f"{number:g}" if abs(number) < 1e5 else f"{number:.1f}"


@register.filter
def in_words(value: str, column: str) -> str:
    """The choice of a claim's column in plain words."""
    return plain_choice(column, value) or value.replace("_", " ")


@register.filter
def status_shown(figure: Figure) -> str:
    """The figure's status in the words of the admin."""
    return status_words(figure)


@register.inclusion_tag("incidents/admin/inbox.html", takes_context=True)
def curators_inbox(context: RequestContext) -> dict[str, Any]:
    """The inbox of the signed-in curator."""
    sections = inbox(context["request"])
    waiting = [section for section in sections if not section["empty"]]
    first = next((section["one_by_one"] for section in waiting if section["one_by_one"]), "")
    return {"sections": waiting, "empty": [one for one in sections if one["empty"]], "first": first}


@register.simple_tag(takes_context=True)
def next_queue(context: RequestContext) -> dict[str, Any] | None:
    """The queue to go on with; None where nothing waits in another."""
    return queue_after(context["request"])


@register.simple_tag(takes_context=True)
def saved_views(context: RequestContext) -> list[tuple[SavedView, str, bool]]:
    """The views of the signed-in curator, each with its address."""
    return views_of(context["request"])


@register.simple_tag(takes_context=True)
def unread_events(context: RequestContext) -> int | None:
    """How many events came since the signed-in curator's last visit; None on the first."""
    return unread(context["request"])


@register.simple_tag(takes_context=True)
def latest_actions(context: RequestContext) -> list[LogEntry]:
    """What the signed-in curator did last, of what he may still see."""
    return own_actions(context["request"])


@register.inclusion_tag("incidents/admin/plot.html")
def figure_plot(plot: Plot, bucket: Bucket, title: str, clock: bool = False) -> dict[str, Any]:
    """The drawing of a figure's history; with `clock` its moments are told to the minute."""
    name = "plot-recorded" if clock else "plot-known"
    drawings = [_drawing(one, bucket, f"{name}-{kind}", kind, clock=clock) for one, kind in _by_screen(plot)]
    above = any(spot.above for spot in plot.spots)
    return {"plot": plot, "title": title, "name": name, "drawings": drawings, "above": above}


def _by_screen(plot: Plot) -> list[tuple[Plot, str]]:
    return [(plot, "wide"), (plot.narrow, "narrow")] if plot.narrow is not None else [(plot, "only")]


def _drawing(plot: Plot, bucket: Bucket, name: str, kind: str, *, clock: bool) -> dict[str, Any]:
    return {
        "plot": plot,
        "name": name,
        "kind": kind,
        "radius": 6 if kind == "narrow" else 4,
        "levels": [(level.y, number_words(level.value, bucket)) for level in plot.levels],
        "moments": [(moment, _moment_words(moment.at, clock=clock)) for moment in plot.moments],
    }


def _moment_words(at: dt.datetime, *, clock: bool) -> str:
    return f"{at:%d %b %H:%M:%S}" if clock else f"{at.day} {at:%b %Y}"

"""What changed since a curator last looked: old and new, why and by whom, by incident.

Each figure is told once, from what it was before the first change to what it is after the last, and so is each claim
that was reviewed; what is again as it was is not told. The change log keeps every step.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from incidents.admin.base import is_key
from incidents.admin.claim_record import in_words
from incidents.admin.incident_history import role_words
from incidents.admin.numbers import bucket_words, held_words, number_words
from incidents.figures.assertion import Bucket
from incidents.figures.bounds import FigureBounds
from incidents.figures.numbers_of_events import leads_back
from incidents.models import Event, EventCounter, EventsRead, EventType, Incident
from incidents.vocabulary import Metric, Scope, Unit

SEES: Final = ("incidents.view_event", "incidents.view_incident")
DECIDES: Final = "incidents.change_incident"
MOST_EVENTS: Final = 1_000  # that are looked through, the latest
MOST_LINES: Final = 15  # of one incident
_PLACES: Final = {EventType.FIGURE_CHANGED: 0, EventType.CLAIM_REVIEWED: 1, EventType.INCIDENT_UPDATED: 2}


@dataclass(frozen=True, slots=True)
class News:
    """One change. `old` and `new` are empty for what came to be or has no values."""

    what: str
    old: str
    new: str
    why: str
    who: str
    event: Event
    times: int = 1


@dataclass(slots=True)
class IncidentNews:
    """What changed of one incident, the latest first; `left_out` counts the rest."""

    incident: Incident
    lines: list[News] = field(default_factory=list)
    left_out: int = 0


def read_up_to(request: HttpRequest) -> tuple[int, bool]:
    """(sequence of the last event that the user has read, whether this visit is the first). The first begins with what
    there is: what was before it is not told."""
    row, first = EventsRead.objects.get_or_create(reader_id=request.user.pk, defaults={"sequence": last_event()})
    return row.sequence, first


def last_event() -> int:
    """Sequence of the latest event: they have no gaps, so that nothing has to be counted."""
    return EventCounter.objects.values_list("last", flat=True).first() or 0


def unread(request: HttpRequest) -> int | None:
    """How many events of others came since the user's last visit, the page of news tells these; None on the first."""
    if not request.user.has_perms(SEES):
        return 0
    read, first = read_up_to(request)
    if first:
        return None
    return _events_after(max(read, last_event() - MOST_EVENTS)).exclude(_own(request.user.get_username())).count()


def _events_after(after: int) -> QuerySet[Event]:
    """The events after this one that are about an incident."""
    return Event.objects.filter(sequence__gt=after, incident__isnull=False)


def _own(name: str) -> Q:
    """Events of what an account did, and of what followed from the texts that it has submitted (no account's name has a
    colon or a bracket)."""
    return Q(actor=name) | Q(actor=f"submission:{name}") | Q(actor__startswith=f"{name} (")


def news_page(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """What came since the last visit, `?after=` or `?since=yesterday`; a POST marks what was shown as read."""
    if not request.user.has_perms(SEES):
        raise PermissionDenied
    if request.method == "POST":
        return _mark(request)
    asked = request.GET.get("after", "")
    read, first_visit = read_up_to(request)
    last, after = last_event(), int(asked) if is_key(asked) else read
    since_yesterday = "since" in request.GET
    if since_yesterday:
        after = _before_yesterday()
    first = max(after, last - MOST_EVENTS)
    rows = _events_after(first).filter(sequence__lte=last)
    if "own" not in request.GET:
        rows = rows.exclude(_own(request.user.get_username()))
    context = {
        **admin.admin_site.each_context(request),
        "title": "Since yesterday" if since_yesterday else "Since your last visit",
        "since_yesterday": since_yesterday,
        "opts": admin.opts,
        "groups": grouped(rows.select_related("incident").order_by("-sequence")),
        "last": last,
        "after": after,
        "first_visit": first_visit,
        "left_out": first - after,
        "own": "own" in request.GET,
        "may_mark": request.user.has_perm(DECIDES),
    }
    return render(request, "incidents/admin/news.html", context)


def _before_yesterday() -> int:
    """Sequence of the last event before yesterday began, in UTC."""
    begins = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=1)
    before = Event.objects.filter(occurred_at__lt=begins).order_by("-sequence")
    return before.values_list("sequence", flat=True).first() or 0


def _mark(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(DECIDES):
        raise PermissionDenied
    shown = request.POST.get("last", "")
    if is_key(shown):
        sequence = min(int(shown), last_event())
        EventsRead.objects.update_or_create(reader_id=request.user.pk, defaults={"sequence": sequence})
        messages.success(request, "What was shown is marked as read.")
    return HttpResponseRedirect(reverse("admin:index"))


def grouped(events: QuerySet[Event]) -> list[IncidentNews]:
    """The events, the latest first, by incident: that with the latest first; of each, what has values first."""
    groups: dict[int, IncidentNews] = {}
    chains = _chains(events)
    for incident, _ in chains:
        groups.setdefault(incident.pk, IncidentNews(incident))
    for incident, chain in sorted(chains, key=lambda one: _PLACES.get(EventType(one[1][0].type), len(_PLACES))):
        group = groups[incident.pk]
        if len(group.lines) < MOST_LINES:
            group.lines.append(_news(chain))
        else:
            group.left_out += 1
    return list(groups.values())


def _chains(events: Iterable[Event]) -> list[tuple[Incident, list[Event]]]:
    """Changes of one figure together, the latest first; all else each by itself."""
    chains: dict[tuple[object, ...], tuple[Incident, list[Event]]] = {}
    for event in events:
        if event.incident is None or event.type == EventType.FIGURE_DISPUTED:
            continue  # a figure that becomes disputed is told as changed as well
        chains.setdefault((event.incident_id, _subject(event)), (event.incident, []))[1].append(event)
    return [(incident, chain) for incident, chain in chains.values() if not _leads_back(chain)]


def _subject(event: Event) -> str:
    """What the changes are told of together: a figure, a claim that was reviewed, else the event alone."""
    if event.type == EventType.FIGURE_CHANGED:
        return repr(event.data.get("figure"))
    if event.type == EventType.CLAIM_REVIEWED and isinstance(event.data.get("claim"), Mapping):
        return f"review of {event.data['claim'].get('reference')}"
    return str(event.sequence)


def _leads_back(chain: list[Event]) -> bool:
    """Whether a figure is again what it was before the first change, or a claim is decided as it was before."""
    latest, first = chain[0].data, chain[-1].data
    if chain[0].type == EventType.FIGURE_CHANGED and len(chain) > 1:
        return first.get("old") is not None and leads_back(first["old"], latest["new"])
    return chain[0].type == EventType.CLAIM_REVIEWED and (first.get("before") or "") == latest.get("decision", "")


def _news(chain: list[Event]) -> News:
    latest, first = chain[0], chain[-1]
    data = latest.data
    who = ", ".join(dict.fromkeys(event.actor for event in chain))
    why = str(data.get("reason") or "")
    if latest.type == EventType.FIGURE_CHANGED:
        bucket = _bucket(data["figure"])
        old, new = _held(first.data.get("old"), bucket), _held(data.get("new"), bucket)
        return News(capfirst(bucket_words(bucket)), old, new, why, who, latest, len(chain))
    if latest.type == EventType.INCIDENT_UPDATED:
        before, after = data.get("before") or {}, data.get("after") or {}
        what = ", ".join(name.replace("_", " ") for name in after) or "record"
        return News(f"Changed: {what}", _listed(before), _listed(after), why, who, latest)
    if latest.type == EventType.CLAIM_REVIEWED:
        words = f"Review of {_claim(data.get('claim') or {})}"
        before, after = (
            decision and in_words("decision", decision) for decision in (first.data.get("before"), data.get("decision"))
        )
        return News(words, before or "not reviewed", after or "", why, who, latest, len(chain))
    return News(_what(latest), "", "", why, who, latest)


def _what(event: Event) -> str:
    words = event.get_type_display().replace(".", " ").replace("_", " ").capitalize()
    data = event.data
    beside = ""
    if isinstance(data.get("claim"), Mapping):
        beside = _claim(data["claim"])
    elif isinstance(data.get("article"), Mapping):
        beside = ", ".join(filter(None, (data["article"].get("title"), data["article"].get("publisher"))))
    return f"{words}: {beside}" if beside else words


def _bucket(data: Mapping[str, Any]) -> Bucket:
    scope = data.get("scope") or {}
    return Bucket(
        Metric(data["metric"]),
        Unit(data["unit"]),
        data.get("currency") or "",
        Scope(scope.get("kind") or Scope.TOTAL),
        scope.get("country") or "",
        scope.get("label") or "",
    )


def _held(data: Mapping[str, Any] | None, bucket: Bucket) -> str:
    """`87 million, disputed`, `at least EUR 65 billion, settled`; `unknown` where no claim stands,
    `nothing` for a figure that was not there."""
    if not data:
        return "nothing"
    if data.get("best") is None:
        return "unknown"
    held = FigureBounds(data.get("low"), data["best"], data.get("high"))
    return f"{held_words(held, bucket)}, {data.get('status', '')}"


def _claim(data: Mapping[str, Any]) -> str:
    """`Halden Rail: not 87 million people`, of what an event tells of a claim."""
    if "metric" not in data:
        return str(data.get("reference", ""))
    bucket = _bucket(data)
    value = next((data[name] for name in ("value", "high", "low") if data.get(name) is not None), None)
    denied = "not " if data.get("polarity") == "denied" else ""
    return f"{data.get('speaker', '')}: {denied}{number_words(value, bucket, none='no number')} {bucket_words(bucket)}"


def _listed(values: Mapping[str, Any]) -> str:
    return "; ".join(_value(value) for value in values.values())[:400]


def _value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_value(one) for one in value) or "none"
    if isinstance(value, Mapping) and {"name", "role", "standing"} <= set(value):
        return role_words(value)
    if isinstance(value, Mapping):
        return " ".join(str(one) for one in value.values() if one not in (None, ""))
    return "none" if value in (None, "") else str(value)

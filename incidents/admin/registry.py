"""Where other apps add themselves to the curators' pages, so that this one need not know them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.ledger import EvidenceDraft
from incidents.models import Incident

COUNT_UP_TO = 1000  # an inbox that is fuller says so; counting on would read the whole table
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One waiting thing: where it is worked on, what it is, and a few words beside."""

    url: str
    text: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the inbox. `permission` is what a curator needs to see it, such as sources.view_coverage;
    `one_by_one` gives the page on which it is decided one after the other."""

    title: str
    about: str
    permission: str
    waiting: Callable[[], QuerySet[Any]]
    line: Callable[[Any], Line]
    list_url: Callable[[], str]
    order: int = 50
    one_by_one: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of an incident's page, under its form. `context` gives what `template` shows."""

    title: str
    anchor: str
    template: str
    permission: str
    context: Callable[[HttpRequest, Incident], dict[str, Any]]
    order: int = 50


@dataclass(frozen=True, slots=True)
class KnownText:
    """A text, or a passage of one, that another app keeps: its page here, and the evidence that it is. `initial` is
    what the form of a claim, or of an incident, drawn from it starts with; `printed` the number as printed there;
    `beside` (address, words) of the claims that stand in it already; `back_to` gives the address that shows the claim
    of this key in it."""

    address: str
    words: str
    evidence: EvidenceDraft
    printed: str = ""
    initial: Mapping[str, Any] = field(default_factory=dict)
    beside: tuple[tuple[str, str], ...] = ()
    back_to: Callable[[int], str] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """What an incident is opened from: what its form starts with, what keeps others from opening one from it until the
    transaction ends, and what is done once the incident is there. `leaves` gives (key, words) of what it may be taken
    out of at once; `opened` gets the keys of those that were chosen."""

    text: KnownText
    hold: Callable[[], object]
    opened: Callable[[Incident, list[int]], object]
    leaves: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Movable:
    """What of another app can go with claims to another incident: `choices` gives (key, words) of each, `hold` locks
    those that were chosen until the transaction ends, `move` moves them, and is told why."""

    name: str
    label: str
    permission: str
    choices: Callable[[Incident], list[tuple[str, str]]]
    hold: Callable[[list[int]], object]
    move: Callable[[HttpRequest, list[int], Incident, str], object]


_movables: dict[str, Movable] = {}
_sections: dict[str, Section] = {}
_panels: dict[str, Panel] = {}
_source_links: dict[str, Callable[[str], str]] = {}
_texts_at: list[Callable[[str], KnownText | None]] = []
_passages: list[Callable[[HttpRequest, str], KnownText | None]] = []
_openings: list[Callable[[HttpRequest, str], Opening | None]] = []


def add_section(section: Section) -> None:
    _sections[section.title] = section


def add_movable(movable: Movable) -> None:
    _movables[movable.name] = movable


def movables(request: HttpRequest) -> list[Movable]:
    """Those that this user may move."""
    return [movable for movable in _movables.values() if request.user.has_perm(movable.permission)]


def add_panel(panel: Panel) -> None:
    _panels[panel.title] = panel


def add_source_link(kind: str, url_of: Callable[[str], str]) -> None:
    """`url_of` gives the admin address of the source `kind:key` (Evidence.source)."""
    _source_links[kind] = url_of


def source_url(source: str) -> str:
    """The admin address of what carries a claim, such as article:12; empty when no app knows it."""
    kind, _, key = source.partition(":")
    url_of = _source_links.get(kind)
    return url_of(key) if url_of and key else ""


def add_texts_at(find: Callable[[str], KnownText | None]) -> None:
    """`find` gives the text that is known at a web address."""
    _texts_at.append(find)


def text_at(url: str) -> KnownText | None:
    """The text that an app keeps of this web address; None when none does."""
    return next((text for find in _texts_at if url and (text := find(url)) is not None), None)


def add_passages(find: Callable[[HttpRequest, str], KnownText | None]) -> None:
    """`find` gives the passage of this name, such as article:12:1:100-120, to whoever may read it."""
    _passages.append(find)


def passage_asked_for(request: HttpRequest) -> KnownText | None:
    """The passage that the address names, by which a claim is entered; None when it names none."""
    name, kept = request.GET.get("passage", ""), "_passage_asked_for"  # a page asks several times
    if name and not hasattr(request, kept):
        setattr(request, kept, next((text for find in _passages if (text := find(request, name)) is not None), None))
    return getattr(request, kept, None)


def add_openings(find: Callable[[HttpRequest, str], Opening | None]) -> None:
    """`find` gives what an incident may be opened from by this name, such as article:12."""
    _openings.append(find)


def opening_asked_for(request: HttpRequest) -> Opening | None:
    """What the address says that an incident is opened from; None when it says nothing."""
    name = request.GET.get("from", "")
    return next((one for find in _openings if name and (one := find(request, name)) is not None), None)


def panels(request: HttpRequest, incident: Incident) -> list[dict[str, Any]]:
    """The parts of the incident's page that this user may see, in their order, each with what its template shows."""
    allowed = [panel for panel in _panels.values() if request.user.has_perm(panel.permission)]
    return [
        {
            "title": panel.title,
            "anchor": panel.anchor,
            "template": panel.template,
            "shown": panel.context(request, incident),
        }
        for panel in sorted(allowed, key=lambda panel: panel.order)
    ]


def inbox(request: HttpRequest) -> list[dict[str, Any]]:
    """What waits for a curator, by section, the empty ones last: two queries each, whatever their number."""
    sections = []
    for section in _allowed(request):
        waiting = section.waiting()
        count = waiting.order_by()[: COUNT_UP_TO + 1].count()
        sections.append(
            {
                "title": section.title,
                "about": section.about,
                "count": f"more than {COUNT_UP_TO}" if count > COUNT_UP_TO else str(count),
                "empty": count == 0,
                "rest": max(0, count - SHOWN),
                "lines": [section.line(row) for row in waiting[:SHOWN]] if count else [],
                "list_url": section.list_url(),
                "one_by_one": section.one_by_one() if section.one_by_one else "",
            }
        )
    return sorted(sections, key=lambda section: section["empty"])


def next_queue(request: HttpRequest) -> dict[str, Any] | None:
    """The first queue that is decided one by one and in which something waits, apart from that of the page."""
    for section in _allowed(request):
        address = section.one_by_one() if section.one_by_one else ""
        here = request.get_full_path() + "&"
        if not address or address == request.path or here.startswith(f"{address}&"):
            continue
        count = section.waiting().order_by()[: COUNT_UP_TO + 1].count()
        if count:
            words = f"more than {COUNT_UP_TO}" if count > COUNT_UP_TO else str(count)
            return {"title": section.title, "address": address, "count": words}
    return None


def _allowed(request: HttpRequest) -> list[Section]:
    allowed = [section for section in _sections.values() if request.user.has_perm(section.permission)]
    return sorted(allowed, key=lambda section: section.order)

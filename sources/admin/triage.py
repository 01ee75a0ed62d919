"""One page on which waiting things are decided one after the other, by mouse or by keys.

Each is handed to one curator at a time: showing it takes a lease that ends by itself, or with the verdict.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html

from incidents.admin.base import is_key, refusal_messages
from incidents.admin.confirmations import REFUSALS
from incidents.models import TriageLease
from sources.admin.triage_form import FORMS, KEYS, VerdictForm
from sources.admin.triage_item import item_shown, item_words, name_of, page_of, row_name
from sources.admin.triage_queues import CHANGED, GONE, QUEUES, TriageQueue, Undo

LAST_VERDICT = "triage_verdict"  # of the session
COUNT_UP_TO = 1000
COUNT_IN_TAB = 20
TRIED = 5  # items that others may take in the same moment


def triage_address(queue: str = "coverage", **place: object) -> str:
    return f"{reverse('admin:sources_coverage_triage')}?{urlencode({'queue': queue, **place})}"


def triage_page(request: HttpRequest, page_admin: ModelAdmin) -> HttpResponse:
    """The next item of the queue; after a verdict, the one after it. 403 for a queue that is not the user's."""
    allowed = [queue for queue in QUEUES.values() if request.user.has_perms(queue.sees)]
    queue = QUEUES.get(request.GET["queue"]) if "queue" in request.GET else _first(allowed)
    if queue is None:
        raise Http404("There is no such queue.")
    if queue not in allowed:
        raise PermissionDenied
    may_decide = request.user.has_perms(queue.decides)
    if request.method == "POST":
        if not may_decide:
            raise PermissionDenied
        return _judged(request, page_admin, queue)
    return _shown(request, page_admin, queue, allowed, None)


def _first(allowed: list[TriageQueue]) -> TriageQueue:
    """The first queue in which something waits, else the first that the user may see."""
    waiting = (queue for queue in allowed if queue.waiting().order_by().exists())
    return next(waiting, allowed[0] if allowed else QUEUES["coverage"])


def _tabs(queue: TriageQueue, allowed: list[TriageQueue]) -> list[dict[str, Any]]:
    """The queues, each with how many wait in it, up to COUNT_IN_TAB: `20+` says that there are more."""
    tabs = []
    for each in allowed:
        count = each.waiting().order_by()[: COUNT_IN_TAB + 1].count()
        words = f"{COUNT_IN_TAB}+" if count > COUNT_IN_TAB else str(count)
        place = {"title": each.title, "address": triage_address(each.name), "here": each is queue}
        tabs.append({**place, "count": count, "words": words})
    return tabs


def _shown(
    request: HttpRequest, page_admin: ModelAdmin, queue: TriageQueue, allowed: list[TriageQueue], posted: Any
) -> HttpResponse:
    may_decide = request.user.has_perms(queue.decides)
    row = queue.waiting().filter(pk=posted.data.get("item")).first() if posted else _handed(request, queue, may_decide)
    waiting = queue.waiting().order_by()[: COUNT_UP_TO + 1].count()
    forms = _forms(request, queue, row, posted) if row is not None and may_decide else []
    context = {
        **page_admin.admin_site.each_context(request),
        "title": "Triage",
        "subtitle": queue.title,
        "opts": page_admin.opts,
        "queue": queue,
        "tabs": _tabs(queue, allowed),
        "count": f"more than {COUNT_UP_TO:,}" if waiting > COUNT_UP_TO else waiting,
        "row": row,
        "shown": item_shown(request, queue, row) if row is not None else {},
        "forms": forms,
        "may_decide": may_decide,
        "taken_by": _taken_by(request, queue, row),
        "others": _others(request, queue, row),
        "next_url": triage_address(queue.name, after=row.pk) if row is not None else "",
        "back_url": triage_address(queue.name, before=row.pk) if row is not None else "",
        "last": _last(request) if may_decide else {},
        "media": page_admin.media + _media(forms),
    }
    return render(request, "sources/admin/triage.html", context)


def _last(request: HttpRequest) -> dict[str, str]:
    """What the user decided last in this session; `address` leads to it where it cannot be undone here."""
    last = request.session.get(LAST_VERDICT, {})
    queue = QUEUES.get(last.get("queue", ""))
    if queue is None:
        return {}
    address, name = page_of(queue, last["item"]) if last.get("refused") else ("", "")
    return {"done": _done_words(queue, last), "address": address, "name": name}


def _done_words(queue: TriageQueue, last: dict[str, Any]) -> str:
    """`rejected “87 million people” of Facebook`, `given to another incident: “Railway counts”`."""
    done = str(last["done"])
    leads_away = last.get("verdict") in ("other", "new")
    name = name_of(queue, last["item"], with_incident=not leads_away)
    return f"{done}{':' if leads_away else ''} {name}" if name else done


def _media(forms: list[dict[str, Any]]) -> Any:
    media = VerdictForm(queue=QUEUES["coverage"]).media
    for each in forms:
        media += each["form"].media
    return media


def _handed(request: HttpRequest, queue: TriageQueue, may_decide: bool) -> Any:
    """The item that the address names while it waits, else the next one that nobody else looks at; None where nothing
    is left."""
    asked = request.GET.get("item", "")
    if is_key(asked):
        row = queue.waiting().filter(pk=int(asked)).first()
        if row is not None:
            if may_decide:
                TriageLease.objects.take(_name(queue, row.pk), request.user)
            return row
        messages.info(request, _with_page(GONE, queue, int(asked)))
    taken = [_item(lease) for lease in _held_by_others(request, queue)]
    free = queue.waiting().exclude(pk__in=taken)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    rows = free
    if is_key(after):
        rows = free.filter(pk__lt=int(after))
    elif is_key(before):
        rows = free.filter(pk__gt=int(before)).order_by("pk")
    found = list(rows[:TRIED]) or list(free[:TRIED])
    if not may_decide:
        return found[0] if found else None
    return next((row for row in found if TriageLease.objects.take(_name(queue, row.pk), request.user)), None)


def _forms(request: HttpRequest, queue: TriageQueue, row: Any, posted: VerdictForm | None) -> list[dict[str, Any]]:
    forms = []
    begun = item_words(request, queue, row) if "new" in queue.verdicts else {}
    for verdict in queue.verdicts:
        wrong = posted is not None and posted.data.get("verdict") == verdict
        initial = {**begun, "verdict": verdict, "item": row.pk, "shown": queue.state_of(row)}
        form = posted if wrong else FORMS[verdict](queue=queue, initial=initial, auto_id=f"id_{verdict}_%s")
        forms.append(
            {
                "verdict": verdict,
                "form": form,
                "key": KEYS[verdict],
                "asks": queue.asks[verdict],
                "open": wrong,
                "words": queue.words[verdict],
            }
        )
    return forms


def _judged(request: HttpRequest, page_admin: ModelAdmin, queue: TriageQueue) -> HttpResponse:
    kind = request.POST.get("verdict", "")
    if kind not in queue.verdicts:
        raise Http404("There is no such verdict.")
    form = FORMS[kind](request.POST, queue=queue, auto_id=f"id_{kind}_%s")
    item = request.POST.get("item", "")
    if not form.is_valid():
        if is_key(item) and queue.waiting().filter(pk=int(item)).exists():
            allowed = [each for each in QUEUES.values() if request.user.has_perms(each.sees)]
            return _shown(request, page_admin, queue, allowed, form)
        messages.warning(request, _with_page(GONE, queue, int(item)) if is_key(item) else GONE)
        return HttpResponseRedirect(triage_address(queue.name))
    pk = form.cleaned_data["item"]
    try:
        with transaction.atomic():
            row, undo = _decide(request, queue, form, pk)
    except REFUSALS as refusal:
        _tell(request, queue, pk, refusal)
        return _at(queue, pk)
    TriageLease.objects.give_back(_name(queue, pk), request.user)
    request.session[LAST_VERDICT] = {"queue": queue.name, "item": pk, "verdict": kind, "done": queue.done[kind], **undo}
    page_admin.log_change(request, row, f"Triage, {queue.done[kind]}: {form.verdict_of(request.user).reason}")
    return HttpResponseRedirect(triage_address(queue.name, after=pk))


def _decide(request: HttpRequest, queue: TriageQueue, form: VerdictForm, pk: int) -> tuple[Any, Undo]:
    """(what was decided, what undoes it). Raises ValidationError where the page does not show what is."""
    row = queue.waiting().filter(pk=pk).first()
    if row is None:
        raise ValidationError(GONE)
    queue.hold(row)
    row = queue.waiting().filter(pk=pk).first()
    if row is None:
        raise ValidationError(GONE)
    holder = _held_by_others(request, queue).filter(item=_name(queue, pk)).select_related("holder").first()
    if holder is not None:
        raise ValidationError(f"It is with {holder.holder} until {holder.until:%H:%M} UTC.")
    if queue.state_of(row) != form.cleaned_data["shown"]:
        raise ValidationError(CHANGED)
    return row, queue.decide(row, form.verdict_of(request.user))


def undo_page(request: HttpRequest, page_admin: ModelAdmin) -> HttpResponse:
    """Takes the sender's last verdict back, and shows its item again."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    last = request.session.get(LAST_VERDICT)
    queue = QUEUES.get((last or {}).get("queue", ""))
    if last is None or queue is None or last.get("refused"):
        if not any(request.user.has_perms(each.decides) for each in QUEUES.values()):
            raise PermissionDenied
        messages.info(request, "There is no verdict of this session to undo.")
        return HttpResponseRedirect(reverse("admin:sources_coverage_triage"))
    if not request.user.has_perms([*queue.sees, *queue.decides]):
        raise PermissionDenied
    try:
        with transaction.atomic():
            queue.undo(last, request.user)
    except REFUSALS as refusal:
        _tell(request, queue, last["item"], refusal)
        request.session[LAST_VERDICT] = {**last, "refused": True}
    else:
        messages.success(request, f"Taken back: {_done_words(queue, last)}.")
        request.session.pop(LAST_VERDICT)
    return _at(queue, last["item"])


def _at(queue: TriageQueue, pk: int) -> HttpResponse:
    """To the item while it waits, else to the next one: what is decided is told once, not again as gone."""
    place = {"item": pk} if queue.waiting().filter(pk=pk).exists() else {}
    return HttpResponseRedirect(triage_address(queue.name, **place))


def _tell(request: HttpRequest, queue: TriageQueue, pk: int, refusal: Exception) -> None:
    """One message, whatever was wrong, with the way to where the item can be decided."""
    messages.error(request, _with_page(" ".join(refusal_messages(refusal)), queue, pk))


def _with_page(words: str, queue: TriageQueue, pk: int) -> str:
    """The words with a link to the item's text, or to its incident where no text is kept."""
    address, name = page_of(queue, pk)
    return format_html('{} <a href="{}">{}</a>', words, address, name) if address else words


def _name(queue: TriageQueue, pk: int) -> str:
    return f"{queue.name}:{pk}"


def _held_by_others(request: HttpRequest, queue: TriageQueue) -> Any:
    return TriageLease.objects.of_others(request.user).filter(item__startswith=f"{queue.name}:")


def _taken_by(request: HttpRequest, queue: TriageQueue, row: Any) -> TriageLease | None:
    """The lease of another curator on this item."""
    if row is None:
        return None
    return _held_by_others(request, queue).filter(item=_name(queue, row.pk)).select_related("holder").first()


def _others(request: HttpRequest, queue: TriageQueue, row: Any) -> list[dict[str, Any]]:
    """What other curators look at in this queue while it waits, this item aside."""
    others = _held_by_others(request, queue).select_related("holder")
    held = {_item(lease): lease for lease in others.exclude(item=_name(queue, row.pk) if row is not None else "")[:10]}
    waiting = queue.waiting().filter(pk__in=held) if held else []
    return [
        {"lease": held[each.pk], "name": row_name(each), "address": triage_address(queue.name, item=each.pk)}
        for each in waiting
    ]


def _item(lease: TriageLease) -> int:
    """The key of the row that the lease is on."""
    return int(lease.item.partition(":")[2])

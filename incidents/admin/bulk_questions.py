"""One question for many rows that were chosen in a list: a box for each, so that one can be left out; one reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from incidents.admin.base import refusal_messages
from incidents.admin.confirmations import REFUSALS, Confirmation, ReasonForm, RowBox, ask

NONE_THERE = "Nothing done. What was chosen is not there any more."
NONE_TICKED = "Tick one at least, or cancel."


@dataclass(frozen=True, slots=True)
class BulkWords:
    """What is counted, one and many of it, and how it is told that it was done: a sentence with {what}."""

    one: str
    many: str
    done: str

    def noun(self, count: int) -> str:
        return self.one if count == 1 else self.many

    def sentence(self, count: int, asked: int, refused: int = 0) -> str:
        """`2 of 4 claims accepted; 1 left out, 1 refused.` of `asked` rows, of which `count` were done."""
        of_all = f"{count} of {asked}" if count != asked else str(count)
        words = self.done.format(what=f"{of_all} {self.noun(asked)}")
        beside = {"left out": asked - count - refused, "refused": refused}
        rest = ", ".join(f"{number} {how}" for how, number in beside.items() if number)
        return f"{words.removesuffix('.')}; {rest}." if rest else words


def bulk_question(
    request: HttpRequest,
    admin: ModelAdmin,
    rows: Sequence[Any],
    question: Confirmation,
    verb: Callable[[Any, str], object],
    *,
    counted: BulkWords,
    shown: Callable[[Any], tuple[Any, Any]],
    form_class: type[ReasonForm] = ReasonForm,
) -> HttpResponse | None:
    """The page that asks the reason for all rows chosen in a list; None once it is answered and done.

    `shown` gives of a row what stands beside its box, and what stands below it: its quotes.
    """
    if not rows:
        messages.warning(request, NONE_THERE)
        return None
    is_answer = "answered" in request.POST
    form = form_class(request.POST if is_answer else None)
    ticked = _ticked(request, rows)
    if form.is_valid() and not ticked:
        form.add_error(None, NONE_TICKED)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        _each(request, ticked, len(rows), lambda row: verb(row, reason), counted)
        return None
    hidden = [("action", request.POST.get("action", "")), *((ACTION_CHECKBOX_NAME, row.pk) for row in rows)]
    boxes = [RowBox(row.pk, *shown(row), ticked=row in ticked) for row in rows]
    return ask(request, admin, replace(question, rows=boxes, hidden=hidden, back=request.get_full_path()), form)


def _ticked(request: HttpRequest, rows: Sequence[Any]) -> list[Any]:
    """The rows whose boxes are ticked; all of them where no boxes were shown."""
    if "boxes" not in request.POST:
        return list(rows)
    chosen = set(request.POST.getlist("chosen"))
    return [row for row in rows if str(row.pk) in chosen]


def _each(
    request: HttpRequest, rows: Iterable[Any], asked: int, verb: Callable[[Any], object], counted: BulkWords
) -> None:
    """Do it for each row, as a change of its own: one that is refused is told and holds up no other."""
    count = refused = 0
    for row in rows:
        try:
            with transaction.atomic():
                verb(row)
        except REFUSALS as refusal:
            refused += 1
            for message in refusal_messages(refusal):
                messages.error(request, f"{row}: {message}")
        else:
            count += 1
    say = messages.success if count else messages.warning
    say(request, counted.sentence(count, asked, refused))

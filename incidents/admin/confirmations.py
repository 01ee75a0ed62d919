"""Pages that ask something before a verb is called: mostly, why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.admin.base import READERS_SEE, add_refusal
from incidents.ledger import LedgerError

Result = TypeVar("Result")
REFUSALS = (LedgerError, ValidationError, IntegrityError)


WHY = "Say why, in a sentence that a colleague understands a year from now."


class ReasonForm(forms.Form):
    """Why. Shown in explanations and histories, and in the events of a public incident."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        help_text=f"{WHY} {READERS_SEE}",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "class": "vLargeTextField", "autofocus": True}),
    )


def begin_with_first(form: forms.BaseForm) -> None:
    """Put the cursor into the first field of a form that asks for more than a reason."""
    del form.fields["reason"].widget.attrs["autofocus"]
    next(iter(form.fields.values())).widget.attrs["autofocus"] = True


class InternalReasonForm(ReasonForm):
    """Why, where no event bears it: curators alone see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = WHY


@dataclass(frozen=True, slots=True)
class RowBox:
    """A row with a box: unticked, it is left out. `words` stand beside the box, `below` is what it is known from."""

    key: int
    words: Any
    below: Any = ""
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One page with one form. `things` are the lines about what it concerns, `rows` those with boxes; `hidden` goes
    back with the answer."""

    title: str
    submit: str
    about: Sequence[str] = ()
    things: Sequence[Any] = ()
    rows: Sequence[RowBox] = ()
    hidden: Sequence[tuple[str, Any]] = field(default=())
    trail: Sequence[tuple[str, str]] = field(default=())  # (address, words) of the pages above
    back: str = ""
    danger: bool = False
    announced: str = ""  # what a screen reader is told when a script has put `things` in anew


def ask(request: HttpRequest, admin: ModelAdmin, question: Confirmation, form: forms.BaseForm) -> HttpResponse:
    """The page; 200 when it is first asked, also when an answer had errors."""
    context = {
        **admin.admin_site.each_context(request),
        "title": question.title,
        "question": question,
        "form": form,
        "opts": admin.opts,
        "media": admin.media + form.media,
    }
    return render(request, "incidents/admin/question.html", context)


def attempt(form: forms.BaseForm, verb: Callable[[], Result]) -> Result | None:
    """What the verb gives; None when it refused, and then the form has the reasons. Nothing is stored in that case."""
    try:
        with transaction.atomic():
            return verb()
    except REFUSALS as refusal:
        add_refusal(form, refusal)
    return None

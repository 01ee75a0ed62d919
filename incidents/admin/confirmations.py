"""Pages that ask something before a verb is called: mostly, why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.admin.base import READERS_SEE, add_refusal, refusal_messages
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


class InternalReasonForm(ReasonForm):
    """Why, where no event bears it: curators alone see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = WHY


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One page with one form. `things` are the lines about what it concerns; `hidden` goes back with the answer."""

    title: str
    submit: str
    about: Sequence[str] = ()
    things: Sequence[Any] = ()
    hidden: Sequence[tuple[str, Any]] = field(default=())
    trail: Sequence[tuple[str, str]] = field(default=())  # (address, words) of the pages above
    back: str = ""
    danger: bool = False


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


def each(
    request: HttpRequest,
    rows: Iterable[Any],
    verb: Callable[[Any], object],
    *,
    done: str,
    nothing: str = "Nothing done.",
) -> int:
    """How many went through. Each row is a change of its own: one that is refused is told and holds up no other.

    `done` is a sentence with {count}.
    """
    count = 0
    for row in rows:
        try:
            with transaction.atomic():
                verb(row)
        except REFUSALS as refusal:
            for message in refusal_messages(refusal):
                messages.error(request, f"{row}: {message}")
        else:
            count += 1
    messages.success(request, done.format(count=count)) if count else messages.warning(request, nothing)
    return count


def bulk_question(
    request: HttpRequest,
    admin: ModelAdmin,
    rows: Sequence[Any],
    question: Confirmation,
    verb: Callable[[Any, str], object],
    *,
    done: str,
    form_class: type[ReasonForm] = ReasonForm,
) -> HttpResponse | None:
    """The page that asks the reason for all rows chosen in a list; None once it is answered and done."""
    form = form_class(request.POST if "answered" in request.POST else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        each(request, rows, lambda row: verb(row, reason), done=done)
        return None
    hidden = [
        ("action", request.POST.get("action", "")),
        *((ACTION_CHECKBOX_NAME, row.pk) for row in rows),
    ]
    asked = Confirmation(
        title=question.title,
        submit=question.submit,
        about=question.about,
        things=question.things or rows,
        hidden=hidden,
        trail=question.trail,
        back=request.get_full_path(),
        danger=question.danger,
    )
    return ask(request, admin, asked, form)

"""What a browser would post: the values of a page's form, as they stand there."""

from typing import Any

from django import forms
from django.http import HttpResponse


def filled(response: HttpResponse) -> dict[str, Any]:
    """The fields of an admin page's form and of its inlines, by name, as a browser would send them unchanged."""
    context = response.context  # type: ignore[attr-defined]
    values = _values(context["adminform"].form)
    for inline in context["inline_admin_formsets"]:
        values |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            values |= _values(form)
    return values


def _values(form: forms.BaseForm) -> dict[str, Any]:
    values = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        values[bound.html_name] = "on" if value is True else value
    return values


def errors_of(response: HttpResponse) -> str:
    """All the sentences with which the page's form was refused."""
    context = response.context  # type: ignore[attr-defined]
    form = context["adminform"].form if "adminform" in context else context["form"]
    return " ".join(message for messages in form.errors.values() for message in messages)


def shown_box(answer: Any) -> str:
    """What the box is worth that asks about something odd."""
    shown = answer.context.get("adminform")
    form = shown.form if shown else answer.context["form"]
    return str(form.fields["confirm"].widget.digest)

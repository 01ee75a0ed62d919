"""What a form changed, before and after, in the words of the admin's log."""

from __future__ import annotations

from typing import Any, Final

from django import forms

LONGEST: Final = 100  # a longer text is not told: cut, it could not be taken out when a text is redacted
_OF_THE_FORM: Final = frozenset({"change_reason", "confirm", "read_version", "opened_on", "leaves"})


def change_words(form: forms.BaseForm) -> str:
    """`Status: candidate → open. Both articles are read.`; empty where nothing of the record changed."""
    changed = [_change(form, name) for name in form.changed_data if name not in _OF_THE_FORM]
    reason = form.cleaned_data.get("change_reason", "")
    return f"{'; '.join(changed)}. {reason}".strip(" .") + "." if changed else ""


def _change(form: forms.BaseForm, name: str) -> str:
    bound = form[name]
    before, after = (shown_value(form, name, value) for value in (bound.initial, form.cleaned_data.get(name)))
    label = str(bound.label)
    return f"{label}: {before} → {after}" if max(len(before), len(after)) <= LONGEST else f"{label} rewritten"


def shown_value(form: forms.BaseForm, name: str, value: Any) -> str:
    """A value of a field in words."""
    if value in (None, "", []):
        return "none"
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        key = getattr(value, "pk", value)
        row = field.queryset.filter(pk=key).first() if field.queryset is not None else None
        return str(row or key)
    known = {str(key): str(words) for key, words in getattr(field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(known.get(str(one), str(one)) for one in values)

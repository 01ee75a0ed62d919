"""Asking about what is odd: a box that confirms what was shown beside it, and nothing else.

The value of the box is a digest of what was odd and of what was typed in those fields. A form that comes back with
other odd values is asked about again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.utils.html import format_html_join

from incidents.ledger import OddEntry

Result = TypeVar("Result")


class OddBox(forms.CharField):
    """By which a curator says that what is odd is so; hidden until something is asked about (see `ask_about`)."""

    def __init__(self) -> None:
        super().__init__(required=False, max_length=64, label="It is so, odd as it is", widget=forms.HiddenInput)


class _ShownBox(forms.CheckboxInput):
    """A box that is ticked for these odd values alone."""

    def __init__(self, digest: str) -> None:
        super().__init__(check_test=lambda value: value == digest)
        self.digest = digest

    def format_value(self, value: Any) -> str:
        return self.digest


def ask_about(form: forms.BaseForm, odd: Mapping[str, str]) -> None:
    """Show the box, with what is odd beside it."""
    form.fields["confirm"].widget = _ShownBox(_digest(form, odd))
    form["confirm"].help_text = format_html_join(" ", "{}", ((words,) for words in odd.values()))


def is_confirmed(form: forms.BaseForm, odd: Mapping[str, str]) -> bool:
    """Whether the box was ticked beside these very odd values."""
    return form.cleaned_data.get("confirm") == _digest(form, odd)


def confirming(form: forms.BaseForm, verb: Callable[[bool], Result]) -> Result:
    """What the verb gives, which takes whether what is odd is confirmed. Raises OddEntry for what was not."""
    try:
        return verb(False)
    except OddEntry as asked:
        if not is_confirmed(form, asked.odd):
            raise
    return verb(True)


def _digest(form: forms.BaseForm, odd: Mapping[str, str]) -> str:
    named = getattr(form, "names_in_ledger", {})
    typed = {name: str(form.data.get(form.add_prefix(named.get(name, name)), "")) for name in odd}
    words = json.dumps([sorted((name, str(said)) for name, said in odd.items()), sorted(typed.items())])
    return hashlib.sha256(words.encode()).hexdigest()[:32]

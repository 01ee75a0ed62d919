"""A curator sets a figure: the pages for that."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.numbers import TypedNumberField, as_typed, bucket_words, typed_numbers
from incidents.admin.odd_entries import OddBox, confirming
from incidents.admin.words import figure_words, status_words
from incidents.figures.quantity import Quantity
from incidents.ledger import Actor, overrule_figure
from incidents.models import Figure
from incidents.vocabulary import Hedge


class OverruleForm(ReasonForm):
    """Low, best and high as the curator holds them true."""

    low = TypedNumberField(help_text="Nothing below is held possible; empty is open.")
    best = TypedNumberField(required=True, help_text="The number to print: 87 million, 87,000,000.")
    high = TypedNumberField(help_text="Nothing above is held possible; empty is open.")
    confirm = OddBox()
    field_order = ["low", "best", "high", "reason", "confirm"]
    names_in_ledger: ClassVar = {"value": "best"}

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        if currency:
            self.fields["best"].help_text = f"The amount in {currency} to print: 65 billion, 500,000."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        numbers = typed_numbers(self, ("low", "best", "high"), self.currency)
        low, best, high = numbers["low"], numbers["best"], numbers["high"]
        if best is not None and low is not None and low > best:
            self.add_error("low", "The low end is above the best number.")
        if best is not None and high is not None and high < best:
            self.add_error("high", "The high end is below the best number.")
        cleaned["numbers"] = numbers
        return cleaned

    def quantity(self) -> Quantity:
        """With both ends open the number is exact; the hedge follows from the ends otherwise."""
        numbers = self.cleaned_data["numbers"]
        low, best, high = numbers["low"], numbers["best"], numbers["high"]
        if low is None and high is None:
            return Quantity(best, best, best, Hedge.EXACT)
        if low is None:
            return Quantity(best, None, high, Hedge.UP_TO if high == best else Hedge.ABOUT)
        if high is None:
            return Quantity(best, low, None, Hedge.AT_LEAST if low == best else Hedge.ABOUT)
        return Quantity(best, low, high, Hedge.EXACT if low == high else Hedge.ABOUT)


def overrule_page(request: HttpRequest, admin: ModelAdmin, figure_id: int) -> HttpResponse:
    """The page that asks; after it, the figure with its new revision."""
    figure = get_object_or_404(Figure.objects.select_related("incident"), pk=figure_id)
    if not request.user.has_perms(["incidents.add_review", "incidents.change_incident"]):
        raise PermissionDenied
    held = {name: as_typed(getattr(figure, name), figure.currency) for name in ("low", "best", "high")}
    form = OverruleForm(request.POST or None, currency=figure.currency, initial=held)
    address = reverse("admin:incidents_figure_change", args=[figure.pk])
    if form.is_valid():
        fields, actor = form.cleaned_data, Actor.of(request.user)
        claim = attempt(
            form,
            lambda: confirming(
                form,
                lambda confirmed: overrule_figure(
                    figure.incident_id,
                    figure.bucket,
                    form.quantity(),
                    reason=fields["reason"],
                    actor=actor,
                    confirmed=confirmed,
                ),
            ),
        )
        if claim is not None:
            before = f"{figure_words(figure)}, {status_words(figure)}"
            figure.refresh_from_db()
            after = f"{figure_words(figure)}, {status_words(figure)}"
            admin.log_change(request, figure, f"{before} → {after}: {fields['reason']}")
            messages.success(
                request, f"The figure is set by the pinned claim {claim.reference}; take its pin back to undo it."
            )
            return HttpResponseRedirect(address)
    question = Confirmation(
        title="Overrule the figure",
        submit="Set the figure",
        about=[
            f"{figure.incident.title}, {bucket_words(figure.bucket)}: {figure_words(figure)}, {status_words(figure)}.",
            figure.sentence,
            "What you set is a pinned claim of the curators. Taking its pin back gives the figure to the claims again.",
        ],
        trail=[(reverse("admin:incidents_figure_changelist"), "Figures"), (address, bucket_words(figure.bucket))],
        back=address,
    )
    return ask(request, admin, question, form)

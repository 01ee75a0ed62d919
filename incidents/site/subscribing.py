"""Subscribing by e-mail: a form, a letter with a link, a button to confirm, and a link to end it in each letter.

Whoever subscribes an address gets the same answer whether it is known or not. A link alone confirms nothing, since
programs follow links in letters: the button does.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from incidents.models import Cadence, Letter, Subscription
from incidents.site.kept_pages import last_event
from incidents.site.lists import filters_in_words
from incidents.site.mailboxes import MailboxField, without_tag
from incidents.site.pages import in_one_form, in_words, nowhere, problem_page
from incidents.site.queries import FILTERS, SEVERAL, incident_named, matching
from incidents.site.suggesting import TOO_MANY, SenderThrottle, TrappedForm
from tracker.foundation.rest.excess import refuse_excess
from tracker.foundation.rest.parameters import refuse_unknown
from tracker.foundation.rest.problems import Problem

LONGEST_QUERY: Final = 2000
ASKED_AGAIN_AFTER: Final = dt.timedelta(hours=1)  # one address is asked for one subscription
MOST_UNCONFIRMED: Final = 5  # subscriptions of one address, so that nobody fills a stranger's mailbox


class SubscriptionForm(TrappedForm):
    email = MailboxField(
        label="Your e-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    cadence = forms.ChoiceField(
        label="How often", choices=Cadence.choices, initial=Cadence.DAILY, widget=forms.RadioSelect
    )


class _Form(View):
    """A page that sends something."""

    http_method_names = ["get", "head", "post", "options"]

    def shown(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        return HttpResponse(in_words(template, context | {"noindex": True}, request), status=status)


@method_decorator(never_cache, name="dispatch")
class SubscribePage(_Form):
    """The form. The filters stand in its address, as those of the list do."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.query = in_one_form(request.GET, FILTERS)
        try:
            refuse_excess(self.query)
            refuse_unknown(self.query, FILTERS, SEVERAL)
            matching(self.query)
        except Problem as problem:
            return problem_page(problem)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._form(request, SubscriptionForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Plans the letter that asks, and says to look into the mailbox; shows the form again with what is wrong."""
        form = SubscriptionForm(request.POST)
        query = self.query.urlencode()
        if len(query) > LONGEST_QUERY:
            form.add_error(None, f"The filters are longer than {LONGEST_QUERY} characters: take some away.")
        if not form.is_valid():
            return self._form(request, form)
        if not form.by_program:
            if not SenderThrottle().allow_request(request, self):  # type: ignore[arg-type]
                form.add_error(None, TOO_MANY)
                return self._form(request, form, status=429)
            ask(form.cleaned_data["email"], query, form.cleaned_data["cadence"])
        return HttpResponseRedirect(reverse("site:note", args=["subscribed"]))

    def _form(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        words = filters_in_words(self.query)
        return self.shown(request, "subscribe.html", status, title="Changes by e-mail", form=form, words=words)


def ask(email: str, query: str, cadence: str) -> None:
    """Plan a letter that asks whether the address wants this, unless it has it or was asked just now."""
    known = Subscription.objects.filter(email__iexact=email, query=query, cadence=cadence).first()
    if known is None:
        if _waiting(email) >= MOST_UNCONFIRMED:
            return
        known, _ = Subscription.objects.get_or_create(email=email, query=query, cadence=cadence)
    lately = known.letters.filter(created_at__gt=timezone.now() - ASKED_AGAIN_AFTER)
    if known.confirmed_at is None and not lately.exists():
        Letter.objects.create(subscription=known)


def _waiting(email: str) -> int:
    """How many unconfirmed subscriptions there are of the mailbox."""
    mailbox = without_tag(email)
    name, _, host = mailbox.rpartition("@")
    rows = Subscription.objects.filter(email__istartswith=name, email__iendswith=f"@{host}", confirmed_at=None)
    return sum(without_tag(other) == mailbox for other in rows.values_list("email", flat=True))


@method_decorator(never_cache, name="dispatch")
class ConfirmPage(_Form):
    """The button behind the link in the letter that asks."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        subscription = self._asked(kwargs["key"])
        words = filters_in_words(QueryDict(subscription.query))
        return self.shown(
            request,
            "confirm.html",
            title="Confirm",
            subscription=subscription,
            words=words,
            followed=_followed(subscription.query),
            button="Yes, write to me",
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Confirms; what changes from now on is in the first letter."""
        subscription, now = self._asked(kwargs["key"]), timezone.now()
        Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(
            confirmed_at=now, after=last_event(), next_due_at=now + Cadence(subscription.cadence).period
        )
        return HttpResponseRedirect(reverse("site:note", args=["confirmed"]))

    def _asked(self, key: str) -> Subscription:
        subscription = Subscription.objects.filter(confirm_key=key).first()
        if subscription is None:
            raise nowhere("subscription")
        return subscription


def _followed(query: str) -> str:
    """The title of the one public incident that the filters name by its reference alone; else empty."""
    asked = QueryDict(query)
    references = asked.getlist("reference")
    if len(asked) != 1 or len(references) != 1:
        return ""
    found = incident_named(references[0])
    return found.title if found is not None else ""


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class UnsubscribePage(_Form):
    """The end of a subscription: by a person's button, or by a mailbox's own with one POST (RFC 8058), which brings no
    cookie and follows no redirect."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        there = Subscription.objects.filter(end_key=kwargs["key"]).first()
        words = filters_in_words(QueryDict(there.query)) if there else ""
        return self.shown(request, "unsubscribe.html", title="Unsubscribe", there=there, words=words)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Deletes the subscription with its address. Doing it again changes nothing."""
        Subscription.objects.filter(end_key=kwargs["key"]).delete()
        return self.shown(request, "unsubscribe.html", title="You are unsubscribed", there=None, words="")

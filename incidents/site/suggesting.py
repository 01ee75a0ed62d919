"""A correction or a source that a reader suggests, without an account.

It lands in the curators' inbox and nowhere else. Senders are counted by address, a field that people do not see catches
programs, and the form has a CSRF token. Nobody is told whether a program was caught.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from incidents.models import Incident, Suggestion
from incidents.models.suggestion import LONGEST_SUGGESTION
from incidents.site.kept_pages import PageAnswer
from incidents.site.mailboxes import MailboxField
from incidents.site.pages import MovedTo, SitePage, in_words, nowhere, rendered
from incidents.site.public_incident import the_incident
from tracker.foundation.access.callers import address_of
from tracker.foundation.rest.throttles import WindowThrottle

SHORTEST = 15
TOO_MANY = "Too many were sent from your network. Please try again in an hour."


class SenderThrottle(WindowThrottle):
    """Counts what is sent from an address of the net, whoever is logged in."""

    policy = "site-forms"
    rate_setting = "THROTTLE_SITE_FORMS"

    def caller(self, request: Any) -> str | None:
        return address_of(request)


class TrappedForm(forms.Form):
    """A form with a field that people do not see: what is filled in there was written by a program."""

    template_name = "site/fields.html"
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})

    @property
    def by_program(self) -> bool:
        return bool(self.data.get("website"))


class SuggestionForm(TrappedForm):
    text = forms.CharField(
        label="What is wrong, or missing?",
        min_length=SHORTEST,
        max_length=LONGEST_SUGGESTION,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="Which number or sentence, and what it should say.",
    )
    source_url = forms.URLField(
        label="Where can it be read?",
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text="The address of the article, notice or decision.",
    )
    contact = MailboxField(
        label="Your e-mail address, if we may ask back",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Curators alone see it.",
    )


@method_decorator(never_cache, name="dispatch")
class SuggestPage(View):
    """The form, about one incident or about one that is not known yet."""

    http_method_names = ["get", "head", "post", "options"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.incident: Incident | None = None
        if "name" in kwargs:
            try:
                self.incident = the_incident(kwargs["name"], "suggest", QueryDict())
            except MovedTo as moved:
                return HttpResponseRedirect(str(moved))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self._shown(request, SuggestionForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keeps what was sent and says thanks; shows the form again with what is wrong, with a 200: of a 400
        browsers complain in the console."""
        form = SuggestionForm(request.POST)
        if not form.is_valid():
            return self._shown(request, form)
        if not form.by_program:
            if not SenderThrottle().allow_request(request, self):  # type: ignore[arg-type]
                form.add_error(None, TOO_MANY)
                return self._shown(request, form, status=429)
            values = {name: form.cleaned_data[name] for name in ("text", "source_url", "contact")}
            Suggestion.objects.create(incident=self.incident, **values)
        return HttpResponseRedirect(reverse("site:thanks"))

    def _shown(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "title": "Suggest a correction or a source",
            "form": form,
            "incident": self.incident,
            "noindex": True,
        }
        return HttpResponse(in_words("suggest.html", context, request), status=status)


_NOTES = {
    "thanks": ("Thank you", "A curator will read what you sent. Nothing of it is shown to others."),
    "subscribed": (
        "Look into your mailbox",
        "If the address can be written to, it gets a letter with a link to confirm.",
    ),
    "confirmed": (
        "You are subscribed",
        "The first letter comes when something has changed. Each has a link to end it.",
    ),
    "unsubscribed": ("You are unsubscribed", "No further letter is sent, and the address is deleted."),
}


class NotePage(SitePage):
    """What became of a form, in a sentence."""

    def answer(self, query: QueryDict, **kwargs: Any) -> PageAnswer:
        if kwargs["note"] not in _NOTES:
            raise nowhere("page")
        title, sentence = _NOTES[kwargs["note"]]
        return rendered("note.html", {"title": title, "sentence": sentence, "noindex": True})

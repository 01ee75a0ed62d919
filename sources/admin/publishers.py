"""Publishers and the feeds that are polled."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from incidents.admin.base import count_of
from incidents.admin.watched_forms import WatchedForm, WatchedRecord
from sources.extraction.pages.feed_drops import MEANINGS, DropReason
from sources.models import POLL_MINUTES, Article, Feed, FeedHealth, Publisher
from sources.models.searching import search_publishers
from sources.pipeline.intake.discovery import LooksTaken, NoFeedFound, SeveralFeeds, discover_feed
from tracker.foundation import http


class ByHealth(admin.SimpleListFilter):
    """Feeds by how polling them goes."""

    title = "health"
    parameter_name = "health"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(health.value, str(health.label)) for health in FeedHealth]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(health=self.value()) if self.value() in FeedHealth.values else queryset


@admin.register(Publisher)
class PublisherAdmin(WatchedRecord):
    list_display = ["name", "host", "voice", "country", "articles_count"]
    list_filter = ["voice", "country"]
    search_fields = ["name"]  # there is a search; search_publishers says where it looks
    search_help_text = "Name or host"
    ordering = ["name", "id"]
    fieldsets = [
        (None, {"fields": [("name", "host"), ("voice", "country")]}),
        ("Your change", {"fields": ["change_reason"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_publishers(queryset, search_term) if search_term.strip() else queryset), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publisher]:
        return super().get_queryset(request).annotate(article_count=count_of(Article.objects.all(), "publisher"))

    @admin.display(description="articles", ordering="article_count")
    def articles_count(self, publisher: Any) -> int:
        return publisher.article_count


class FeedForm(WatchedForm):
    """A feed that may be polled. A wrong address that was kept before can be switched off as it stands."""

    def clean_poll_every_minutes(self) -> int:
        minutes: int = self.cleaned_data["poll_every_minutes"]
        least, most = POLL_MINUTES
        if not least <= minutes <= most:
            raise ValidationError(f"Give {least} to {most} minutes (a week).")
        return minutes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("url") and ("url" in self.changed_data or cleaned.get("active")):
            try:  # names are not looked up: whoever polls the feed vets where they lead
                http.check_url(cleaned["url"], http.policy_from(settings))
            except http.Refused as error:
                self.add_error("url", str(error))
        return cleaned


class NewFeedForm(FeedForm):
    """A new feed, by its own address or by that of its site. What the site has was looked up before the form is
    checked, since the admin saves within a transaction."""

    site = forms.URLField(
        required=False,
        max_length=1000,
        assume_scheme="https",
        label="Or the site",
        help_text="If you do not know the feed's address: that of any page of the site, where it is looked for.",
    )
    chosen = forms.ChoiceField(required=False, label="Feeds of the site", widget=forms.RadioSelect)
    found: ClassVar[str | Exception] = ""  # what was looked up: the feed's address, or why there is none

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["url"].required = False
        choices = self.found.feeds if isinstance(self.found, SeveralFeeds) else ()
        if not choices:
            del self.fields["chosen"]
            return
        chosen = self.fields["chosen"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = [(link.url, f"{link.title or 'Feed'} ({link.url})") for link in choices]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not cleaned.get("url") and "url" not in self.errors and "site" not in self.errors:
            cleaned["url"] = cleaned.get("chosen") or self._looked_up()
            self._unique()
        return super().clean()

    def _looked_up(self) -> str:
        if isinstance(self.found, SeveralFeeds):
            self.add_error("chosen", str(self.found))
        elif isinstance(self.found, Exception):
            self.add_error("site", str(self.found))
        elif not self.found:
            self.add_error("url", "Give the feed's address, or that of its site.")
        return self.found if isinstance(self.found, str) else ""

    def _unique(self) -> None:
        url = self.cleaned_data["url"]
        if url and Feed.objects.filter(url=url).exists():
            self.add_error("site", f"The feed of this site is known already: {url}")


def looked_up(request: HttpRequest) -> str | Exception:
    """The address of the feed of the site that a form names, or why there is none; empty where it names none."""
    site, url = (request.POST.get(name, "").strip() for name in ("site", "url"))
    if request.method != "POST" or not site or url:
        return ""
    try:
        address: str = NewFeedForm.base_fields["site"].clean(site)
        http.check_url(address, http.policy_from(settings))
        return discover_feed(address).url
    except (LooksTaken, NoFeedFound, SeveralFeeds, http.Refused) as error:
        return error
    except ValidationError:  # which the form says at the field
        return ""


@admin.register(Feed)
class FeedAdmin(WatchedRecord):
    form = FeedForm
    list_display = [
        "url",
        "publisher",
        "health_shown",
        "failures",
        "last_good_poll_at",
        "next_poll_at",
        "items_seen",
        "items_new",
        "dropped_count",
    ]
    list_filter = [ByHealth, "publisher"]
    search_fields = ["url", "publisher__name"]
    list_select_related = ["publisher"]
    autocomplete_fields = ["publisher"]
    ordering = ["url"]
    actions = ["poll_now"]
    fieldsets = [
        (None, {"fields": ["publisher", "url", ("active", "poll_every_minutes")]}),
        (
            "Health",
            {
                "fields": [
                    ("health_shown", "failures", "last_error"),
                    ("last_polled_at", "last_good_poll_at", "next_poll_at"),
                    ("items_seen", "items_new"),
                    "dropped_shown",
                    "moved_from",
                ]
            },
        ),
        ("Your change", {"fields": ["change_reason"]}),
    ]
    readonly_fields = [
        "health_shown",
        "failures",
        "last_error",
        "last_polled_at",
        "last_good_poll_at",
        "next_poll_at",
        "items_seen",
        "items_new",
        "dropped_shown",
        "moved_from",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Feed.objects.with_health().order_by("url")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        """As Django's, after looking for the feed of the site that is named: not within its transaction."""
        if self.has_add_permission(request):
            request.found_feed = looked_up(request)  # type: ignore[attr-defined]
        return super().add_view(request, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        found = getattr(request, "found_feed", "")
        kwargs["form"] = type("NewFeedForm", (NewFeedForm,), {"found": found})
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return super().get_fieldsets(request, obj)
        several = isinstance(getattr(request, "found_feed", ""), SeveralFeeds)
        fields = ["publisher", "url", "site", *(["chosen"] if several else []), ("active", "poll_every_minutes")]
        return [(None, {"fields": fields}), ("Your change", {"fields": ["change_reason"]})]

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        """A feed that is new, elsewhere or on again is polled at once, and starts anew. One that is saved as off leaves
        the inbox: a person has seen why."""
        if {"url", "active"} & set(form.changed_data) or not change or not obj.active:
            obj.next_poll_at, obj.failures, obj.last_error = timezone.now(), 0, ""
        if "url" in form.changed_data:
            obj.moved_from = obj.etag = obj.last_modified = ""
        super().save_model(request, obj, form, change)

    @admin.display(description="health", ordering="health")
    def health_shown(self, feed: Any) -> str:
        return str(FeedHealth(getattr(feed, "health", FeedHealth.NEW)).label)

    @admin.display(description="dropped")
    def dropped_count(self, feed: Feed) -> int:
        return feed.dropped_count()

    @admin.display(description="dropped")
    def dropped_shown(self, feed: Feed) -> SafeString:
        lines = [
            (each["count"], MEANINGS[DropReason(each["reason"])], " \u00b7 ".join(each["examples"]))
            for each in feed.dropped
        ]
        items = format_html_join("", "<li><strong>{}</strong> {}<br>{}</li>", lines)
        return format_html("<ul>{}</ul>", items) if lines else SafeString("nothing")

    @admin.action(description="Poll the selected feeds at the next tick", permissions=["change"])
    def poll_now(self, request: HttpRequest, queryset: QuerySet[Feed]) -> None:
        for feed in queryset:
            self.log_change(request, feed, "Polled at once.")
        count = Feed.objects.filter(pk__in=queryset.values("pk")).update(next_poll_at=timezone.now())
        messages.success(request, f"{count} will be polled within a minute.")

"""A subscriber's URL, how it is to be told, and how that goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents.models import EventType, IncidentCountry, IncidentDataClass, Involvement
from incidents.models.fields import new_reference
from incidents.webhooks.models.filter import (
    EndpointCountry,
    EndpointDataClass,
    EndpointEventType,
    EndpointIncident,
    EndpointMetric,
    EndpointParty,
)
from incidents.webhooks.models.filter_questions import FIGURE_EVENTS, FilterQuestion
from incidents.webhooks.models.reach import REACH, may_read, may_read_all, may_subscribe

MAX_URL_LENGTH = 2048
# How much of its rate limit an endpoint may use at once: as much as comes together in this time.
BURST = dt.timedelta(seconds=10)


def endpoint_reference() -> str:
    return new_reference("EP")


class EndpointState(models.TextChoices):
    ACTIVE = "active", "active: deliveries are sent"
    PAUSED = "paused", "paused by its owner: deliveries wait"
    DISABLED = "disabled", "disabled: no deliveries are made"


class Signing(models.TextChoices):
    """The schemes of the Standard Webhooks specification."""

    V1 = "v1", "v1: HMAC-SHA256 with a secret that both sides hold"
    V1A = "v1a", "v1a: Ed25519, verified with a public key"


class ApiVersion(models.TextChoices):
    """The shapes of payloads that are sent. A change that breaks receivers is a new one; an endpoint keeps its own."""

    V1 = "v1", "v1"


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """What may be asked of endpoints; views add no filters of their own."""

    def active(self) -> EndpointQuerySet:
        return self.filter(state=EndpointState.ACTIVE)

    def ready(self, now: dt.datetime) -> EndpointQuerySet:
        """Active ones that neither rest after failures nor have had what their rate limit allows."""
        rested = Q(rests_until=None) | Q(rests_until__lte=now)
        return self.active().filter(rested, Q(paced_until=None) | Q(paced_until__lte=now + BURST))

    def owned_by(self, user: Any) -> EndpointQuerySet:
        """Those of one user."""
        return self.filter(owner=user)

    def owed(self, question: FilterQuestion) -> EndpointQuerySet:
        """Those that hear of this event, by their filters and by what their owners may read now (`reach`).

        The end of an endpoint is told to its owner's others alone. A paused endpoint is owed; a disabled one, and one
        that is younger than the event, are not.
        """
        found = self.filter(
            state__in=[EndpointState.ACTIVE, EndpointState.PAUSED],
            after_sequence__lt=question.sequence,
        ).filter(may_subscribe(), may_read(anyone=question.anyone_reads))
        found = found.filter(_unfiltered_or(EndpointEventType, Q(type=question.type)))
        if question.type == EventType.ENDPOINT_DISABLED:
            return found.filter(owner__webhook_endpoints__reference=question.gone).exclude(reference=question.gone)
        if not question.public:
            found = found.filter(may_read_all())
        # A merged incident goes on as the one that kept it, and so does the wish to hear of it.
        wanted = Q(incident=question.incident) | Q(incident__merged_into=question.incident)
        for rows, column, kept in (
            (EndpointParty, "party", Involvement),
            (EndpointCountry, "country", IncidentCountry),
            (EndpointDataClass, "data_class", IncidentDataClass),
        ):
            of_incident = kept._default_manager.filter(incident=question.incident).order_by().values(column)
            found = found.filter(_unfiltered_or(rows, Q(**{f"{column}__in": of_incident})))
        return found.filter(_unfiltered_or(EndpointIncident, wanted)).interested_in(question)

    def interested_in(self, question: FilterQuestion) -> EndpointQuerySet:
        """Those whose filters on figures let this through; an event that is not about a metric passes them."""
        found = self
        if question.metric is not None:
            found = found.filter(_unfiltered_or(EndpointMetric, Q(metric=question.metric)))
        if question.type in FIGURE_EVENTS and not question.disputed:
            found = found.filter(disputed_only=False)
        if question.size is not None:
            found = found.filter(Q(smallest_figure=None) | Q(smallest_figure__lte=question.size))
        if question.absolute is not None:
            found = found.filter(Q(smallest_change=None) | Q(smallest_change__lte=question.absolute))
        if question.percent is not None:
            found = found.filter(Q(smallest_change_percent=None) | Q(smallest_change_percent__lte=question.percent))
        return found


def _unfiltered_or(rows: type[models.Model], match: Q) -> Q:
    """True for endpoints with no such row, or with one that matches."""
    own = rows._default_manager.filter(endpoint=OuterRef("pk"))
    return ~Exists(own) | Exists(own.filter(match))


class Endpoint(models.Model):
    """Where one subscriber wants to be told. Written through incidents.webhooks.endpoints only."""

    reference = models.CharField(
        max_length=16, unique=True, default=endpoint_reference, editable=False, help_text="Permanent and public."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="webhook_endpoints",
        help_text="Whose endpoint it is; it is sent what its owner may read over REST, with the scopes it came with.",
    )
    scope_read = models.BooleanField(
        default=False, editable=False, help_text="Whether it was registered with the scope `read`."
    )
    scope_curate = models.BooleanField(
        default=False,
        editable=False,
        help_text="Whether it was registered with the scope `curate`: without it, it is sent what is public alone.",
    )
    url = models.CharField(
        max_length=MAX_URL_LENGTH, help_text="Where events are posted to: http or https, a public address, no redirect."
    )
    host = models.CharField(
        max_length=255,
        default="",
        editable=False,
        help_text="The host of its URL, in lower case: endpoints are capped by it.",
    )
    description = models.CharField(max_length=200, blank=True, help_text="What it is for, in the owner's words.")
    state = models.CharField(
        max_length=10, choices=EndpointState, default=EndpointState.ACTIVE, help_text="Active, paused or disabled."
    )
    state_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it is paused or disabled, or why nothing is sent."
    )
    state_changed_at = models.DateTimeField(auto_now_add=True, help_text="When it was last paused, resumed, disabled.")
    disputed_only = models.BooleanField(
        default=False, help_text="Of figures, tell only those that are disputed after the change."
    )
    smallest_change_percent = models.DecimalField(
        max_digits=9,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Tell a changed figure only if it moved by this much in per cent; a first figure is always told.",
    )
    smallest_change = models.BigIntegerField(
        null=True, blank=True, help_text="Tell a changed figure only if it moved by this number (money: minor units)."
    )
    smallest_figure = models.BigIntegerField(
        null=True, blank=True, help_text="Tell a figure only if it is or was at least this (money: minor units)."
    )
    signing = models.CharField(
        max_length=3, choices=Signing, default=Signing.V1, help_text="How its deliveries are signed."
    )
    api_version = models.CharField(
        max_length=10, choices=ApiVersion, default=ApiVersion.V1, help_text="The shape of the payloads that it gets."
    )
    rate_limit_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="At most so many attempts a minute; without it as fast as it answers."
    )
    in_order = models.BooleanField(
        default=False,
        help_text="One at a time, and of each incident an event only once those before it are done: one that fails "
        "holds up the rest for as long as it is retried.",
    )
    paced_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Up to when its rate limit has been used."
    )
    rests_until = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="After failures in a row: nothing is tried before this moment."
    )
    after_sequence = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="It hears of events above this number: the last one before it was made."
    )
    consecutive_failures = models.PositiveIntegerField(
        default=0, editable=False, help_text="Failed attempts since the last success."
    )
    failing_since = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The first failure since the last success; null when well."
    )
    succeeded_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="The last success.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was made.")
    updated_at = models.DateTimeField(auto_now=True, help_text="When its owner last changed it.")

    objects = EndpointQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            # GET /webhooks/endpoints, one owner's, newest first
            models.Index(fields=["owner", "-created_at"], name="endpoint_by_owner"),
            # how many endpoints there are at one receiver, when another is made
            models.Index(fields=["host"], name="endpoint_by_host"),
            # leasing walks the active endpoints; fan-out all that are not disabled
            models.Index(fields=["state", "id"], name="endpoint_by_state"),
            # leasing asks for those that want an order, which are few
            models.Index(fields=["id"], condition=Q(in_order=True), name="endpoint_in_order"),
            # and, apart from the others, for those that fail
            models.Index(fields=["id"], condition=Q(consecutive_failures__gt=0), name="endpoint_failing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(smallest_change__isnull=True) | Q(smallest_change__gt=0),
                name="endpoint_smallest_change_is_above_zero",
                violation_error_message="Give a number above zero, or leave it empty to hear of every change.",
            ),
            models.CheckConstraint(
                condition=Q(smallest_change_percent__isnull=True) | Q(smallest_change_percent__gt=0),
                name="endpoint_smallest_change_percent_is_above_zero",
                violation_error_message="Give a percentage above zero, or leave it empty to hear of every change.",
            ),
            models.CheckConstraint(
                condition=Q(smallest_figure__isnull=True) | Q(smallest_figure__gt=0),
                name="endpoint_smallest_figure_is_above_zero",
                violation_error_message="Give a number above zero, or leave it empty to hear of every figure.",
            ),
            models.CheckConstraint(
                condition=Q(rate_limit_per_minute__isnull=True) | Q(rate_limit_per_minute__gt=0),
                name="endpoint_rate_limit_is_above_zero",
                violation_error_message="Give a number above zero, or leave it empty for no limit; pause it to stop.",
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.reference

    def beyond(self, scopes: Collection[str]) -> str:
        """The first scope that it was registered with and that is not among these; empty when there is none."""
        return next((scope.value for scope, field in REACH.items() if getattr(self, field) and scope not in scopes), "")

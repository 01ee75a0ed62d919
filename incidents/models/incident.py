"""The incident, where it happened, what kinds of data it concerned, and its merges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Upper
from simple_history.models import HistoricalRecords

from incidents.models.fields import (
    INCIDENT_REFERENCE,
    can_be_read,
    country,
    is_incident_reference,
    new_reference,
    precision,
    term,
)
from incidents.vocabulary import DataClass, FigureStatus, IncidentKind, IncidentStatus, Role, Visibility

DAYS_OF_LISTS = frozenset({"disclosed_on", "discovered_on", "occurred_on"})  # `Incident.day` is one of these
# What is the curators' work and not yet, or never, anybody else's.
NOT_SHOWN = frozenset({IncidentStatus.CANDIDATE, IncidentStatus.REJECTED})
SHOWN = Q(visibility=Visibility.PUBLIC, withheld=False) & ~Q(status__in=NOT_SHOWN)  # `Incident.is_public` of a row


# Whose sector is the incident's: those that held the data.
ANSWERABLE = (Role.CONTROLLER, Role.PROCESSOR)


def incident_reference() -> str:
    return new_reference("PI")


class IncidentQuerySet(models.QuerySet["Incident"]):
    """What may be asked of incidents; views add no filters of their own."""

    def public(self) -> IncidentQuerySet:
        """Without what is internal, candidates and rejected ones, which are the curators' work, and what lives on as
        one of these. `Incident.is_public` says the same of a row."""
        return self.filter(SHOWN)

    def current(self) -> IncidentQuerySet:
        """Without those merged into another."""
        return self.filter(merged_into__isnull=True)

    def disputed(self) -> IncidentQuerySet:
        return self.filter(figures__status=FigureStatus.DISPUTED).distinct()

    def undisputed(self) -> IncidentQuerySet:
        return self.exclude(figures__status=FigureStatus.DISPUTED)

    def with_involvement(
        self, *, parties: models.QuerySet[Any] | None = None, roles: Iterable[str] = ()
    ) -> IncidentQuerySet:
        """Those in which one of these parties, or any, has one of these roles, or any."""
        conditions: dict[str, Any] = {}
        if parties is not None:
            conditions["party__in"] = parties.values("pk")
        if roles:
            conditions["role__in"] = list(roles)
        return self._with("involvements", conditions)

    def of_sectors(self, sectors: Iterable[str]) -> IncidentQuerySet:
        """Those for which an organisation of one of these sectors answers."""
        return self._with("involvements", {"role__in": ANSWERABLE, "party__sector__in": list(sectors)})

    def with_figure(self, **conditions: Any) -> IncidentQuerySet:
        """Those with one figure that fulfils all of these look-ups together."""
        return self._with("figures", conditions)

    def _with(self, relation: str, conditions: dict[str, Any]) -> IncidentQuerySet:
        """Those with such a row, asked of its table alone, whose index answers."""
        rows: Any = Incident._meta.get_field(relation).related_model
        return self.filter(pk__in=rows._default_manager.filter(**conditions).order_by().values("incident"))

    def with_stage(self, *, kinds: Iterable[str] = (), currencies: Iterable[str] = ()) -> IncidentQuerySet:
        """Those with one step of a proceeding that is of one of these kinds, or any, and names an amount in one of
        these currencies, if any are given."""
        on_one_step: dict[str, Any] = {"proceedings__stages__removed": False}
        if kinds:
            on_one_step["proceedings__stages__kind__in"] = list(kinds)
        if currencies:
            on_one_step["proceedings__stages__currency__in"] = list(currencies)
        return self.filter(pk__in=Incident.objects.filter(**on_one_step).values("pk"))

    def by_reference(self, text: str) -> IncidentQuerySet:
        """The one with this reference, in capitals or not, or with exactly this slug."""
        return self.filter(reference=text.upper()) if is_incident_reference(text) else self.filter(slug=text)

    def slugs_among(self, slugs: Iterable[str]) -> set[str]:
        """Those of these slugs, in small letters, that incidents have in any case: by the index of small letters."""
        small = self.order_by().annotate(small=Lower("slug")).filter(small__in=[slug.lower() for slug in slugs])
        return set(small.values_list("small", flat=True))

    def open_to_coverage(self) -> IncidentQuerySet:
        """Those to which new articles may be matched."""
        return self.current().exclude(status=IncidentStatus.REJECTED)


class Incident(models.Model):
    """One privacy event or scandal, whatever the number of articles about it."""

    reference = models.CharField(
        max_length=16, unique=True, default=incident_reference, editable=False, help_text="Permanent and public."
    )
    slug = models.SlugField(max_length=120, unique=True, help_text="Readable name in addresses; may change.")
    title = models.CharField(
        max_length=200, validators=[can_be_read], help_text="What a newspaper would call it, without a figure."
    )
    summary = models.TextField(
        blank=True, validators=[MaxLengthValidator(20_000)], help_text="What happened, in the curator's own words."
    )
    kind = term(IncidentKind, default=IncidentKind.UNKNOWN, help_text="GDPR art. 4(12), or misuse or scraping.")
    status = term(IncidentStatus, default=IncidentStatus.OPEN, help_text="Where the curators' work on it stands.")
    visibility = term(Visibility, default=Visibility.PUBLIC, help_text="Internal incidents are shown to curators only.")
    occurred_on = models.DateField(null=True, blank=True, help_text="When it happened or began.")
    occurred_precision = precision("the occurrence")
    discovered_on = models.DateField(null=True, blank=True, help_text="When the organisation became aware.")
    discovered_precision = precision("the discovery")
    disclosed_on = models.DateField(null=True, blank=True, help_text="When the public first learned of it.")
    disclosed_precision = precision("the disclosure")
    notified_on = models.DateField(null=True, blank=True, help_text="When the authority was told (GDPR art. 33).")
    notified_precision = precision("the notification")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="absorbed",
        help_text="Where it lives now.",
    )
    withheld = models.BooleanField(
        default=False, editable=False, help_text="What it lives on as is not public, so neither is it."
    )
    version = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="Raised with every event about it; If-Match compares it."
    )
    # What lists need: worked out by the ledger, see incidents/ledger/listed.py.
    affected = models.BigIntegerField(
        default=-1,
        db_default=-1,
        editable=False,
        help_text="How many people are affected, else the largest other count; -1: none.",
    )
    affected_unit = models.CharField(
        max_length=20, blank=True, default="", db_default="", editable=False, help_text="In what that is counted."
    )
    affected_status = models.CharField(
        max_length=20, blank=True, default="", db_default="", editable=False, help_text="How that figure stands."
    )
    affected_confidence = models.FloatField(null=True, editable=False, help_text="How sure that figure is, 0 to 1.")
    dated_on = models.DateField(
        default=dt.date.min,
        db_default=dt.date.min,
        editable=False,
        help_text="The day that dates it best; the year 1: none.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    objects = IncidentQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["affected", "affected_unit", "affected_status", "affected_confidence", "dated_on"]
    )

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            # GET /incidents, newest first, keyset on (created_at, id)
            models.Index(fields=["-created_at", "-id"], name="incident_newest"),
            # GET /incidents?status=...&kind=...
            models.Index(fields=["status", "kind"], name="incident_by_status_kind"),
            # matching compares an article's day with the disclosure
            models.Index(fields=["disclosed_on"], name="incident_by_disclosure"),
            # GET /incidents?ordering=affected, ?affected_min=..., and the admin's list by size
            models.Index(fields=["affected", "id"], name="incident_by_affected"),
            # GET /incidents?ordering=dated_on
            models.Index(fields=["dated_on", "id"], name="incident_by_day"),
            # GET /incidents?ordering=updated_at, ?updated_after=...
            models.Index(fields=["updated_at", "id"], name="incident_by_change"),
            # a title that is entered is compared with all others, in any case
            models.Index(Upper("title"), name="incident_by_title"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="incident_is_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(slug__regex=INCIDENT_REFERENCE), name="incident_slug_does_not_look_like_a_reference"
            ),
            models.UniqueConstraint(Lower("slug"), name="incident_slug_is_known_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.dated_on = self.day() or dt.date.min
        fields = kwargs.get("update_fields")
        if fields is not None and DAYS_OF_LISTS & set(fields):
            kwargs["update_fields"] = {*fields, "dated_on"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Returns nothing; raises ValidationError for a slug by which another incident could be meant."""
        if is_incident_reference(self.slug):
            raise ValidationError({"slug": "A slug must not look like a reference (PI-XXXX-XXXX): choose words."})
        same = Incident.objects.annotate(small=Lower("slug")).filter(small=self.slug.lower()).order_by()
        if other := same.exclude(Q(pk=self.pk) | Q(slug=self.slug)).values_list("slug", flat=True)[:1]:
            raise ValidationError(
                {"slug": f"Another incident has the slug {other[0]}, and case tells no two apart: choose other words."}
            )

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it; `IncidentQuerySet.public` asks the same of the database."""
        return self.visibility == Visibility.PUBLIC and self.status not in NOT_SHOWN and not self.withheld

    def canonical(self) -> Incident:
        """The incident that this one lives on as: itself, or the end of its chain of merges."""
        incident = self
        while incident.merged_into is not None:
            incident = incident.merged_into
        return incident

    def family_ids(self) -> list[int]:
        """The ids of this incident and of all that were merged into it, directly or not."""
        found = [self.pk]
        layer: Iterable[int] = found
        while layer:
            layer = list(Incident.objects.filter(merged_into__in=layer).values_list("pk", flat=True))
            found.extend(layer)
        return found

    def day(self) -> dt.date | None:
        """The day that dates it best: disclosed, else discovered, else occurred."""
        return self.disclosed_on or self.discovered_on or self.occurred_on


class IncidentCountry(models.Model):
    """A country whose people or organisations the incident concerned."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="countries")
    country = country(help_text="ISO 3166-1 alpha-2.")

    class Meta:
        ordering = ["country"]
        verbose_name_plural = "incident countries"
        constraints = [
            models.UniqueConstraint(fields=["incident", "country"], name="incident_names_a_country_once"),
        ]
        # GET /incidents?country=GB
        indexes = [models.Index(fields=["country", "incident"], name="incident_by_country")]

    def __str__(self) -> str:
        return self.country


class IncidentDataClass(models.Model):
    """A kind of personal data that the incident concerned."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="data_classes")
    data_class = term(DataClass, help_text="Kind of personal data; special categories are those of GDPR art. 9.")

    class Meta:
        ordering = ["data_class"]
        verbose_name_plural = "incident data classes"
        constraints = [
            models.UniqueConstraint(fields=["incident", "data_class"], name="incident_names_a_data_class_once"),
        ]
        # GET /incidents?data_class=health
        indexes = [models.Index(fields=["data_class", "incident"], name="incident_by_data_class")]

    def __str__(self) -> str:
        return self.data_class

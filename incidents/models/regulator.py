"""Authorities: data protection, consumer, securities, health; attorneys general, courts and parliaments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from incidents.models.fields import can_be_read, country, term, without_login
from incidents.names import name_key
from incidents.vocabulary import RegulatorKind


class RegulatorQuerySet(models.QuerySet["Regulator"]):
    def named(self, text: str) -> RegulatorQuerySet:
        """Those with this slug, acronym or name; authorities of several countries may share an acronym."""
        return self.filter(Q(slug__iexact=text) | Q(acronym__iexact=text) | Q(name__iexact=text))

    def known_as(self, text: str) -> Regulator | None:
        """The one that is meant by this slug, acronym or name, however it is written: "I.C.O." is the ICO."""
        key = name_key(text)
        if not key:
            return None
        # There are some hundreds, and no column of how they compare.
        return self.named(text).first() or next(
            (
                row
                for row in self.order_by("pk")
                if key in {name_key(row.slug), name_key(row.acronym), name_key(row.name)}
            ),
            None,
        )


class Regulator(models.Model):
    """An authority that can look into an incident. The project seeds its own list (incidents/regulators.py)."""

    slug = models.SlugField(max_length=80, unique=True, help_text="Permanent and public, such as gb-ico.")
    name = models.CharField(
        max_length=200, validators=[can_be_read], help_text="Its official name in English, or as it calls itself."
    )
    acronym = models.CharField(max_length=30, blank=True, help_text="As the news prints it: ICO, FTC.")
    aliases = models.JSONField(default=list, blank=True, help_text="Other names that texts use, a list.")
    kind = term(RegulatorKind, help_text="What kind of authority it is.")
    country = country(blank=True, default="", help_text="ISO 3166-1 alpha-2; empty for a supranational one.")
    region = models.CharField(max_length=80, blank=True, help_text="State, province or Land, where it has one.")
    site = models.URLField(max_length=300, blank=True, validators=[without_login], help_text="Its own site.")

    objects = RegulatorQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(Lower("slug"), name="regulator_slug_is_known_once_in_any_case")]
        # GET /regulators, by name, keyset on (name, id); ?country=GB
        indexes = [
            models.Index(fields=["name", "id"], name="regulator_by_name"),
            models.Index(fields=["country", "kind"], name="regulator_by_country_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.acronym})" if self.acronym else self.name

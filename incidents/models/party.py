"""Organisations and persons, their other names, and their roles in incidents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from incidents.models.fields import can_be_read, country, new_reference, term, without_login
from incidents.models.incident import Incident
from incidents.names import LONGEST_KEY, SKETCH, can_be_seen, first_word_of, name_key, normalise_name, sketch_of
from incidents.sectors import CHOICES
from incidents.vocabulary import InvolvementStanding, PartyKind, Role
from tracker.foundation.unwanted_characters import control_in

_Named = TypeVar("_Named", bound="Party | PartyAlias")


def party_reference() -> str:
    return new_reference("PA")


class FoldedQuerySet(models.QuerySet[_Named]):
    """Rows that keep their name as compared beside it."""

    def bulk_create(self, objs: Iterable[_Named], *args: Any, **kwargs: Any) -> list[_Named]:
        """As Django's own, with what is worked out from the names."""
        rows = list(objs)
        for row in rows:
            row.fold()
        return super().bulk_create(rows, *args, **kwargs)


class PartyQuerySet(FoldedQuerySet["Party"]):
    def called(self, name: str) -> PartyQuerySet:
        """Those whose name or alias is this one, however it is written."""
        key = name_key(name)
        if not key:
            return self.none()
        # A union, so that each half uses its index: with OR, PostgreSQL reads all parties.
        own = Party.objects.filter(name_key=key).order_by().values("pk")
        return self.filter(pk__in=own.union(PartyAlias.objects.filter(name_key=key).order_by().values("party")))

    def known_as(self, name: str) -> Party | None:
        """The one that is meant by this name, however it is written: that whose own name it is, else the oldest with
        such an alias."""
        own = models.Case(models.When(name_key=name_key(name), then=0), default=1)
        return self.called(name).order_by(own, "pk").first()

    def named(self, text: str) -> PartyQuerySet:
        """Those with this reference, or whose name or alias it is, however it is written."""
        called = Party.objects.called(text).order_by().values("pk")
        return self.filter(pk__in=Party.objects.filter(reference=text.upper()).order_by().values("pk").union(called))

    def public(self) -> PartyQuerySet:
        """Those that have a role or a say in an incident that everybody may see (see incidents/ledger/listed.py)."""
        return self.filter(public=True)

    def with_role(self, roles: Iterable[str], incidents: models.QuerySet[Incident]) -> PartyQuerySet:
        """Those that have one of these roles in one of these incidents."""
        held = Involvement.objects.filter(role__in=list(roles), incident__in=incidents)
        return self.filter(pk__in=held.values("party"))


class Party(models.Model):
    """An organisation or a person. No other has its name, however it is written; an alias may be several parties'. Its
    own name is one of its aliases, for texts, unless it is one letter or digit: a curator may add that."""

    reference = models.CharField(
        max_length=16, unique=True, default=party_reference, editable=False, help_text="Permanent and public."
    )
    name = models.CharField(max_length=200, help_text="The name by which it is shown.")
    name_key = models.CharField(
        max_length=LONGEST_KEY,
        blank=True,
        default="",
        editable=False,
        help_text="As compared; worked out from the name.",
    )
    kind = term(PartyKind, default=PartyKind.ORGANISATION, help_text="What it is.")
    country = country(blank=True, default="", help_text="ISO 3166-1 alpha-2 of its seat.")
    sector = models.CharField(
        max_length=2, choices=CHOICES, blank=True, default="", db_default="", help_text="What it does, by NAICS."
    )
    sector_chosen = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether a person chose the sector, or that there is none: imports leave it then.",
    )
    site = models.URLField(max_length=300, blank=True, validators=[without_login], help_text="Its own site.")
    external_ids = models.JSONField(
        default=dict, blank=True, help_text='Ids elsewhere, by scheme: {"wikidata": "Q355", "lei": "..."}.'
    )
    public = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Whether it has a role or a say in an incident that everybody may see; kept by the ledger.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PartyQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["name_key", "public", "sector_chosen"])

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "parties"
        constraints = [models.UniqueConstraint(fields=["name_key"], name="party_is_known_by_a_name_once")]
        indexes = [
            # GET /parties, by name, keyset on (name, id)
            models.Index(fields=["name", "id"], name="party_by_name"),
            # the same for readers
            models.Index(fields=["name", "id"], condition=Q(public=True), name="party_public_by_name"),
            # GET /parties?country=GB
            models.Index(fields=["country", "name", "id"], name="party_by_country"),
            # GET /parties?sector=62, and the incidents of a sector's parties
            models.Index(fields=["sector", "name", "id"], condition=~Q(sector=""), name="party_by_sector"),
            # GET /parties?ordering=created_at and ?ordering=updated_at
            models.Index(fields=["created_at", "id"], name="party_by_entry"),
            models.Index(fields=["updated_at", "id"], name="party_by_change"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_key"}
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Work out what is compared."""
        self.name_key = name_key(self.name) or f"unseen {self.reference}"

    def clean(self) -> None:
        """Raise ValidationError at the name if nobody can read it, or if it is another party's."""
        self.fold()
        if control := control_in(self.name):
            raise ValidationError({"name": f"It has the control character {control}: take it out."})
        if self.name and not can_be_seen(self.name):
            raise ValidationError({"name": "A name has a letter, a digit or a sign that can be seen."})
        other = Party.objects.filter(name_key=self.name_key).exclude(pk=self.pk).first() if self.name else None
        if other is not None:
            message = f"“{other}” ({other.reference}) has this name already, however it is written."
            raise ValidationError({"name": message})


class PartyAlias(models.Model):
    """A name of a party as texts print it."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200, validators=[can_be_read], help_text="As printed.")
    normalised = models.CharField(
        max_length=200, editable=False, help_text="Its words, as those of texts are compared."
    )
    name_key = models.CharField(
        max_length=LONGEST_KEY,
        blank=True,
        default="",
        editable=False,
        help_text="As names are compared; worked out from the name.",
    )
    sketch = models.CharField(
        max_length=SKETCH, blank=True, default="", editable=False, help_text="What nearly the same names share."
    )
    first_word = models.CharField(
        max_length=200, blank=True, default="", editable=False, help_text="Of several words the first, as compared."
    )

    objects = FoldedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "party aliases"
        constraints = [
            models.UniqueConstraint(fields=["party", "normalised"], name="party_has_an_alias_once"),
        ]
        indexes = [
            # GET /parties?name=..., known_party and matching look a name up among all aliases
            models.Index(fields=["name_key"], name="party_alias_by_key"),
            # matching proposes parties whose name is nearly one in the text
            models.Index(fields=["sketch"], name="party_alias_by_sketch"),
            # and those that a title calls by their first word
            models.Index(fields=["first_word"], name="party_alias_by_first_word"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Work out what is compared."""
        self.normalised, self.name_key = self.key(), name_key(self.name)
        self.sketch = sketch_of(self.normalised)
        self.first_word = first_word_of(self.normalised)

    def key(self) -> str:
        """Its words, as those of texts are compared: what of one party's names is there once."""
        return normalise_name(self.name)[:200] or name_key(self.name)


class Involvement(models.Model):
    """A party's role in an incident, and how that role is established."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="involvements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="involvements")
    role = term(Role, help_text="GDPR art. 4(7)-(9) and VERIS actor terms.")
    standing = term(
        InvolvementStanding, default=InvolvementStanding.ALLEGED, help_text="Whether the role is admitted, found..."
    )
    note = models.CharField(max_length=300, blank=True, help_text="What the role consists of.")
    history = HistoricalRecords()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "party", "role"], name="party_has_a_role_once_per_incident"),
        ]
        # GET /incidents?party=...&role=...
        indexes = [models.Index(fields=["party", "role", "incident"], name="involvement_by_party_role")]

    def __str__(self) -> str:
        return f"{self.party} ({self.get_role_display()})"

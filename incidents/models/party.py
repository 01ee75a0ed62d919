"""Organisations and persons, their other names, and their roles in incidents."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from incidents.models.fields import country, new_reference, term
from incidents.models.incident import Incident
from incidents.names import SKETCH, normalise_name, sketch_of
from incidents.vocabulary import InvolvementStanding, PartyKind, Role
from tracker.foundation.rest.limits import search_words


def party_reference() -> str:
    return new_reference("PA")


class PartyQuerySet(models.QuerySet["Party"]):
    def called(self, name: str) -> PartyQuerySet:
        """Those whose name or alias is this one, however it is written."""
        return self.filter(aliases__normalised=normalise_name(name)).distinct()

    def named(self, text: str) -> PartyQuerySet:
        """Those with this reference, or whose name or alias it is, however it is written."""
        named = PartyAlias.objects.filter(normalised=normalise_name(text) or None).values("party")
        return self.filter(Q(reference=text.upper()) | Q(pk__in=named))

    def public(self) -> PartyQuerySet:
        """Those that have a role or a say in an incident that everybody may see."""
        visible = Incident.objects.public()
        told = (
            self.model._default_manager.filter(**{f"{relation}__incident__in": visible}).values("pk")
            for relation in ("involvements", "claims", "proceedings")
        )
        return self.filter(reduce(or_, (Q(pk__in=keys) for keys in told)))

    def with_role(self, roles: Iterable[str], incidents: models.QuerySet[Incident]) -> PartyQuerySet:
        """Those that have one of these roles in one of these incidents."""
        held = Involvement.objects.filter(role__in=list(roles), incident__in=incidents)
        return self.filter(pk__in=held.values("party"))

    def search(self, words: str) -> PartyQuerySet:
        """Those in whose names every word occurs. Raises TooMuchAsked."""
        wanted = Q()
        for word in search_words(normalise_name(words)):
            # The names are asked apart: joined once a word, five words of one letter take minutes.
            wanted &= Q(pk__in=PartyAlias.objects.filter(normalised__contains=word).values("party"))
        return self.filter(wanted)


class Party(models.Model):
    """An organisation or a person. Its own name is one of its aliases, so that one look-up finds both."""

    reference = models.CharField(
        max_length=16, unique=True, default=party_reference, editable=False, help_text="Permanent and public."
    )
    name = models.CharField(max_length=200, help_text="The name by which it is shown.")
    kind = term(PartyKind, default=PartyKind.ORGANISATION, help_text="What it is.")
    country = country(blank=True, default="", help_text="ISO 3166-1 alpha-2 of its seat.")
    site = models.URLField(max_length=300, blank=True, help_text="Its own site.")
    external_ids = models.JSONField(
        default=dict, blank=True, help_text='Ids elsewhere, by scheme: {"wikidata": "Q355", "lei": "..."}.'
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PartyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "parties"
        # GET /parties, by name, keyset on (name, id)
        indexes = [models.Index(fields=["name", "id"], name="party_by_name")]

    def __str__(self) -> str:
        return self.name


class PartyAlias(models.Model):
    """A name of a party as texts print it."""

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200, help_text="As printed.")
    normalised = models.CharField(max_length=200, editable=False, help_text="As compared; worked out from the name.")
    sketch = models.CharField(
        max_length=SKETCH, blank=True, default="", editable=False, help_text="What nearly the same names share."
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "party aliases"
        constraints = [
            models.UniqueConstraint(fields=["party", "normalised"], name="party_has_an_alias_once"),
        ]
        # matching looks a name up among all aliases
        indexes = [
            models.Index(fields=["normalised"], name="party_alias_by_name"),
            # matching proposes parties whose name is nearly one in the text
            models.Index(fields=["sketch"], name="party_alias_by_sketch"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.normalised = self.key()
        self.sketch = sketch_of(self.normalised)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def key(self) -> str:
        """The form in which it is compared."""
        return normalise_name(self.name)[:200]


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

"""What public registers say of incidents: which row of which register an incident, or a part of it, came from."""

from __future__ import annotations

import hashlib

from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident

_LONGEST_KEY = 36  # characters in the name of a source; a longer key is named by a digest


class EntryState(models.TextChoices):
    """What became of a row of a register."""

    NEW = "new", "opened an incident"
    MATCHED = "matched", "belongs to an incident that was there"
    IN_DOUBT = "in_doubt", "opened an incident beside one that may be the same"
    REFUSED = "refused", "could not be kept"


class RegisterEntryQuerySet(models.QuerySet["RegisterEntry"]):
    def in_doubt(self) -> RegisterEntryQuerySet:
        """Those that a curator has to look at: neither incident was merged since."""
        current = Q(incident__merged_into__isnull=True, other__merged_into__isnull=True)
        return self.filter(current, state=EntryState.IN_DOUBT)

    def public(self) -> RegisterEntryQuerySet:
        """Those of incidents that everybody may see."""
        return self.filter(incident__in=Incident.objects.public())


class RegisterEntry(models.Model):
    """One row of a register, by its key: what it said last, and which incident it belongs to.

    `facts` is what the row said when it last counted; `digest` follows from it. A number that a register gave before,
    and gives again, is `noted` until it has stood for a while (see docs/importing.md).
    """

    register = models.CharField(max_length=20, help_text="Which register, such as hibp.")
    key = models.CharField(max_length=130, help_text="The register's own key, or one made of what never changes.")
    group = models.CharField(
        max_length=130, blank=True, default="", help_text="What the register itself lays together; empty for nothing."
    )
    links = models.JSONField(default=list, help_text="Keys of rows that it says are about the same case.")
    name = models.CharField(max_length=100, help_text="The register's name.")
    url = models.CharField(max_length=1000, blank=True, help_text="Where the row can be read.")
    licence = models.CharField(max_length=60, help_text="Of what came from the row, as its owner gives it.")
    attribution = models.CharField(max_length=200, help_text="How the owner of the register wants to be named.")
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="register_entries", help_text="Where it belongs."
    )
    other = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="+", help_text="What it may be the same as."
    )
    state = models.CharField(max_length=20, choices=EntryState, help_text="What became of it.")
    reasons = models.JSONField(default=list, help_text="Why, a list of {name, detail}.")
    digest = models.CharField(max_length=64, help_text="Changes with what the row says.")
    facts = models.JSONField(default=dict, help_text="What the row said when it last counted.")
    revision = models.PositiveIntegerField(default=1, help_text="How often what it said has counted.")
    given = models.JSONField(default=list, help_text="What it said before, oldest first: digest and numbers.")
    noted_digest = models.CharField(max_length=64, blank=True, default="", help_text="Of what does not count yet.")
    noted_on = models.DateField(null=True, help_text="Since when it says what does not count yet.")
    line = models.PositiveIntegerField(help_text="Where it stood in the file that was read last.")
    first_seen_on = models.DateField(help_text="The day of the first file that had it.")
    last_seen_on = models.DateField(help_text="The day of the last file that had it.")

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "register entries"
        constraints = [models.UniqueConstraint(fields=["register", "key"], name="register_entry_is_kept_once")]
        indexes = [
            # the inbox: what is in doubt
            models.Index(fields=["state", "id"], name="register_entry_by_state"),
            # importing looks for other rows of the same case
            models.Index(fields=["register", "group"], condition=~Q(group=""), name="register_entry_by_group"),
        ]

    def __str__(self) -> str:
        return f"{self.register}:{self.key}"

    @property
    def source(self) -> str:
        """By which what it says is kept as evidence, at most 60 characters: a revision is a source of its own."""
        return entry_source(self.register, self.key, self.revision)


def entry_source(register: str, key: str, revision: int = 1) -> str:
    """See RegisterEntry.source."""
    known_by = key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()[:_LONGEST_KEY]
    return f"{register}:{known_by}{f'#{revision}' if revision > 1 else ''}"

"""The keys that sign an endpoint's deliveries."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import models
from django.db.models import Q

from tracker.foundation.access.sealing import SealedTextField, seal, unseal

SIGNING: Final = "webhook signing secrets"  # what they are encrypted for


class EndpointSecretQuerySet(models.QuerySet["EndpointSecret"]):
    def valid_at(self, moment: dt.datetime) -> EndpointSecretQuerySet:
        """Those that sign at this moment, the newest first."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=moment)).order_by("-id")


class EndpointSecret(models.Model):
    """A signing key: one that is shared (`whsec_`, shown once), or a private one (`whsk_`, never shown).

    While one replaces another, both sign. The database holds it encrypted.
    """

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="secrets")
    sealed = SealedTextField(purpose=SIGNING, editable=False, help_text="whsec_ or whsk_ and base64, encrypted.")
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was made.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="When it stops to sign; null for the current.")

    objects = EndpointSecretQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"secret of {self.endpoint_id}, made {self.created_at:%Y-%m-%d}"

    @property
    def secret(self) -> str:
        """The key itself. Raises SecretUnreadable when the key of the settings that encrypted it is gone."""
        return unseal(self.sealed, SIGNING)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed = seal(value, SIGNING)

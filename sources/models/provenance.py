"""Whose word a text is, and whether it counts."""

from django.db import models


class TextOrigin(models.TextChoices):
    """How a text came here. Only a fetched one is known to be its publisher's word."""

    FETCHED = "fetched", "fetched"
    SUBMITTED = "submitted", "submitted, not fetched"
    IMPORTED = "imported", "imported by the operator"


class TextStanding(models.TextChoices):
    """Whether a text counts: what waits or was refused makes no claim, opens nothing, and moves no figure."""

    ACCEPTED = "accepted", "accepted"
    WAITING = "waiting", "waits for confirmation"
    REFUSED = "refused", "refused"

"""How many attempts there have been in all, and how long they took: counters that outlive the attempts."""

from __future__ import annotations

from typing import Final

from django.db import models

# Upper bounds in milliseconds; the last stands for: longer than any of them.
BOUNDS_MS: Final = (50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000)
LONGER: Final = 2**31 - 1


class AttemptTally(models.Model):
    """The attempts with one outcome and of about one duration. Written by incidents.webhooks.tallies only."""

    delivered = models.BooleanField(help_text="Whether the receiver answered 2xx.")
    up_to_ms = models.PositiveIntegerField(help_text="The upper bound of their durations, in milliseconds.")
    count = models.PositiveBigIntegerField(default=0, help_text="How many there were.")
    total_ms = models.PositiveBigIntegerField(default=0, help_text="How long they took together.")

    class Meta:
        ordering = ["delivered", "up_to_ms"]
        verbose_name_plural = "attempt tallies"
        constraints = [
            models.UniqueConstraint(fields=["delivered", "up_to_ms"], name="tally_is_one_per_outcome_and_duration"),
        ]

    def __str__(self) -> str:
        return f"{self.count} {'delivered' if self.delivered else 'failed'} within {self.up_to_ms} ms"

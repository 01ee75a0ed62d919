"""How far the sweep has followed what people change of incidents and parties."""

from django.db import models


class ChangesFollowed(models.Model):
    """The one row. What comes after these was changed since articles were last matched against it."""

    event = models.PositiveBigIntegerField(default=0, help_text="Sequence of the last event that was followed.")
    party_change = models.PositiveBigIntegerField(
        default=0, help_text="Id of the last change in the parties' history that was followed."
    )

    class Meta:
        verbose_name_plural = "changes followed"

    def __str__(self) -> str:
        return f"event {self.event}, party change {self.party_change}"

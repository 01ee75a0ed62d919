"""Stories: one text, in however many articles."""

from django.db import models


class Story(models.Model):
    """Articles that carry the same text. A story corroborates once, however often it is syndicated."""

    title = models.CharField(max_length=500, blank=True, help_text="Title of the first article that carried it.")
    signature = models.BinaryField(help_text="MinHash of the text's shingles, to find near-duplicates.")
    first_published_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title

    @property
    def key(self) -> str:
        """The name by which the ledger knows this story (incidents.Evidence.story)."""
        return f"story:{self.pk}"


class StoryBand(models.Model):
    """One band of a story's signature: near-duplicates share at least one (locality-sensitive hashing)."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="bands")
    band = models.CharField(max_length=40, help_text="Number of the band and hash of its rows.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "band"], name="story_has_a_band_once")]
        # a new text looks for stories that share a band
        indexes = [models.Index(fields=["band"], name="story_by_band")]

    def __str__(self) -> str:
        return self.band

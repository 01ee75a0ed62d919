"""How far the work on an article has come, and why nothing was read in one."""

from django.db import models


class ArticleState(models.TextChoices):
    """How far an article has come. A task is a wake-up call; this is the truth."""

    QUEUED = "queued", "queued"  # to be fetched, or its text to be taken in
    FETCHED = "fetched", "fetched"  # has a version to be read
    EXTRACTED = "extracted", "extracted"  # has mentions to be matched
    MATCHED = "matched", "matched"  # has coverage to be recorded
    DONE = "done", "done"
    FAILED = "failed", "failed"  # gave up after the last attempt; a curator can queue it again


class UnreadReason(models.TextChoices):
    """Why nothing was read in an article that is done."""

    LANGUAGE = "language", "in a language that is not read"
    EMPTY = "empty", "hardly a word of text"
    NO_FIGURE = "no_figure", "no figure read, though its title counts something"

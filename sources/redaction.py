"""What curators wrote about coverage, for redactions: notes on decisions, why a submitted text counts or not, what
matching saw, and the history and the admin's log of these. Articles are left alone: what a newspaper printed is the
newspaper's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from incidents.ledger.marking import MARK, SHORTEST, marked
from incidents.ledger.places import Place, Related, in_columns, in_log, keys_of
from incidents.names import normalise_name
from sources.models import Article, ArticleVersion, Coverage, Mention


def places_in_notes(related: Related, text: str) -> Iterator[Place]:
    """The notes that hold the text."""
    rows = Coverage.objects.filter(incident__in=related.ids)
    yield from in_columns("notes", rows, "incident_id", ("note",), text)
    records = Coverage.history.model.objects.filter(incident_id__in=related.ids)
    yield from in_columns("history", records, "incident_id", ("note", "history_change_reason"), text)
    for key, incident, reasons in rows.order_by("pk").values_list("pk", "incident_id", "reasons"):
        left = [_without(reason, text) for reason in reasons]
        if left != reasons:
            put = partial(Coverage.objects.filter(pk=key).update, reasons=left)
            yield Place(incident, "notes", f"coverage {key}, reasons", MARK, put)
    decided = records.filter(decided_by__isnull=False)  # a curator wrote of it; matching takes many back by itself
    articles = keys_of(rows, "article_id") | keys_of(decided, "article_id")
    versions = ArticleVersion.objects.filter(article__in=articles)
    yield from in_columns("notes", versions, related.ids[0], ("judged_because",), text)
    for model, keys in (
        (Coverage, keys_of(rows) | keys_of(decided, "id")),
        (Article, articles),
        (Mention, keys_of(Mention.objects.filter(version__in=versions))),
    ):
        yield from in_log(related, model, keys, text)


def _without(reason: Any, text: str) -> Any:
    """A reason with the mark in what it says, also where it says the text as names are compared; its name is
    matching's own."""
    if not isinstance(reason, dict) or not isinstance(reason.get("detail"), str):
        return reason
    detail, compared = marked(reason["detail"], text), normalise_name(text)
    return {**reason, "detail": marked(detail, compared) if len(compared) >= SHORTEST else detail}

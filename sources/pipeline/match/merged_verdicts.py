"""One article, one incident, one verdict, though the incident was several before they were merged.

| a curator said of the article and any of them | what matching alone says of the others                 |
| --------------------------------------------- | ------------------------------------------------------ |
| that it is about it                           | counts on; a suggestion is answered                    |
| only that it is not                           | is rejected, until a merge is undone and matched again |

"About this one, not that one" was said of two that are one now: the article is about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sources.models import Article, Coverage, CoverageState


def deciding(article: Article) -> dict[int, Coverage]:
    """By the incident as it lives on, the coverage that decides whether the article is about it: a curator's
    confirmation, else a curator's rejection, else that of the incident itself."""
    return {pk: max(rows, key=_weight) for pk, rows in _families(article).items()}


def follow_verdicts(article: Article) -> None:
    """Let what matching alone says follow what a curator says of the same incident. Call it in a transaction that holds
    the article."""
    for rows in _families(article).values():
        verdict = max(rows, key=_weight)
        if verdict.decided_at is None:
            continue
        undecided = Coverage.objects.filter(pk__in=[row.pk for row in rows], decided_at__isnull=True)
        if verdict.state == CoverageState.REJECTED:
            undecided.exclude(state=CoverageState.REJECTED).update(state=CoverageState.REJECTED)
        else:
            undecided.suggested().delete()


def reject_merged(rejected: Coverage, verdict: Mapping[str, Any]) -> None:
    """Put a rejection, given by its columns, in the place of what was confirmed of incidents that are this one now."""
    for row in _families(rejected.article)[rejected.incident.canonical().pk]:
        if row.pk != rejected.pk and row.state == CoverageState.CONFIRMED and row.decided_at is not None:
            for name, value in verdict.items():
                setattr(row, name, value)
            row._history_user = rejected.decided_by  # type: ignore[attr-defined]
            row._change_reason = rejected.note[:100]  # type: ignore[attr-defined]
            row.save(update_fields=[*verdict, "updated_at"])


def _families(article: Article) -> Mapping[int, list[Coverage]]:
    found: dict[int, list[Coverage]] = defaultdict(list)
    for row in article.coverage.select_related("incident").order_by("pk"):
        found[row.incident.canonical().pk].append(row)
    return found


def _weight(row: Coverage) -> tuple[bool, ...]:
    decided = row.decided_at is not None
    return decided, decided and row.state == CoverageState.CONFIRMED, row.incident.merged_into_id is None

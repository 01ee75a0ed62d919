"""What was read of proceedings in a version of an article: each step with its sentence, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from incidents.admin.incident_words import money_words
from incidents.models import Stage
from sources.admin.highlight import Span, marked
from sources.models import ArticleVersion, StageMention


@dataclass(frozen=True, slots=True)
class StageRow:
    """One step as the article's page tells it; without a link it was not recorded, and `why` says the reason."""

    what: str
    who: str
    against: str
    quote: SafeString
    stage_url: str
    why: str


def stage_rows_of(version: ArticleVersion) -> list[StageRow]:
    """In the order of the text. One query."""
    rows = version.stage_mentions.select_related("stage").order_by("-in_title", "start")
    return [_stage_row(version, row) for row in rows]


def _stage_row(version: ArticleVersion, row: StageMention) -> StageRow:
    what = row.get_kind_display()
    if row.amount_minor is not None:
        what = f"{what}: {money_words(row.amount_minor, row.currency)}"
    if row.other_amount_minor is not None:
        what = f"{what} ({money_words(row.other_amount_minor, row.other_currency)})"
    return StageRow(
        what=what,
        who=", ".join(row.authorities) or row.plaintiffs or "not named",
        against=row.respondent,
        quote=_quote(version, row),
        stage_url=reverse("admin:incidents_proceeding_change", args=[row.stage.proceeding_id]) if row.stage else "",
        why=_why(row.stage, row),
    )


def _quote(version: ArticleVersion, row: StageMention) -> SafeString:
    """The sentence, with the sum or the words of the step marked."""
    text = row.quote_in(version)
    start, end = row.start - row.quote_start, row.end - row.quote_start
    return marked(text, [Span(0, start, end, start, end, words=row.get_kind_display())], linked=False)


def _why(stage: Stage | None, row: StageMention) -> str:
    if stage is not None:
        return "a curator said that it never happened" if stage.removed else ""
    if row.other_case:
        return "the sentence speaks of another case"
    if row.respondent:
        return f"no confirmed incident of {row.respondent} fits it"
    return "no confirmed incident fits it"

"""Which incidents an article covers: what matching proposes, and what curators decide.

A curator's word is never overwritten by matching, and holds for the whole story: the other articles that carry it are
matched anew. What matching once confirmed stays confirmed as long as it is still proposed at all, so that a figure does
not flap with a score; so does what opened a candidate or was linked to one, as long as there is nothing better
(`yielding`). An item of a round-up stays linked as long as the text has it.

A submitted text that waits for a curator is only ever suggested. By confirming its coverage the curator vouches for
the text as well; taking that back refuses the text. A refused text is suggested for nothing.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from incidents import ledger
from incidents.models import Evidence, Incident
from sources.models import Article, ArticleVersion, Coverage, CoverageState, TextOrigin, TextStanding
from sources.pipeline.extract.kept_readings import is_up_to_date, kept_reading
from sources.pipeline.extract.reextraction import rematch
from sources.pipeline.intake.trust import actor_of, curator_on
from sources.pipeline.intake.vouching import disown, vouch
from sources.pipeline.match.candidate_merging import merge_candidates
from sources.pipeline.match.incident_profile import MatchVerdict, Proposal, Reason
from sources.pipeline.match.matching import VERSION
from sources.pipeline.match.merged_verdicts import deciding, follow_verdicts, reject_merged
from sources.pipeline.record.recording import record_article

CANDIDATE = "candidate"  # the reason of a link that opened a candidate, or was made to one without a score
ITEM = "item"  # the reason of a link of an item of a round-up
_FOUND = (CANDIDATE, ITEM)


def hold_covered(article: Article, proposals: Sequence[Proposal] = ()) -> bool:
    """Lock the incidents that the article is or may soon be linked to, in the order of their keys and before the first
    event is numbered, so that two articles of the same incidents do not wait for each other. Returns whether it is
    linked to any, be it that it is not about it. Call it in a transaction that holds the article."""
    linked = {row.incident.canonical().pk for row in article.coverage.select_related("incident")}
    proposed = {one.incident_id for one in proposals if one.verdict is not MatchVerdict.REJECTED}
    ledger.hold(linked | proposed)
    return bool(linked)


def store_proposals(article: Article, proposals: Sequence[Proposal], *, linked: bool = True) -> list[Incident]:
    """Make the article's undecided coverage what was proposed. Returns the incidents that it was confirmed to cover and
    is no longer linked to. A link to a merged incident counts for the one that it was merged into. `linked` is what
    `hold_covered` says. Call it in a transaction that holds the article."""
    proposals, known = _countable(article, proposals), deciding(article) if linked else {}
    decided = any(row.decided_at is not None for row in known.values())
    for proposal in sorted(proposals, key=lambda one: one.incident_id):
        _store(article, known.pop(proposal.incident_id, None), proposal)
    left = []
    for row in known.values():
        if row.decided_at is None and row.incident.merged_into_id is None and not _has_reason(row, *_FOUND):
            if row.state == CoverageState.CONFIRMED:
                left.append(row.incident)
            row.delete()
    if decided:
        follow_verdicts(article)
    return left


def _countable(article: Article, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals as the standing of the article's text allows now: a curator may have decided since it was read."""
    standing = Article.objects.values_list("standing", flat=True).get(pk=article.pk)
    if standing == TextStanding.REFUSED:
        return []
    if standing == TextStanding.WAITING:
        return [
            replace(one, verdict=MatchVerdict.SUGGESTED) if one.verdict is MatchVerdict.CONFIRMED else one
            for one in proposals
        ]
    return list(proposals)


def link_found(
    article: Article, incident: Incident, reasons: Sequence[Reason], version: ArticleVersion, *, new: bool = False
) -> None:
    """Confirm that the article covers the candidate, for these reasons that its latest version gives, and tell of it;
    `new` where it was opened just now."""
    known = None if new else Coverage.objects.filter(article=article, incident=incident).first()
    row = known or Coverage(article=article, incident=incident)
    row.state, row.score, row.matcher_version = CoverageState.CONFIRMED, 1.0, VERSION
    row.reasons = [reason.as_json() for reason in reasons]
    row.save()
    _tell(row, version)


def suggest_found(article: Article, incident: Incident, reasons: Sequence[Reason]) -> None:
    """Suggest that the article covers the incident, for these reasons, unless they are linked already."""
    Coverage.objects.get_or_create(
        article=article,
        incident=incident,
        defaults={
            "state": CoverageState.SUGGESTED,
            "score": 1.0,
            "matcher_version": VERSION,
            "reasons": [reason.as_json() for reason in reasons],
        },
    )


def unlink_items(article: Article, but: Collection[Incident] = ()) -> list[Incident]:
    """Take back the links of items of a round-up to other incidents than these, but for what a curator decided. Returns
    the incidents that the article is no longer linked to."""
    kept, left = {incident.pk for incident in but}, []
    for row in article.coverage.filter(decided_at__isnull=True).select_related("incident"):
        incident = row.incident.canonical()
        if incident.pk not in kept and _has_reason(row, ITEM):
            left.append(incident)
            row.delete()
    return left


def confirm_coverage(coverage_id: int, *, user: Any, note: str = "") -> Coverage:
    """The coverage, confirmed by a curator; what the article claims is recorded at once, and a submitted text counts
    from now on. Doing it again changes nothing.

    Raises Coverage.DoesNotExist, ValidationError (a claim that cannot be kept).
    """
    return _decide(coverage_id, CoverageState.CONFIRMED, user=user, note=note)


def reject_coverage(coverage_id: int, *, user: Any, note: str = "") -> Coverage:
    """The coverage, rejected by a curator for good; what the article claims of the incident is taken back at once. A
    submitted text is refused when this was all that spoke for it."""
    return _decide(coverage_id, CoverageState.REJECTED, user=user, note=note)


def link_coverage(article: Article, incident: Incident, *, user: Any, note: str = "") -> Coverage:
    """The coverage that a curator adds by hand, confirmed. Raises ValidationError for a submitted text that does not
    count: nothing here says which version the curator has read."""
    with transaction.atomic():
        standing = Article.objects.select_for_update(no_key=True).get(pk=article.pk).standing
        if standing in (TextStanding.WAITING, TextStanding.REFUSED):
            raise ValidationError({"article": "Its text was submitted and does not count yet: accept the text first."})
        row, _ = Coverage.objects.get_or_create(
            article=article, incident=incident.canonical(), defaults={"state": CoverageState.SUGGESTED}
        )
        return _decide(row.pk, CoverageState.CONFIRMED, user=user, note=note)


def _decide(coverage_id: int, state: CoverageState, *, user: Any, note: str) -> Coverage:
    with transaction.atomic():
        article_id = Coverage.objects.values_list("article", flat=True).get(pk=coverage_id)
        article = Article.objects.select_for_update(no_key=True).get(pk=article_id)
        row = Coverage.objects.select_related("incident").get(pk=coverage_id)
        row.article = article
        if row.state == state and row.decided_at is not None:
            return row
        hold_covered(article)
        newly = state is CoverageState.CONFIRMED and row.state != state
        version, now, decided_before = article.latest_version(), timezone.now(), row.decided_at
        vouches = state is CoverageState.CONFIRMED and version is not None and version.standing != TextStanding.ACCEPTED
        if version is not None and vouches:
            vouch(article, version, user=user, note=note, moment=now)
        row.state, row.decided_by, row.decided_at, row.note = state, user, now, note[:300]
        row._history_user = user  # type: ignore[attr-defined]
        row._change_reason = note[:100]  # type: ignore[attr-defined]
        verdict = ("state", "decided_by", "decided_at", "note")
        row.save(update_fields=[*verdict, "updated_at"])
        if state is CoverageState.REJECTED:
            reject_merged(row, {name: getattr(row, name) for name in verdict})
        follow_verdicts(article)
        actor = curator_on(version, user)
        if newly:
            _tell(row, version, actor)
            merge_candidates(article)
        rest = list(rest_of_the_story(article).values_list("pk", flat=True))
        rejects = state is CoverageState.REJECTED
        if version is not None and rejects and _was_all(row, version, decided_before):
            disown(article, version, user=user, note=note)
        record_article(article, actor=actor)
        outdated = version is not None and not is_up_to_date(article, version)
        again = [article.pk] if rejects or vouches or outdated else []
        rematch(Article.objects.filter(pk__in=[*again, *rest]))
    return row


def _was_all(row: Coverage, version: ArticleVersion, decided_before: dt.datetime | None) -> bool:
    """Whether the coverage rejected now was all that spoke for a submitted text: its last suggestion, or the
    confirmation that made it count. What a person moved to an incident that it does not cover speaks for it too."""
    article, incident = row.article, row.incident.canonical()
    if version.origin != TextOrigin.SUBMITTED or version.standing == TextStanding.REFUSED:
        return False
    if version.standing == TextStanding.WAITING:
        return not article.coverage.filter(state=CoverageState.SUGGESTED).exists()
    others = article.coverage.filter(state=CoverageState.CONFIRMED, decided_at__isnull=False)
    if decided_before is None or version.judged_at != decided_before or others.exists():
        return False
    return not Evidence.objects.filter(source=article.source_key).exclude(claim__incident=incident).exists()


def _has_reason(row: Coverage, *names: str) -> bool:
    return any(isinstance(reason, dict) and reason.get("name") in names for reason in row.reasons)


def rest_of_the_story(article: Article) -> QuerySet[Article]:
    version = article.latest_version()
    if version is None or version.story_id is None:
        return Article.objects.none()
    return Article.objects.filter(versions__story=version.story_id).exclude(pk=article.pk)


def _store(article: Article, row: Coverage | None, proposal: Proposal) -> None:
    row = row or Coverage(article=article, incident_id=proposal.incident_id, state=CoverageState.SUGGESTED)
    if row.decided_at is None and _has_reason(row, *_FOUND) and proposal.verdict is not MatchVerdict.REJECTED:
        return
    reasons = [reason.as_json() for reason in proposal.reasons]
    state = _state_after(row, proposal.verdict)
    confirms = state is CoverageState.CONFIRMED and row.state != state
    as_before = (row.state, row.score, row.reasons, row.matcher_version) == (state, proposal.score, reasons, VERSION)
    if row.pk and as_before:
        return
    row.state, row.score, row.reasons, row.matcher_version = state, proposal.score, reasons, VERSION
    row.save()
    if confirms:
        _tell(row, article.latest_version())


def _state_after(row: Coverage, verdict: MatchVerdict) -> CoverageState:
    """The state of the coverage after this verdict of matching."""
    known = CoverageState(row.state)
    if row.decided_at is not None or (verdict is MatchVerdict.SUGGESTED and known is CoverageState.CONFIRMED):
        return known
    return CoverageState(verdict.value)


def _tell(row: Coverage, version: ArticleVersion | None, actor: ledger.Actor | None = None) -> None:
    article = row.article
    summary = {
        "reference": article.reference,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher.name if article.publisher else "",
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "state": str(row.state),
        "score": row.score,
    }
    ledger.note_coverage(row.incident_id, article=summary, cause=article.source_key, actor=actor or actor_of(version))
    if version is not None:
        kept = kept_reading(article, version)
        ledger.learn_acronyms(row.incident_id, words=kept.words.words, capitals=kept.signs.letters)

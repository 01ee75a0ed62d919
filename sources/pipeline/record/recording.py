"""From confirmed coverage to claims: what an article says of each incident that it covers, through the ledger."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F

from incidents import ledger
from incidents.ledger import RelationDraft, StageDraft
from incidents.models import Claim, Evidence, Incident
from incidents.vocabulary import Basis, Polarity, RelationKind
from sources.extraction import KeptReading
from sources.models import Article, Coverage, CoverageState, Mention, StageMention, TextStanding
from sources.pipeline.extract.kept_readings import kept_reading
from sources.pipeline.intake.trust import actor_of
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claim_drafts import Drafted, with_relations
from sources.pipeline.record.claims import drafts_of
from sources.pipeline.record.incident_assignment import assign_to_incidents
from sources.pipeline.record.reissues import with_replaced
from sources.pipeline.record.stage_rows import incidents_with_steps, link_stages, stage_drafts

OPENED = "The incident was opened from this article."  # the note of that coverage


def record_article(article: Article, *, actor: ledger.Actor | None = None) -> None:
    """Record in each incident that the article is confirmed to cover exactly the claims that its latest version makes
    and the steps of proceedings that it tells, and take them back from every other incident, but for claims that a
    person moved there and that are still in its text. A submitted text that does not count claims nothing. Silent when
    nothing differs.

    Call it in a transaction that holds the article. Incidents are locked in the order of their keys.
    """
    latest = article.latest_version()
    version = latest if latest is not None and latest.standing == TextStanding.ACCEPTED else None
    actor = actor or actor_of(version)
    every = list(latest.mentions.select_related("claim").order_by("start", "pk")) if latest is not None else []
    mentions = [mention for mention in every if not mention.needs_review] if version else []
    kept = kept_reading(article, version) if version else None
    links = _confirmed(article) if kept else []
    covered = _covered(links, kept) if kept else {}
    shares = assign_to_incidents(mentions, kept, covered, _sure(links)) if kept else {}
    read_steps = list(latest.stage_mentions.order_by("-in_title", "start", "pk")) if latest is not None else []
    steps = stage_drafts(article, version, read_steps, covered) if version else {}
    had_steps = incidents_with_steps(article)
    says = version.says if version else None
    became: dict[int, int] = {}
    stages: dict[int, int] = {}
    concerned = sorted({*covered, *_evidenced(article), *had_steps})
    ledger.hold(concerned)
    for pk in concerned:
        drafted: list[Drafted] = []
        if pk in covered and version is not None and kept is not None:
            incident, voices = covered[pk]
            drafted = drafts_of(shares.get(pk, []), article=article, version=version, kept=kept, voices=voices)
            drafted = _with_denials(incident, with_replaced(incident, article, version, drafted))
        drafts, key = [one.draft for one in drafted], article.source_key
        recording = ledger.record_claims(pk, drafts, source=key, cause=key, actor=actor, says=says)
        for one, claim in zip(drafted, recording.claims, strict=True):
            became.setdefault(one.mention.pk, claim.pk)
        if steps.get(pk) or pk in had_steps:
            stages |= _record_steps(pk, steps.get(pk, []), article, actor)
    if latest is not None:
        _link(every, became)
        link_stages(read_steps, stages)


def _record_steps(
    pk: int, steps: Sequence[tuple[StageMention, StageDraft]], article: Article, actor: ledger.Actor
) -> dict[int, int]:
    """By mention, the stage that it became."""
    drafts = [draft for _, draft in steps]
    recorded = ledger.record_stages(pk, drafts, source=article.source_key, cause=article.source_key, actor=actor)
    return {mention.pk: stage.pk for (mention, _), stage in zip(steps, recorded, strict=True)}


def _confirmed(article: Article) -> list[Coverage]:
    """The article's links to what it is confirmed to cover, the best match first."""
    rows = Coverage.objects.filter(article=article, state=CoverageState.CONFIRMED).select_related("incident")
    best_first = rows.order_by(F("decided_at").desc(nulls_last=True), "-score", "pk")
    return sorted(best_first, key=lambda row: row.note != OPENED)


def _covered(links: Sequence[Coverage], kept: KeptReading) -> dict[int, tuple[Incident, Attribution]]:
    """The incidents as they live now, the best match first, with who may speak in them."""
    incidents = [row.incident.canonical() for row in links]
    return {incident.pk: (incident, Attribution(incident, kept)) for incident in incidents}


def _sure(links: Sequence[Coverage]) -> set[int]:
    """The incidents that a person has opened from the article; else the only one that a person has confirmed."""
    newest_first = sorted(links, key=lambda row: (row.created_at, row.pk), reverse=True)
    decided = [row for row in newest_first if row.decided_at is not None]
    notes = {row.incident.canonical().pk: row.note for row in decided}
    return {pk for pk, note in notes.items() if note == OPENED or len(notes) == 1}


def _evidenced(article: Article) -> list[int]:
    """The incidents that have evidence from this article."""
    rows = Evidence.objects.filter(source=article.source_key)
    return list(rows.order_by().values_list("claim__incident", flat=True).distinct())


def _with_denials(incident: Incident, drafted: list[Drafted]) -> list[Drafted]:
    """Tie each denial to the claims of the number that it denies, in whatever article they were made."""
    denied = {
        one.draft.quantity.number: one
        for one in drafted
        if one.draft.polarity is Polarity.DENIED and one.draft.quantity.number is not None
    }
    if not denied:
        return drafted
    known = Claim.objects.of(incident).filter(polarity=Polarity.ASSERTED, value__in=list(denied))
    targets: dict[tuple[object, ...], set[str]] = defaultdict(set)
    for claim in known:
        targets[claim.metric, claim.unit, claim.value].add(claim.fingerprint)
    for one in drafted:
        if one.draft.polarity is Polarity.ASSERTED:
            bucket = one.draft.bucket
            targets[bucket.metric, bucket.unit, one.draft.quantity.value].add(one.draft.fingerprint)
    related = []
    for one in drafted:
        bucket, number = one.draft.bucket, one.draft.quantity.number
        is_denial = one.draft.polarity is Polarity.DENIED and number is not None
        found = sorted(targets[bucket.metric, bucket.unit, number]) if is_denial else []
        related.append(with_relations(one, [RelationDraft(RelationKind.DENIES, target) for target in found]))
    return related


def _link(mentions: Sequence[Mention], became: dict[int, int]) -> None:
    """Link each mention to the claim that it became, except where a curator has judged a weak reading."""
    judged = {row.pk for row in mentions if row.needs_review and row.claim and row.claim.basis == Basis.ENTERED}
    moved = [row for row in mentions if row.claim_id != became.get(row.pk) and row.pk not in judged]
    for mention in moved:
        mention.claim_id = became.get(mention.pk)
    Mention.objects.bulk_update(moved, ["claim"])

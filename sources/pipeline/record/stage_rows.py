"""From confirmed coverage to proceedings: the steps that an article tells of each incident, through the ledger."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from incidents.ledger import ActingDraft, EvidenceDraft, StageDraft
from incidents.models import Incident, Party, StageEvidence
from incidents.vocabulary import DatePrecision, Hedge, ProceedingKind, StageKind
from sources.models import Article, ArticleVersion, StageMention, TextOrigin
from sources.pipeline.extract.stage_mention_rows import first_read_on
from sources.pipeline.record.acting_regulators import Actors
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claims import address_of

Covered = Mapping[int, tuple[Incident, Attribution]]

_YEARS_BEFORE = 1  # an authority may look into something a year before it comes out
_LED = frozenset({StageKind.HEARING, StageKind.OPENED})  # an inquiry that nobody leads is not counted
_CASES = {StageKind.HEARING: ProceedingKind.HEARING, StageKind.OPENED: ProceedingKind.INQUIRY}


def link_stages(rows: Iterable[StageMention], became: Mapping[int, int]) -> None:
    """Link each step that was read to the stage that it became, and to no other."""
    moved = [row for row in rows if row.stage_id != became.get(row.pk)]
    for row in moved:
        row.stage_id = became.get(row.pk)
    StageMention.objects.bulk_update(moved, ["stage"])


def incidents_with_steps(article: Article) -> list[int]:
    """The incidents of whose proceedings this article tells, as recorded."""
    rows = StageEvidence.objects.filter(source=article.source_key)
    return list(rows.order_by().values_list("stage__proceeding__incident", flat=True).distinct())


def stage_drafts(
    article: Article, version: ArticleVersion, read: Sequence[StageMention], covered: Covered
) -> dict[int, list[tuple[StageMention, StageDraft]]]:
    """By covered incident (the best match first), the steps of its proceedings that were read in the version, those of
    the title first."""
    shares: dict[int, list[tuple[StageMention, StageDraft]]] = defaultdict(list)
    actors = Actors()
    for mention in read if covered else ():
        mention.version = version
        owner = _owner(mention, covered)
        if owner is None:
            continue
        incident, voices = covered[owner]
        acting = _acting(mention, incident, voices, actors)
        if mention.kind in _LED and not acting.members:
            continue
        respondent = _respondent(mention, voices)
        shares[owner].append((mention, _draft(mention, acting, respondent, _evidence(mention, article, version))))
    return shares


def _owner(mention: StageMention, covered: Covered) -> int | None:
    """The incident whose proceeding the step belongs to; None for another organisation's, or another case's.

    A step against somebody who is neither a party of an incident nor in the title is given for comparison. But if the
    title has the step's sum, the article is about it: it may be against a subsidiary with another name. An earlier
    settlement belongs to another case, unless it is with a party that does not answer for the incident. A fine on such
    a party that no authority sets is a private matter.
    """
    able = [pk for pk, (incident, _) in covered.items() if _fits(mention, incident)]
    if mention.other_case:
        return next((pk for pk in able if _settled_with(mention, covered[pk][1]) is not None), None)
    if not mention.respondent:
        return next(iter(able), None)
    for pk in able:
        party = covered[pk][1].party_named(mention.respondent)
        if party is not None:
            private = mention.kind == StageKind.DECISION and not mention.authorities
            return None if private and not covered[pk][1].is_responsible(party) else pk
    known = any(voices.party_named(mention.respondent) for _, voices in covered.values())
    return next(iter(able), None) if mention.titled and not known else None


def _acting(mention: StageMention, incident: Incident, voices: Attribution, actors: Actors) -> ActingDraft:
    """Who acts. In an earlier settlement this is the party that it is with, not an authority in sentences nearby."""
    party = _settled_with(mention, voices) if mention.other_case else None
    if party is not None:
        return ActingDraft(frozenset({f"party:{party.reference}"}), label=party.name)
    return actors.acting(mention, frozenset(incident.countries.values_list("country", flat=True)), voices)


def _settled_with(mention: StageMention, voices: Attribution) -> Party | None:
    """The party that a settlement is with, if that does not itself answer for the incident; else None."""
    party = voices.party_named(mention.respondent) if mention.respondent else None
    settles = mention.kind == StageKind.SETTLEMENT and party is not None and not voices.is_responsible(party)
    return party if settles else None


def _fits(mention: StageMention, incident: Incident) -> bool:
    """Whether the days and years that the sentence tells can be this incident's."""
    first, last = _years(incident)
    earliest = first if first is not None or last is None else last - _YEARS_BEFORE
    if mention.happened_on is not None and earliest is not None and mention.happened_on.year < earliest:
        return False
    if not mention.years or last is None:
        return True
    return any(year <= last and (first is None or year >= first) for year in mention.years)


def _years(incident: Incident) -> tuple[int | None, int | None]:
    """(first, last) year that the incident itself belongs to, as far as they are known."""
    last = [day.year for day in (incident.occurred_on, incident.discovered_on, incident.disclosed_on) if day]
    return incident.occurred_on.year if incident.occurred_on else None, max(last, default=None)


def _draft(mention: StageMention, acting: ActingDraft, respondent: Party | None, evidence: EvidenceDraft) -> StageDraft:
    kind = StageKind(mention.kind)
    notes = ["up to"] * (mention.hedge == Hedge.UP_TO) + ["subject to approval"] * mention.conditional
    return StageDraft(
        acting=acting,
        kind=kind,
        evidence=evidence,
        case=_case(mention, kind),
        amount_minor=mention.amount_minor,
        currency=mention.currency,
        other_amount_minor=mention.other_amount_minor,
        other_currency=mention.other_currency,
        happened_on=mention.happened_on,
        happened_precision=DatePrecision(mention.happened_precision),
        in_passing=mention.in_passing,
        respondent=respondent,
        note="; ".join(notes),
    )


def _case(mention: StageMention, kind: StageKind) -> ProceedingKind:
    if mention.plaintiffs and not mention.authorities:
        return ProceedingKind.LITIGATION
    if kind is StageKind.SETTLEMENT:
        return ProceedingKind.SETTLEMENT
    return _CASES.get(kind, ProceedingKind.ENFORCEMENT)


def _respondent(mention: StageMention, voices: Attribution) -> Party | None:
    party = voices.party_named(mention.respondent) if mention.respondent else None
    return party if party is not None and voices.is_responsible(party) else None


def _evidence(mention: StageMention, article: Article, version: ArticleVersion) -> EvidenceDraft:
    return EvidenceDraft(
        story=version.story.key if version.story else article.source_key,
        locator=f"{version.number}:{'title:' if mention.in_title else ''}{mention.start}-{mention.end}",
        url=address_of(article, version),
        publisher=article.publisher.name if article.publisher else "",
        title=version.title,
        quote=mention.quote_in(version),
        published_on=article.published_on or first_read_on(version),
        submitted=version.origin == TextOrigin.SUBMITTED,
    )

"""Weak readings: a curator says whether a mention below the extractor's threshold is a claim.

Either way it becomes a claim, entered by hand, so that the judgment is a review with a reason and outlives every later
reading: one of the same words finds the claim with its review.
"""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from incidents import ledger
from incidents.models import Claim, Evidence
from incidents.vocabulary import Decision
from sources.models import ArticleVersion, Coverage, CoverageState, Mention
from sources.pipeline.extract.kept_readings import kept_reading
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claims import drafts_of

_MARK = "mention:"  # in the locator of the evidence that a judgment writes


def undecided_mentions() -> QuerySet[Mention]:
    """Weak mentions of the latest versions of articles that cover an incident, which nobody has judged yet."""
    newer = ArticleVersion.objects.filter(article=OuterRef("version__article"), number__gt=OuterRef("version__number"))
    covers = Coverage.objects.filter(article=OuterRef("version__article"), state=CoverageState.CONFIRMED)
    judged = Evidence.objects.filter(locator=Concat(Value(_MARK), Cast(OuterRef("pk"), CharField())))
    return Mention.objects.filter(Exists(covers), ~Exists(newer), ~Exists(judged), needs_review=True, claim=None)


def judge_mention(mention_id: int, incident_id: int, decision: Decision, *, reason: str, user: Any) -> Claim:
    """The claim that the mention became, with the curator's decision. Its figures are worked out at once.

    Raises Mention.DoesNotExist, IncidentMerged, ValidationError: no weak reading, no number to keep, no reason, an
    incident that its article does not cover.
    """
    mention = Mention.objects.select_related("version__article__publisher", "version__story").get(pk=mention_id)
    if not mention.needs_review or mention.claim_id is not None:
        raise ValidationError("This reading is a claim already: review the claim.")
    version = mention.version
    article = version.article
    coverage = Coverage.objects.filter(article=article, incident=incident_id, state=CoverageState.CONFIRMED)
    covered = coverage.select_related("incident").first()
    if covered is None:
        raise ValidationError({"incident": "The article is not confirmed to cover this incident."})
    incident = covered.incident.canonical()
    kept = kept_reading(article, version)
    voices = Attribution(incident, kept)
    drafted = drafts_of([mention], article=article, version=version, kept=kept, voices=voices)
    if not drafted:
        raise ValidationError("This reading names no number, so it cannot become a claim.")
    first = drafted[0].draft
    evidence = first.evidence and replace(first.evidence, locator=f"{_MARK}{mention.pk}")
    draft = replace(first, evidence=evidence, relations=())
    with transaction.atomic():
        claim = ledger.enter_claim(
            incident.pk,
            draft,
            actor=ledger.Actor.of(user),
            reason=reason,
            known_on=article.published_on,
            decision=decision,
            confirmed=True,  # the page has said what is odd
        )
        Mention.objects.filter(pk=mention.pk).update(claim=claim)
    return claim

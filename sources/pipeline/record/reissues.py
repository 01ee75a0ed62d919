"""A story that is issued again with another number: a new version of it, not a second voice.

News agencies send a story again within hours when a number in it changes. Both versions have the same day, so it is the
order in which they came in that tells which number holds.

| the later article of the story tells, of the same things by the same speaker | then                               |
| ---------------------------------------------------------------------------- | ---------------------------------- |
| one number that no earlier article of the story told, and not the old one    | it replaces the old one            |
| the new number beside the old one, or several new ones                       | the text itself must say which     |
| none (a copy cut short), or numbers that were told before (a late copy)      | nothing is replaced                |
"""

from collections import defaultdict
from collections.abc import Sequence

from incidents.figures.assertion import Bucket
from incidents.ledger import RelationDraft
from incidents.models import Claim, Evidence, Incident
from incidents.vocabulary import Basis, Polarity, Presentation, RelationKind, Scope
from sources.models import Article, ArticleVersion
from sources.pipeline.record.claim_drafts import Drafted, with_relations

_Counted = tuple[str, ...]  # bucket and speaker


def with_replaced(
    incident: Incident, article: Article, version: ArticleVersion, drafted: Sequence[Drafted]
) -> list[Drafted]:
    """The drafts in the same order; a number that is new in the story replaces those that the article no longer has."""
    before = _numbers_before(incident, article, version)
    if not before:
        return list(drafted)
    current = [one for one in drafted if _is_current(one)]
    numbers: dict[_Counted, set[int]] = defaultdict(set)
    for one in current:
        numbers[_counted(one)].add(one.draft.quantity.number or 0)
    replaced: dict[int, list[RelationDraft]] = {}
    for one in current:
        counted, number = _counted(one), one.draft.quantity.number
        old = before.get(counted, {})
        if number not in old and len(numbers[counted] - set(old)) == 1:
            gone = sorted(set(old) - numbers[counted])
            replaced[id(one)] = [RelationDraft(RelationKind.SUPERSEDES, print_) for n in gone for print_ in old[n]]
    return [with_relations(one, replaced.get(id(one), [])) for one in drafted]


def _numbers_before(
    incident: Incident, article: Article, version: ArticleVersion
) -> dict[_Counted, dict[int, list[str]]]:
    """By what is counted and who says so, the numbers that earlier articles of the story tell as current, with the
    fingerprints of their claims. Earlier articles are those that came in before and have no later day."""
    if version.story_id is None or article.published_on is None:
        return {}
    others = Article.objects.filter(
        versions__story=version.story_id, pk__lt=article.pk, published_on__lte=article.published_on
    )
    sources = [other.source_key for other in others.distinct()]
    if not sources:
        return {}
    evidence = Evidence.objects.filter(source__in=sources, presented_as=Presentation.CURRENT)
    claims = Claim.objects.of(incident).filter(
        pk__in=evidence.values("claim"), basis=Basis.EXTRACTED, polarity=Polarity.ASSERTED
    )
    found: dict[_Counted, dict[int, list[str]]] = defaultdict(dict)
    for claim in claims.order_by("pk"):
        number = claim.quantity.number
        if number is not None:
            found[_key(claim.bucket, claim.speaker_key)].setdefault(number, []).append(claim.fingerprint)
    return found


def _is_current(one: Drafted) -> bool:
    draft = one.draft
    counted = draft.bucket.scope in {Scope.TOTAL, Scope.SUBSET, Scope.NOTIFIED}
    return (
        one.presented_as is Presentation.CURRENT
        and counted
        and draft.polarity is Polarity.ASSERTED
        and draft.quantity.number is not None
    )


def _counted(one: Drafted) -> _Counted:
    return _key(one.draft.bucket, one.draft.speaker.key)


def _key(bucket: Bucket, speaker: str) -> _Counted:
    return (bucket.metric, bucket.unit, bucket.currency, bucket.scope, bucket.country, bucket.label, speaker)

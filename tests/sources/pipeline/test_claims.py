"""What mentions claim."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from incidents.ledger import ClaimDraft
from incidents.models import Incident
from incidents.vocabulary import (
    Basis,
    DatePrecision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Presentation,
    RelationKind,
    Scope,
    SpeakerKind,
    Unit,
)
from sources.models import Article, ArticleVersion, Mention
from sources.pipeline.extract.kept_readings import read_to_keep
from sources.pipeline.record.attribution import Attribution
from sources.pipeline.record.claim_drafts import Drafted
from sources.pipeline.record.claims import IN_ADDITION, drafts_of

pytestmark = pytest.mark.django_db


def mention(value: int | None, **values: Any) -> Mention:
    fields: dict[str, Any] = {
        "start": 0,
        "end": 1,
        "quote_start": 0,
        "quote_end": 1,
        "metric": Metric.AFFECTED,
        "unit": Unit.PEOPLE,
        "value": value,
        "low": value,
        "high": value,
        "hedge": Hedge.EXACT,
        "measure": Measure.UNSPECIFIED,
        "modality": Modality.STATED,
        "polarity": Polarity.ASSERTED,
        "scope": Scope.TOTAL,
        "attribution_kind": SpeakerKind.UNATTRIBUTED,
    }
    return Mention(**{**fields, **values})


def drafted(
    incident: Incident, article: Article, version: ArticleVersion, mentions: Sequence[Mention]
) -> list[Drafted]:
    kept = read_to_keep(article, version, mentions)
    return drafts_of(mentions, article=article, version=version, kept=kept, voices=Attribution(incident, kept))


def drafts(incident: Incident, *mentions: Mention) -> list[ClaimDraft]:
    version = ArticleVersion(number=1, text="x", title="t")
    found = drafted(incident, Article(pk=7), version, mentions)
    return [one.draft for one in found]


@pytest.mark.parametrize(
    "unkept",
    [
        mention(None),
        mention(None, low=5, high=3),
        mention(5, unit=Unit.MONEY),
        mention(5, currency="EUR"),
    ],
    ids=["no number", "ends crossed", "money without a currency", "a currency without money"],
)
def test_what_no_claim_can_hold_is_left_out_and_the_rest_kept(incident: Incident, unkept: Mention) -> None:
    assert [draft.quantity.number for draft in drafts(incident, unkept, mention(7000))] == [7000]


@pytest.mark.parametrize(
    ("fields", "country", "label"),
    [
        ({"scope": Scope.TOTAL, "country": "GB", "scope_text": "in Britain"}, "", ""),
        ({"scope": Scope.SUBSET, "country": "GB", "scope_text": "British users"}, "GB", ""),
        ({"scope": Scope.SUBSET, "scope_text": "Health Claims"}, "", "health claims"),
    ],
)
def test_a_subset_is_named_by_its_country_or_else_by_its_words(
    incident: Incident, fields: dict[str, Any], country: str, label: str
) -> None:
    [draft] = drafts(incident, mention(7000, **fields))
    assert (draft.bucket.country, draft.bucket.label) == (country, label)


def test_a_number_told_of_one_country_is_of_that_country_when_it_is_told_short(incident: Incident) -> None:
    first, short = drafts(
        incident, mention(15_000, scope=Scope.SUBSET, country="GB", scope_text="britons"), mention(15_000)
    )
    assert (short.bucket.scope, short.bucket.country) == (first.bucket.scope, "GB")


def test_a_number_told_of_two_countries_stays_as_it_is_told(incident: Incident) -> None:
    *_, short = drafts(
        incident,
        mention(15_000, scope=Scope.SUBSET, country="GB"),
        mention(15_000, scope=Scope.SUBSET, country="FR"),
        mention(15_000),
    )
    assert (short.bucket.scope, short.bucket.country) == (Scope.TOTAL, "")


@pytest.mark.parametrize("words", ["of these,", "of which", "among them", "including", "out of the total"])
def test_a_part_without_a_name_is_no_group_of_its_own(incident: Incident, words: str) -> None:
    whole, part = drafts(incident, mention(15_000), mention(400, scope=Scope.SUBSET, scope_text=words))
    assert (part.bucket, part.evidence and part.evidence.presented_as) == (whole.bucket, Presentation.PART)


def test_an_earlier_figure_is_the_claim_that_it_was_as_the_current_one(incident: Incident) -> None:
    [now] = drafts(incident, mention(15_000))
    [then] = drafts(incident, mention(15_000, scope=Scope.SUPERSEDED))
    assert now.fingerprint == then.fingerprint
    assert [one.evidence and one.evidence.presented_as for one in (now, then)] == [
        Presentation.CURRENT,
        Presentation.EARLIER,
    ]


def test_an_increment_points_to_the_total_that_it_adds_to(incident: Incident) -> None:
    added = mention(2, scope=Scope.DELTA, relation={"type": "additional", "target": 9})
    total, increment = drafts(incident, mention(9), added)
    assert [(one.kind, one.target) for one in increment.relations] == [(RelationKind.INCREMENTS, total.fingerprint)]


@pytest.mark.parametrize(
    ("added", "scope", "country", "label"),
    [
        ({"relation": {"type": "additional"}}, Scope.SUBSET, "", IN_ADDITION),
        ({"relation": None}, Scope.SUBSET, "", IN_ADDITION),
        ({"relation": {"type": "additional", "target": 7}}, Scope.SUBSET, "", IN_ADDITION),
        ({"relation": {"type": "additional", "target": 9}, "country": "CA"}, Scope.SUBSET, "CA", ""),
        ({"relation": {"type": "additional", "target": 9}}, Scope.DELTA, "", ""),
        ({"relation": {"type": "more_than_previous", "implies_previous": 7}}, Scope.DELTA, "", ""),
    ],
    ids=[
        "to no total",
        "to nothing",
        "to no total in its unit",
        "of another country",
        "to a total",
        "to what was told",
    ],
)
def test_an_increase_of_no_total_that_is_told_is_a_part(
    incident: Incident, added: dict[str, Any], scope: Scope, country: str, label: str
) -> None:
    increase = drafts(incident, mention(9), mention(2, scope=Scope.DELTA, **added))[1]
    bucket = increase.bucket
    assert (bucket.scope, bucket.country, bucket.label) == (scope, country, label)


def test_a_revision_supersedes_the_figure_that_it_names(incident: Incident) -> None:
    earlier = mention(4, scope=Scope.SUPERSEDED, relation={"type": "revised_from", "target": 9})
    new, old = drafts(incident, mention(9), earlier)
    assert [(one.kind, one.target) for one in new.relations] == [(RelationKind.SUPERSEDES, old.fingerprint)]


def test_an_implied_figure_that_is_also_told_is_not_derived(incident: Incident) -> None:
    more = mention(37, scope=Scope.DELTA, relation={"type": "more_than_previous", "implies_previous": 50, "target": 87})
    found = drafts(incident, mention(87), more, mention(50, scope=Scope.SUPERSEDED))
    assert not [draft for draft in found if draft.basis is Basis.DERIVED]
    assert [one.target for one in found[0].relations] == [found[2].fingerprint]


def test_a_figure_told_late_was_said_on_the_day_that_the_text_tells(incident: Incident) -> None:
    text = "In March the chain had spoken of 15,000 patients, it reported."
    earlier = mention(15_000, scope=Scope.SUPERSEDED, quote_end=len(text))
    version = ArticleVersion(number=1, text=text, title="t")
    article = Article(pk=7, published_on=dt.date(2031, 6, 1))
    [one] = drafted(incident, article, version, [earlier])
    assert (one.draft.claimed_on, one.draft.claimed_precision) == (dt.date(2031, 3, 1), DatePrecision.MONTH)
    earlier.scope = Scope.TOTAL
    [one] = drafted(incident, article, version, [earlier])
    assert one.draft.claimed_on is None

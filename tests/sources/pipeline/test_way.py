"""The way of an article, from its text to a figure."""

import datetime as dt

import pytest
from django.contrib.auth.models import User

from incidents import ledger
from incidents.models import Claim, Event, EventType, Figure, Incident
from incidents.vocabulary import Basis, Decision, FigureStatus, Metric, Polarity, RelationKind, Scope, SpeakerKind
from sources import extraction
from sources.models import Article, ArticleState, ArticleVersion, Coverage, CoverageState, Story
from sources.pipeline import advance, confirm_coverage, covering, link_coverage, outdated, reextract, reject_coverage
from tests.sources.pipeline.conftest import Tell

FIRST = (
    "Brightwater said on Monday that hackers had stolen data of 1.2 million patients. The chain of clinics has closed "
    "the portal through which they came in and wrote to everybody concerned, and it works with the police. Names and "
    "dates of birth were in the records, while payment data was kept elsewhere."
)


def best(incident: Incident, metric: Metric = Metric.AFFECTED) -> int | None:
    return Figure.objects.get(incident=incident, metric=metric).best


def test_an_article_goes_from_text_to_figure(incident: Incident, tell: Tell) -> None:
    article = tell(FIRST, url="https://gazette.example/1")
    assert article.state == ArticleState.DONE
    claim = Claim.objects.get()
    assert (claim.value, claim.speaker_kind) == (1_200_000, SpeakerKind.RESPONSIBLE_PARTY)
    assert claim.speaker_party is not None
    assert claim.speaker_party.name == "Brightwater Inc."
    [evidence] = claim.evidence.all()
    assert evidence.source == article.source_key
    assert evidence.quote == FIRST.partition(" The chain")[0]
    assert article.versions.get().mentions.get().claim == claim
    assert best(incident) == 1_200_000
    kinds = list(Event.objects.values_list("type", flat=True))
    assert kinds[1:] == [EventType.COVERAGE_LINKED, EventType.CLAIM_RECORDED, EventType.FIGURE_CHANGED]


def test_going_the_way_again_changes_nothing(incident: Incident, tell: Tell) -> None:
    article = tell(FIRST)
    events = Event.objects.count()
    assert advance(article.pk) is None
    assert reextract(Article.objects.all()) == 1
    assert advance(article.pk) == ArticleState.DONE
    assert Event.objects.count() == events
    assert Claim.objects.count() == 1


def test_a_syndicated_copy_is_one_story(incident: Incident, tell: Tell) -> None:
    tell(FIRST, url="https://gazette.example/1")
    tell("From our partners at the Gazette.\n\n" + FIRST, url="https://post.example/1", day=1)
    claim = Claim.objects.get()
    assert (claim.evidence.count(), claim.stories, Story.objects.count()) == (2, 1, 1)


def test_a_twin_from_one_template_about_another_organisation_says_nothing_of_it(incident: Incident, tell: Tell) -> None:
    below = (
        "If you think that you are among those hit, ask the three bureaus to freeze your credit. It costs nothing, "
        "and nobody can open an account in your name while it lasts. Sign up for our letter on data and the law, which "
        "comes on Fridays. This is a developing story, and we add to it when more is known to us."
    )
    lead = "{} said on Monday that hackers had stolen the data of {} customers from it.\n\n" + below
    title = "{} breach exposes data of {} customers"
    tell(lead.format("Brightwater", "21,500"), title=title.format("Brightwater", "21,500"))
    assert best(incident) == 21_500
    twin = tell(lead.format("Braemar Tyres", "330,000"), title=title.format("Braemar Tyres", "330,000"), day=1)
    assert twin.versions.get().story != ArticleVersion.objects.earliest("pk").story
    assert not Coverage.objects.filter(article=twin, incident=incident).exists()
    assert best(incident) == 21_500


def test_an_independent_report_is_another_story(incident: Incident, tell: Tell) -> None:
    tell(FIRST)
    tell("Data of 1.2 million patients was stolen, Brightwater said. A lawyer in the capital gathers plaintiffs.")
    assert Claim.objects.get().stories == 2


def test_a_changed_text_is_a_new_version_and_takes_back_what_it_no_longer_says(incident: Incident, tell: Tell) -> None:
    tell(FIRST, url="https://gazette.example/1")
    article = tell(FIRST.replace("1.2 million", "1.4 million"), url="https://gazette.example/1")
    assert [version.number for version in article.versions.all()] == [1, 2]
    assert best(incident) == 1_400_000
    assert Claim.objects.get(value=1_200_000).evidence.count() == 0
    assert Event.objects.filter(type=EventType.ARTICLE_CHANGED).count() == 1


def test_a_difference_gives_a_derived_claim_of_the_earlier_figure(incident: Incident, tell: Tell) -> None:
    tell("Brightwater said that data of 3 million patients was stolen. That is 1 million more than reported before.")
    derived = Claim.objects.get(basis=Basis.DERIVED)
    assert derived.value == 2_000_000
    assert derived.evidence.get().quote == ""
    relation = derived.related_by.get()
    assert (relation.kind, relation.claim.value) == (RelationKind.SUPERSEDES, 3_000_000)
    assert best(incident) == 3_000_000


def test_groups_that_are_all_of_them_give_a_derived_claim_of_their_sum(incident: Incident, tell: Tell) -> None:
    tell("Brightwater said that data of 3 million current patients and 5 million former patients was stolen.")
    whole = Claim.objects.get(basis=Basis.DERIVED)
    assert (whole.value, whole.scope, whole.speaker_party.name) == (8_000_000, Scope.TOTAL, "Brightwater Inc.")
    assert {row.kind for row in whole.related_by.all()} == {RelationKind.SUBSET_OF}
    figures = Figure.objects.filter(incident=incident, scope=Scope.TOTAL)
    assert figures.get().best == 8_000_000
    tell("Brightwater now counts 8.2 million patients whose data was stolen.", day=2)
    assert figures.get().best == 8_200_000


def test_a_denial_is_tied_to_what_it_denies_and_disputes_the_figure(incident: Incident, tell: Tell) -> None:
    tell("Brightwater said that data of 3 million patients was stolen and passed on to Hollow Fern.")
    tell("Hollow Fern said that it received data of 1 million patients of Brightwater, not 3 million.", day=1)
    denial = Claim.objects.get(polarity=Polarity.DENIED)
    assert denial.speaker_party is not None
    assert denial.speaker_party.name == "Hollow Fern"
    assert denial.relations.get(kind=RelationKind.DENIES).target.value == 3_000_000
    figure = Figure.objects.get(incident=incident, metric=Metric.AFFECTED)
    assert (figure.best, figure.status) == (3_000_000, FigureStatus.DISPUTED)


@pytest.mark.parametrize(
    ("words", "currency", "minor"),
    [("£500,000", "GBP", 50_000_000), ("¥500,000", "JPY", 500_000), ("$1.5 million", "USD", 150_000_000)],
)
def test_money_is_kept_in_minor_units(incident: Incident, tell: Tell, words: str, currency: str, minor: int) -> None:
    tell(f"The regulator fined Brightwater {words} over the data breach at its clinics.")
    claim = Claim.objects.get(metric=Metric.FINE)
    assert (claim.value, claim.currency) == (minor, currency)


def test_an_article_about_something_else_claims_nothing(incident: Incident, tell: Tell) -> None:
    article = tell("The ferries carried 1.2 million passengers this winter.", title="Ferries are full")
    assert article.state == ArticleState.DONE
    assert not Coverage.objects.exists()
    assert not Claim.objects.exists()


def test_suggested_coverage_counts_once_a_curator_confirms_it(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell(FIRST, day=300, title="A look back at thefts of data from clinics")
    coverage = article.coverage.get()
    assert coverage.state == CoverageState.SUGGESTED
    assert not Claim.objects.exists()
    confirm_coverage(coverage.pk, user=curator, note="It is about this one.")
    events = Event.objects.count()
    confirm_coverage(coverage.pk, user=curator, note="It is about this one.")
    assert best(incident) == 1_200_000
    assert Event.objects.count() == events
    assert coverage.history.latest().history_user == curator


def test_rejected_coverage_takes_its_claims_back_and_stays_rejected(
    incident: Incident, tell: Tell, curator: User
) -> None:
    article = tell(FIRST)
    reject_coverage(article.coverage.get().pk, user=curator, note="Another Brightwater.")
    assert Figure.objects.get(incident=incident).status == FigureStatus.UNKNOWN
    reextract(Article.objects.all())
    advance(article.pk)
    assert article.coverage.get(incident=incident).state == CoverageState.REJECTED
    assert Figure.objects.get(incident=incident).status == FigureStatus.UNKNOWN


def test_a_curator_can_link_what_matching_did_not_see(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell("Data of 1.5 million patients was stolen from the chain of clinics.", title="Clinics hacked")
    assert not article.coverage.exists()
    link_coverage(article, incident, user=curator, note="It means Brightwater.")
    assert best(incident) == 1_500_000


def test_reading_anew_keeps_a_curators_pin(incident: Incident, tell: Tell, curator: User) -> None:
    article = tell(FIRST, url="https://gazette.example/1")
    claim = Claim.objects.get()
    ledger.review_claim(claim.pk, Decision.PIN, reason="Confirmed by mail.", actor=ledger.Actor.of(curator))
    tell(FIRST.replace("1.2 million", "1.4 million"), url="https://gazette.example/1")
    assert best(incident) == 1_200_000
    reextract(Article.objects.all())
    advance(article.pk)
    assert best(incident) == 1_200_000
    assert Claim.objects.get(pk=claim.pk).decision == Decision.PIN


def test_what_another_extractor_read_is_outdated(incident: Incident, tell: Tell) -> None:
    article = tell(FIRST)
    assert not outdated().exists()
    ArticleVersion.objects.update(extractor_version="0.1")
    assert list(outdated()) == [article]
    reextract(outdated())
    advance(article.pk)
    assert ArticleVersion.objects.get().extractor_version == extraction.VERSION
    assert list(covering(incident)) == [article]


def test_coverage_follows_an_incident_that_was_merged(incident: Incident, tell: Tell) -> None:
    tell(FIRST)
    kept = ledger.open_incident(
        ledger.IncidentDraft(title="Clinics breach", disclosed_on=dt.date(2031, 5, 5)), actor=ledger.SYSTEM
    )
    ledger.merge_incidents(keep=kept.pk, absorb=incident.pk, reason="One event.", actor=ledger.SYSTEM)
    events = Event.objects.count()
    reextract(covering(kept))
    advance(Article.objects.get().pk)
    assert Claim.objects.get().incident == kept
    assert Event.objects.count() == events


def test_a_title_vouches_for_its_number_and_says_whose_it_is(incident: Incident, tell: Tell) -> None:
    text = "It has taken a week, and the picture is clearer now. Together that is 43,000. The police have a lead."
    tell(text, title="Brightwater data breach: hackers stole data of 43,000 patients, company says")
    claim = Claim.objects.get()
    assert (claim.value, claim.speaker_party and claim.speaker_party.name) == (43_000, "Brightwater Inc.")

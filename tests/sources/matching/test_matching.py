"""Which incidents an article is about: invented companies only."""

import datetime as dt
import math
from dataclasses import replace

import pytest

from incidents.vocabulary import Role
from sources.pipeline.match.incident_profile import MatchVerdict, PartyNames, Profile, Proposal
from sources.pipeline.match.matching import match
from tests.sources.matching.article_in_words import ArticleInWords

DISCLOSED = dt.date(2021, 8, 16)
QMOBILE = PartyNames("Q-Mobile", Role.CONTROLLER, frozenset({"q mobile"}))
BREACH = Profile(
    incident_id=1,
    title="Q-Mobile 2021 customer file breach",
    parties=(QMOBILE, PartyNames("Night Heron", Role.THREAT_ACTOR, frozenset({"night heron"}))),
    disclosed_on=DISCLOSED,
    years=frozenset({2021}),
    figures=frozenset({("", 47_800_000)}),
)
EARLIER = replace(
    BREACH,
    incident_id=2,
    title="Q-Mobile 2019 voicemail breach",
    parties=(QMOBILE,),
    disclosed_on=dt.date(2019, 11, 4),
    years=frozenset({2019}),
    figures=frozenset({("", 1_100_000)}),
)
OTHER = Profile(
    incident_id=3,
    title="Bramble Bank breach",
    parties=(PartyNames("Bramble Bank", Role.CONTROLLER, frozenset({"bramble bank"})),),
    disclosed_on=dt.date(2021, 8, 1),
    years=frozenset({2021}),
)
FIRST_NEWS = ArticleInWords(
    title="Q-Mobile looks into claims of a data breach",
    text="Q-Mobile said on Monday that it is looking into claims that hackers stole records of its customers.",
    published=DISCLOSED,
)


def found(reading: ArticleInWords, *profiles: Profile) -> dict[int, Proposal]:
    proposals = match(reading.as_read(), profiles, confirm_threshold=0.5, suggest_threshold=0.1)
    return {proposal.incident_id: proposal for proposal in proposals}


def verdicts(reading: ArticleInWords, *profiles: Profile) -> dict[int, MatchVerdict]:
    return {pk: proposal.verdict for pk, proposal in found(reading, *profiles).items()}


def test_the_first_news_of_a_breach_is_confirmed() -> None:
    assert verdicts(FIRST_NEWS, BREACH, OTHER) == {1: MatchVerdict.CONFIRMED}


def test_every_point_of_a_score_has_its_reason() -> None:
    proposal = found(FIRST_NEWS, BREACH)[1]
    odds = math.exp(sum(reason.weight for reason in proposal.reasons))
    assert odds / (1 + odds) == pytest.approx(proposal.score, abs=0.01)
    assert [reason.name for reason in proposal.reasons] == ["victim", "topic", "day", "beside the others"]
    assert all(reason.detail for reason in proposal.reasons)


@pytest.mark.parametrize(
    ("title", "text", "days"),
    [
        ("Q-Mobile opens shops", "Q-Mobile opens forty shops this spring and hires two hundred people.", 10),
        ("Bees return to the valley", "The hives are full again, and the q mobile of the children hums.", 0),
        ("A storm is coming", "Close the shutters on Friday.", 0),
    ],
    ids=["same company, another matter", "not a name", "nobody"],
)
def test_what_is_about_nothing_of_the_kind_is_left_alone(title: str, text: str, days: int) -> None:
    proposals = verdicts(ArticleInWords(title, text, DISCLOSED + dt.timedelta(days)), BREACH)
    assert MatchVerdict.CONFIRMED not in proposals.values()


def test_news_from_before_the_disclosure_is_about_something_else() -> None:
    assert verdicts(replace(FIRST_NEWS, published=dt.date(2021, 3, 1)), BREACH) == {}


def test_the_same_companys_other_breach_is_not_confirmed() -> None:
    new = ArticleInWords(
        title="Q-Mobile reports a new data breach",
        text="Q-Mobile said that hackers stole records through an interface for partners. It is a separate incident.",
        published=dt.date(2023, 1, 20),
        figures=frozenset({("", 37_000_000)}),
    )
    assert MatchVerdict.CONFIRMED not in verdicts(new, BREACH, EARLIER).values()


def test_of_two_breaches_of_one_company_the_year_decides() -> None:
    article = ArticleInWords(
        title="Q-Mobile fined over the breach of 2019",
        text="The regulator fined Q-Mobile over the data breach of 2019, in which voicemail of customers leaked.",
        published=dt.date(2021, 9, 1),
    )
    assert verdicts(article, BREACH, EARLIER)[2] is MatchVerdict.CONFIRMED
    assert verdicts(article, BREACH, EARLIER).get(1) is not MatchVerdict.CONFIRMED


def test_a_figure_that_is_claimed_of_it_ties_a_late_article_to_it() -> None:
    late = ArticleInWords(
        title="Q-Mobile customers can now file claims",
        text="People whose data was stolen in the Q-Mobile hack may ask for money until June; records of them leaked.",
        published=dt.date(2023, 2, 1),
        figures=frozenset({("", 47_800_000)}),
    )
    newer = replace(EARLIER, disclosed_on=dt.date(2022, 9, 1), title="Q-Mobile voicemail breach", years=frozenset())
    assert verdicts(replace(late, figures=frozenset()), BREACH, newer).get(1) is not MatchVerdict.CONFIRMED
    assert verdicts(late, BREACH, newer)[1] is MatchVerdict.CONFIRMED


def test_a_breach_told_for_comparison_is_suggested_at_most() -> None:
    compared = ArticleInWords(
        title="Bramble Bank loses account data",
        text="Bramble Bank told customers that account data was stolen. " * 5
        + "Only in August, Night Heron had stolen data of Q-Mobile.",
        published=dt.date(2021, 8, 30),
        figures=frozenset({("", 47_800_000)}),
    )
    assert verdicts(compared, BREACH, OTHER) == {3: MatchVerdict.CONFIRMED, 1: MatchVerdict.SUGGESTED}


def test_a_round_up_that_names_both_in_its_title_is_about_both() -> None:
    both = ArticleInWords(
        title="Breaches at Q-Mobile and Bramble Bank",
        text="Hackers stole data of Q-Mobile. Hackers stole data of Bramble Bank.",
        published=dt.date(2021, 8, 17),
    )
    assert verdicts(both, BREACH, OTHER) == {1: MatchVerdict.CONFIRMED, 3: MatchVerdict.CONFIRMED}


def test_two_breaches_told_together_are_both_told_where_each_is_called_by_its_title() -> None:
    files = replace(BREACH, title="Q-Mobile breach of payroll files")
    voices = replace(BREACH, incident_id=2, title="Q-Mobile breach of voicemail records")
    text = "Q-Mobile said that data was stolen: payroll files in one, voicemail in the other."
    both = replace(FIRST_NEWS, text=f"{text} The two breaches hit all.")
    assert verdicts(both, files, voices) == {1: MatchVerdict.CONFIRMED, 2: MatchVerdict.CONFIRMED}
    only_recalled = replace(FIRST_NEWS, text="Q-Mobile said that voicemail was stolen, not payroll data.")
    assert verdicts(only_recalled, files, voices) == {1: MatchVerdict.SUGGESTED, 2: MatchVerdict.CONFIRMED}


def test_a_breach_that_is_only_recalled_with_its_year_and_figure_is_not_told() -> None:
    recalled = ArticleInWords(
        title="Q-Mobile loses customer file",
        text="Q-Mobile said that hackers stole data of 47.8 million people. In 2019 it had lost that of 1.1 million.",
        published=DISCLOSED + dt.timedelta(days=5),
        figures=frozenset({("", 47_800_000), ("", 1_100_000)}),
    )
    assert verdicts(recalled, BREACH, EARLIER) == {1: MatchVerdict.CONFIRMED, 2: MatchVerdict.SUGGESTED}


BOTH = ArticleInWords(
    title="Q-Mobile in court over breaches of 2019 and 2021",
    text="Customers sued Q-Mobile over data that was stolen from 47.8 million people, and from 1.1 million before.",
    published=dt.date(2022, 2, 1),
    figures=frozenset({("", 47_800_000), ("", 1_100_000)}),
)


def test_two_breaches_told_together_are_both_told_by_their_years_and_a_figure_each() -> None:
    assert verdicts(BOTH, BREACH, EARLIER) == {1: MatchVerdict.CONFIRMED, 2: MatchVerdict.CONFIRMED}
    mixed_up = replace(EARLIER, figures=frozenset({("", 47_800_000)}))
    one_figure = replace(BOTH, figures=frozenset({("", 47_800_000)}))
    assert list(verdicts(one_figure, BREACH, mixed_up).values()).count(MatchVerdict.CONFIRMED) == 1


def test_the_breach_that_an_article_counts_from_is_not_the_one_it_tells() -> None:
    third = ArticleInWords(
        title="Q-Mobile reports a third breach",
        text="Q-Mobile said that data of 88,000 people was stolen. It is the third breach since 2019.",
        published=dt.date(2020, 9, 1),
    )
    early = replace(EARLIER, disclosed_on=dt.date(2020, 8, 1))
    assert MatchVerdict.CONFIRMED not in verdicts(replace(third, title="Q-Mobile loses data"), early).values()
    article = replace(third, title="Third Q-Mobile breach", published=DISCLOSED + dt.timedelta(days=9))
    assert verdicts(article, BREACH, EARLIER) == {1: MatchVerdict.CONFIRMED}


def test_the_newest_of_an_organisations_known_breaches_is_the_new_one_for_some_weeks() -> None:
    new = replace(FIRST_NEWS, title="Customers angry at Q-Mobile after new breach")
    for days, verdict in ((9, MatchVerdict.CONFIRMED), (90, MatchVerdict.SUGGESTED)):
        reached = verdicts(replace(new, published=DISCLOSED + dt.timedelta(days=days)), BREACH, EARLIER)
        assert reached.get(1, MatchVerdict.SUGGESTED) is verdict
    other = replace(new, title="Q-Mobile hit by unrelated breach", published=DISCLOSED + dt.timedelta(days=9))
    assert MatchVerdict.CONFIRMED not in verdicts(other, BREACH, EARLIER).values()


def test_a_copy_is_about_what_its_story_was_found_to_be_about_however_well_another_incident_fits() -> None:
    copied = replace(EARLIER, copied=True)
    assert found(FIRST_NEWS, BREACH)[1].score > 0.80
    assert verdicts(FIRST_NEWS, BREACH, copied) == {1: MatchVerdict.SUGGESTED, 2: MatchVerdict.CONFIRMED}
    both = verdicts(FIRST_NEWS, replace(BREACH, copied=True), copied)
    assert both == {1: MatchVerdict.CONFIRMED, 2: MatchVerdict.CONFIRMED}
    opened = verdicts(FIRST_NEWS, BREACH, replace(copied, candidate=True))
    assert opened == {1: MatchVerdict.SUGGESTED, 2: MatchVerdict.CONFIRMED}
    decided = verdicts(FIRST_NEWS, replace(BREACH, decided=True), copied)
    assert decided == {1: MatchVerdict.CONFIRMED, 2: MatchVerdict.SUGGESTED}


def test_the_order_of_the_incidents_does_not_matter() -> None:
    forth = match(FIRST_NEWS.as_read(), [BREACH, EARLIER, OTHER], confirm_threshold=0.5, suggest_threshold=0)
    back = match(FIRST_NEWS.as_read(), [OTHER, EARLIER, BREACH], confirm_threshold=0.5, suggest_threshold=0)
    assert forth == back


def test_an_article_without_a_day_is_matched_by_the_rest() -> None:
    article = replace(FIRST_NEWS, published=None, text=FIRST_NEWS.text + " Night Heron boasted of it.")
    assert verdicts(article, BREACH)[1] is MatchVerdict.SUGGESTED

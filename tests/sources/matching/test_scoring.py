"""What speaks for and against an incident: each rule by an article that it decides. Invented companies only."""

import datetime as dt
from dataclasses import replace

import pytest

from incidents.vocabulary import IncidentKind, Role
from sources.pipeline.match.incident_profile import PartyNames, Profile, ScoredIncident
from sources.pipeline.match.scoring import score_all
from tests.sources.matching.article_in_words import ArticleInWords

DISCLOSED = dt.date(2021, 8, 16)
BREACH = Profile(
    incident_id=1,
    title="Harrow Lane 2021 loyalty card breach",
    parties=(
        PartyNames("Harrow Lane", Role.CONTROLLER, frozenset({"harrow lane", "harrow"})),
        PartyNames("Night Heron", Role.THREAT_ACTOR, frozenset({"night heron"})),
    ),
    disclosed_on=DISCLOSED,
    years=frozenset({2020}),
    months=frozenset({(2020, 11), (2021, 8)}),
    figures=frozenset({("", 47_800_000), ("GBP", 18_339_000_000)}),
)
LATER = DISCLOSED + dt.timedelta(days=300)


def weighed(
    text: str, title: str = "", day: dt.date | None = DISCLOSED, profile: Profile = BREACH, **signs: object
) -> ScoredIncident:
    article = ArticleInWords(title=title, text=text, published=day)
    return score_all(replace(article, **signs).as_read(), [profile])[0]  # type: ignore[arg-type]


def weight_of(one: ScoredIncident, name: str) -> float | None:
    return next((reason.weight for reason in one.reasons if reason.name == name), None)


@pytest.mark.parametrize(
    ("title", "text", "name", "weight"),
    [
        ("Harrow Lane loses data", "Harrow Lane said that hackers came in.", "victim", 0.40),
        ("Hackers take data", "Harrow Lane said that they came in. Harrow Lane is sorry.", "victim", 0.35),
        ("Hackers take data", "Harrow Lane said that they came in.", "victim", 0.30),
        ("Hackers take data", "They came in at night. " * 20 + "Harrow Lane was hit once.", "only mentioned", 0.20),
        ("HL: data is gone", "The chain Harrow Lane said that hackers came in.", "victim", 0.40),
        ("Theft larger than Harrow Lane's", "Harrow Lane lost less, said Bramble Bank.", "victim", 0.35),
        ("Hackers at Harrow Lane", "The chain asks all to call their banks.", "victim", 0.40),
        ("Harrow Lane opens a shop", "Hackers came in elsewhere.", "victim", 0.30),
    ],
    ids=[
        *("in the title", "twice", "once", "late", "its initials head it", "only compared in the title"),
        *("a headline that says it all", "a headline about something else"),
    ],
)
def test_who_is_the_victim_is_seen_by_where_the_name_stands(title: str, text: str, name: str, weight: float) -> None:
    one = weighed(text, title)
    assert one.reasons[0].name == name
    assert one.reasons[0].weight == weight


def test_the_first_word_of_a_name_stands_for_it_where_the_text_has_all_of_it() -> None:
    party = PartyNames("Bramblebank Lowe", Role.CONTROLLER, frozenset({"bramblebank lowe"}))
    profile = replace(BREACH, parties=(party,))
    short = weighed("Hackers came in, Bramblebank Lowe said.", "Bramblebank looks into a hack", profile=profile)
    assert short.reasons[0].weight == 0.40
    never = weighed("Hackers came in, Bramblebank said.", "Bramblebank looks into a hack", profile=profile)
    assert never.reasons == ()
    word = PartyNames("First Lowe", Role.CONTROLLER, frozenset({"first lowe"}))
    common = weighed("Hackers came in, First Lowe said.", "First a hack", profile=replace(BREACH, parties=(word,)))
    assert common.reasons[0].weight == 0.30


def test_a_web_address_names_whom_it_is_named_for() -> None:
    for printed in ("HarrowLane.example", "www.harrowlane.co.uk", "harrow-lane.example", "Shop.HarrowLane.example's"):
        run = "harrow lane" if "-" in printed else "harrowlane"
        site = replace(BREACH, parties=(PartyNames("Harrow Lane", Role.CONTROLLER, frozenset({run})),))
        one = weighed(f"Hackers took data of {printed} on Monday.", f"Hackers at {printed} again", profile=site)
        assert (one.reasons[0].name, one.reasons[0].weight) == ("victim", 0.40)
    word = replace(BREACH, parties=(PartyNames("Gap", Role.CONTROLLER, frozenset({"gap"})),))
    assert weighed("gap.example was hacked through a gap in the wall.", profile=word).reasons[0].name == "victim"
    assert weighed("Hackers came in. Mail help@gap.example about data.", profile=word).reasons == ()


def test_the_beginning_of_anothers_name_is_no_name() -> None:
    party = replace(BREACH, parties=(PartyNames("Larkspur", Role.CONTROLLER, frozenset({"larkspur"})),))
    other = weighed("Hackers took data of Larkspur Studios.", "Larkspur Studios hacked", profile=party)
    assert (other.reasons[0].name, other.score <= 0.60) == ("similar name", True)
    itself = weighed("Hackers took data of Larkspur Studios.", "Larkspur hacked", profile=party)
    assert itself.reasons[0].name == "victim"
    fined = weighed("Over the theft of data it must pay.", "France fines Larkspur 400,000 euros", profile=party)
    assert fined.reasons[0].name == "victim"
    officer = weighed("Hackers came in, Larkspur Chief Dana Reyes said.", "Data stolen", profile=party)
    assert officer.reasons[0].name == "victim"


def test_the_product_by_which_an_incident_is_called_is_as_good_as_who_makes_it() -> None:
    called = replace(BREACH, title="Harrow Lane Journey Planner breach")
    late = " They came in at night." * 20 + " Harrow Lane said nothing."
    text = f"Hackers sell data of the Journey Planner.{late}"
    assert weighed(text, "Is the data on sale?", profile=called).reasons[0].weight == 0.30
    assert weighed(text, "Journey Planner data on sale", profile=called).reasons[0].weight == 0.35
    assert weighed(f"A journey planner was hacked.{late}", profile=called).reasons[0].name == "only mentioned"


def test_the_product_alone_names_an_incident_that_is_called_by_it() -> None:
    called = replace(BREACH, title="12 million logins said to be of Journey Planner")
    assert weighed("Logins of it were stolen.", "Journey Planner hacked", profile=called).reasons[0].weight == 0.35
    assert weighed("Logins of a journey planner were stolen.", profile=called).reasons == ()


def test_what_came_out_these_days_is_told_not_recalled() -> None:
    late = "Data on loyalty was stolen, officials say. " + "They came in at night. " * 20 + "Harrow Lane said nothing."
    assert weighed(late, day=DISCLOSED).score > 0.60
    assert weighed(late, day=DISCLOSED + dt.timedelta(days=30)).score <= 0.60


def test_a_word_of_the_title_that_is_in_a_name_too_tells_what_was_kept() -> None:
    party = PartyNames(
        "Office of Transport Affairs", Role.CONTROLLER, frozenset({"office of transport affairs", "ota"})
    )
    profile = replace(BREACH, title="OTA breach of transport records", parties=(party,))
    office = weighed("The transport office, the Office of Transport Affairs, lost data.", profile=profile)
    assert weight_of(office, "title words") is None
    files = weighed("Transport files of the Office of Transport Affairs were stolen.", profile=profile)
    assert weight_of(files, "title words") == 0.10


def test_an_organisation_that_broke_in_elsewhere_is_not_the_victim() -> None:
    text = "Harrow Lane pays a fine after its staff entered the computers of a rival and took data."
    assert weight_of(weighed(text, "Harrow Lane fined for hacking a rival", day=LATER), "doer") == -0.40
    thief = weighed(text, "Student jailed for hacking Harrow Lane", day=LATER)
    assert weight_of(thief, "doer") is None


def test_a_copy_of_a_story_is_about_what_the_story_is_about() -> None:
    one = weighed("Nobody is named here.", profile=replace(BREACH, copied=True))
    assert (one.score, one.reasons[0].name) == (0.80, "same story")


def test_a_name_that_is_also_a_word_counts_only_where_the_capital_tells() -> None:
    gap = replace(BREACH, parties=(PartyNames("Gap", Role.CONTROLLER, frozenset({"gap"})),))
    essay = weighed("The gap between policy and practice is wide.", "Closing the Gap Between Data and Law", profile=gap)
    news = weighed("A gap in the wall let thieves in, and data of Gap was stolen.", "Thieves at Gap", profile=gap)
    assert essay.score == 0
    assert weight_of(news, "victim") == 0.40


def test_a_name_within_a_longer_known_name_is_not_seen() -> None:
    text = "Harrow Lane Trust said that hackers stole data."
    known = {1: frozenset({"harrow", "harrow lane"}), 2: frozenset({"harrow lane trust"})}
    assert weighed(text, "Data is stolen", parties=known).score == 0
    assert weighed(text, "Data is stolen", parties={1: known[1]}).score > 0


def test_what_only_sounds_like_a_party_can_be_suggested_but_never_confirmed() -> None:
    one = weighed(
        "Harow Lane said in 2020 that Night Heron stole data of 47.8 million loyalty cards.",
        profile=replace(BREACH, similar="harow lane"),
        figures=frozenset({("", 47_800_000)}),
    )
    assert one.reasons[0].name == "similar name"
    assert one.score == 0.60


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hackers stole data of Harrow Lane.", 0.15),
        ("Somebody has the passwords of Harrow Lane.", 0.0),
        ("Harrow Lane opens shops.", -0.40),
        ("The tills of Harrow Lane failed. There is no sign of a cyber attack.", -0.40),
    ],
    ids=["a theft of data", "hardly", "nothing of the kind", "what it was not"],
)
def test_the_topic_is_a_breach_a_leak_or_misuse(text: str, weight: float) -> None:
    assert weight_of(weighed(text), "topic") == weight


def test_a_title_about_breaches_in_general_speaks_against_who_is_named_below_it() -> None:
    text = "After the breach at Harrow Lane the government wants higher fines."
    assert weight_of(weighed(text, "Parliament debates data breaches"), "many") == -0.30
    assert weight_of(weighed(text, "Harrow Lane and other breaches"), "many") is None


def test_another_kind_of_event_speaks_against() -> None:
    scraped = replace(BREACH, kind=IncidentKind.SCRAPING)
    assert weight_of(weighed("Hackers broke in at Harrow Lane.", profile=scraped), "kind") == -0.15
    assert weight_of(weighed("Profiles of Harrow Lane were scraped.", profile=scraped), "kind") is None


@pytest.mark.parametrize(
    ("own", "recalled", "name", "weight"),
    [
        ({("", 47_800_000)}, set(), "figure", 0.25),
        ({("GBP", 18_300_000_000)}, set(), "figure", 0.25),
        ({("USD", 18_339_000_000)}, set(), "figure", None),
        (set(), {("", 47_800_000)}, "recalled", -0.15),
        ({("", 48_900_000)}, set(), "figure", None),
    ],
    ids=["its own", "rounded", "another currency", "recalled of something else", "another number"],
)
def test_a_figure_ties_an_article_to_an_incident_only_as_its_own(
    own: set[tuple[str, int]], recalled: set[tuple[str, int]], name: str, weight: float | None
) -> None:
    one = weighed("Data of Harrow Lane was stolen.", day=LATER, figures=frozenset(own), recalled=frozenset(recalled))
    assert weight_of(one, name) == weight


def test_a_round_figure_agrees_by_chance() -> None:
    round_one = replace(BREACH, figures=frozenset({("", 50_000_000)}))
    one = weighed("Data of Harrow Lane was stolen.", profile=round_one, figures=frozenset({("", 50_000_000)}))
    assert weight_of(one, "figure") == 0.15


def test_a_figure_far_down_may_be_of_what_went_before() -> None:
    own = frozenset({("", 47_800_000)})
    assert weight_of(weighed("Data of Harrow Lane was stolen.", figures=own, far_down=own), "figure") == 0.15


def test_who_tells_of_a_fine_recalls_the_breach_that_it_is_for() -> None:
    signs = {"recalled": frozenset({("", 47_800_000)}), "day": LATER}
    assert weight_of(weighed("Data of Harrow Lane was stolen.", **signs), "recalled") == -0.15  # type: ignore[arg-type]
    assert weight_of(weighed("Harrow Lane was fined over stolen data.", **signs), "recalled") is None  # type: ignore[arg-type]


QUARTER = (
    "Harrow Lane sold more coats. Sales rose. Its profit did, too. Costs of the data breach were low. It hires. Bye."
)


@pytest.mark.parametrize(
    ("title", "text", "signs", "weight"),
    [
        ("Harrow Lane earns more", QUARTER, {}, 0.0),
        ("Harrow Lane earns more", QUARTER, {"figures": frozenset({("", 47_800_000)})}, 0.15),
        ("Harrow Lane earns more after breach", QUARTER, {}, 0.15),
        ("Harrow Lane earns more", f"Hackers came. {QUARTER}", {}, 0.15),
        ("Harrow Lane earns more", "Costs of the data breach were low. It hires.", {}, 0.15),
    ],
    ids=["in passing", "with a count", "in the title", "twice", "short"],
)
def test_what_is_told_in_one_sentence_of_many_is_told_in_passing(
    title: str, text: str, signs: dict[str, object], weight: float
) -> None:
    assert weight_of(weighed(text, title, **signs), "topic") == weight  # type: ignore[arg-type]


def test_a_second_responsible_organisation_ties_as_other_parties_do() -> None:
    both = replace(
        BREACH, parties=(*BREACH.parties, PartyNames("Weir Cards", Role.PROCESSOR, frozenset({"weir cards"})))
    )
    one = weighed("Data of Harrow Lane was stolen at Weir Cards. " * 2, profile=both)
    assert weight_of(one, "other party") == 0.15


def test_news_that_puts_an_earlier_number_right_is_about_what_is_known() -> None:
    assert weight_of(weighed("Data of Harrow Lane was stolen.", updates="2 million more"), "update") == 0.10


def test_a_notice_of_the_organisation_itself_is_about_it() -> None:
    one = weighed("Harrow Lane is sorry that data was stolen.", publisher="Harrow Lane (company notice)")
    assert weight_of(one, "publisher") == 0.15


def test_a_notice_that_names_nobody_is_about_who_publishes_it() -> None:
    own = weighed("We are sorry that data of our guests was stolen.", publisher="Harrow Lane (company notice)")
    assert weight_of(own, "victim") == 0.35
    late = weighed(
        "We are sorry. " * 60 + "Data was stolen from Harrow Lane.", publisher="Harrow Lane (company notice)"
    )
    assert weight_of(late, "victim") == 0.35
    other = weighed("The hotel is sorry that data of its guests was stolen.", publisher="Harrow Lane (company notice)")
    assert weight_of(other, "victim") is None


@pytest.mark.parametrize(("decided", "score"), [(True, 1.0), (False, 0.0)])
def test_a_curators_word_on_the_same_story_is_the_whole_score(*, decided: bool, score: float) -> None:
    one = weighed("Harrow Lane was fined.", profile=replace(BREACH, decided=decided))
    assert one.score == score
    assert [reason.name for reason in one.reasons] == ["curator"]

"""Which incidents are scored for an article: found by the names in its text, through the index of aliases."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents import ledger
from incidents.models import Incident, Involvement, Party
from incidents.vocabulary import IncidentStatus, Role
from sources.models import Article
from sources.pipeline import advance, link_coverage, reject_coverage, submit_text
from sources.pipeline.match import profiles
from sources.pipeline.match.incident_profile import Profile
from sources.pipeline.match.profiles import profiles_for, reading_of

pytestmark = pytest.mark.django_db
DAY = dt.date(2031, 5, 5)


def article(text: str, title: str = "") -> Article:
    return submit_text(text, title=title, published_on=DAY).article


def scored(one: Article) -> list[Profile]:
    version = one.latest_version()
    assert version is not None
    return profiles_for(one, version, reading_of(one, version))


def scored_ids(text: str) -> set[int]:
    return {profile.incident_id for profile in scored(article(text))}


def open_one(name: str, title: str = "A breach", **fields: object) -> Incident:
    involved = [ledger.InvolvementDraft(ledger.known_party(name), Role.CONTROLLER)]
    draft = ledger.IncidentDraft(title=title, involvements=involved, **fields)  # type: ignore[arg-type]
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


def test_an_incident_is_found_by_any_name_of_its_parties() -> None:
    telecom, bank = open_one("Northwind Telecom Group plc"), open_one("Bramble Bank")
    assert scored_ids("Northwind said so.") == {telecom.pk}
    assert scored_ids("It happened at Bramble Bank's branch and at NORTHWIND TELECOM.") == {telecom.pk, bank.pk}
    assert scored_ids("A northwind blew, and the bramble bank was wet.") == set()


def test_an_incident_is_found_by_the_product_in_its_title_where_nobody_who_answers_for_anything_is_named() -> None:
    maker = open_one("Bramble Bank", title="12 million logins said to be of Fernmail", disclosed_on=DAY)
    title = "Warning to Fernmail users as data of 12 million accounts is stolen"
    one = article("Hackers stole the passwords of 12 million Fernmail accounts.", title=title)
    advance(one.pk)
    assert list(one.coverage.values_list("incident", "state")) == [(maker.pk, "confirmed")]


def test_whom_an_article_is_likely_to_tell_of_is_the_victim_wherever_its_name_stands() -> None:
    shop = open_one("Bramble", disclosed_on=DAY - dt.timedelta(days=9))
    text = (
        "President Ada Roe on Tuesday asked for a quick inquiry into the largest data breach that the country knew, "
        "in which more than 30 million customer accounts at the online retailer Bramble Inc. were compromised."
    )
    one = article(text, title="President asks for inquiry into country's biggest data breach")
    advance(one.pk)
    [row] = one.coverage.all()
    assert (row.incident_id, row.state) == (shop.pk, "confirmed")
    assert "it is likely to tell of this organisation" in {reason["detail"] for reason in row.reasons}


@pytest.mark.parametrize("printed", ["BrambleBank", "Bramble-Bank", "Bramblebank"])
def test_a_name_is_known_by_its_letters_whatever_the_spaces(printed: str) -> None:
    incident = open_one("Bramble Bank", disclosed_on=DAY)
    one = article(f"{printed} said on Monday that hackers had stolen data.", title=f"{printed} data breach")
    advance(one.pk)
    assert list(one.coverage.values_list("incident", "state")) == [(incident.pk, "confirmed")]


@pytest.mark.parametrize(
    ("title", "others", "found"),
    [
        ("Bramble data breach hits thousands", (), True),
        ("Data breach hits bramble growers", (), False),
        ("Bramble Pictures data breach hits thousands", (), False),
        ("Bramble data breach hits thousands", ("Bramble Pictures",), False),
    ],
)
def test_a_title_calls_a_party_by_its_first_word_if_no_other_is_called_so(
    title: str, others: tuple[str, ...], *, found: bool
) -> None:
    incident = open_one("Bramble Quarry", disclosed_on=DAY)
    for other in others:
        open_one(other, disclosed_on=DAY)
    one = article("Hackers had stolen data of thousands of customers, it said on Monday.", title=title)
    advance(one.pk)
    assert one.coverage.filter(incident=incident, state="confirmed").exists() is found


def test_two_parties_of_one_incident_share_a_first_word() -> None:
    incident = open_one("Bramble Quarry", disclosed_on=DAY)
    parent = ledger.InvolvementDraft(ledger.known_party("Bramble Motor Works"), Role.CONTROLLER)
    ledger.add_involvement(incident.pk, parent, actor=ledger.SYSTEM)
    one = article("Hackers had stolen data of thousands of customers.", title="Bramble data breach hits thousands")
    advance(one.pk)
    assert list(one.coverage.values_list("incident", "state")) == [(incident.pk, "confirmed")]


@pytest.mark.parametrize(
    ("printed", "found"),
    [("Brambel Bank", True), ("Brumble Bank", True), ("Bramble Bakery", False), ("Bank", False)],
)
def test_a_name_that_is_nearly_a_partys_proposes_its_incidents_and_confirms_none(printed: str, *, found: bool) -> None:
    incident = open_one("Bramble Bank", disclosed_on=DAY)
    one = article(f"{printed} said on Monday that hackers had stolen data.", title=f"{printed} data breach")
    profiles_found = scored(one)
    assert [profile.incident_id for profile in profiles_found] == ([incident.pk] if found else [])
    assert all(profile.similar for profile in profiles_found)
    advance(one.pk)
    assert [row.state for row in one.coverage.filter(incident=incident)] == (["suggested"] if found else [])


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Tamarisk & Strand", "Tamarisk and Strand"),
        ("Tamarisk and Strand", "Tamarisk & Strand"),
        ("Ørskov Broker", "Orskov Broker"),
        ("Lodka", "Łódka"),
        ("Q.R. Haulage", "QR Haulage"),
        ("QR Haulage", "Q.R. Haulage"),
        ("Dept. of Tides", "Department of Tides"),
        ("Q & R", "Q&R"),
        ("Q&R", "Q & R"),
    ],
)
def test_an_incident_is_found_by_another_spelling_of_a_partys_name(name: str, printed: str) -> None:
    incident = open_one(name, disclosed_on=DAY)
    open_one("Somebody Else")
    one = article(
        f"{printed} said on Monday that hackers had stolen data of 5,000 people.", title=f"{printed} data breach"
    )
    assert [profile.incident_id for profile in scored(one)] == [incident.pk]
    assert [bool(profile.similar) for profile in scored(one)] == [False]
    advance(one.pk)
    assert [row.state for row in one.coverage.filter(incident=incident)] == ["confirmed"]
    claim = incident.claims.get()
    assert claim.speaker_party == Party.objects.known_as(printed)


def test_two_names_joined_by_and_are_not_a_name_of_both() -> None:
    harbour, both = open_one("Harbour Dental"), open_one("Reed & Quill")
    assert scored_ids("Harbour and dental staff were told, said Reed and Quill.") == {both.pk}
    assert scored_ids("Harbour Dental and Reed Quill were told.") == {harbour.pk, both.pk}


def test_a_name_that_is_surely_a_partys_asks_for_no_other_that_is_like_it() -> None:
    sure = open_one("Brambel Bank")
    open_one("Bramble Bank")
    assert scored_ids("Brambel Bank lost data.") == {sure.pk}


@pytest.mark.parametrize("printed", ["BrambleBank.example", "www.bramblebank.co.uk", "bramble-bank.example"])
def test_a_name_written_as_a_web_address_is_the_name_itself(printed: str) -> None:
    incident = open_one("Bramble Bank", disclosed_on=DAY)
    one = article(f"{printed} said on Monday that hackers had stolen data.", title=f"{printed} data breach")
    assert [profile.similar for profile in scored(one)] == [""]
    advance(one.pk)
    assert [row.state for row in one.coverage.filter(incident=incident)] == ["confirmed"]


def test_an_acronym_that_an_article_introduces_is_a_name_from_then_on_where_it_is_written_in_capitals() -> None:
    incident = open_one("Office of Wetland Surveys", disclosed_on=DAY)
    assert scored_ids("OWS lost data.") == set()
    fields = article(
        "The Office of Wetland Surveys (OWS) said that hackers stole data.", title="Wetland surveys hacked"
    )
    advance(fields.pk)
    assert [row.state for row in fields.coverage.all()] == ["confirmed"]
    assert scored_ids("OWS lost data.") == scored_ids("The files were OWS's own.") == {incident.pk}
    assert scored_ids("Ows are birds.") == set()


def test_initials_beside_no_full_name_are_nobodys() -> None:
    incident = open_one("Office of Wetland Surveys", disclosed_on=DAY)
    fields = article("OWS said that hackers stole data.", title="Hackers at OWS")
    link_coverage(fields, incident, user=User.objects.create_user("mara"))
    assert not Party.objects.get().aliases.filter(name="OWS").exists()


def test_a_renamed_party_is_found_by_its_new_names_and_not_by_those_taken_away() -> None:
    incident = open_one("Bramble Bank")
    party = Party.objects.get()
    ledger.update_party(party.pk, {"name": "Thistle Bank", "aliases": ["Thistle"]}, actor=ledger.SYSTEM)
    assert scored_ids("Thistle lost data.") == {incident.pk}
    assert scored_ids("Bramble Bank lost data.") == set()


def test_a_merged_incident_is_found_where_it_lives_now_and_alone_again_when_the_merge_is_undone() -> None:
    kept, absorbed = open_one("Bramble Bank"), open_one("Northwind")
    merge = ledger.merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One event.", actor=ledger.SYSTEM)
    assert scored_ids("Northwind lost data.") == {kept.pk}
    ledger.undo_merge(merge.pk, reason="Two after all.", actor=ledger.SYSTEM)
    assert scored_ids("Northwind lost data once more.") == {absorbed.pk}


def test_looking_up_takes_as_many_queries_however_many_incidents_there_are() -> None:
    def queries(text: str) -> int:
        one = article(text)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            scored(one)
        return len(captured)

    open_one("Bramble Bank")
    few = queries("Bramble Bank lost data of 5,000 customers.")
    for number in range(30):
        open_one(f"Northwind {number}", title=f"Breach {number}")
    assert queries("Bramble Bank, Northwind 7 and Northwind 9 lost data of 6,000 customers.") == few


def test_a_very_common_name_brings_along_only_what_could_win(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "MOST_INCIDENTS", 20)
    monkeypatch.setattr(profiles, "_OF_EACH_SORT", 5)
    first = open_one("Meridian", title="The first", disclosed_on=dt.date(2001, 2, 3), occurred_on=dt.date(2000, 6, 1))
    party = Party.objects.get()
    days = [DAY - dt.timedelta(days=10 * number) for number in range(100)]
    rows = [Incident(title=f"Number {at}", slug=f"n-{at}", disclosed_on=day) for at, day in enumerate(days)]
    made = Incident.objects.bulk_create(rows)
    Involvement.objects.bulk_create([Involvement(incident=one, party=party, role=Role.CONTROLLER) for one in made])
    rare = open_one("Larkspur")
    found = scored_ids("Meridian and Larkspur lost data.")
    assert found == {rare.pk, *(one.pk for one in made[:5])}
    assert first.pk in scored_ids("Meridian recalled the theft of June 2000.")


def test_a_curators_word_on_another_article_of_the_story_comes_along(curator: User) -> None:
    incident = open_one("Bramble Bank", disclosed_on=DAY)
    text = "Bramble Bank said on Monday that hackers had stolen data of its customers, and that it is sorry for that."
    first = article(text, title="Bramble Bank data breach")
    advance(first.pk)
    reject_coverage(first.coverage.get().pk, user=curator, note="Another bank of that name.")
    [profile] = scored(article(text + " It wrote to all.", title="Bank loses data"))
    assert (profile.incident_id, profile.decided) == (incident.pk, False)


def test_a_copy_cut_short_is_about_what_the_whole_story_was_found_to_be_about() -> None:
    incident = open_one("Bramble Bank", disclosed_on=DAY)
    text = (
        "Hackers had stolen data of all customers of a bank, officials said on Monday, and nobody knows who they are."
    )
    first = article(f"{text} It is Bramble Bank, which said that it is sorry.", title="Data breach at Bramble Bank")
    advance(first.pk)
    [profile] = scored(article(text, title="Bank loses data"))
    assert (profile.incident_id, profile.copied) == (incident.pk, True)


def test_what_was_dismissed_is_told_apart() -> None:
    open_one("Bramble Bank", status=IncidentStatus.REJECTED)
    [profile] = scored(article("Bramble Bank lost data."))
    assert profile.dismissed

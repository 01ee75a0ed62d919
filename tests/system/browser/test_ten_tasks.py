"""The ten tasks of a curator's day, by mouse and by keys, in a real browser: each within its clicks and keys."""

import os
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from incidents.models import Claim, EventsRead, Figure, Incident, SavedView, TriageLease
from incidents.vocabulary import Decision, FigureStatus, SpeakerKind, Unit
from sources.models import Article, Coverage, CoverageState
from tests.system.browser.conftest import Hand, Sits
from tests.system.browser.newsroom import morning


def change(name: str, pk: int) -> str:
    return reverse(f"admin:{name}_change", args=[pk])


def test_ten_suggestions_are_confirmed_with_ten_keys_after_one_click(hand: Hand) -> None:
    morning(suggestions=12)
    hand.open("/admin/")
    hand.click("text=Decide one by one")
    for left in range(12, 2, -1):
        hand.page.wait_for_selector(f".triage-count strong:text-is('{left}')")
        hand.press("c")
    hand.page.wait_for_selector(".triage-count strong:text-is('2')")
    assert (hand.clicks, hand.keys) == (1, 10)
    assert Coverage.objects.filter(state=CoverageState.CONFIRMED).count() == 10
    hand.press("u")
    hand.page.wait_for_selector(".triage-count strong:text-is('3')")
    assert Coverage.objects.filter(state=CoverageState.CONFIRMED).count() == 9


def test_a_suggestion_is_rejected_and_given_to_another_incident_by_keys(hand: Hand) -> None:
    morning(suggestions=2)
    hand.open(reverse("admin:sources_coverage_triage"))
    hand.press("r")
    hand.page.keyboard.type("Another railway")
    hand.press("Enter")
    hand.page.wait_for_selector(".triage-count strong:text-is('1')")
    hand.press("o")
    hand.page.keyboard.type("harbour")
    hand.page.wait_for_selector(".proposed li[aria-selected=true]")
    hand.press("Enter")
    hand.press("Tab")
    hand.page.keyboard.type("The ferries")
    hand.press("Enter")
    hand.page.wait_for_selector("text=Nothing waits here")
    assert hand.clicks == 0
    assert Coverage.objects.get(state=CoverageState.CONFIRMED).incident.title == "Harbour Ferries passes"
    assert Coverage.objects.filter(state=CoverageState.REJECTED).count() == 2


def test_unit_and_speaker_of_a_claim_are_corrected_in_four_clicks(hand: Hand) -> None:
    incident = morning(suggestions=1)[0]
    claim = Claim.objects.get(incident=incident, value=30_000_000)
    hand.open(change("incidents_incident", incident.pk))
    hand.click(f"a[href^='{reverse('admin:incidents_claim_correct', args=[claim.pk])}']")
    shown = {name: hand.page.is_visible(f"#id_{name}") for name in ("value", "currency", "low", "scope_country")}
    assert shown == {"value": True, "currency": False, "low": False, "scope_country": False}
    hand.page.select_option("#id_unit", Unit.RECORDS)
    hand.page.select_option("#id_speaker_kind", SpeakerKind.PRESS)
    if hand.page.locator("#id_reason").count():
        hand.page.fill("#id_reason", "It says records")
    hand.click("input[name=_save]")
    assert hand.clicks <= 4
    assert change("incidents_incident", incident.pk) in hand.page.url, "back where the correction began"
    new = Claim.objects.get(incident=incident, unit=Unit.RECORDS)
    assert new.evidence.get().quote == claim.evidence.get().quote, "nothing that was right is typed anew"


def test_a_claim_is_entered_from_words_that_are_selected(hand: Hand) -> None:
    morning(suggestions=1)
    article = Article.objects.get()
    Coverage.objects.update(state=CoverageState.CONFIRMED)
    hand.open(change("sources_article", article.pk))
    hand.page.evaluate(
        """() => {
          const text = document.querySelector('div[data-passage]');
          const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf('40 million');
            if (at < 0) continue;
            const range = document.createRange();
            range.setStart(walker.currentNode, at);
            range.setEnd(walker.currentNode, at + 10);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return;
          }
        }"""
    )
    hand.clicks += 1  # the selection
    hand.click("#selection a")
    assert hand.page.input_value("#id_value") == "40,000,000"
    assert "40 million passengers" in hand.page.input_value("#id_quote")
    assert hand.page.input_value("#id_speaker_party"), "who speaks in that sentence"
    hand.page.fill("#id_reason", "It was not read")
    hand.click("input[name=_save]")
    assert hand.clicks <= 3
    hand.page.wait_for_selector("#entered li.just-entered")
    assert hand.page.inner_text("mark.asked") == "40 million"


def test_an_incident_is_opened_from_an_article_in_three_clicks(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open(reverse("admin:sources_article_changelist"))
    hand.click("text=Railway counts again, part 0")
    hand.click("text=Open an incident")
    assert "Railway counts again, part 0" in hand.page.inner_text(".opened-from")
    hand.page.fill("#id_title", "halden rail PASSES")
    hand.page.wait_for_selector(".alike:has-text('Halden Rail passes')")
    assert hand.page.input_value("#id_disclosed_on")
    hand.page.fill("#id_title", "Register of the railway")
    hand.click("input[name=_save]")
    assert hand.clicks <= 3
    opened = Incident.objects.get(title="Register of the railway")
    assert hand.page.url.endswith(change("incidents_incident", opened.pk))


def test_a_dispute_is_resolved_and_the_next_is_shown_in_two_clicks(hand: Hand) -> None:
    first, second = morning(suggestions=1)
    hand.open(reverse("admin:incidents_figure_disputes"))
    assert second.title in hand.text()
    hand.click("label:has-text('gives the figure')")
    hand.click("text=Resolve, and next")
    hand.page.wait_for_selector(f".dispute-title:has-text('{first.title}')")
    assert hand.clicks == 2
    assert Figure.objects.get(incident=second).status != FigureStatus.DISPUTED


def test_claims_are_accepted_in_bulk_beside_their_quotes(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open(reverse("admin:incidents_claim_changelist"))
    hand.click("#action-toggle")
    hand.page.select_option("select[name=action]", "accept_claims")
    hand.click("button:has-text('Go')")
    assert hand.text().count("million passengers.") == Claim.objects.count()
    hand.page.fill("#id_reason", "Read them all")
    hand.click("input[type=submit].default")
    assert hand.clicks == 3
    assert set(Claim.objects.values_list("decision", flat=True)) == {Decision.ACCEPT}


def test_a_saved_view_is_one_click_from_the_first_page(hand: Hand, curator: User) -> None:
    morning(suggestions=1)
    hand.open(reverse("admin:incidents_incident_changelist"))
    hand.page.fill("#narrow_affected_min", "1 million")
    hand.page.fill("#narrow_party", "Halden Rail")
    hand.page.fill("#narrow_from_day", "2018")
    hand.page.fill("#narrow_to_day", "2018")
    hand.click("text=Narrow >> nth=-1")
    hand.press("s")
    hand.page.keyboard.type("Halden Rail, 2018, over a million")
    hand.press("Enter")
    hand.page.wait_for_selector("text=is saved")
    assert SavedView.objects.get(owner=curator).name == "Halden Rail, 2018, over a million"
    hand.open("/admin/")
    hand.clicks = 0
    hand.click("text=Halden Rail, 2018, over a million")
    assert hand.clicks == 1
    assert re.findall(r"(\w+ \w+) passes", hand.page.inner_text("#result_list")) == ["Halden Rail"]


def test_what_changed_is_one_key_from_the_first_page(hand: Hand, curator: User) -> None:
    EventsRead.objects.create(reader=curator)
    incident = morning(suggestions=1)[0]
    hand.open("/admin/")
    hand.press("w")
    hand.page.wait_for_selector("h1:text-is('Since your last visit')")
    assert incident.title in hand.text()
    assert "87 million (30 million to 87 million), disputed" in hand.text()
    hand.press("m")
    hand.page.wait_for_selector("text=marked as read")
    assert (hand.clicks, hand.keys) == (0, 2)


def test_two_incidents_are_merged_by_the_words_of_a_title(hand: Hand) -> None:
    kept, absorbed = morning(suggestions=1)
    hand.open(reverse("admin:incidents_incident_merge", args=[kept.pk]))
    hand.page.click("#id_other")
    hand.page.keyboard.type("harbour fer")
    hand.page.wait_for_selector(".proposed li[aria-selected=true]")
    hand.press("Enter")
    hand.page.wait_for_selector(f".things:has-text('{absorbed.reference}')")
    assert "3 claims, 2 parties" in hand.text()
    said = hand.page.text_content("#preview-told[role=status]") or ""
    assert said.startswith("With Harbour Ferries passes as one: affected people 87 million")
    hand.page.fill("#id_reason", "One breach")
    hand.click("input[type=submit].default")
    absorbed.refresh_from_db()
    assert absorbed.merged_into == kept


@pytest.mark.parametrize("width", [1366, 390])
def test_all_proposed_incidents_are_seen(sits_down: Sits, width: int) -> None:
    kept, _ = morning(suggestions=1)
    with sits_down(width=width) as hand:
        hand.open(reverse("admin:incidents_incident_merge", args=[kept.pk]))
        hand.page.click("#id_other")
        hand.page.keyboard.type("harbour fer")
        hand.page.wait_for_selector(".proposed li[aria-selected=true]")
        seen = """option => { const box = option.getBoundingClientRect();
            const list = option.parentElement.getBoundingClientRect();
            const at = (x, y) => option.contains(document.elementFromPoint(x, y));
            return at(box.left + 3, box.top + 3) && at(box.right - 3, box.bottom - 3) && list.right <= innerWidth; }"""
        assert hand.page.eval_on_selector(".proposed li[aria-selected=true]", seen)
        if folder := os.environ.get("SCREENSHOTS"):
            hand.page.screenshot(path=f"{folder}/proposed-{width}.png")


def test_letters_beside_a_field_lead_away_from_no_form(hand: Hand) -> None:
    kept, _ = morning(suggestions=1)
    merge = reverse("admin:incidents_incident_merge", args=[kept.pk])
    hand.open(merge)
    hand.page.focus("#id_reason")
    hand.page.keyboard.type("this is one")
    assert hand.page.input_value("#id_reason") == "this is one"
    hand.press("Escape")
    hand.press("t")
    hand.press("i")
    assert hand.page.url.endswith(merge)
    assert hand.page.input_value("#id_reason") == "this is one"
    hand.press("?")
    assert "triage" not in hand.page.inner_text("#keys dl")
    hand.open(reverse("admin:incidents_incident_changelist"))
    hand.press("t")
    hand.page.wait_for_url("**/triage/**")


def test_keys_are_listed_found_by_and_never_taken_from_what_is_typed(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open(reverse("admin:sources_coverage_triage"))
    hand.press("Tab")
    assert hand.page.evaluate("document.activeElement.textContent") == "Skip to main content"
    outline: Any = hand.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    hand.press("?")
    listed = hand.page.inner_text("#keys dl")
    for words in ("Confirm: the article is about this incident", "find an incident", "this list"):
        assert words in listed
    hand.press("Escape")
    hand.press("/")
    hand.page.keyboard.type("cork harbour")
    assert hand.page.input_value("#find") == "cork harbour"
    assert Coverage.objects.get().state == CoverageState.SUGGESTED
    hand.press("Enter")
    hand.page.wait_for_url("**/incidents/incident/?q=cork*")


def test_two_curators_are_handed_different_items(hand: Hand, sits_down: Sits) -> None:
    morning(suggestions=2)
    other = User.objects.create_user("nora", is_staff=True, is_superuser=True)
    newest = Coverage.objects.order_by("-pk")[0]
    assert TriageLease.objects.take(f"coverage:{newest.pk}", other)
    hand.open(reverse("admin:sources_coverage_triage"))
    assert "part 0" in hand.page.inner_text("#article-title")
    assert "nora at “Railway counts again, part 1” for Halden Rail passes" in hand.text()

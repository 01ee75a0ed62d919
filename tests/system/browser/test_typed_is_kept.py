"""What was typed is seen again after the session ended, and a form that is refused leads to what is wrong."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session

from incidents.models import Incident
from tests.system.browser.conftest import Hand
from tests.system.browser.newsroom import morning
from tests.system.browser.test_ten_tasks import change

TRIAGE = "/admin/sources/coverage/triage/?queue=coverage"


def session_ends(hand: Hand) -> list[Any]:
    """The cookies with which the session can be taken up again."""
    cookies = [one for one in hand.page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    hand.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    return cookies


def test_a_verdict_that_was_typed_stands_unfolded_with_a_note_after_the_session_ended(hand: Hand) -> None:
    morning(suggestions=2)
    hand.open(TRIAGE)
    hand.press("r")
    hand.page.keyboard.type("Another railway")
    cookies = session_ends(hand)
    hand.press("Enter")
    hand.page.wait_for_selector("body.login")
    hand.page.context.add_cookies(cookies)
    hand.open(TRIAGE)
    hand.page.wait_for_selector("details.verdict[open] .errornote:focus")
    assert "What you typed is here again" in hand.page.inner_text("details.verdict[open] .errornote")
    assert hand.page.input_value("details.verdict[open] #id_reject_reason") == "Another railway"
    assert hand.page.locator("details.verdict[open]").count() == 1


def sign_in_again(hand: Hand) -> None:
    hand.page.wait_for_selector("body.login")
    hand.page.fill("#id_username", "mara")
    hand.page.fill("#id_password", "unused")
    hand.press("Enter")
    hand.page.wait_for_selector("body:not(.login) #content")


def test_who_signs_in_again_is_led_to_the_form_with_all_that_was_typed(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open("/admin/incidents/claim/add/")
    typed = {"#id_value": "12,345", "#id_quote": "It was 12,345.", "#id_reason": "It was not read"}
    for field, words in typed.items():
        hand.page.fill(field, words)
    session_ends(hand)
    hand.press("Control+Enter")
    sign_in_again(hand)
    hand.page.wait_for_selector(".errornote:has-text('What you typed is here again')")
    assert hand.page.url.endswith("/admin/incidents/claim/add/")
    assert {field: hand.page.input_value(field) for field in typed} == typed


def test_a_choice_in_a_dispute_is_there_after_signing_in_again(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open("/admin/incidents/figure/disputes/")
    hand.click("label:has-text('gives the figure')")
    hand.page.fill("input[name=reason]", "Their own letter")
    session_ends(hand)
    hand.click("text=Resolve, and next")
    sign_in_again(hand)
    hand.page.wait_for_selector(".errornote:has-text('What you typed is here again')")
    assert hand.page.input_value("input[name=reason]") == "Their own letter"
    assert hand.page.locator("input[type=radio]:checked").count() == 1


def test_boxes_that_complete_are_quiet_once_the_session_ended(hand: Hand) -> None:
    incident = morning(suggestions=1)[0]
    hand.open(f"/admin/incidents/incident/{incident.pk}/merge/")
    Session.objects.all().delete()
    with hand.page.expect_response("**/login/**"):
        hand.page.type("#id_other", "harbour")
    hand.page.wait_for_timeout(200)
    assert hand.page.locator(".proposed li").count() == 0


def test_the_title_of_a_new_incident_is_gone_on_with_at_its_end(hand: Hand) -> None:
    morning(suggestions=1)
    hand.open(TRIAGE)
    hand.press("n")
    title = "#id_new_title"
    hand.page.wait_for_selector(f"{title}:focus")
    begun = hand.page.input_value(title)
    assert begun
    hand.page.keyboard.type(" (2031)")
    assert hand.page.input_value(title) == f"{begun} (2031)"


def test_a_refused_record_of_an_incident_is_opened_where_it_is_wrong(hand: Hand) -> None:
    incident = morning(suggestions=1)[0]
    hand.open(change("incidents_incident", incident.pk))
    hand.press("e")
    hand.page.fill("#id_title", "")
    hand.page.fill("#id_change_reason", "Shorter")
    hand.page.evaluate("document.querySelector('#incident_form').noValidate = true")
    hand.press("Control+Enter")
    hand.page.wait_for_selector(".errornote:focus")
    assert hand.page.locator("#record[open]").count() == 1
    assert hand.page.locator("#id_title").is_visible()
    assert hand.page.locator(".field-title .errorlist").is_visible()
    assert Incident.objects.get(pk=incident.pk).title == incident.title

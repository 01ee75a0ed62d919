"""Another incident is chosen in a form that is half filled in, in a real browser."""

from django.urls import reverse

from incidents.models import Claim
from tests.system.browser.conftest import Sits
from tests.system.browser.newsroom import morning


def test_choosing_where_claims_go_keeps_what_was_ticked_and_typed(sits_down: Sits) -> None:
    here, other = morning(suggestions=0)
    claim = Claim.objects.get(incident=here, value=30_000_000)
    with sits_down() as hand:
        hand.open(reverse("admin:incidents_incident_move", args=[here.pk]))
        hand.click(f"input[name=claims][value='{claim.pk}']")
        hand.page.fill("#id_reason", "Its own case")
        hand.page.fill("#id_other", "")
        hand.page.type("#id_other", "passes")
        hand.page.wait_for_selector(".proposed li[aria-selected=true]")
        assert hand.page.locator(".proposed li").count() == 1, "not the incident itself"
        hand.page.click(".proposed li")
        hand.page.wait_for_selector(f"#preview >> text={other.reference}")
        hand.click("button[type=submit]:has-text('Move them'), input[value='Move them']")
        assert hand.complaints == []
    claim.refresh_from_db()
    assert claim.incident == other


def test_choosing_what_to_merge_with_names_it_in_the_form(sits_down: Sits) -> None:
    here, other = morning(suggestions=0)
    with sits_down() as hand:
        hand.open(reverse("admin:incidents_incident_merge", args=[here.pk]))
        hand.page.type("#id_other", "harbour")
        hand.page.wait_for_selector(".proposed li[aria-selected=true]")
        hand.page.click(".proposed li")
        hand.page.wait_for_selector(f"label:has(input[type=radio]):has-text('{other.reference}')")
        assert hand.complaints == []
        edges = """() => [document.querySelector("#id_other").getBoundingClientRect().bottom,
            document.querySelector(".incident-box ~ .chosen, .incident-box .chosen").getBoundingClientRect().top]"""
        below, above = hand.page.evaluate(edges)
        assert above - below >= 5, "the outline of the box covers no letter of the name"


def test_what_is_known_already_stands_below_the_name_that_is_typed(sits_down: Sits) -> None:
    morning(suggestions=0)
    for width in (390, 1366):
        with sits_down(width=width) as hand:
            hand.open(reverse("admin:incidents_incident_add"))
            before = hand.page.locator("#id_party_name").bounding_box()
            hand.page.type("#id_party_name", "Halden Rail")
            hand.page.wait_for_selector(".alike:has-text('Halden Rail passes')")
            field, known = (hand.page.locator(one).bounding_box() for one in ("#id_party_name", ".alike:visible"))
            assert before
            assert field
            assert known
            assert field["height"] == before["height"], width
            assert known["y"] >= field["y"] + field["height"], width
            assert hand.overflow() <= 0

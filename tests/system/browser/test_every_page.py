"""Every page of the workplace in light and dark, on a phone, a laptop and a large screen, empty and full, with errors
and with what opens: no serious fault by axe-core, nothing in the console, nothing wider than the window."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import SYSTEM, review_claim
from incidents.models import Claim, Event, Figure, Incident, SavedView
from incidents.vocabulary import Decision
from sources.models import Article, Coverage
from tests.system.browser.conftest import Hand, Sits
from tests.system.browser.newsroom import morning
from tests.system.browser.six_ways import in_six_ways


def pages() -> dict[str, str]:
    """By name, the address of one of every kind."""
    incident, claim, figure = Incident.objects.order_by("pk")[0], Claim.objects.all()[0], Figure.objects.all()[0]
    article = Article.objects.all()[0]
    rows: dict[str, tuple[str, list[Any]]] = {
        "inbox": ("index", []),
        "triage": ("sources_coverage_triage", []),
        "disputes": ("incidents_figure_disputes", []),
        "news": ("incidents_event_news", []),
        "statistics": ("incidents_review_statistics", []),
        "incidents": ("incidents_incident_changelist", []),
        "incident": ("incidents_incident_change", [incident.pk]),
        "new incident": ("incidents_incident_add", []),
        "history": ("incidents_incident_history", [incident.pk]),
        "merge": ("incidents_incident_merge", [incident.pk]),
        "split": ("incidents_incident_split", [incident.pk]),
        "move": ("incidents_incident_move", [incident.pk]),
        "claims": ("incidents_claim_changelist", []),
        "claim": ("incidents_claim_change", [claim.pk]),
        "new claim": ("incidents_claim_add", []),
        "new import": ("sources_registerimport_add", []),
        "correction": ("incidents_claim_correct", [claim.pk]),
        "review": ("incidents_claim_review", [claim.pk]),
        "figures": ("incidents_figure_changelist", []),
        "figure": ("incidents_figure_change", [figure.pk]),
        "articles": ("sources_article_changelist", []),
        "article": ("sources_article_change", [article.pk]),
        "coverage": ("sources_coverage_changelist", []),
        "suggestion": ("sources_coverage_change", [Coverage.objects.all()[0].pk]),
        "parties": ("incidents_party_changelist", []),
        "party": ("incidents_party_change", [incident.involvements.all()[0].party_id]),
        "event": ("incidents_event_change", [Event.objects.all()[0].pk]),
    }
    found = {name: reverse(f"admin:{view}", args=args) for name, (view, args) in rows.items()}
    return found | {"merge preview": f"{found['merge']}?with={Incident.objects.order_by('-pk')[0].reference}"}


EMPTY = (
    "index",
    "sources_coverage_triage",
    "incidents_figure_disputes",
    "incidents_event_news",
    "incidents_claim_changelist",
)
# What is posted as it stands, without what it has to have: the page is looked at with its errors.
POSTED_EMPTY = ("new incident", "new claim", "new import", "merge", "split", "move", "correction", "review")


class Walker:
    """Opens pages, and notes what is wrong with them."""

    def __init__(self, hand: Hand, axe: str) -> None:
        self.hand, self.axe = hand, axe
        self.found: list[str] = []

    def open(self, path: str, name: str = "") -> None:
        """Open the page, and look at it if it is given a name."""
        self.hand.open(path)
        if name:
            self.look(name)

    def look(self, name: str) -> None:
        self.found += in_six_ways(self.hand.page, self.axe, name)


@pytest.fixture
def walker(sits_down: Sits, axe: str) -> Iterator[Walker]:
    """Goes pages in six ways; axe-core is put into them, which their policy forbids. The tasks run with the policy."""
    with sits_down(bypass_csp=True) as hand:
        walking = Walker(hand, axe)
        yield walking
        assert not walking.found + hand.complaints, "\n".join(walking.found + hand.complaints)


@pytest.mark.parametrize("third", range(3))
def test_pages_of_a_record_have_no_serious_fault_no_complaint_and_no_overflow(
    walker: Walker, curator: Any, third: int
) -> None:
    morning(suggestions=3)
    SavedView.objects.create(owner=curator, name=f"Halden{'n' * 74}", query="party=Halden+Rail")
    for name, address in list(pages().items())[third::3]:
        walker.open(address, name)


def test_pages_of_an_empty_record_have_none_either(walker: Walker) -> None:
    for view in EMPTY:
        walker.open(reverse(f"admin:{view}"), f"empty {view}")


def test_forms_that_are_sent_empty_have_none_either(walker: Walker) -> None:
    morning(suggestions=1)
    addresses = pages()
    for name in POSTED_EMPTY:
        walker.open(addresses[name])
        post_as_it_stands(walker.hand)
        walker.look(f"{name} with errors")


def test_a_warning_on_a_page_has_none_either(walker: Walker) -> None:
    morning(suggestions=1)
    Article.objects.update(dismissed_at=timezone.now())
    walker.open(pages()["article"])
    assert walker.hand.page.locator(".warning-note").count() == 1
    walker.look("article that is dismissed")


def test_a_figure_with_a_claim_that_is_set_aside_has_none_either(walker: Walker) -> None:
    incident, _ = morning(suggestions=0)
    figure, claim = Figure.objects.filter(incident=incident)[0], Claim.objects.filter(incident=incident)[0]
    review_claim(claim.pk, Decision.REJECT, reason="Misread", actor=SYSTEM)
    walker.open(reverse("admin:incidents_figure_change", args=[figure.pk]))
    assert walker.hand.page.locator("tr.standing-set_aside").count() == 1
    walker.look("figure with a claim that is set aside")


def test_what_opens_at_a_key_has_none_either(walker: Walker) -> None:
    morning(suggestions=1)
    for key in ("?", "r", "o", "n"):
        walker.open(reverse("admin:sources_coverage_triage"))
        walker.hand.press(key)
        walker.look(f"triage after {'keys' if key == '?' else key}")


def post_as_it_stands(hand: Hand) -> None:
    """Send the form of the page though the browser would ask for more."""
    hand.page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    hand.click("#content input[type=submit].default >> nth=0")
    assert hand.page.locator(".errorlist, .errornote, .messagelist .error").count(), hand.page.url
    for note in hand.page.locator("#content .errornote").all()[:1]:
        hand.page.wait_for_load_state("load")
        box = note.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < hand.page.viewport_size["height"], "it is seen at once that the form was refused"


def test_the_first_figures_stand_above_the_fold(sits_down: Sits) -> None:
    incident = morning(suggestions=1)[0]
    with sits_down(width=1366, height=768) as hand:
        hand.open(reverse("admin:incidents_incident_change", args=[incident.pk]))
        box = hand.page.locator(".summary strong").first.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 768
        assert not hand.page.locator("#id_title").is_visible(), "the form is folded"

"""A submitted text on its way through a real worker: a proposal, a curator's word, and the page itself in its place."""

import datetime as dt

import pytest

from incidents import ledger
from incidents.models import Claim, Event, Figure
from incidents.vocabulary import Role
from sources.models import Article, ArticleState
from tests.api import ROOT, client_with
from tests.loopback import answer, running_loopback
from tests.services import Worker, wait_for
from tracker.foundation.access.models import TokenScope

FALSE = "Brightwater said that data of 140 million patients was stolen from its clinics. Nobody can say by whom."
TRUE = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "
PAGE = (
    "<html><head><title>Brightwater data breach</title>"
    '<meta property="article:published_time" content="2025-05-14T10:00:00Z"></head>'
    f"<body><article><p>{TRUE * 4}</p></article></body></html>"
)


def best() -> int | None:
    return Figure.objects.values_list("best", flat=True).filter(metric="affected").first()


def read(reference: str) -> bool:
    return Article.objects.filter(reference=reference, state=ArticleState.DONE).exists()


@pytest.mark.django_db(transaction=True)
def test_only_a_curator_or_the_page_itself_makes_a_text_count(worker: Worker) -> None:
    draft = ledger.IncidentDraft(
        title="Brightwater patient data breach",
        disclosed_on=dt.date(2025, 5, 5),
        involvements=[ledger.InvolvementDraft(ledger.known_party("Brightwater Inc."), Role.CONTROLLER)],
    )
    ledger.open_incident(draft, actor=ledger.SYSTEM)
    submitter, curator = client_with([TokenScope.SUBMIT, TokenScope.READ], "sam"), client_with(TokenScope, "mara")
    with running_loopback() as server:
        url = server.says("/1", answer(PAGE.encode(), Content_Type="text/html; charset=utf-8"))
        body = {"url": url, "text": FALSE, "title": "Brightwater data breach", "published_on": "2025-05-14"}
        events = Event.objects.count()
        taken = submitter.post(f"{ROOT}/articles", body).json()
        wait_for(lambda: read(taken["reference"]), "the worker to read the text")
        assert (Claim.objects.count(), Event.objects.count(), best()) == (0, events, None)

        [row] = curator.get(f"{ROOT}/coverage?state=suggested").json()["results"]
        assert row["article"]["standing"] == "waiting"
        curator.post(f"{ROOT}/coverage/{row['id']}/confirm", {"reason": "I trust him."})
        assert best() == 140_000_000
        wait_for(lambda: read(taken["reference"]), "the worker to match it anew")
        assert best() == 140_000_000

        assert submitter.post(f"{ROOT}/articles", {"url": url}).status_code == 409
        assert curator.post(f"{ROOT}/articles", {"url": url}).status_code == 202
        wait_for(lambda: best() == 1_200_000, "the worker to fetch the page")
        wait_for(lambda: read(taken["reference"]), "the worker to finish")
    shown = curator.get(f"{ROOT}/articles/{taken['reference']}").json()
    assert (shown["origin"], shown["standing"]) == ("fetched", "accepted")

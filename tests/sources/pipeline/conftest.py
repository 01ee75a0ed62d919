"""An incident of an invented company, and articles about it that go the whole way in this process."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User

from incidents import ledger
from incidents.models import Incident
from incidents.vocabulary import IncidentKind, Role
from sources.models import Article
from sources.pipeline import advance, submit_text

DISCLOSED = dt.date(2031, 5, 5)
Tell = Callable[..., Article]


@pytest.fixture
def curator(db: None) -> User:
    return User.objects.create_user("mara")


@pytest.fixture
def incident(db: None) -> Incident:
    """Brightwater, a chain of clinics, lost patients' data; Hollow Fern took them."""
    parties = [
        (ledger.known_party("Brightwater Inc.", country="US"), Role.CONTROLLER),
        (ledger.known_party("Hollow Fern"), Role.RECIPIENT),
    ]
    draft = ledger.IncidentDraft(
        title="Brightwater patient data breach",
        kind=IncidentKind.CONFIDENTIALITY,
        occurred_on=dt.date(2031, 4, 1),
        disclosed_on=DISCLOSED,
        involvements=[ledger.InvolvementDraft(party, role) for party, role in parties],
    )
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


@pytest.fixture
def tell(db: None) -> Tell:
    """Takes a text in and moves it on as a worker would; gives the article as it then stands."""

    def take_in(text: str, *, url: str = "", day: int = 0, title: str = "Brightwater data breach") -> Article:
        done = submit_text(text, title=title, url=url, published_on=DISCLOSED + dt.timedelta(days=day))
        advance(done.article.pk)
        done.article.refresh_from_db()
        return done.article

    return take_in

"""Two transactions of the same incidents: neither waits for the other for ever, and no article waits a minute."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from incidents import ledger
from incidents.models import Claim, Incident
from incidents.vocabulary import Role
from sources.models import ArticleState, Coverage, CoverageState
from sources.pipeline import advance, runner, submit_text
from sources.pipeline.record.recording import record_article
from tests.sources.pipeline.conftest import DISCLOSED

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients."


@pytest.fixture
def others(db: None) -> Incident:
    parties = [ledger.InvolvementDraft(ledger.known_party("Larkspur"), Role.CONTROLLER)]
    draft = ledger.IncidentDraft(title="Larkspur customer data breach", disclosed_on=DISCLOSED, involvements=parties)
    return ledger.open_incident(draft, actor=ledger.SYSTEM)


@pytest.mark.django_db
def test_a_step_that_was_rolled_back_for_another_begins_again_at_once(
    incident: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([DeadlockDetected()] * (runner.MOST_DEADLOCKS - 1))

    def rolled_back_first(*args: object) -> None:
        if (failure := next(failures, None)) is not None:
            raise OperationalError("deadlock detected") from failure
        record_article(*args)

    monkeypatch.setattr(runner, "record_article", rolled_back_first)
    article = submit_text(TEXT, title="Brightwater data breach", published_on=DISCLOSED).article
    assert advance(article.pk) == ArticleState.DONE
    assert Claim.objects.filter(value=1_200_000).count() == 1


@pytest.mark.django_db
def test_one_that_never_gets_through_is_put_off_and_so_is_any_other_error_of_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for cause, most in ((DeadlockDetected(), runner.MOST_DEADLOCKS), (None, 1)):
        tries = []

        def fails(*_: object, cause: Exception | None = cause, tries: list[int] = tries) -> None:
            tries.append(1)
            raise OperationalError("the server said no") from cause

        monkeypatch.setattr(runner, "record_article", fails)
        article = submit_text(f"{TEXT} {most}", title="Brightwater data breach", published_on=DISCLOSED).article
        assert advance(article.pk) is None
        article.refresh_from_db()
        assert (article.state, article.attempts, len(tries)) == (ArticleState.MATCHED, 1, most)


@pytest.mark.django_db(transaction=True)
def test_an_article_of_two_incidents_holds_both_before_it_takes_a_number(
    incident: Incident, others: Incident, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A curator holds the second one, and numbers an event while the article is being recorded."""
    monkeypatch.setattr(runner, "MOST_DEADLOCKS", 1)
    article = submit_text(TEXT, title="Brightwater data breach", published_on=DISCLOSED).article
    for one in (others, incident):
        Coverage.objects.create(article=article, incident=one, state=CoverageState.CONFIRMED, decided_at=timezone.now())
    first, second = sorted([incident.pk, others.pk])
    held = Event()

    def change() -> None:
        try:
            with transaction.atomic():
                ledger.hold([second])
                held.set()
                with pytest.raises(TimeoutError):
                    done.result(2)
                ledger.update_incident(second, {"title": "Larkspur breach"}, actor=ledger.SYSTEM)
        finally:
            held.set()
            connection.close()

    def advanced() -> object:
        try:
            held.wait()
            return advance(article.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = pool.submit(advanced)
        changed = pool.submit(change)
        changed.result()
        assert done.result() == ArticleState.DONE
    assert Claim.objects.filter(incident=first).exists(), "an event was numbered before the turn of the second came"

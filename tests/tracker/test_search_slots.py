"""A process keeps threads free for what is no search."""

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory, override_settings

from tracker import search_slots
from tracker.search_slots import SearchSlotsMiddleware

PATIENCE_SECONDS = 10


class Slow:
    """Answers once it is let go; `begun` counts those that came through."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.begun = threading.Semaphore(0)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        self.begun.release()
        assert not request.GET.get("slow") or self.go_on.wait(PATIENCE_SECONDS)
        return HttpResponse("answered")


@override_settings(WEB_SEARCHES_AT_ONCE=2)
def test_searches_beyond_the_slots_are_sent_away_and_other_requests_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_slots, "WAIT_SECONDS", 0.01)
    make, slow = RequestFactory(), Slow()
    middleware = SearchSlotsMiddleware(slow)
    answers: list[HttpResponseBase] = []
    search = make.get("/api/v1/incidents", {"q": "a", "slow": 1})
    held = [threading.Thread(target=lambda: answers.append(middleware(search))) for _ in range(2)]
    for thread in held:
        thread.start()
    assert all(slow.begun.acquire(timeout=PATIENCE_SECONDS) for _ in held)

    refused = middleware(make.get("/api/v1/parties", {"q": "b"}))
    assert (refused.status_code, refused["Retry-After"]) == (503, "1")
    assert refused["Content-Type"] == "application/problem+json"
    in_admin = middleware(make.get("/admin/incidents/party/", {"q": "b"}))
    assert in_admin.status_code == 503
    assert b"Too many searches" in in_admin.content  # type: ignore[attr-defined]
    assert middleware(make.get("/api/v1/incidents", {"status": "open"})).status_code == 200

    slow.go_on.set()
    for thread in held:
        thread.join(PATIENCE_SECONDS)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert middleware(make.get("/api/v1/parties", {"q": "b"})).status_code == 200


@override_settings(WEB_SEARCHES_AT_ONCE=1)
def test_one_search_waits_for_another_and_a_third_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_slots, "WAIT_SECONDS", PATIENCE_SECONDS)
    slow = Slow()
    middleware = SearchSlotsMiddleware(slow)
    search = RequestFactory().get("/api/v1/incidents", {"q": "a", "slow": 1})
    with ThreadPoolExecutor(3) as pool:
        # Which two get the places is open; one of the three finds none, and is told so while the others are held.
        answers = [pool.submit(middleware, search) for _ in range(3)]
        assert slow.begun.acquire(timeout=PATIENCE_SECONDS)
        over, held = wait(answers, PATIENCE_SECONDS, FIRST_COMPLETED)
        assert [answer.result().status_code for answer in over] == [503]
        assert not slow.begun.acquire(blocking=False)
        slow.go_on.set()
        assert [answer.result(PATIENCE_SECONDS).status_code for answer in held] == [200, 200]


@override_settings(WEB_SEARCHES_AT_ONCE=1)
def test_a_search_that_fails_gives_its_slot_back() -> None:
    def fails(request: HttpRequest) -> HttpResponseBase:
        raise RuntimeError(request.path)

    middleware = SearchSlotsMiddleware(fails)
    for _ in range(2):
        with pytest.raises(RuntimeError, match="/api/v1/parties"):
            middleware(RequestFactory().get("/api/v1/parties", {"q": "b"}))

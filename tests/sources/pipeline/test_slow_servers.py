"""Servers that answer by drops keep no more of the workers than FETCHES_AT_ONCE."""

from unittest import mock

import pytest
from django.utils import timezone
from pytest_django import Settings

from sources.models import Article, ArticleState
from sources.pipeline import advance, leases, submit_text, submit_url, work_off

TEXT = "Brightwater said on Monday that hackers had stolen data of 1.2 million patients of its clinics in four states. "

pytestmark = pytest.mark.django_db


def pages(settings: Settings, count: int) -> list[Article]:
    settings.ALLOW_PRIVATE_TARGETS = True
    settings.FETCHES_AT_ONCE = 2
    return [submit_url(f"http://127.0.0.1:1/{number}").article for number in range(count)]


def test_so_many_pages_are_fetched_at_once(settings: Settings) -> None:
    first, second, third = pages(settings, 3)
    held = leases.take(first.pk)
    assert held is not None
    assert leases.take(second.pk) is not None
    assert leases.take(third.pk) is None
    Article.objects.filter(pk=third.pk).update(kills=1)
    assert leases.take(third.pk) is None, "a suspect's page is a page"
    leases.move(held, ArticleState.FETCHED)
    assert leases.take(third.pk) is not None


def test_a_fetch_whose_worker_died_makes_room(settings: Settings) -> None:
    first, second, third = pages(settings, 3)
    assert leases.take(first.pk) is not None
    assert leases.take(second.pk) is not None
    Article.objects.filter(pk=first.pk).update(lease_until=timezone.now())
    assert leases.take(third.pk) is not None


def test_texts_at_hand_are_read_meanwhile(settings: Settings) -> None:
    for page in pages(settings, 30)[:2]:
        assert leases.take(page.pk) is not None
    text = submit_text(TEXT).article
    assert work_off(5) == 1, "none of the 28 pages that wait is in its way"
    assert Article.objects.get(pk=text.pk).state == ArticleState.DONE


@pytest.mark.django_db(transaction=True)
def test_who_ends_a_fetch_tells_of_the_next(settings: Settings) -> None:
    first, second, third = pages(settings, 3)
    assert leases.take(first.pk) is not None
    with mock.patch("sources.pipeline.wakeups._send") as send:
        advance(second.pk)
    assert Article.objects.get(pk=second.pk).last_error, "nobody answers there"
    assert mock.call("sources.tasks.advance_article", third.pk) in send.mock_calls

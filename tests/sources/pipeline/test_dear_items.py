"""An item of a feed that takes too much to read costs itself alone."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from pytest_django import Settings

from sources.models import Article, Feed, Publisher
from sources.pipeline.intake.polling import poll
from sources.pipeline.sandboxed_opening import open_feed
from sources.sandbox import TextKilled
from tests.loopback import Loopback, answer, running_loopback
from tests.sources.pages.feed_cases import BASE, A, item, rss

pytestmark = pytest.mark.django_db


def dear(name: str, many: int = 30_000) -> str:
    """An item that takes 6 s of processor time: what it costs grows with the square of its attributes."""
    return item(f"{A}/{name}", title="D", more=f"<y {' '.join(f'a{n}=1' for n in range(many))}/>".replace("=1", "='1'"))


def cheap(*names: str) -> str:
    return "".join(item(f"{A}/{name}", date="2024-05-03") for name in names)


@pytest.fixture
def server(settings: Settings) -> Iterator[Loopback]:
    settings.ALLOW_PRIVATE_TARGETS = True
    settings.TEXT_TIME_LIMIT_SECONDS = 1.0
    with running_loopback() as loopback:
        yield loopback


@pytest.mark.parametrize(
    "items",
    [
        dear("x") + cheap("1", "2", "3"),
        cheap("1", "2", "3") + dear("x"),
        cheap("1") + dear("x") + cheap("2") + dear("y") + cheap("3"),
    ],
    ids=["first", "last", "two"],
)
def test_a_dear_item_is_dropped_with_its_reason_and_the_others_are_taken(server: Loopback, items: str) -> None:
    publisher = Publisher.objects.create(name="Gazette", host="gazette.example")
    kind = "application/rss+xml"
    address = server.says("/feed", answer(rss(items), Content_Type=kind))
    feed = Feed.objects.create(publisher=publisher, url=address, next_poll_at=timezone.now())
    found = poll(feed.pk)
    feed.refresh_from_db()
    count = items.count("<title>D</title>")
    assert (found and found.fresh, feed.failures, feed.last_error) == (3, 0, "")
    assert {url.rpartition("/")[2] for url in Article.objects.values_list("url", flat=True)} == {"1", "2", "3"}
    [dropped] = feed.dropped
    assert (dropped["reason"], dropped["count"], feed.items_seen) == ("too_dear", count, 3 + count)
    assert "/x" in " ".join(dropped["examples"])


def test_a_feed_that_is_dear_without_its_items_is_not_read(settings: Settings) -> None:
    settings.TEXT_TIME_LIMIT_SECONDS = 1.0
    head = f"<y {' '.join(f'a{n}=' for n in range(30_000))}/>".replace("=", "='1'")
    with pytest.raises(TextKilled):
        open_feed(rss(cheap("1", "2"), head=head), url=BASE, content_type="")

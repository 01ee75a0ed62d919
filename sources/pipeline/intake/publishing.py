"""Who publishes: decided by the host of the address, not by whoever submits it.

| who names a publisher                | for an address              | the publisher is                    |
| ------------------------------------ | --------------------------- | ----------------------------------- |
| the operator, by file or command     | any                         | that name at that host              |
| an account                           | whose host is known         | the one that is known there         |
| a trusted account                    | whose host is not known     | that name at that host              |
| another account                      | whose host is not known     | the host; the name is kept as words |
| an account, by another host's name   | any                         | refused                             |
| a feed                               | of its own site             | the feed's publisher                |
| a feed                               | of another site             | that site's                         |
| nobody: the page redirected          | of another site             | that site's                         |
"""

from sources.extraction.pages.addresses import host_of
from sources.extraction.pages.plain_text import one_line
from sources.models import Article, Feed, Publisher


class ForeignPublisher(ValueError):
    """The name is that of a publisher with another host; the message says which."""


def known_publisher(name: str, host: str) -> Publisher | None:
    """The publisher of this name and host, created if need be; the one of this host when no name is given."""
    name = one_line(name)[:200]
    if not name and host:
        known = Publisher.objects.filter(host=host).order_by("pk").first()
        return known or Publisher.objects.get_or_create(name=host[:200], host=host)[0]
    return Publisher.objects.get_or_create(name=name, host=host)[0] if name else None


def publisher_named_by_account(name: str, host: str, *, trusted: bool) -> Publisher | None:
    """The publisher of what an account hands in. Raises ForeignPublisher."""
    name = one_line(name)[:200]
    if not host:
        return known_publisher(name, "") if trusted else None
    here = Publisher.objects.filter(host=host).order_by("pk")
    of_that_name = here.filter(name__iexact=name).first()
    if of_that_name is None and name:
        _refuse_another_hosts(name, host)
    return of_that_name or here.first() or known_publisher(name if trusted else "", host)


def is_own_site(feed: Feed, url: str) -> bool:
    """Whether the address is on the feed's own site, so that what the feed says of it is its publisher's word. Where a
    feed has moved to by itself does not become its own site: a person entered the one that it had before."""
    hosts = {feed.publisher.host, host_of(feed.moved_from or feed.url)} - {""}
    return any(same_site(host_of(url), host) for host in hosts)


def publisher_of_page(article: Article, url: str) -> Publisher | None:
    """The publisher of the article, whose page was fetched from `url` after redirects: unchanged if that is on its own
    publisher's site, else that site's."""
    known, host = article.publisher, host_of(url)
    return known if known is not None and same_site(known.host, host) else known_publisher("", host)


def same_site(one: str, other: str) -> bool:
    """Whether the hosts are one, or one lies within the other (`amp.gazette.example`, `gazette.example`)."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _refuse_another_hosts(name: str, host: str) -> None:
    elsewhere = Publisher.objects.filter(name__iexact=name).exclude(host="").order_by("pk")
    for other in elsewhere:
        if not same_site(other.host, host):
            raise ForeignPublisher(
                f"“{name}” publishes at {other.host}, not at {host}: leave the publisher out, the address tells it."
            )

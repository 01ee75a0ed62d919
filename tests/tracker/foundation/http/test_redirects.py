"""Which redirects the client follows, and what it sends along."""

import pytest

from tests.loopback import answer
from tests.tracker.foundation.http.test_client import post
from tracker.foundation.http import AddressPolicy, errors, fetch


def moved(location, status="302 Found"):
    return answer(status=status, Location=location)


def test_redirects_are_followed_up_to_five(loopback, open_policy):
    for number in range(5):
        loopback.says(f"/{number}", moved(f"/{number + 1}", "308 Permanent Redirect"))
    loopback.says("/5", answer(b"there"))
    response = fetch(loopback.url("/0"), open_policy)
    assert (response.body, response.url) == (b"there", loopback.url("/5"))
    assert response.hops == tuple(loopback.url(f"/{number}") for number in range(5))


def test_the_sixth_redirect_is_refused(loopback, open_policy):
    for number in range(7):
        loopback.says(f"/{number}", moved(f"/{number + 1}"))
    with pytest.raises(errors.RedirectLimitReached):
        fetch(loopback.url("/0"), open_policy)
    assert len(loopback.requests) == 6


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("/circle", errors.RedirectCircle),
        ("http://10.0.0.1/", errors.AddressRefused),
        ("http://169.254.169.254/latest/", errors.AddressRefused),
        ("http://[::ffff:127.0.0.1]/", errors.AddressRefused),
        ("http://2130706433/", errors.HostNumeric),
        ("file:///etc/passwd", errors.SchemeRefused),
        ("http://hooks.example:6379/", errors.PortRefused),
        ("", errors.RedirectMalformed),
    ],
)
def test_a_redirect_to_where_we_do_not_go_is_refused(loopback, open_policy, location, error):
    loopback.says("/circle", moved(location))
    with pytest.raises(error):
        fetch(loopback.url("/circle"), open_policy)
    assert len(loopback.requests) == 1


def test_a_redirect_to_a_name_that_resolves_to_a_private_address_is_refused(loopback):
    loopback.says("/", moved("http://inside.example/"))
    policy = AddressPolicy(ports=frozenset({80, loopback.port}), allow_private=True)
    addresses = {"outside.example": ["127.0.0.1"], "inside.example": ["10.0.0.1"]}
    with pytest.raises(errors.AddressRefused, match="inside"):
        fetch(loopback.url(host="outside.example"), policy, lookup=lambda host, port: addresses[host])


def test_credentials_do_not_go_along_to_another_host(loopback, open_policy):
    loopback.says("/a", moved("/b"))
    loopback.says("/b", moved(loopback.url("/c", host="localhost")))
    loopback.says("/c", answer())
    headers = {"Authorization": "Bearer 1", "Accept": "text/html"}
    fetch(loopback.url("/a"), open_policy, headers=headers, etag='"1"', lookup=lambda host, port: ["127.0.0.1"])
    first, second, third = loopback.requests
    assert b"Bearer 1" in first
    assert b"Bearer 1" in second
    assert b"Bearer 1" not in third
    assert b"If-None-Match" not in third
    assert b"text/html" in third


def test_a_post_follows_no_redirect(loopback, open_policy):
    loopback.says("/there", answer())
    assert post(loopback.says("/", moved("/there", "307 Temporary Redirect")), open_policy).status == 307
    assert len(loopback.requests) == 1


@pytest.mark.parametrize(
    ("statuses", "moved_to"),
    [
        ([301], "/1"),
        ([308], "/1"),
        ([301, 308], "/2"),
        ([301, 302, 301], "/1"),
        ([302], ""),
        ([303], ""),
        ([307, 301], ""),
        ([], ""),
    ],
)
def test_where_permanent_redirects_lead_before_any_other_is_told(loopback, open_policy, statuses, moved_to):
    for number, status in enumerate(statuses):
        loopback.says(f"/{number}", answer(status=f"{status} Moved", Location=f"/{number + 1}"))
    loopback.says(f"/{len(statuses)}", answer(b"here"))
    response = fetch(loopback.url("/0"), open_policy)
    assert response.moved_to == (loopback.url(moved_to) if moved_to else "")

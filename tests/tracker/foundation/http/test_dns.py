"""Names that lead to refused addresses, with a resolver of the test's own; the listener tells who was reached."""

import asyncio
import socket
import threading
import time

import pytest

from tracker.foundation.http import AddressPolicy, Client, OutboundLimits, check_target, errors, fetch
from tracker.foundation.http.dns import guarded_socket

PUBLIC = "93.184.215.14"
ANSWERS = [
    (["127.0.0.1"], "a private A"),
    (["10.0.0.1"], "a private A"),
    (["::1"], "AAAA alone"),
    (["fd00::1"], "AAAA alone"),
    (["::ffff:127.0.0.1"], "a mapped AAAA"),
    (["64:ff9b::7f00:1"], "a NAT64 AAAA"),
    ([PUBLIC, "127.0.0.1"], "mixed, the public one first"),
    (["127.0.0.1", PUBLIC], "mixed, the private one first"),
    ([PUBLIC, "2606:4700::1111", "fe80::1%eth0"], "one bad among three"),
    (["169.254.169.254"], "the metadata address"),
    (["not an address"], "rubbish"),
]


class Names:
    """A lookup that gives the next of its answers each time, and keeps to the last."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, host, port):
        self.asked += 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize(("answer", "why"), ANSWERS)
def test_a_name_with_one_refused_address_is_not_connected_to(loopback, answer, why):
    loopback.says("/", b"")
    policy = AddressPolicy(ports=frozenset({loopback.port}))
    with pytest.raises(errors.AddressRefused):
        fetch(loopback.url(host="hooks.example"), policy, lookup=Names(answer))
    assert loopback.requests == [], why


@pytest.mark.parametrize(("answer", "why"), ANSWERS)
def test_a_name_with_one_refused_address_is_refused_at_creation(answer, why):
    with pytest.raises(errors.AddressRefused):
        check_target("https://hooks.example/", AddressPolicy(), lookup=Names(answer))


def test_an_answer_that_changes_after_the_check_is_refused_at_the_connection(loopback):
    loopback.says("/", b"")
    names = Names([PUBLIC], ["127.0.0.1"])
    policy = AddressPolicy(ports=frozenset({loopback.port}))
    url = loopback.url(host="hooks.example")
    assert check_target(url, policy, lookup=names).host == "hooks.example"
    with pytest.raises(errors.AddressRefused):
        fetch(url, policy, lookup=names)
    assert names.asked == 2
    assert loopback.requests == []


def test_the_vetted_address_is_the_one_connected_to(loopback, open_policy):
    """DNS is not asked a second time between the check and the connection."""
    loopback.says("/", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    policy = AddressPolicy(ports=frozenset({loopback.port}), allow_private=True)
    assert fetch(loopback.url(host="hooks.example"), policy, lookup=names).status == 200
    assert names.asked == 1
    assert b"Host: hooks.example:" in loopback.requests[0]


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "64:ff9b::7f00:1"])
def test_no_socket_is_made_for_a_refused_address_whoever_found_it(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(errors.AddressRefused):
        guarded_socket(AddressPolicy())((family, socket.SOCK_STREAM, 0, "", (address, 80)))


def test_the_socket_is_checked_even_when_the_url_check_and_the_resolver_are_passed_by(loopback, monkeypatch):
    monkeypatch.setattr("tracker.foundation.http.client.check_url", lambda url, policy: check_url_of(url))
    loopback.says("/", b"")
    with pytest.raises(errors.AddressRefused):
        fetch(loopback.url(), AddressPolicy())
    assert loopback.requests == []


def check_url_of(url):
    from tracker.foundation.http import check_url

    return check_url(url, AddressPolicy(allow_private=True))


def nowhere(host, port):
    raise socket.gaierror(socket.EAI_NONAME, "no such name")


@pytest.mark.parametrize("lookup", [nowhere, Names([])], ids=["an error", "an empty answer"])
def test_a_name_without_address_is_told_at_the_request_and_passes_at_creation(lookup):
    with pytest.raises(errors.NameNotFound):
        fetch("http://hooks.example/", AddressPolicy(), lookup=lookup)
    assert check_target("http://hooks.example/", AddressPolicy(), lookup=lookup).port == 80


def test_slow_dns_holds_nobody_beyond_the_connect_timeout(loopback):
    loopback.says("/", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    answer = threading.Event()

    def lookup(host, port):
        if host.startswith("slow"):
            answer.wait(30)
        return ["127.0.0.1"]

    async def both():
        policy = AddressPolicy(ports=frozenset({loopback.port}), allow_private=True)
        async with Client(policy, OutboundLimits(connect_seconds=2), lookup=lookup) as client:
            slow = [client.get(loopback.url(host=f"slow{number}.example")) for number in range(20)]
            return await asyncio.gather(client.get(loopback.url(host="fast.example")), *slow, return_exceptions=True)

    started = time.monotonic()
    fast, *slow = asyncio.run(both())
    assert time.monotonic() - started < 15, "the process waited for the name servers"
    answer.set()
    assert fast.status == 200
    assert {type(error) for error in slow} == {errors.ConnectTimeout}


def test_slow_dns_at_creation_is_not_waited_for():
    answer = threading.Event()

    def lookup(host, port):
        answer.wait(30)
        return [PUBLIC]

    vetted = check_target("https://hooks.example/", AddressPolicy(), lookup=lookup, timeout_seconds=0.05)
    answer.set()
    assert vetted.host == "hooks.example"


def test_names_reserved_for_examples_are_not_asked_for_at_creation(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: pytest.fail("DNS was asked"))
    assert check_target("https://hooks.example/", AddressPolicy()).host == "hooks.example"

"""Where the guard must not go: URLs that say so themselves, and names whose addresses do.

`ANSWERS` is what a name server of the attacker's says, one entry for each time that it is asked; the last one stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.tracker.foundation.http.test_urls import REFUSED

PUBLIC, PUBLIC_V6 = "93.184.215.14", "2606:4700::1111"
OWN_NAME = "tracker.attacker.net"
PROXY = ("10.9.9.9", 3128)

# Every kind of address that is not the outside world, one or two of each.
ADDRESSES = (  # looked at, not bound to
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1",
    "169.254.1.1", "192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
    # the clouds' metadata
    "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::7f00:1", "2002:7f00:1::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "fd12:3456::1", "fe80::1",
    "fec0::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "ff02::1", "2606:4700::5efe:7f00:1",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a name server says: addresses of both families in this order, behind a CNAME, or nothing for a while."""

    addresses: tuple[str, ...] = ()
    alias: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A host name and its answers. `partly`: it may lead to `PUBLIC`, and to nothing else."""

    host: str
    answers: tuple[Answer, ...] = field(default=(Answer(),))
    partly: bool = False


NAMES = (
    *(Name(f"a{place}.attacker.net", (Answer((address,)),)) for place, address in enumerate(ADDRESSES)),
    Name("public-first.attacker.net", (Answer((PUBLIC, "10.0.0.1")),)),
    Name("private-first.attacker.net", (Answer(("10.0.0.1", PUBLIC)),)),
    Name("public-and-aaaa.attacker.net", (Answer((PUBLIC, "fd00::1")),)),
    Name("aaaa-and-public.attacker.net", (Answer(("::ffff:10.0.0.1", PUBLIC)),)),
    Name("two-aaaa.attacker.net", (Answer((PUBLIC_V6, "::1")),)),
    Name("cname.attacker.net", (Answer(("127.0.0.1",), alias="inside.attacker.net"),)),
    Name("xn--bcher-kva.attacker.net", (Answer(("10.0.0.1",)),)),
    Name("slow.attacker.net", (Answer(silent=True),)),
    Name("changes.attacker.net", (Answer((PUBLIC,)), Answer(("127.0.0.1",))), partly=True),
    Name("changes-back.attacker.net", (Answer(("10.0.0.1",)), Answer((PUBLIC,)), Answer(("10.0.0.1",))), partly=True),
    Name(OWN_NAME, (Answer((PUBLIC,)),)),
)
PUBLIC_NAMES = (
    Name("public.attacker.net", (Answer((PUBLIC, PUBLIC_V6)),)),
    Name("public-cname.attacker.net", (Answer((PUBLIC,), alias="elsewhere.attacker.net"),)),
)


def literal(address: str) -> str:
    """The URL of an address."""
    return f"http://[{address}]/" if ":" in address else f"http://{address}/"


URLS = (
    *(url.replace("tracker.example", OWN_NAME) for url, _ in REFUSED),
    *map(literal, ADDRESSES),
    *(f"http://{name.host}/" for name in NAMES),
    "https://cname.attacker.net/",
    "http://bücher.attacker.net/",
    f"http://{OWN_NAME.upper()}/",
)
PARTLY = frozenset(f"http://{name.host}/" for name in NAMES if name.partly)
PUBLIC_URLS = (literal(PUBLIC), literal(PUBLIC_V6), *(f"http://{name.host}/" for name in PUBLIC_NAMES))

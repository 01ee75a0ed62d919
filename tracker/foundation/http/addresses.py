"""Which addresses the outside world is made of: `refusal(address)` says why one is not, or returns None.

The list is ours and not `ipaddress.is_global` alone, which depends on the Python version and lets through, among
others, 192.88.99.1, ::127.0.0.1, 64:ff9b::/96, 2002::/16, fec0::/10 and 3fff::/20. Sources: the IANA special-purpose
address registries (RFC 6890 and its updates), and the clouds' documentation of their metadata addresses. IPv6 is a
list of what is allowed (2000::/3, RFC 4291, what IANA hands out) less the special blocks inside it.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address

_V4_REFUSED: tuple[tuple[IPv4Network, str], ...] = tuple(
    (IPv4Network(block), reason)
    for block, reason in (
        ("168.63.129.16/32", "cloud metadata"),  # Azure's wire server: a public address served inside every machine
        ("169.254.169.254/32", "cloud metadata"),
        ("100.100.100.200/32", "cloud metadata"),
        ("192.0.0.192/32", "cloud metadata"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmark"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("255.255.255.255/32", "broadcast"),
        ("240.0.0.0/4", "reserved"),
    )
)

_V6_ALLOWED = IPv6Network("2000::/3")

_V6_REFUSED: tuple[tuple[IPv6Network, str], ...] = tuple(
    (IPv6Network(block), reason)
    for block, reason in (
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("::ffff:0:0/96", "embeds an IPv4 address: mapped"),
        ("::ffff:0:0:0/96", "embeds an IPv4 address: translated"),
        ("::/96", "embeds an IPv4 address: compatible"),
        ("64:ff9b::/96", "embeds an IPv4 address: NAT64"),
        ("64:ff9b:1::/48", "embeds an IPv4 address: local NAT64"),
        ("100::/64", "discard"),
        ("2001::/32", "embeds an IPv4 address: Teredo"),
        ("2001:db8::/32", "documentation"),
        ("2001::/23", "protocol assignments"),
        ("2002::/16", "embeds an IPv4 address: 6to4"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fd00:ec2::254/128", "cloud metadata"),
        ("fd20:ce::254/128", "cloud metadata"),
        ("fc00::/7", "unique-local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)

_LOOPBACK_V4 = IPv4Network("127.0.0.0/8")
_LOOPBACK_V6 = IPv6Address("::1")

# ISATAP, RFC 5214 section 6.1: the interface identifier is 0000:5EFE or 0200:5EFE and then an IPv4 address.
_ISATAP_IDENTIFIERS = frozenset({0x0000_5EFE, 0x0200_5EFE})


def is_loopback(address: IPAddress) -> bool:
    """True for 127.0.0.0/8 and ::1 alone; an address that embeds one of these does not count."""
    if isinstance(address, IPv4Address):
        return address in _LOOPBACK_V4
    return address == _LOOPBACK_V6


def refusal(text: str, *, allow_loopback: bool = False) -> str | None:
    """None when the address may be connected to, else the reason in two or three words.

    `text` is what the resolver or the socket gives: canonical IPv4 or IPv6. A zone (`fe80::1%eth0`) or anything that
    does not parse is refused.
    """
    if "%" in text:
        return "link-local with a zone"
    try:
        address = ip_address(text)
    except ValueError:
        return "not an address"
    if allow_loopback and is_loopback(address):
        return None
    if isinstance(address, IPv4Address):
        return _refusal_v4(address)
    return _refusal_v6(address)


def _refusal_v4(address: IPv4Address) -> str | None:
    for block, reason in _V4_REFUSED:
        if address in block:
            return reason
    return None if address.is_global else "not global"


def _refusal_v6(address: IPv6Address) -> str | None:
    for block, reason in _V6_REFUSED:
        if address in block:
            return reason
    if address not in _V6_ALLOWED:
        return "not handed out"
    if (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP_IDENTIFIERS:
        return "embeds an IPv4 address: ISATAP"
    return None if address.is_global else "not global"

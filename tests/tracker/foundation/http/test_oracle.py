"""Somebody else's guard as an oracle: whatever it refuses, ours refuses; where ours alone refuses, the reason is known.

`ssrfguard` was written from the same registries by other people. A mistake that both make is unlikely.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import pytest
import ssrfguard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracker.foundation.http.cases import ADDRESSES, OWN_NAME, PUBLIC, PUBLIC_V6, URLS, literal
from tracker.foundation.http import AddressPolicy, Refused, check_url
from tracker.foundation.http.addresses import _V4_REFUSED, _V6_REFUSED, refusal

THEIRS = ssrfguard.Policy()
OURS = AddressPolicy(blocked_hosts=frozenset({OWN_NAME}))

# What ours refuses alone, for these reasons. Theirs unpacks an address that is embedded in another and judges that
# one; ours trusts nobody to unpack it alike, and refuses all that embed one. The rest are blocks that no receiver and
# no newspaper lives in, and Azure's wire server, which theirs does not know.
STRICTER = (
    "cloud metadata",
    "embeds an IPv4 address",
    "AS112",
    "AMT",
    "protocol assignments",
    "not handed out",
    "not global",
)

BLOCKS = [block for table in (_V4_REFUSED, _V6_REFUSED) for block, _ in table]


def beside(block: IPv4Network | IPv6Network) -> list[str]:
    """The two ends of a block and their neighbours outside of it."""
    kind = IPv4Address if block.version == 4 else IPv6Address
    first, last, most = int(block[0]), int(block[-1]), 2**block.max_prefixlen - 1
    return [str(kind(number)) for number in (first - 1, first, last, last + 1) if 0 <= number <= most]


def compare(address: str) -> None:
    ours, theirs = refusal(address), ssrfguard.DEFAULT_DENIED.classify(address)
    if theirs.blocked:
        assert ours is not None, f"{address}: refused by theirs alone, {theirs.reason}"
    elif ours is not None:
        assert ours.startswith(STRICTER), f"{address}: refused by ours alone, {ours}"


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_at_the_edge_of_each_block_ours_refuses_what_theirs_does(block: IPv4Network | IPv6Network) -> None:
    for address in beside(block):
        compare(address)


@settings(max_examples=2000)
@given(st.integers(0, 2**32 - 1))
def test_of_any_ipv4_address_ours_refuses_what_theirs_does(number: int) -> None:
    compare(str(IPv4Address(number)))


# Most of the space is refused by both for want of a reason to allow it; these are the corners where they might differ.
PREFIXES = [0, 0xFFFF, 0x64_FF9B_0000_0000_0000_0000, 0x2002 << 80, 0x2001 << 80, 0x2606_4700 << 64, 0xFE80 << 80]


@settings(max_examples=2000)
@given(st.sampled_from(PREFIXES), st.integers(0, 2**32 - 1), st.integers(0, 2**128 - 1))
def test_of_any_ipv6_address_ours_refuses_what_theirs_does(prefix: int, embedded: int, any_number: int) -> None:
    compare(str(IPv6Address(prefix << 32 | embedded)))
    compare(str(IPv6Address(any_number)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_of_the_list_is_refused_by_ours_whatever_theirs_says(address: str) -> None:
    assert refusal(address) is not None
    compare(address)


@pytest.mark.parametrize("url", URLS, ids=repr)
def test_a_url_that_theirs_refuses_is_refused_by_ours(url: str) -> None:
    try:
        THEIRS.check_url(url)
    except (ssrfguard.SSRFGuardError, UnicodeError):
        with pytest.raises(Refused):
            check_url(url, OURS)


def test_what_is_outside_passes_both() -> None:
    for address in (PUBLIC, PUBLIC_V6):
        assert ip_address(address).is_global
        assert check_url(literal(address), OURS).host == str(THEIRS.check_url(literal(address)).address)

import pytest

from tracker.foundation.http.addresses import refusal

REFUSED = [
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("0.0.0.0", "this network"),  # noqa: S104 - it is looked at, not bound to
    ("0.1.2.3", "this network"),
    ("10.0.0.1", "private"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.168.1.1", "private"),
    ("100.64.0.1", "carrier-grade NAT"),
    ("100.127.255.255", "carrier-grade NAT"),
    ("100.100.100.200", "cloud metadata"),
    ("169.254.169.254", "cloud metadata"),
    ("168.63.129.16", "cloud metadata"),
    ("192.0.0.192", "cloud metadata"),
    ("169.254.1.1", "link-local"),
    ("192.0.0.1", "protocol assignments"),
    ("192.0.0.9", "protocol assignments"),
    ("192.0.2.1", "documentation"),
    ("198.51.100.1", "documentation"),
    ("203.0.113.1", "documentation"),
    ("192.88.99.1", "6to4 relay"),
    ("198.18.0.1", "benchmark"),
    ("198.19.255.255", "benchmark"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.250", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::2", "compatible"),
    ("::127.0.0.1", "compatible"),
    ("::8.8.8.8", "compatible"),
    ("::ffff:127.0.0.1", "mapped"),
    ("::ffff:8.8.8.8", "mapped"),
    ("::ffff:0:127.0.0.1", "translated"),
    ("64:ff9b::7f00:1", "NAT64"),
    ("64:ff9b::808:808", "NAT64"),
    ("64:ff9b:1::7f00:1", "local NAT64"),
    ("64:ff9b:1:abcd::7f00:1", "local NAT64"),
    ("2002:7f00:1::", "6to4"),
    ("2002:808:808::1", "6to4"),
    ("2001:0:4136:e378:8000:63bf:80ff:fffe", "Teredo"),
    ("2001:2::1", "protocol assignments"),
    ("2001:10::1", "protocol assignments"),
    ("2001:db8::1", "documentation"),
    ("3fff::1", "documentation"),
    ("3fff:fff:ffff::1", "documentation"),
    ("5f00::1", "segment routing"),
    ("100::1", "discard"),
    ("fc00::1", "unique-local"),
    ("fd12:3456:789a::1", "unique-local"),
    ("fd00:ec2::254", "cloud metadata"),
    ("fd20:ce::254", "cloud metadata"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "zone"),
    ("2606:4700::1%1", "zone"),
    ("fec0::1", "site-local"),
    ("feff::1", "site-local"),
    ("ff02::1", "multicast"),
    ("ff0e::1", "multicast"),
    ("2606:4700::5efe:7f00:1", "ISATAP"),
    ("2606:4700::200:5efe:a00:1", "ISATAP"),
    ("4000::1", "not handed out"),
    ("8000::1", "not handed out"),
    ("0177.0.0.1", "not an address"),
    ("localhost", "not an address"),
    ("", "not an address"),
]

ALLOWED = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "100.63.255.255", "100.128.0.1", "192.88.98.1", "2606:4700::1111"]


@pytest.mark.parametrize(("address", "reason"), REFUSED)
def test_an_address_inside_our_walls_is_refused_with_the_reason(address, reason):
    assert reason in (refusal(address) or "")


@pytest.mark.parametrize("address", ALLOWED)
def test_an_address_of_the_public_internet_is_allowed(address):
    assert refusal(address) is None


@pytest.mark.parametrize(("address", "reason"), REFUSED)
def test_opening_loopback_opens_nothing_else(address, reason):
    still_refused = refusal(address, allow_loopback=True) is not None
    assert still_refused == (reason != "loopback")


def test_every_block_that_python_calls_not_global_is_refused_at_both_ends():
    import ipaddress

    constants = [vars(ipaddress)[f"_IPv{version}Constants"] for version in (4, 6)]
    for block in (network for known in constants for network in known._private_networks):
        assert refusal(str(block[0])), block
        assert refusal(str(block[-1])), block

from types import SimpleNamespace

import pytest

from tracker.foundation.http import AddressPolicy, check_url, errors, policy_from
from tracker.foundation.http.urls import check_redirect

POLICY = AddressPolicy(blocked_hosts=frozenset({"tracker.example"}))

REFUSED = [
    # 127.0.0.1 in every notation
    ("http://127.0.0.1/", errors.AddressRefused),
    ("http://127.0.0.1./", errors.HostNumeric),
    ("http://127.1/", errors.HostNumeric),
    ("http://127.0.1/", errors.HostNumeric),
    ("http://2130706433/", errors.HostNumeric),
    ("http://017700000001/", errors.HostNumeric),
    ("http://0x7f000001/", errors.HostNumeric),
    ("http://0x7f.0.0.1/", errors.HostNumeric),
    ("http://0177.0.0.1/", errors.HostNumeric),
    ("http://127.0.0.0x1/", errors.HostNumeric),
    ("http://0X7F.1/", errors.HostNumeric),
    ("http://127.0.0.01/", errors.HostNumeric),
    ("http://127.0.0.256/", errors.HostNumeric),
    ("http://\uff11\uff12\uff17.\uff10.\uff10.\uff11/", errors.AddressRefused),
    ("http://\u2460\u2461\u2466.0.0.1/", errors.AddressRefused),
    ("http://127\u30020\u30020\u30021/", errors.AddressRefused),
    ("http://127\uff0e0\uff0e0\uff0e1/", errors.AddressRefused),
    ("http://127\uff610\uff610\uff611/", errors.AddressRefused),
    ("http://%31%32%37.0.0.1/", errors.OutboundError),
    ("http://127.0.0.1%00.example/", errors.HostMalformed),
    # the other addresses, as literals
    ("http://0/", errors.HostNumeric),
    ("http://0.0.0.0/", errors.AddressRefused),
    ("http://169.254.169.254/latest/meta-data/", errors.AddressRefused),
    ("http://100.100.100.200/", errors.AddressRefused),
    ("http://168.63.129.16/", errors.AddressRefused),
    ("http://192.168.0.1/", errors.AddressRefused),
    ("http://192.88.99.1/", errors.AddressRefused),
    ("http://[::1]/", errors.AddressRefused),
    ("http://[0:0:0:0:0:0:0:1]/", errors.AddressRefused),
    ("http://[::ffff:127.0.0.1]/", errors.AddressRefused),
    ("http://[::127.0.0.1]/", errors.AddressRefused),
    ("http://[64:ff9b::127.0.0.1]/", errors.AddressRefused),
    ("http://[2002:7f00:1::]/", errors.AddressRefused),
    ("http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", errors.AddressRefused),
    ("http://[fd00::1]/", errors.AddressRefused),
    ("http://[fe80::1]/", errors.AddressRefused),
    ("http://[fe80::1%25eth0]/", errors.Refused),
    ("http://[fe80::1%eth0]/", errors.Refused),
    ("http://[fec0::1]/", errors.AddressRefused),
    ("http://[ff02::1]/", errors.AddressRefused),
    ("http://[::]/", errors.AddressRefused),
    ("http://[v1.fe80]/", errors.Refused),
    ("http://[127.0.0.1]/", errors.HostMalformed),
    ("http://[::1", errors.HostMalformed),
    ("http://[::1]x/", errors.HostMalformed),
    # names
    ("http://localhost/", errors.HostUnqualified),
    ("http://api.localhost/", errors.HostUnqualified),
    ("http://redis/", errors.HostUnqualified),
    ("http://metadata.google.internal/", errors.HostUnqualified),
    ("http://printer.local/", errors.HostUnqualified),
    ("http://tracker.example/hook", errors.HostBlocked),
    ("http://TRACKER.Example/hook", errors.HostBlocked),
    ("http://tracker.example./hook", errors.HostMalformed),
    ("http://\uff54racker.example/hook", errors.HostBlocked),
    ("http://hooks.example./", errors.HostMalformed),
    ("http://.example/", errors.HostMalformed),
    ("http://a..example/", errors.HostMalformed),
    ("http://-a.example/", errors.HostMalformed),
    ("http://a!b.example/", errors.HostMalformed),
    ("http:///path", errors.HostMalformed),
    ("http://:80/", errors.HostMalformed),
    ("http://xn--/", errors.Refused),
    (f"http://{'a' * 64}.example/", errors.HostTooLong),
    (f"http://{'ü' * 64}.example/", errors.HostTooLong),
    (f"http://{'a.' * 126}example/", errors.HostTooLong),
    # the rest of the URL
    ("http://user@hooks.example/", errors.CredentialsRefused),
    ("http://user:secret@hooks.example/", errors.CredentialsRefused),
    ("http://@hooks.example/", errors.CredentialsRefused),
    ("http://hooks.example@127.0.0.1/", errors.CredentialsRefused),
    ("http://hooks.example\\@127.0.0.1/", errors.BackslashRefused),
    ("http:\\\\hooks.example/", errors.BackslashRefused),
    ("http://hooks.example/a\\b", errors.BackslashRefused),
    ("http://hooks.example/#part", errors.FragmentRefused),
    ("http://hooks.example#@127.0.0.1/", errors.FragmentRefused),
    ("http://hooks.example/\r\nX-Header: 1", errors.CharacterRefused),
    ("http://hooks.example/\t", errors.CharacterRefused),
    ("http://hooks.example/\x00", errors.CharacterRefused),
    ("http://hooks.example/\x7f", errors.CharacterRefused),
    ("http://hooks.example/a b", errors.CharacterRefused),
    (" http://hooks.example/", errors.CharacterRefused),
    ("http://hooks.example/\u202e", errors.CharacterRefused),
    ("http://hooks\u200b.example/", errors.CharacterRefused),
    ("http://hooks\u00ad.example/", errors.CharacterRefused),
    ("http://hooks.example/\ud800", errors.CharacterRefused),
    ("", errors.SchemeRefused),
    ("hooks.example/", errors.SchemeRefused),
    ("//hooks.example/", errors.SchemeRefused),
    ("http:hooks.example/", errors.SchemeRefused),
    ("http:/hooks.example/", errors.SchemeRefused),
    ("ftp://hooks.example/", errors.SchemeRefused),
    ("file:///etc/passwd", errors.SchemeRefused),
    ("gopher://hooks.example/", errors.SchemeRefused),
    ("javascript:alert(1)", errors.SchemeRefused),
    ("ws://hooks.example/", errors.SchemeRefused),
    ("http://hooks.example:22/", errors.PortRefused),
    ("https://hooks.example:8443/", errors.PortRefused),
    ("http://hooks.example:0/", errors.PortMalformed),
    ("http://hooks.example:65536/", errors.Refused),
    ("http://hooks.example:-1/", errors.PortMalformed),
    ("http://hooks.example:/", errors.PortMalformed),
    ("http://hooks.example:8\u0660/", errors.PortMalformed),
    ("http://hooks.example:80:80/", errors.PortMalformed),
    (f"http://hooks.example/{'a' * 2048}", errors.UrlTooLong),
]

ALLOWED = [
    ("http://hooks.example", "http://hooks.example/", "hooks.example", 80),
    ("HTTPS://Hooks.Example/A?b=c%20d", "https://hooks.example/A?b=c%20d", "hooks.example", 443),
    ("http://hooks.example:443/", "http://hooks.example:443/", "hooks.example", 443),
    ("https://bücher.example/", "https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443),
    ("https://faß.example/ä", "https://xn--fa-hia.example/%C3%A4", "xn--fa-hia.example", 443),
    ("https://a_b.example/", "https://a_b.example/", "a_b.example", 443),
    ("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8", 80),
    ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/", "2606:4700::1111", 80),
    ("http://not-tracker.example/", "http://not-tracker.example/", "not-tracker.example", 80),
]


@pytest.mark.parametrize(("url", "error"), REFUSED)
def test_a_url_that_could_reach_what_it_should_not_is_refused_by_name(url, error):
    with pytest.raises(error) as caught:
        check_url(url, POLICY)
    assert isinstance(caught.value, errors.Refused)
    assert caught.value.code != errors.OutboundError.code
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(("url", "normal", "host", "port"), ALLOWED)
def test_a_public_url_comes_back_in_normal_form(url, normal, host, port):
    vetted = check_url(url, POLICY)
    assert (vetted.url, vetted.host, vetted.port) == (normal, host, port)
    assert check_url(vetted.url, POLICY) == vetted


def test_a_port_is_opened_by_the_policy():
    assert check_url("https://hooks.example:8443/", AddressPolicy(ports=frozenset({8443}))).port == 8443


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "hooks.localhost"])
def test_loopback_is_open_on_any_port_when_private_targets_are_allowed(host):
    assert check_url(f"http://{host}:9999/", AddressPolicy(allow_private=True)).port == 9999


@pytest.mark.parametrize("host", ["10.0.0.1", "[fd00::1]", "169.254.169.254", "[::ffff:127.0.0.1]"])
def test_allowing_private_targets_opens_no_other_network(host):
    with pytest.raises(errors.AddressRefused):
        check_url(f"http://{host}/", AddressPolicy(allow_private=True))


def test_every_error_has_a_code_and_a_sentence_of_its_own():
    def family(root):
        for child in root.__subclasses__():
            yield child
            yield from family(child)

    leaves = [kind for kind in family(errors.OutboundError) if not kind.__subclasses__()]
    assert len({kind.code for kind in leaves}) == len(leaves)
    assert len({kind.sentence for kind in leaves}) == len(leaves)


@pytest.mark.parametrize(
    ("public_url", "allowed_hosts", "blocked"),
    [
        ("https://Tracker.example/app", [], {"tracker.example"}),
        ("https://tracker.example:8443", ["www.tracker.example"], {"tracker.example", "www.tracker.example"}),
        ("https://b\u00fccher.example", [], {"xn--bcher-kva.example"}),
        ("http://[2606:4700:0:0::1111]:8000", ["8.8.8.8"], {"2606:4700::1111", "8.8.8.8"}),
        ("https://tracker.example.", [], {"tracker.example"}),
        ("https://tracker.example", ["*", ".example"], {"tracker.example"}),
    ],
)
def test_the_policy_blocks_every_name_that_the_settings_give_the_service(public_url, allowed_hosts, blocked):
    settings = SimpleNamespace(
        OUTBOUND_PORTS=(80,), ALLOW_PRIVATE_TARGETS=False, PUBLIC_URL=public_url, ALLOWED_HOSTS=allowed_hosts
    )
    policy = policy_from(settings)
    assert policy == AddressPolicy(ports=frozenset({80}), blocked_hosts=frozenset(blocked))
    for host in blocked:
        with pytest.raises(errors.HostBlocked):
            check_url(f"http://[{host}]/" if ":" in host else f"http://{host}/", policy)


@pytest.mark.parametrize(
    ("location", "arrives"),
    [
        ("/b", "https://news.example/b"),
        ("c?d=e", "https://news.example/a/c?d=e"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x#part", "https://other.example/x"),
        ("/with space", "https://news.example/with%20space"),
        ("/ä", "https://news.example/%C3%A4"),
    ],
)
def test_a_redirect_leads_where_a_browser_would_go(location, arrives):
    assert check_redirect(location, check_url("https://news.example/a/b", POLICY), POLICY).url == arrives


@pytest.mark.parametrize(
    ("location", "error"),
    [
        ("http://other.example/", errors.RedirectDowngrade),
        ("https://127.0.0.1/", errors.AddressRefused),
        ("//localhost/", errors.HostUnqualified),
        ("//tracker.example/", errors.HostBlocked),
        ("file:///etc/passwd", errors.SchemeRefused),
        ("https://u:p@other.example/", errors.CredentialsRefused),
        ("https://other.example:22/", errors.PortRefused),
        ("\\\\other.example\\", errors.BackslashRefused),
        ("/a\nb", errors.CharacterRefused),
        ("http://[", errors.Refused),
    ],
)
def test_a_redirect_is_vetted_like_the_first_url(location, error):
    with pytest.raises(error):
        check_redirect(location, check_url("https://news.example/a/b", POLICY), POLICY)

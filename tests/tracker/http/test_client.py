"""The client against servers that misbehave in each way that we know of."""

import asyncio
import gzip
import socket
import ssl
import tracemalloc
import zlib

import pytest

from tests.loopback import answer
from tracker.http import AddressPolicy, Client, OutboundLimits, errors, fetch


def post(url, policy, limits=None, body=b"{}", headers=None):
    async def once():
        async with Client(policy, limits) as client:
            return await client.post(url, body=body, headers=headers)

    return asyncio.run(once())


def hangs(connection, stopping):
    stopping.wait(10)


def trickles(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while not stopping.wait(0.05):
        connection.sendall(b"x")


def trickles_its_head(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while not stopping.wait(0.05):
        connection.sendall(b"X-Header: 1\r\n")


def never_ends(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not stopping.is_set():
        connection.sendall(b"x" * 65536)


def resets(connection, stopping):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def stops_in_the_middle(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this")


def test_a_page_comes_back_with_status_headers_and_body(loopback, open_policy):
    url = loopback.says("/page", answer(b"<p>text", Content_Type="text/html; charset=utf-8", ETag='"1"'))
    response = fetch(url, open_policy, headers={"Accept": "text/html"})
    assert (response.status, response.body, response.url) == (200, b"<p>text", url)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["etag"] == '"1"'
    assert not response.truncated
    assert b"Accept: text/html\r\n" in loopback.requests[0]


def test_a_conditional_get_sends_what_is_known_and_brings_304(loopback, open_policy):
    url = loopback.says("/", answer(status="304 Not Modified"))
    response = fetch(url, open_policy, etag='"abc"', last_modified="Sat, 17 Mar 2018 12:00:00 GMT")
    assert response.status == 304
    assert b'If-None-Match: "abc"\r\n' in loopback.requests[0]
    assert b"If-Modified-Since: Sat, 17 Mar 2018 12:00:00 GMT\r\n" in loopback.requests[0]


@pytest.mark.parametrize("status", ["400 Bad Request", "404 Not Found", "410 Gone", "500 Internal Server Error"])
def test_an_error_status_is_an_answer(loopback, open_policy, status):
    assert fetch(loopback.says("/", answer(status=status)), open_policy).status == int(status[:3])


def test_a_post_sends_the_very_bytes_and_headers(loopback, open_policy):
    body = b'{"a": "\xc3\xa4"}'
    url = loopback.says("/hook", answer(b"ok"))
    response = post(url, open_policy, body=body, headers={"content-type": "application/json", "webhook-id": "e1"})
    assert (response.status, response.body) == (200, b"ok")
    head, _, sent = loopback.requests[0].partition(b"\r\n\r\n")
    assert sent == body
    assert b"webhook-id: e1" in head


@pytest.mark.parametrize(
    ("handler", "error"),
    [
        (hangs, errors.ReadTimeout),
        (trickles, errors.TotalTimeout),
        (trickles_its_head, errors.TotalTimeout),
        (resets, errors.ConnectionLost),
        (stops_in_the_middle, errors.ConnectionLost),
        (lambda connection, _: None, errors.ConnectionLost),
        (lambda connection, _: connection.sendall(b"220 mail.example ESMTP\r\n"), errors.AnswerMalformed),
        (lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 99999), errors.AnswerMalformed),
    ],
)
def test_a_server_that_does_not_answer_properly_has_an_error_of_its_own(loopback, open_policy, short, handler, error):
    with pytest.raises(error):
        fetch(loopback.does("/", handler), open_policy, short)


@pytest.mark.parametrize(
    ("handler", "failure"), [(trickles, "total_timeout"), (stops_in_the_middle, "connection_lost")]
)
def test_the_status_of_a_post_counts_even_when_its_body_fails(loopback, open_policy, short, handler, failure):
    response = post(loopback.does("/", handler), open_policy, short)
    assert (response.status, response.failure) == (200, failure)
    assert response.body


def test_a_refused_connection_is_told(open_policy):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.ConnectFailed, match="refused"):
        fetch(f"http://127.0.0.1:{port}/", open_policy)


def test_a_server_without_tls_fails_the_handshake(loopback, open_policy):
    loopback.says("/", answer())
    with pytest.raises(errors.Unreachable) as caught:
        fetch(loopback.url().replace("http:", "https:"), open_policy, OutboundLimits(connect_seconds=1))
    assert caught.value.code in {"tls_failed", "connect_timeout", "connect_failed"}


def test_a_certificate_that_nobody_vouches_for_is_refused(open_policy, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    listener = socket.create_server(("127.0.0.1", 0))

    async def serve_and_get():
        server = await asyncio.start_server(lambda reader, writer: writer.close(), sock=listener, ssl=context)
        async with server, Client(open_policy) as client:
            return await client.get(f"https://localhost:{listener.getsockname()[1]}/")

    with pytest.raises(errors.TlsFailed, match=r"self.signed"):
        asyncio.run(serve_and_get())


def self_signed(folder):
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path


# --- size


def test_a_body_that_never_ends_is_cut_at_the_limit(loopback, open_policy, short):
    response = fetch(loopback.does("/", never_ends), open_policy, short)
    assert response.truncated
    assert len(response.body) == short.max_bytes


@pytest.mark.parametrize(("size", "truncated"), [(99_999, False), (100_000, False), (100_001, True)])
def test_the_limit_is_exact(loopback, open_policy, short, size, truncated):
    response = fetch(loopback.says("/", answer(b"x" * size)), open_policy, short)
    assert (response.truncated, len(response.body)) == (truncated, min(size, 100_000))


@pytest.mark.parametrize(("size", "truncated"), [(100_000, False), (100_001, True)])
def test_the_limit_counts_what_was_unpacked(loopback, open_policy, short, size, truncated):
    packed = gzip.compress(b"x" * size)
    response = fetch(loopback.says("/", answer(packed, Content_Encoding="gzip")), open_policy, short)
    assert (response.truncated, len(response.body)) == (truncated, 100_000)


def test_a_gzip_bomb_costs_no_memory(loopback, open_policy):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(500)) + packer.flush()
    url = loopback.says("/", answer(bomb, Content_Encoding="gzip"))
    del packer
    tracemalloc.start()
    response = fetch(url, open_policy, OutboundLimits(max_bytes=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.truncated
    assert peak < 20_000_000, f"{peak} bytes of memory for a body of 500,000,000"


PLAIN = b"<html>" + bytes(range(256)) * 400
PACKED = [
    ("gzip", gzip.compress(PLAIN)),
    ("x-gzip", gzip.compress(PLAIN)),
    ("GZIP", gzip.compress(PLAIN[:1000]) + gzip.compress(PLAIN[1000:])),
    ("gzip", gzip.compress(PLAIN) + b"\0" * 100),
    ("deflate", zlib.compress(PLAIN)),
    ("deflate", zlib.compress(PLAIN, wbits=-15)),
    ("identity", PLAIN),
]


@pytest.mark.parametrize(("encoding", "packed"), PACKED)
def test_a_packed_body_reads_as_the_plain_one(loopback, open_policy, encoding, packed):
    limits = OutboundLimits(max_bytes=1_000_000)
    assert fetch(loopback.says("/", answer(packed, Content_Encoding=encoding)), open_policy, limits).body == PLAIN


def test_a_packed_body_that_comes_byte_by_byte_reads_as_the_plain_one(loopback, open_policy):
    packed = gzip.compress(b"some text")

    def dribbles(connection, stopping):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(answer(b"", Content_Encoding="gzip", Content_Length=str(len(packed))))
        for byte in packed:
            connection.sendall(bytes([byte]))
            stopping.wait(0.002)

    assert fetch(loopback.does("/", dribbles), open_policy).body == b"some text"


@pytest.mark.parametrize(
    ("encoding", "packed", "error"),
    [
        ("gzip", b"not gzip at all", errors.BodyCorrupt),
        ("gzip", gzip.compress(PLAIN)[:-9], errors.BodyCorrupt),
        ("gzip", gzip.compress(b"") * 200, errors.BodyCorrupt),
        ("br", b"\x0b\x02\x80text\x03", errors.EncodingRefused),
        ("gzip, gzip", gzip.compress(gzip.compress(PLAIN)), errors.EncodingRefused),
    ],
)
def test_a_packed_body_that_cannot_be_unpacked_is_told(loopback, open_policy, encoding, packed, error):
    with pytest.raises(error):
        fetch(loopback.says("/", answer(packed, Content_Encoding=encoding)), open_policy)


# --- redirects


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


# --- what is not sent


def test_proxy_variables_are_ignored(loopback, open_policy, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert fetch(loopback.says("/", answer(b"direct")), open_policy).body == b"direct"


def test_cookies_are_neither_kept_nor_sent(loopback, open_policy):
    loopback.says("/a", answer(status="302 Found", Location="/b", Set_Cookie="session=1; Path=/"))
    fetch(loopback.says("/b", answer()).replace("/b", "/a"), open_policy)
    assert len(loopback.requests) == 2
    assert not any(b"cookie" in request.lower() for request in loopback.requests)


def test_a_header_cannot_smuggle_another(loopback, open_policy):
    loopback.says("/", answer())
    with pytest.raises(ValueError, match=r"(?i)newline|carriage|header"):
        post(loopback.url(), open_policy, headers={"webhook-id": "1\r\nX-Evil: 1"})
    assert loopback.requests == []


# --- many at once


def test_two_hundred_posts_go_at_once_and_hung_ones_delay_nobody(loopback, open_policy):
    loopback.says("/fast", answer(b"ok"))
    loopback.does("/hung", hangs)
    limits = OutboundLimits(connect_seconds=10, read_seconds=8, total_seconds=9)

    async def all_of_them():
        finished = []

        async def one(client, number):
            path = "/hung" if number % 10 == 0 else "/fast"
            try:
                response = await client.post(loopback.url(path), body=b"{}")
                finished.append(response.status)
            except errors.ReadTimeout:
                finished.append("timeout")
            if len(finished) == 180:
                loopback.stopping.set()  # lets the hung ones go, so that the test need not wait for the timeout

        async with Client(open_policy, limits) as client:
            await asyncio.gather(*(one(client, number) for number in range(200)), return_exceptions=True)
        return finished

    finished = asyncio.run(all_of_them())
    assert finished[:180] == [200] * 180


def test_a_client_outside_its_block_says_how_it_is_used(open_policy):
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(Client(open_policy).get("http://127.0.0.1/"))


def test_the_package_loads_nothing_of_the_project_nor_django():
    import subprocess
    import sys

    code = (
        "import sys, tracker.http;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'celery', 'incidents', 'sources')"
        " or (m.startswith('tracker.') and not m.startswith('tracker.http'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

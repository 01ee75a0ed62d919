"""The client against servers that misbehave in each way that we know of."""

import asyncio
import socket
import ssl

import pytest

from tests.loopback import answer
from tracker.foundation.http import Client, OutboundLimits, errors, fetch


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
        "import sys, tracker.foundation.http;"
        "print([m for m in sys.modules if m.split('.')[0] in ('django', 'celery', 'incidents', 'sources')"
        " or (m.startswith('tracker.foundation.') and not m.startswith('tracker.foundation.http'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""How much of a body the client takes, and how it unpacks one."""

import gzip
import socket
import tracemalloc
import zlib

import pytest

from tests.loopback import answer
from tracker.foundation.http import OutboundLimits, errors, fetch


def never_ends(connection, stopping):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not stopping.is_set():
        connection.sendall(b"x" * 65536)


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

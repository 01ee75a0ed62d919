"""A receiver that costs as little as Python can, for benchmarks: `python -m tests.quick_receiver CERTIFICATE`.

It prints two ports. Both answer 200 at once, but for /hung, which never answers; the second one by TLS and with the end
of the connection, so that each post shakes hands anew.
"""

import asyncio
import datetime as dt
import ssl
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def make_certificate(path: Path) -> None:
    """Write a key and a self-signed certificate of localhost to `path`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now, day = dt.datetime.now(dt.UTC), dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))


def server(*, once: bool) -> Serve:
    """Serves one connection: for good, or for one request."""
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + (b"Connection: close\r\n" if once else b"") + b"\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.lower().split(b"\r\n")
                await reader.readexactly(next(int(line[15:]) for line in lines if line.startswith(b"content-length:")))
                if head.startswith(b"POST /hung"):
                    await asyncio.sleep(60)
                writer.write(ok)
                await writer.drain()
                if once:
                    return
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    return serve


async def main() -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[1])
    plain = await asyncio.start_server(server(once=False), "127.0.0.1", 0, backlog=1024)
    packed = await asyncio.start_server(server(once=True), "127.0.0.1", 0, backlog=1024, ssl=tls)
    sys.stdout.write(f"{plain.sockets[0].getsockname()[1]} {packed.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await plain.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

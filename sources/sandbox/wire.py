"""How caller and child speak: a length and a pickle; what comes from the child is read as if it were hostile."""

import dataclasses
import enum
import io
import pickle
import socket
import struct
import sys
import time
from typing import Any

MOST_BYTES = 64_000_000  # of an answer
_LENGTH = struct.Struct("!Q")
_OURS = ("sources.extraction.", "incidents.vocabulary")
_PLAIN = frozenset({("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime"), ("datetime", "timezone"),
                    ("datetime", "timedelta"), ("builtins", "frozenset"), ("builtins", "set")})  # fmt: skip


class Untrusted(Exception):
    """The child's answer is none that we would build; the message says why."""


def send(connection: socket.socket, data: bytes) -> None:
    """Send one message; the connection's timeout applies."""
    connection.sendall(_LENGTH.pack(len(data)))
    connection.sendall(data)


def receive(connection: socket.socket, *, deadline: float | None = None) -> bytes | None:
    """The next message, None at the end of the stream. Raises TimeoutError when it is not complete by `deadline`
    (time.monotonic), Untrusted when it is longer than 64 MB."""
    head = _exactly(connection, _LENGTH.size, deadline)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        raise Untrusted(f"it has {length} bytes; at most {MOST_BYTES} are read")
    return _exactly(connection, length, deadline)


def loads(data: bytes) -> Any:
    """The value that a child pickled. Raises Untrusted for anything but our dataclasses and enumerations, dates,
    decimals, and what Python has literals for."""
    try:
        return _Careful(io.BytesIO(data)).load()
    except Untrusted:
        raise
    except Exception as error:
        raise Untrusted(f"it cannot be read: {type(error).__name__}") from error


def is_ours(module: str) -> bool:
    """Whether functions, classes and errors of this module may be named between caller and child."""
    return module.startswith(_OURS)


class _Careful(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        found = getattr(sys.modules.get(module), name, None) if is_ours(module) and "." not in name else None
        if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, enum.Enum)):
            return found
        raise Untrusted(f"it names {module}.{name}")


def _exactly(connection: socket.socket, count: int, deadline: float | None) -> bytes | None:
    data = bytearray(count)
    view, got = memoryview(data), 0
    while got < count:
        if deadline is not None:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        arrived = connection.recv_into(view[got:])
        if not arrived:
            return None
        got += arrived
    return bytes(data)

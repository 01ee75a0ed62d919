"""Standard Webhooks, symmetric: https://github.com/standard-webhooks/standard-webhooks (spec/standard-webhooks.md).

| header            | value                                                                        |
| ----------------- | ---------------------------------------------------------------------------- |
| webhook-id        | the event's reference; the same for every attempt, so receivers deduplicate  |
| webhook-timestamp | seconds since 1970 of this attempt; receivers refuse one older than 5 minutes |
| webhook-signature | `v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, one per valid secret, spaces between |

Pure: needs neither Django nor a clock of its own.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32  # the specification asks for 24 to 64
TOLERANCE_SECONDS = 5 * 60


class VerificationFailed(Exception):
    """The message was not signed with this secret, or not in the last five minutes; the sentence says which."""


class SecretMalformed(ValueError):
    """A secret that is not `whsec_` and base64 of 24 to 64 bytes."""


def new_secret() -> str:
    """A fresh random secret, `whsec_...`."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign; raises SecretMalformed."""
    if not secret.startswith(PREFIX):
        raise SecretMalformed(f"A secret begins with {PREFIX}; copy the whole of it.")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise SecretMalformed(f"What follows {PREFIX} is not base64; copy the secret again.") from None
    if not 24 <= len(key) <= 64:
        raise SecretMalformed(f"The secret holds {len(key)} bytes instead of 24 to 64; copy the whole of it.")
    return key


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature, `v1,...`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key_of(secret), signed, hashlib.sha256).digest()).decode()


def headers(secrets_valid: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers, with one signature for each valid secret."""
    signatures = [sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets_valid]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verify(secret: str, received: Mapping[str, str], body: bytes, *, now: float) -> str:
    """The message's id when the message is genuine and fresh; raises VerificationFailed. For receivers.

    `received` are the headers with names in lower case; `now` is in seconds since 1970.
    """
    message_id, stamp = received.get("webhook-id", ""), received.get("webhook-timestamp", "")
    given = received.get("webhook-signature", "")
    if not (message_id and stamp and given):
        raise VerificationFailed("One of webhook-id, webhook-timestamp and webhook-signature is missing.")
    if not (stamp.isascii() and stamp.isdigit()):
        raise VerificationFailed("The webhook-timestamp is not a number of seconds.")
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        raise VerificationFailed("The webhook-timestamp is more than five minutes away: replayed, or a clock is wrong.")
    expected = sign(secret, message_id=message_id, timestamp=int(stamp), body=body).encode()
    if not any(hmac.compare_digest(expected, one.encode()) for one in given.split(" ")):
        raise VerificationFailed("No signature fits this secret and body.")
    return message_id

"""Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks (spec/standard-webhooks.md).

| header            | value                                                                        |
| ----------------- | ---------------------------------------------------------------------------- |
| webhook-id        | the event's reference; the same for every attempt, so receivers deduplicate  |
| webhook-timestamp | seconds since 1970 of this attempt; receivers refuse one older than 5 minutes |
| webhook-signature | one signature of `id.timestamp.body` for each valid key, spaces between      |

| scheme | key that signs                    | key that verifies                | signature                     |
| ------ | --------------------------------- | -------------------------------- | ----------------------------- |
| v1     | `whsec_` and base64 of 32 bytes   | the same                         | `v1,` and base64, HMAC-SHA256 |
| v1a    | `whsk_` and base64 of the 32 byte | `whpk_` and base64 of the public | `v1a,` and base64, Ed25519    |
|        | seed (RFC 8032), which never      | key's 32 bytes, which anybody    | (RFC 8032)                    |
|        | leaves the tracker                | may know                         |                               |

Pure: needs neither Django nor a clock of its own.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "whsec_"
PRIVATE_PREFIX = "whsk_"
PUBLIC_PREFIX = "whpk_"
ED25519_BYTES = 32
SECRET_BYTES = 32  # the specification asks for 24 to 64
TOLERANCE_SECONDS = 5 * 60


class VerificationFailed(Exception):
    """The message was not signed with this secret, or not in the last five minutes; the sentence says which."""


class SecretMalformed(ValueError):
    """A secret that is not `whsec_` and base64 of 24 to 64 bytes, or a key that is not 32 bytes."""


def new_secret() -> str:
    """A fresh random secret, `whsec_...`."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_private_key() -> str:
    """A fresh random Ed25519 key, `whsk_...`."""
    return PRIVATE_PREFIX + base64.b64encode(secrets.token_bytes(ED25519_BYTES)).decode()


@lru_cache(maxsize=1024)  # the same few keys sign thousands of deliveries, and each look costs a multiplication
def public_key(private: str) -> str:
    """`whpk_...`, what verifies the signatures of a `whsk_...`; raises SecretMalformed."""
    return PUBLIC_PREFIX + base64.b64encode(_signer(private).public_key().public_bytes_raw()).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign; raises SecretMalformed."""
    key = _decoded(secret, PREFIX)
    if not 24 <= len(key) <= 64:
        raise SecretMalformed(f"The secret holds {len(key)} bytes instead of 24 to 64; copy the whole of it.")
    return key


def _decoded(key: str, prefix: str) -> bytes:
    if not key.startswith(prefix):
        raise SecretMalformed(f"A secret begins with {prefix}; copy the whole of it.")
    try:
        return base64.b64decode(key.removeprefix(prefix), validate=True)
    except binascii.Error:
        raise SecretMalformed(f"What follows {prefix} is not base64; copy it again.") from None


def _ed25519(key: str, prefix: str) -> bytes:
    raw = _decoded(key, prefix)
    if len(raw) != ED25519_BYTES:
        raise SecretMalformed(f"The key holds {len(raw)} bytes instead of {ED25519_BYTES}; copy the whole of it.")
    return raw


@lru_cache(maxsize=1024)
def _signer(private: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_ed25519(private, PRIVATE_PREFIX))


def _verifier(public: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_ed25519(public, PUBLIC_PREFIX))


def check_verifying_key(key: str) -> None:
    """Raise SecretMalformed unless it is a `whsec_` secret or a `whpk_` public key."""
    if key.startswith(PUBLIC_PREFIX):
        _verifier(key)
    else:
        key_of(key)


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature, `v1,...` by a `whsec_` secret or `v1a,...` by a `whsk_` key."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    if secret.startswith(PRIVATE_PREFIX):
        return "v1a," + base64.b64encode(_signer(secret).sign(signed)).decode()
    return "v1," + base64.b64encode(hmac.digest(key_of(secret), signed, "sha256")).decode()


def headers(secrets_valid: Sequence[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers, with one signature for each valid secret."""
    signatures = [sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets_valid]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }


def verify(key: str, received: Mapping[str, str], body: bytes, *, now: float) -> str:
    """The message's id when the message is genuine and fresh; raises VerificationFailed. For receivers.

    `key` is a `whsec_` secret or a `whpk_` public key; `received` are the headers with names in lower case; `now` is in
    seconds since 1970.
    """
    message_id, stamp = received.get("webhook-id", ""), received.get("webhook-timestamp", "")
    given = received.get("webhook-signature", "")
    if not (message_id and stamp and given):
        raise VerificationFailed("One of webhook-id, webhook-timestamp and webhook-signature is missing.")
    if not (stamp.isascii() and stamp.isdigit()):
        raise VerificationFailed("The webhook-timestamp is not a number of seconds.")
    if abs(now - int(stamp)) > TOLERANCE_SECONDS:
        raise VerificationFailed("The webhook-timestamp is more than five minutes away: replayed, or a clock is wrong.")
    if key.startswith(PUBLIC_PREFIX):
        fits = _fits_public_key(key, given, f"{message_id}.{stamp}.".encode() + body)
    else:
        expected = sign(key, message_id=message_id, timestamp=int(stamp), body=body).encode()
        fits = any(hmac.compare_digest(expected, one.encode()) for one in given.split(" "))
    if not fits:
        raise VerificationFailed("No signature fits this secret and body.")
    return message_id


def _fits_public_key(key: str, given: str, signed: bytes) -> bool:
    verifier = _verifier(key)
    for one in given.split(" "):
        scheme, _, signature = one.partition(",")
        if scheme != "v1a":
            continue
        try:
            verifier.verify(base64.b64decode(signature, validate=True), signed)
        except (InvalidSignature, binascii.Error):
            continue
        return True
    return False

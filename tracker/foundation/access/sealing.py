"""Secrets at rest: what the tracker has to read again is encrypted before it reaches the database.

| stored              | meaning                                                                              |
| ------------------- | ------------------------------------------------------------------------------------ |
| `sealed1:KEY:TOKEN` | KEY: eight hex digits that name the key; TOKEN: Fernet (AES-128-CBC and HMAC-SHA256) |
| anything else       | written before there was encryption; read as it stands until it is encrypted         |

The keys, the newest first: SECRETS_KEY, SECRETS_KEY_FALLBACKS, SECRET_KEY, SECRET_KEY_FALLBACKS. The first encrypts,
all decrypt: so a secret survives that SECRETS_KEY is set for the first time, and that SECRET_KEY changes, as long as
the old one is named in its fallbacks until `manage.py rotate_secrets` has run. What Fernet gets is derived from a key
by HKDF (RFC 5869) for each purpose apart: what was encrypted for one column cannot be read out of another.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

MARK: Final = "sealed1:"
_NAME_BYTES: Final = 4


class SecretUnreadable(Exception):
    """The secret was encrypted with a key that is not here, or was altered. The message says what to do."""


class SealedTextField(models.TextField):
    """Text that `seal` has encrypted for `purpose`; `manage.py rotate_secrets` finds it by this class."""

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)


class SealedBytesField(models.BinaryField):
    """The same for bytes, which are stored as the ASCII bytes of the sealed text."""

    def __init__(self, *args: Any, purpose: str = "", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)


def seal(text: str, purpose: str) -> str:
    """`text`, encrypted with the newest key for this purpose."""
    return _sealed(text.encode(), purpose)


def unseal(sealed: str, purpose: str) -> str:
    """The text that was sealed. Raises SecretUnreadable when its key is gone or it was altered."""
    return _opened(sealed, purpose, _keys()).decode()


def seal_bytes(value: bytes, purpose: str) -> bytes:
    """The same as `seal`, for bytes."""
    return _sealed(value, purpose).encode()


def unseal_bytes(sealed: bytes, purpose: str) -> bytes:
    """The same as `unseal`, for bytes; unmarked ones are given back as they are."""
    if not is_sealed(sealed):
        return sealed
    return _opened(sealed.decode(), purpose, _keys())


def is_sealed(stored: str | bytes) -> bool:
    """Whether it was encrypted at all."""
    return stored.startswith(MARK) if isinstance(stored, str) else stored.startswith(MARK.encode())


def is_current(stored: str | bytes) -> bool:
    """Whether it was encrypted with the newest key."""
    newest = f"{MARK}{key_name(_keys()[0])}:"
    return stored.startswith(newest) if isinstance(stored, str) else stored.startswith(newest.encode())


@lru_cache(maxsize=64)
def key_name(key: str) -> str:
    """Eight hex digits that tell a key from others, and nothing about it."""
    return derived_key(key, "name", _NAME_BYTES).hex()


def _keys() -> tuple[str, ...]:
    given = (settings.SECRETS_KEY, *settings.SECRETS_KEY_FALLBACKS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return tuple(key for key in given if key)


def _sealed(value: bytes, purpose: str) -> str:
    key = _keys()[0]
    return f"{MARK}{key_name(key)}:{_fernet(key, purpose).encrypt(value).decode()}"


# A deliverer asks for the same few thousand secrets again and again; with other keys it is another question.
@lru_cache(maxsize=8192)
def _opened(sealed: str, purpose: str, keys: tuple[str, ...]) -> bytes:
    if not is_sealed(sealed):
        return sealed.encode()
    name, _, token = sealed.removeprefix(MARK).partition(":")
    key = next((each for each in keys if key_name(each) == name), None)
    if key is None:
        raise SecretUnreadable(
            f"A secret was encrypted with the key {name}, which is not here: put the key that was used before into "
            "SECRETS_KEY_FALLBACKS (or SECRET_KEY_FALLBACKS), or make the secret anew."
        )
    try:
        return _fernet(key, purpose).decrypt(token.encode())
    except InvalidToken:
        raise SecretUnreadable("An encrypted secret was altered or cut short: make it anew.") from None


@lru_cache(maxsize=64)
def _fernet(key: str, purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(derived_key(key, purpose, 32)))


def derived_key(key: str, purpose: str, length: int) -> bytes:
    """So many bytes for one purpose, from which nothing follows about the key or about those for another."""
    info = f"privacy-incident-tracker/{purpose}".encode()
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=info).derive(key.encode())

"""Second factors: an authenticator (TOTP, RFC 6238: SHA-1, six digits, 30 seconds) and ten recovery codes.

A code holds for its 30 seconds and the 30 before and after. None is taken twice, nor one older than the last that was
taken: the number of its step is written by compare-and-set, so of two requests with the same code one gets in.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time
from typing import Any, Final

import segno
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from tracker.foundation.access.limits import begin
from tracker.foundation.access.models import CODES, LoginAttempt, RecoveryCode, SecondFactor
from tracker.foundation.access.sealing import seal, unseal

ISSUER: Final = "Privacy incident tracker"
STEP_SECONDS: Final = 30
DIGITS: Final = 6
KEY_BYTES: Final = 20
RECOVERY_CODES: Final = 10
_SPACES = re.compile(r"[\s-]+")


def device_of(user: Any) -> SecondFactor | None:
    """The account's authenticator; None when it has none."""
    device: SecondFactor | None = getattr(user, "second_factor", None)
    return device


def new_key() -> str:
    """A random key in base64, encrypted: for the session that sets it up, which alone shall know it."""
    return seal(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode(), CODES)


def key_shown(sealed: str) -> str:
    """The key in base32, in groups of four, to be typed where no camera is at hand."""
    text = base64.b32encode(_key(sealed)).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def qr_code(sealed: str, name: str) -> str:
    """The key with the account's name as a QR code: an SVG element without scripts or styles."""
    uri = _totp(sealed).get_provisioning_uri(name, ISSUER)
    return str(segno.make(uri, micro=False, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass="qr"))


def set_up(request: Any, user: User, sealed: str, code: str) -> list[str] | None:
    """The recovery codes, shown this once, when the code fits the key: from here on one is asked for. Else None.

    Raises TooManyFailures.
    """
    under_way = begin(request, user.get_username(), LoginAttempt.Kind.CODE)
    step = _step_of(sealed, _SPACES.sub("", code))
    if step is None:
        under_way.tell("failed")
        return None
    with transaction.atomic():
        fresh = {"sealed": sealed, "mark": secrets.token_hex(16), "last_step": step}
        device, made = SecondFactor.objects.get_or_create(user=user, defaults=fresh)
        if not made:  # another session was faster
            return None
        note_change(user, "Second factor set up.")
        codes = new_recovery_codes(device)
    under_way.succeed()
    return codes


def check_code(request: Any, device: SecondFactor, code: str) -> bool:
    """Whether it is a code of the authenticator, or a recovery code, not used before. Raises TooManyFailures."""
    under_way = begin(request, device.user.get_username(), LoginAttempt.Kind.CODE)
    given = _SPACES.sub("", code)
    if not (_take_code(device, given) or _take_recovery_code(device, given)):
        under_way.tell("failed")
        return False
    under_way.succeed()
    return True


def new_recovery_codes(device: SecondFactor) -> list[str]:
    """Ten new codes, shown this once; those from before are void."""
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        # Of two that make new ones at once, the second finds the codes of the first, and makes them void.
        SecondFactor.objects.select_for_update(no_key=True).filter(pk=device.pk).first()
        device.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(second_factor=device, digest=_digest(code)) for code in codes)
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def remove(user: User, reason: str) -> bool:
    """Take the account's second factor away; False when it had none. It is logged, with the reason."""
    with transaction.atomic():
        gone, _ = SecondFactor.objects.filter(user=user).delete()
        if gone:
            note_change(user, reason)
    return bool(gone)


def note_change(user: User, sentence: str) -> None:
    """Write it into the account's history in the admin."""
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=str(user)[:200],
        action_flag=CHANGE,
        change_message=sentence,
    )


def _take_code(device: SecondFactor, code: str) -> bool:
    step = _step_of(device.sealed, code)
    if step is None:
        return False
    return SecondFactor.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step) == 1


def _step_of(sealed: str, code: str) -> int | None:
    """The number of the 30 seconds whose code it is, of those that hold now."""
    if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
        return None
    totp, now = _totp(sealed), int(time.time())
    for moment in (now - STEP_SECONDS, now, now + STEP_SECONDS):
        if bytes_eq(totp.generate(moment), code.encode()):
            return moment // STEP_SECONDS
    return None


def _take_recovery_code(device: SecondFactor, code: str) -> bool:
    unused = RecoveryCode.objects.filter(second_factor=device, digest=_digest(code.lower()), used_at__isnull=True)
    return unused.update(used_at=timezone.now()) == 1


def _key(sealed: str) -> bytes:
    return base64.b64decode(unseal(sealed, CODES))


def _totp(sealed: str) -> TOTP:
    return TOTP(_key(sealed), DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what every authenticator app speaks


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()

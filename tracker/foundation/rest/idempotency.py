"""Idempotency-Key on POST (draft-ietf-httpapi-idempotency-key-header-07): one effect, however often it is sent.

| the key was                          | answer                                                     |
| ------------------------------------ | ---------------------------------------------------------- |
| never seen                           | the request runs; a success is stored with its effect      |
| answered, same request               | the stored answer, with `Idempotent-Replayed: true`        |
| of a sender who could do more        | 403: another token of the owner, or a right taken away     |
| used for another request             | 422; so is one of another token, where answers are private |
| seen, and its request is under way   | 409 with Retry-After                                       |
| seen, and its request failed or died | the request runs again (failures leave no effect to repeat) |

An answer may show a secret: what is stored is encrypted. With it stands which incident or party it tells of, so that a
redaction finds the answers that it has to change, and opens no others.

The effect and the stored answer are committed together, so a crash between the two cannot happen; only verbs that
wait for the network store it right after.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.foundation.access.models import ANSWERS, ApiToken, IdempotencyKey
from tracker.foundation.access.sealing import SecretUnreadable, seal_bytes, unseal_bytes
from tracker.foundation.rest import problems
from tracker.foundation.rest.authentication import scopes_of
from tracker.foundation.rest.problems import Fault, Problem

HEADER = "Idempotency-Key"
KEPT_FOR = dt.timedelta(hours=24)
LEASE = dt.timedelta(seconds=60)
REPEATED_HEADERS = ("Content-Type", "Location", "ETag")
_KEY = re.compile(r"[\x21-\x7e]{1,255}")


def key_of(request: Request) -> str | None:
    """The key that the client sent, None without one. Raises a 400 for one that cannot be kept."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not _KEY.fullmatch(key):
        fault = Fault(f"`{HEADER}` has 1 to 255 printable ASCII characters, such as a UUID.", name=HEADER)
        raise Problem(problems.INVALID_PARAMETER, fault.detail, faults=(fault,))
    return key


def once(
    request: Request,
    key: str,
    run: Callable[[], Response],
    *,
    about: Callable[[], Mapping[str, int | None]],
    together: bool = True,
    private: bool = False,
) -> HttpResponse:
    """The answer of `run`, or the stored one. `run` gives a rendered response; what it raises, it has not done.

    `about` gives what the answer tells of, once `run` was called: `about_incident` and `about_party`, an id or None.
    `together` False stores the answer after the effect, for a verb that may wait for the network and must not keep a
    transaction open meanwhile. `private` True repeats the answer to the same token alone, or to a session.
    """
    held = _claim(request, key, sender=_sender(request) if private else "")
    if held.status is not None:
        return _replay(held)
    try:
        with transaction.atomic() if together else nullcontext():
            response = run()
            if response.status_code < 400:
                _store(held, response, about())
    except BaseException:
        _release(held)
        raise
    if response.status_code >= 400:
        _release(held)
    return response


def _sender(request: Request) -> str:
    return f"token {request.auth.pk} " if isinstance(request.auth, ApiToken) else "session "


def _claim(request: Request, key: str, *, sender: str) -> IdempotencyKey:
    now = timezone.now()
    IdempotencyKey.objects.older_than(now - KEPT_FOR).delete()
    user: Any = request.user
    wanted = {
        "method": request.method or "",
        "path": request.get_full_path()[:2000],
        "body_digest": hashlib.sha256(sender.encode() + request.body).hexdigest(),
    }
    scopes = sorted(scopes_of(request))
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                user=user, key=key, created_at=now, leased_until=now + LEASE, scopes=scopes, **wanted
            )
    except IntegrityError:
        held = IdempotencyKey.objects.held(user_id=user.pk, key=key).first()
    if held is None:  # the other request failed at this moment
        raise _under_way()
    if lacking := sorted(set(held.scopes) - set(scopes)):
        raise _too_weak(lacking)
    if any(getattr(held, name) != value for name, value in wanted.items()):
        other = "by another token, or with another body" if sender else "with another body"
        raise Problem(problems.KEY_REUSED, f"The key was used for {held.method} {held.path} {other}.")
    if held.status is None:
        _take_over(held, now, scopes)
    return held


def _take_over(held: IdempotencyKey, now: dt.datetime, scopes: list[str]) -> None:
    """Give the key to this request if the lease ran out: the first died, and its transaction with it."""
    free = IdempotencyKey.objects.filter(pk=held.pk, status__isnull=True, leased_until=held.leased_until)
    if held.leased_until > now or not free.update(leased_until=now + LEASE, scopes=scopes):
        raise _under_way()
    held.leased_until = now + LEASE


def _too_weak(lacking: list[str]) -> Problem:
    """What is answered before anything of the first request is told, even its address."""
    named = ", ".join(f"`{scope}`" for scope in lacking)
    detail = f"The key was used by a sender with the scope {named}, which this one lacks. Use a token that has it, "
    return Problem(problems.FORBIDDEN, f"{detail}or a new key for a new request.")


def _under_way() -> Problem:
    detail = "Another request with this key is being worked on."
    return Problem(problems.REQUEST_UNDER_WAY, detail, headers={"Retry-After": "1"})


def _store(held: IdempotencyKey, response: HttpResponse, about: Mapping[str, int | None]) -> None:
    headers = {name: response[name] for name in REPEATED_HEADERS if name in response}
    mine = IdempotencyKey.objects.filter(pk=held.pk, status__isnull=True, leased_until=held.leased_until)
    body = seal_bytes(response.content, ANSWERS)
    stored = mine.update(status=response.status_code, headers=headers, body=body, **about)
    if not stored:  # somebody took over: theirs counts, ours is rolled back
        raise _under_way()


def _release(held: IdempotencyKey) -> None:
    IdempotencyKey.objects.filter(pk=held.pk, status__isnull=True, leased_until=held.leased_until).delete()


def _replay(held: IdempotencyKey) -> HttpResponse:
    headers: dict[str, Any] = dict(held.headers)
    try:
        body = unseal_bytes(bytes(held.body), ANSWERS)
    except SecretUnreadable as error:
        detail = "The stored answer cannot be read any more; what the request did stands. Use a new key."
        raise Problem(problems.KEY_REUSED, detail) from error
    response = HttpResponse(body, status=held.status, headers=headers)
    response["Idempotent-Replayed"] = "true"
    return response

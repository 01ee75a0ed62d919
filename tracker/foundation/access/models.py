"""Who may use the API, and which of their writes were already answered."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from tracker.foundation.access.sealing import SealedBytesField, SealedTextField

# What each is encrypted for.
ANSWERS = "stored answers"
CODES = "keys of second factors"


class TokenScope(models.TextChoices):
    """What a token may do. Each scope stands by itself: `curate` does not include `webhooks`."""

    READ = "read", "read what anonymous readers see, where anonymous reading is off"
    SUBMIT = "submit", "submit articles"
    CURATE = "curate", "write incidents, claims and coverage, and read what is not public"
    WEBHOOKS = "webhooks", "manage the owner's webhook endpoints"


def validate_scopes(value: Any) -> None:
    """Returns nothing; raises ValidationError unless it is a list of known scopes, each once, at least one."""
    if not isinstance(value, list) or not value:
        raise ValidationError("Give at least one scope.")
    for scope in value:
        if scope not in TokenScope.values:
            raise ValidationError(f"{scope!r} is not a scope: use {', '.join(TokenScope.values)}.")
    if len(set(value)) != len(value):
        raise ValidationError("Each scope may be given once.")


def every_scope() -> list[str]:
    """What the sender of a request is taken to have held when it was not noted: an answer of before is kept close."""
    return list(TokenScope.values)


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is kept: the secret has 256 random bits, so no salt and no slow hash."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="api_tokens",
        help_text="Who acts when the token is used; a token of an inactive user is refused.",
    )
    name = models.CharField(max_length=100, help_text="What the token is for, in its owner's words.")
    prefix = models.CharField(max_length=16, help_text="The first characters of the token, to tell it from others.")
    digest = models.CharField(
        max_length=64,
        unique=True,  # finds the token of a request
        editable=False,
        help_text="SHA-256 of the token, in hex.",
    )
    scopes = models.JSONField(validators=[validate_scopes], help_text="What the token may do: a list of scopes.")
    issued_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="issued",
        help_text="The token that issued it over REST; it is taken back with that one.",
    )
    created_at = models.DateTimeField(auto_now_add=True, help_text="When it was issued.")
    expires_at = models.DateTimeField(null=True, blank=True, help_text="From when it is refused; empty: never.")
    last_used_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Last use, to the minute; empty: never used."
    )
    revoked_at = models.DateTimeField(null=True, blank=True, help_text="When it was taken back; empty: it was not.")

    class Meta:
        verbose_name = "API token"
        ordering: ClassVar = ["-created_at", "-id"]
        # What a person who is logged in may do over REST; tokens carry scopes of their own.
        permissions: ClassVar = [(f"scope_{scope.value}", f"May {scope.label}") for scope in TokenScope]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class IdempotencyKeyQuerySet(models.QuerySet["IdempotencyKey"]):
    def older_than(self, moment: Any) -> "IdempotencyKeyQuerySet":
        return self.filter(created_at__lt=moment)

    def concerning(self, incidents: Iterable[int], parties: Iterable[int] = ()) -> "IdempotencyKeyQuerySet":
        """Those whose answer tells of one of these incidents or parties."""
        about = Q(about_incident__in=list(incidents)) | Q(about_party__in=list(parties))
        return self.filter(about, status__isnull=False)

    def held(self, *, user_id: int, key: str) -> "IdempotencyKeyQuerySet":
        return self.filter(user_id=user_id, key=key)


class IdempotencyKey(models.Model):
    """One POST that its client marked with an Idempotency-Key, and the answer it got. Kept for 24 hours."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", help_text="Whose key it is."
    )
    key = models.CharField(max_length=255, help_text="As the client sent it.")
    method = models.CharField(max_length=8, help_text="HTTP method of the request.")
    path = models.CharField(max_length=2000, help_text="Path and query of the request.")
    body_digest = models.CharField(max_length=64, help_text="SHA-256 of the request's body, in hex.")
    created_at = models.DateTimeField(help_text="When the key was first seen.")
    leased_until = models.DateTimeField(help_text="Until when the first request is taken to be under way.")
    scopes = models.JSONField(
        default=every_scope, help_text="What its sender could do then; the answer is repeated to nobody who can less."
    )
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status that was answered; empty: not answered yet."
    )
    headers = models.JSONField(default=dict, help_text="The answer's headers that are repeated.")
    about_incident = models.BigIntegerField(
        null=True,
        blank=True,
        help_text="Id of the incident that the answer tells of; empty: of none. Redactions look in no other answers.",
    )
    about_party = models.BigIntegerField(
        null=True, blank=True, help_text="Id of the party that the answer tells of; empty: of none."
    )
    body = SealedBytesField(
        purpose=ANSWERS, default=bytes, help_text="The answer's body, encrypted: it may show a secret."
    )

    objects = IdempotencyKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "idempotency key"
        constraints: ClassVar = [
            # Finds the stored answer, and lets one of two concurrent requests win.
            models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once_per_user"),
            models.CheckConstraint(
                condition=Q(status__isnull=True) | Q(status__gte=200, status__lt=400),
                name="idempotency_key_keeps_successes_only",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["created_at"], name="idempotency_key_created"),  # forgets keys after 24 hours
            models.Index(fields=["about_incident"], name="idempotency_key_by_incident"),  # a redaction looks through
            models.Index(fields=["about_party"], name="idempotency_key_by_party"),  # and here, for their names
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"


class LoginAttempt(models.Model):
    """One try with a password or a code, for as long as it counts (`limits`). Written before the try."""

    class Kind(models.TextChoices):
        PASSWORD = "password", "a password"
        CODE = "code", "a code of a second factor"

    kind = models.CharField(max_length=10, choices=Kind, help_text="What was tried.")
    account = models.CharField(
        max_length=64, help_text="Keyed digest of the name as typed: people type passwords there."
    )
    address = models.CharField(max_length=64, help_text="Keyed digest of the address.")
    made_at = models.DateTimeField(help_text="When it was made.")
    succeeded = models.BooleanField(default=False, help_text="Whether it was right; then the address is known.")

    class Meta:
        indexes: ClassVar = [
            # the failures of an account, and of an account from one address
            models.Index(fields=["account", "kind", "made_at"], name="login_attempt_by_account"),
            # the failures from one address
            models.Index(fields=["address", "kind", "made_at"], name="login_attempt_by_address"),
            # those that count no more are removed
            models.Index(fields=["made_at"], name="login_attempt_made"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.made_at:%Y-%m-%d %H:%M}"


class LoginTally(models.Model):
    """How many logins ended so, since the beginning: what /metrics tells."""

    outcome = models.CharField(max_length=30, unique=True, help_text="How it ended.")
    count = models.PositiveBigIntegerField(default=0, help_text="How often.")

    def __str__(self) -> str:
        return f"{self.outcome}: {self.count}"


class SecondFactor(models.Model):
    """An account's authenticator (TOTP, RFC 6238): made when its first code was given."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="second_factor", help_text="Whose it is."
    )
    sealed = SealedTextField(purpose=CODES, editable=False, help_text="The key in base64, encrypted.")
    mark = models.CharField(max_length=32, editable=False, help_text="Random: a session says by it what it passed.")
    set_up_at = models.DateTimeField(auto_now_add=True, help_text="When its first code was given.")
    last_step = models.BigIntegerField(
        default=0,
        editable=False,
        help_text="Of the last code taken, the number of its 30 seconds: none is taken twice.",
    )

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"


class RecoveryCode(models.Model):
    """A code that stands in for the authenticator, once. Only its SHA-256 is kept: it has 80 random bits."""

    second_factor = models.ForeignKey(
        SecondFactor, on_delete=models.CASCADE, related_name="recovery_codes", help_text="For which it stands in."
    )
    digest = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the code, in hex.")
    used_at = models.DateTimeField(null=True, blank=True, help_text="When it was used; empty: it was not.")

    class Meta:
        constraints: ClassVar = [
            # Finds the code that was given.
            models.UniqueConstraint(fields=["second_factor", "digest"], name="recovery_code_once_per_second_factor"),
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"

"""Tokens of one's own over REST: issued, listed with their last use, given a new secret, and taken back.

| who asks  | manages                                           | issues                                             |
| --------- | ------------------------------------------------- | -------------------------------------------------- |
| a session | all tokens of the account                         | with scopes that the account holds                 |
| a token   | itself, and what it issued, and what those issued | with scopes that it has, for no longer than it has |

So no token gets at more than it was given, or for longer. What is taken back takes along all that it issued.
"""

import datetime as dt
from typing import Any, ClassVar, Final

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import (
    IssuedToken,
    TokenOver,
    create_token,
    issued_by,
    revoke_token,
    rotate_token,
)
from tracker.foundation.rest import problems
from tracker.foundation.rest.authentication import Known, scopes_of
from tracker.foundation.rest.bodies import Body, NoBody, WordField
from tracker.foundation.rest.filters import Instant, RecordFilters, Truth, Words
from tracker.foundation.rest.plain_search import SearchWithin
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed

USUAL: Final = dt.timedelta(days=365)


class TokenSerializer(SparseMixin, serializers.ModelSerializer[ApiToken]):
    """A token, without its secret."""

    scopes = serializers.ListField(child=serializers.ChoiceField(choices=TokenScope.values), read_only=True)
    issued_by: Any = serializers.PrimaryKeyRelatedField(
        read_only=True, allow_null=True, help_text="Id of the token that issued it; null for a person."
    )

    class Meta:
        model = ApiToken
        fields = (
            "id",
            "name",
            "prefix",
            "scopes",
            "issued_by",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )
        read_only_fields = fields


class IssuedTokenSerializer(TokenSerializer):
    """A token with its secret, which is told this once."""

    secret = serializers.CharField(read_only=True, help_text="Send it as `Authorization: Bearer <secret>`.")

    class Meta(TokenSerializer.Meta):
        fields: Any = (*TokenSerializer.Meta.fields, "secret")
        read_only_fields: Any = fields


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"name": "nightly export", "scopes": ["read"], "expires_at": "2031-05-04T00:00:00Z"},
            request_only=True,
        )
    ]
)
class TokenBody(Body):
    """A new token."""

    name = serializers.CharField(max_length=100, help_text="What it is for.")
    scopes = serializers.ListField(
        child=WordField(TokenScope),
        min_length=1,
        max_length=len(TokenScope),
        help_text="Of those that the sender has.",
    )
    expires_at = serializers.DateTimeField(
        default=None, allow_null=True, help_text="By itself in a year, or when the sender's token does."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        sender, now = self.context["request"], timezone.now()
        missing = sorted(set(map(str, attrs["scopes"])) - scopes_of(sender))
        if missing:
            remedy = "leave it out, or ask with a token or an account that has it."
            raise serializers.ValidationError({"scopes": f"The sender does not have {', '.join(missing)}: {remedy}"})
        end = sender.auth.expires_at if isinstance(sender.auth, ApiToken) else None
        wanted = attrs["expires_at"] or min(filter(None, (now + USUAL, end)))
        if wanted <= now or (end is not None and wanted > end):
            until = f", and no later than {end.isoformat()}, when the sender's token expires" if end else ""
            raise serializers.ValidationError({"expires_at": f"Give a time in the future{until}."})
        return {**super().validate(attrs), "expires_at": wanted, "scopes": list(dict.fromkeys(attrs["scopes"]))}


class TokenFilters(RecordFilters):
    q = SearchWithin("name", help_text="Words of its name; all must occur.")
    name = Words(field_name="name", lookup_expr="icontains", help_text="Part of the name.")
    prefix = Words(field_name="prefix", lookup_expr="exact", help_text="The first characters of the token.")
    revoked = Truth(field_name="revoked_at", lookup_expr="isnull", exclude=True)
    used_after = Instant(field_name="last_used_at", lookup_expr="gt")
    used_before = Instant(field_name="last_used_at", lookup_expr="lt")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    expires_after = Instant(field_name="expires_at", lookup_expr="gt")
    expires_before = Instant(field_name="expires_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "owner": "the sender, always",
        "digest": "internal: by which a token is recognised",
        "scopes": "a list; read it",
        "issued_by": "told for the record",
    }

    class Meta:
        model = ApiToken
        fields = ()


class OwnTokens(Listed, Detailed):
    """The sender's own tokens. A token manages itself and what it issued; a session all of its account."""

    tag = "tokens"
    queryset = ApiToken.objects.all()
    serializer_class = TokenSerializer
    filterset_class = TokenFilters
    permission_classes: Any = (Known,)
    lookup_value_regex = r"[0-9]{1,18}"
    body_serializers: ClassVar = {"create": TokenBody, "rotate": NoBody, "revoke": NoBody}
    answers: ClassVar = {"create": (201, IssuedTokenSerializer), "rotate": (200, IssuedTokenSerializer)}
    refusals: ClassVar = {TokenOver: problems.CONFLICT}
    default_order = "-id"
    private_answers = True  # they show secrets of tokens that another token does not manage

    def scope_needed(self) -> None:
        return None

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        own = rows.filter(owner=self.request.user)
        return own.filter(pk__in=issued_by(self.request.auth)) if isinstance(self.request.auth, ApiToken) else own

    def get_object(self) -> ApiToken:
        token: ApiToken = self.narrowed(self.get_queryset()).get(pk=self.kwargs["pk"])
        return token

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Issues a token, whose secret is told in this answer alone. Its owner needs the permission
        `access.add_apitoken`, as in the admin."""
        if not request.user.has_perm("access.add_apitoken"):
            raise Problem(problems.FORBIDDEN, "Issuing tokens needs the permission `access.add_apitoken`.")
        owner: Any = request.user
        sender = request.auth if isinstance(request.auth, ApiToken) else None
        values = self.body()
        with transaction.atomic():
            _refuse_too_many(owner)
            issued = create_token(owner=owner, issued_by=sender, **values)
        location = self.reverse_action("detail", args=[issued.token.pk])
        return Response(_with_secret(issued), status=201, headers={"Location": location})

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Gives the token a new secret, told in this answer alone; the old one is refused from now on."""
        token, _ = self.get_object(), self.body()
        return Response(_with_secret(rotate_token(token)))

    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Takes the token back, and all that it issued; they are refused from now on."""
        token, _ = self.get_object(), self.body()
        revoke_token(token)
        token.refresh_from_db()
        return Response(TokenSerializer(token).data)


def _refuse_too_many(owner: User) -> None:
    """A 409 for an account that has all the tokens it may. Its row is locked, so that two at once do not pass."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    working = ApiToken.objects.filter(owner=owner, revoked_at__isnull=True).exclude(expires_at__lte=timezone.now())
    if working.count() >= settings.TOKENS_PER_OWNER:
        most = settings.TOKENS_PER_OWNER
        detail = f"An account may have {most} tokens that work (TOKENS_PER_OWNER): revoke one that is not needed."
        raise Problem(problems.CONFLICT, detail)


def _with_secret(issued: IssuedToken) -> dict[str, Any]:
    """The token with its secret."""
    shown: Any = TokenSerializer(issued.token).data
    return {**shown, "secret": issued.secret}

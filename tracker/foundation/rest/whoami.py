"""Who the sender of a request is to this service, and what they may do."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.rest.authentication import Known, scopes_of
from tracker.foundation.rest.own_tokens import TokenSerializer
from tracker.foundation.rest.views import Resource


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"account": "mara", "known_by": "session", "scopes": ["curate", "read"], "token": None},
            response_only=True,
        )
    ]
)
class SenderSerializer(serializers.Serializer[Any]):
    """The account, how it was known, and what it may do with that now."""

    account = serializers.CharField(help_text="Name of the account.")
    known_by = serializers.ChoiceField(choices=["token", "session"], help_text="What the request brought.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=TokenScope.values), help_text="What it may do with that now."
    )
    token = TokenSerializer(allow_null=True, help_text="Null for a session.")


class Sender(Resource):
    """Who asks."""

    tag = "tokens"
    permission_classes: Any = (Known,)
    answers: ClassVar = {"whoami": (200, SenderSerializer)}

    def scope_needed(self) -> None:
        return None

    @action(detail=False, methods=["get"])
    def whoami(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The account that sends this request, and what it may do with this token or session."""
        token = request.auth if isinstance(request.auth, ApiToken) else None
        sender = {
            "account": request.user.get_username(),
            "known_by": "token" if token else "session",
            "scopes": sorted(scopes_of(request)),
            "token": token,
        }
        return Response(SenderSerializer(sender).data)

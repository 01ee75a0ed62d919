"""Problem details as the OpenAPI document describes them."""

from typing import Any

from rest_framework import serializers


class FaultSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with a request."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body (RFC 6901).")
    name = serializers.CharField(required=False, help_text="Query parameter or header.")
    detail = serializers.CharField(help_text="What is wrong.")
    remedy = serializers.CharField(required=False, help_text="What to do about it.")


class ProblemSerializer(serializers.Serializer[Any]):
    """Problem details (RFC 9457)."""

    type = serializers.CharField(help_text="Path of the problem's entry in /api/problems/.")
    title = serializers.CharField(help_text="What this type of problem is.")
    status = serializers.IntegerField(help_text="The HTTP status.")
    detail = serializers.CharField(help_text="What happened this time.")
    remedy = serializers.CharField(help_text="What to do about it.")
    instance = serializers.CharField(help_text="Path and query of the request.")
    request_id = serializers.CharField(required=False, help_text="Give it when you report the problem.")
    errors = FaultSerializer(many=True, required=False)  # type: ignore[assignment]

"""Taking a text out of the record over REST: what is sent, and what is answered."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from incidents.ledger import Actor, redact_field, redact_text
from incidents.ledger.redacting import LONGEST
from incidents.models import Incident, Redaction
from tracker.foundation.rest import problems
from tracker.foundation.rest.bodies import Body
from tracker.foundation.rest.problems import Problem

REASON = 2000  # characters
PERMISSION = "incidents.add_redaction"


class RedactionSerializer(serializers.ModelSerializer[Redaction]):
    """That a text was taken out; the text itself is kept nowhere."""

    incident = serializers.SlugRelatedField[Incident](slug_field="reference", read_only=True)
    places = serializers.IntegerField(read_only=True, help_text="How many texts it was taken out of.")
    by_kind = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text="The same by kind: events, history, quotes..."
    )

    class Meta:
        model = Redaction
        fields = ("incident", "field", "reason", "places", "by_kind", "actor", "redacted_at")
        read_only_fields = fields


class RedactBody(Body):
    """A text, which is taken out wherever it stands; or one field of one event."""

    text = serializers.CharField(
        max_length=LONGEST, required=False, help_text="As it stands there, letter by letter; 4 characters at the least."
    )
    event = serializers.CharField(max_length=40, required=False, help_text="Reference of an event, with `field`.")
    field = serializers.CharField(
        max_length=200, required=False, help_text="Path within the event's data, such as `reason` or `after.summary`."
    )
    reason = serializers.CharField(max_length=REASON, help_text="Why; public where the incident is.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        one_field = "event" in attrs or "field" in attrs
        if one_field == ("text" in attrs):
            raise serializers.ValidationError({"text": "Give either `text`, or `event` and `field`."})
        if one_field and not {"event", "field"} <= attrs.keys():
            missing = "field" if "event" in attrs else "event"
            raise serializers.ValidationError({missing: "Give `event` and `field` together."})
        return super().validate(attrs)


def redacted(request: Request, incident: Incident, values: dict[str, Any]) -> Redaction:
    """The redaction that a validated RedactBody asks for. Raises a 403, and what the ledger's verbs raise."""
    if not request.user.has_perm(PERMISSION):
        detail = f"`{request.user.get_username()}` may not take texts out: it needs the permission `{PERMISSION}`."
        raise Problem(problems.FORBIDDEN, detail)
    reason, actor = values["reason"], Actor.of(request.user)
    if "text" in values:
        return redact_text(incident.pk, values["text"], reason=reason, actor=actor)
    return redact_field(incident.pk, values["event"], values["field"], reason=reason, actor=actor)

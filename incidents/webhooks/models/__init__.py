from incidents.webhooks.models.delivery import Attempt, Delivery, DeliveryState, FanoutCursor
from incidents.webhooks.models.endpoint import ApiVersion, Endpoint, EndpointState, Signing
from incidents.webhooks.models.filter import (
    EndpointCountry,
    EndpointDataClass,
    EndpointEventType,
    EndpointIncident,
    EndpointMetric,
    EndpointParty,
)
from incidents.webhooks.models.notice import Notice, NoticeKind
from incidents.webhooks.models.secret import EndpointSecret
from incidents.webhooks.models.tally import AttemptTally

__all__ = [
    "ApiVersion",
    "Attempt",
    "AttemptTally",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "EndpointCountry",
    "EndpointDataClass",
    "EndpointEventType",
    "EndpointIncident",
    "EndpointMetric",
    "EndpointParty",
    "EndpointSecret",
    "EndpointState",
    "FanoutCursor",
    "Notice",
    "NoticeKind",
    "Signing",
]

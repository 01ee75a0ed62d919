from incidents.webhooks.models.delivery import Attempt, Delivery, DeliveryState, FanoutCursor
from incidents.webhooks.models.endpoint import (
    Endpoint,
    EndpointEventType,
    EndpointIncident,
    EndpointMetric,
    EndpointSecret,
    EndpointState,
)

__all__ = [
    "Attempt",
    "Delivery",
    "DeliveryState",
    "Endpoint",
    "EndpointEventType",
    "EndpointIncident",
    "EndpointMetric",
    "EndpointSecret",
    "EndpointState",
    "FanoutCursor",
]

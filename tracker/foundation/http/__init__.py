"""The guarded HTTP client, the only way out of the service: where it may go, and what it brings back.

Imports nothing of the project. `Policy` says where, `Limits` how long and how much; `check_url` and `check_target`
vet a URL at creation, `Client` and `fetch` vet it again at each connection and each hop. The errors are in
`tracker.foundation.http.errors`.
"""

from tracker.foundation.http.client import Client, OutboundLimits, Response, fetch
from tracker.foundation.http.dns import Lookup, check_target
from tracker.foundation.http.errors import OutboundError, Refused, Unreachable
from tracker.foundation.http.urls import AddressPolicy, OutboundSettings, VettedUrl, check_url, policy_from

__all__ = [
    "AddressPolicy",
    "Client",
    "Lookup",
    "OutboundError",
    "OutboundLimits",
    "OutboundSettings",
    "Refused",
    "Response",
    "Unreachable",
    "VettedUrl",
    "check_target",
    "check_url",
    "fetch",
    "policy_from",
]

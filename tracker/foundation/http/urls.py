"""The static check of a URL, the same for forms and serializers at creation and for every request and hop.

`check_url` asks no DNS: it refuses what can be seen in the text. The addresses behind a name are vetted where they are
used, in `dns`. One parser (yarl, which the client uses as well) reads the URL, so that there is no second
opinion about which host is meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Protocol
from urllib.parse import urlsplit

from yarl import URL

from tracker.foundation.http import errors
from tracker.foundation.http.addresses import is_loopback, refusal

MAX_URL_LENGTH = 2048
MAX_HOST_LENGTH = 253
MAX_LABEL_LENGTH = 63

_SHAPE = re.compile(r"(https?)://([^/?#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?P<port>:.*)?")
_PORT = re.compile(r":[0-9]{1,5}")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


class OutboundSettings(Protocol):
    """What `policy_from` reads of the settings object that a caller hands over."""

    OUTBOUND_PORTS: Iterable[int]
    ALLOW_PRIVATE_TARGETS: bool
    PUBLIC_URL: str
    ALLOWED_HOSTS: Iterable[str]


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Where a request may go.

    `allow_private` opens loopback, on any port, and nothing else; it is for development and tests.
    `blocked_hosts` are names in lower case that are refused whatever they resolve to: our own.
    """

    ports: frozenset[int] = frozenset({80, 443})
    allow_private: bool = False
    blocked_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class VettedUrl:
    """A URL that passed `check_url`: `url` in normal form, `host` in ASCII lower case, `port` always explicit."""

    url: str
    scheme: str
    host: str
    port: int


def policy_from(settings: OutboundSettings) -> AddressPolicy:
    """The policy that the settings ask for; the caller passes `django.conf.settings`.

    Every name that the service answers to is blocked, not the one in PUBLIC_URL alone; of ALLOWED_HOSTS those that
    are whole names, since `*` and `.example.com` say nothing of who lives there.
    """
    names = {urlsplit(settings.PUBLIC_URL).netloc, *settings.ALLOWED_HOSTS}
    return AddressPolicy(
        ports=frozenset(settings.OUTBOUND_PORTS),
        allow_private=settings.ALLOW_PRIVATE_TARGETS,
        blocked_hosts=frozenset(filter(None, map(_own_host, names))),
    )


def _own_host(name: str) -> str:
    """The host as `check_url` sees it, in ASCII and in normal form; empty for what is no whole name."""
    if not name or name.startswith((".", "*")):
        return ""
    try:
        return (URL(f"http://{name}/").raw_host or "").rstrip(".").lower()
    except ValueError:
        return ""


@lru_cache(maxsize=4096)  # the same few addresses get thousands of webhooks, and the answer depends on nothing else
def check_url(url: str, policy: AddressPolicy) -> VettedUrl:
    """The URL in normal form; raises the `Refused` that says what is wrong with it."""
    _check_characters(url)
    shape = _SHAPE.match(url)
    if shape is None:
        raise errors.SchemeRefused
    if "#" in url:
        raise errors.FragmentRefused
    port_text = _check_authority(shape[2])
    host, normal = _parse(url, shape[2])
    loopback = _check_host(host, policy)
    scheme = shape[1].lower()
    port = int(port_text[1:]) if port_text else _DEFAULT_PORTS[scheme]
    if not 0 < port < 65536:
        raise errors.PortMalformed(port=port_text[1:])
    if port not in policy.ports and not loopback:
        raise errors.PortRefused(port=port, allowed=", ".join(map(str, sorted(policy.ports))) or "none")
    return VettedUrl(url=normal, scheme=scheme, host=host, port=port)


def check_redirect(location: str, current: VettedUrl, policy: AddressPolicy) -> VettedUrl:
    """Where a `Location` leads from `current`, vetted like any URL; a fragment is dropped, a downgrade refused."""
    location = location.strip(" \t").replace(" ", "%20").partition("#")[0]
    _check_characters(location)
    try:
        joined = str(URL(current.url, encoded=True).join(URL(location)))
    except ValueError:
        raise errors.HostMalformed(host=location) from None
    target = check_url(joined, policy)
    if current.scheme == "https" and target.scheme == "http":
        raise errors.RedirectDowngrade(url=target.url)
    return target


def _check_characters(url: str) -> None:
    if len(url) > MAX_URL_LENGTH:
        raise errors.UrlTooLong(length=len(url), limit=MAX_URL_LENGTH)
    for character in url:
        # C*: control, format, surrogate, unassigned; Z*: spaces and separators, ASCII space among them.
        if unicodedata.category(character)[0] in "CZ":
            raise errors.CharacterRefused(point=ord(character))
    if "\\" in url:
        raise errors.BackslashRefused


def _check_authority(authority: str) -> str:
    """The port with its colon as it stands in the authority, or an empty string."""
    if "@" in authority:
        raise errors.CredentialsRefused
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None or not parts["host"]:
        raise errors.HostMalformed(host=authority)
    port = parts["port"] or ""
    if port and not _PORT.fullmatch(port):
        raise errors.PortMalformed(port=port[1:])
    return port


def _parse(url: str, authority: str) -> tuple[str, str]:
    """The host in ASCII and the URL in normal form, both as yarl reads them."""
    try:
        parsed = URL(url)
        host = parsed.raw_host
    except ValueError:  # UnicodeError, for a name that IDNA cannot write, is one
        if len(authority) > MAX_LABEL_LENGTH and any(len(part) > MAX_LABEL_LENGTH for part in authority.split(".")):
            raise errors.HostTooLong from None
        raise errors.HostMalformed(host=authority) from None
    if not host or ("[" in authority and ":" not in host):  # the latter is an IPvFuture literal, [v1.x]
        raise errors.HostMalformed(host=authority)
    normal = str(parsed)
    return host, normal if normal.count("/") > 2 else f"{normal}/"


def _check_host(host: str, policy: AddressPolicy) -> bool:
    """True when the host is loopback and the policy opens loopback; raises when the host is refused."""
    if ":" in host:
        return _check_literal(host, policy, malformed=errors.HostMalformed(host=host))
    labels = host.split(".")
    if len(host) > MAX_HOST_LENGTH or any(len(label) > MAX_LABEL_LENGTH for label in labels):
        raise errors.HostTooLong
    if _NUMERIC_LABEL.fullmatch(labels[-1] or (labels[-2] if len(labels) > 1 else "")):
        # WHATWG URL, "ends in a number": a resolver would read it as an address. Only dotted decimals are one to us.
        return _check_literal(host, policy, malformed=errors.HostNumeric(host=host))
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise errors.HostMalformed(host=host)
    if labels[-1] == "localhost" and policy.allow_private:
        return True
    if len(labels) == 1 or labels[-1] in {"localhost", "local", "internal"}:
        raise errors.HostUnqualified(host=host)
    if host in policy.blocked_hosts:
        raise errors.HostBlocked(host=host)
    return False


def _check_literal(host: str, policy: AddressPolicy, *, malformed: errors.Refused) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        raise malformed from None
    if isinstance(address, IPv6Address) and address.scope_id:
        raise errors.AddressRefused(host=host, address=host, reason="link-local with a zone")
    reason = refusal(str(address), allow_loopback=policy.allow_private)
    if reason is not None:
        raise errors.AddressRefused(host=host, address=address, reason=reason)
    if host in policy.blocked_hosts and not is_loopback(address):
        raise errors.HostBlocked(host=host)
    return is_loopback(address)

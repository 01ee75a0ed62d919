"""One named error per way that an outbound request can fail, each with a sentence that names the remedy.

| family          | meaning                                             | worth another try       |
| --------------- | --------------------------------------------------- | ----------------------- |
| `Refused`       | we do not go there: the URL, address or redirect    | no, until it is changed |
| `Unreachable`   | nobody answered in time, or at all                  | yes                     |
| `AnswerRefused` | somebody answered something that cannot be read     | yes                     |

`code` is stable and fits a log line or a column; `str(error)` is for people.
"""

from __future__ import annotations

from typing import ClassVar


class OutboundError(Exception):
    """The root of the family; built from the facts that its sentence names."""

    code: ClassVar[str] = "outbound_error"
    sentence: ClassVar[str] = "The request could not be made."

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.sentence.format(**facts))


class Refused(OutboundError):
    """We do not go there."""


class UrlTooLong(Refused):
    code = "url_too_long"
    sentence = "The URL has {length} characters; shorten it to {limit} at most."


class CharacterRefused(Refused):
    code = "character_refused"
    sentence = "The URL holds the control, space or invisible character U+{point:04X}; remove it or percent-encode it."


class BackslashRefused(Refused):
    code = "backslash_refused"
    sentence = "The URL holds a backslash; write forward slashes, and %5C where a backslash is meant."


class SchemeRefused(Refused):
    code = "scheme_refused"
    sentence = "The URL does not begin with http:// or https://; give the full address with one of these."


class FragmentRefused(Refused):
    code = "fragment_refused"
    sentence = "The URL holds a fragment, which is never sent; remove the '#' and what follows it."


class CredentialsRefused(Refused):
    code = "credentials_refused"
    sentence = "The URL holds a user name or password; remove what stands before the '@'."


class HostMalformed(Refused):
    code = "host_malformed"
    sentence = "{host!r} is not a host name or address; write a full domain name without a trailing dot."


class HostTooLong(Refused):
    code = "host_too_long"
    sentence = "The host name is longer than DNS allows; use at most 253 characters, and 63 between two dots."


class HostNumeric(Refused):
    code = "host_numeric"
    sentence = "{host!r} is an address in an unusual notation; write four decimal numbers, or better a domain name."


class HostUnqualified(Refused):
    code = "host_unqualified"
    sentence = "{host!r} is a name of the local network only; use a name that the public DNS knows."


class HostBlocked(Refused):
    code = "host_blocked"
    sentence = "{host!r} is this service itself; give the address of another one."


class PortMalformed(Refused):
    code = "port_malformed"
    sentence = "The port {port!r} is not a number from 1 to 65535; correct it or leave it out."


class PortRefused(Refused):
    code = "port_refused"
    sentence = "Port {port} is not allowed; use one of {allowed}, or let the operator add it to OUTBOUND_PORTS."


class AddressRefused(Refused):
    code = "address_refused"
    sentence = "{host!r} leads to {address} ({reason}); use a host that the public internet can reach."


class RedirectLimitReached(Refused):
    code = "too_many_redirects"
    sentence = "The server redirected more than {limit} times; use the address where the chain ends."


class RedirectCircle(Refused):
    code = "redirect_circle"
    sentence = "The server redirects back to {url}; use the address of the page itself."


class RedirectDowngrade(Refused):
    code = "redirect_downgrade"
    sentence = "The server redirects from https to plain http ({url}); use an address that stays on https."


class RedirectMalformed(Refused):
    code = "redirect_malformed"
    sentence = "The server redirects without saying where to; use the address of the page itself."


class Unreachable(OutboundError):
    """Nobody answered in time, or at all."""


class NameNotFound(Unreachable):
    code = "name_not_found"
    sentence = "The name {host!r} has no address; check its spelling and its DNS records."


class ConnectTimeout(Unreachable):
    code = "connect_timeout"
    sentence = "No connection to {host!r} within {seconds:g} s; check that it runs and that its firewall lets us in."


class ConnectFailed(Unreachable):
    code = "connect_failed"
    sentence = "The connection to {host!r} failed ({reason}); check that the server runs and listens on that port."


class TlsFailed(Unreachable):
    code = "tls_failed"
    sentence = "TLS with {host!r} failed ({reason}); check its certificate, its chain and its name."


class ReadTimeout(Unreachable):
    code = "read_timeout"
    sentence = "{host!r} sent nothing for {seconds:g} s; let it answer sooner and work afterwards."


class TotalTimeout(Unreachable):
    code = "total_timeout"
    sentence = "{host!r} did not finish within {seconds:g} s; let it answer sooner and shorter."


class ConnectionLost(Unreachable):
    code = "connection_lost"
    sentence = "{host!r} closed the connection before its answer was complete; try again, then look at its log."


class AnswerRefused(OutboundError):
    """Somebody answered something that cannot be read."""


class AnswerMalformed(AnswerRefused):
    code = "answer_malformed"
    sentence = "{host!r} answered something that is not HTTP ({reason}); check that the port and scheme are right."


class EncodingRefused(AnswerRefused):
    code = "encoding_refused"
    sentence = "{host!r} answered in the content encoding {encoding!r}, which was not asked for; send gzip or none."


class BodyCorrupt(AnswerRefused):
    code = "body_corrupt"
    sentence = "{host!r} sent a compressed body that cannot be unpacked ({reason}); try again, then look at its proxy."

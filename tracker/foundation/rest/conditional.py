"""Strong ETags (RFC 9110 section 8.8): 304 for an unchanged answer, 412 for a write to a changed record.

A record's ETag reads `"<version>-<digest>"`. The digest covers the bytes sent, so two representations of one record
never share a tag; a write compares the version only, so the tag of a sparse answer will do.
"""

import hashlib

from django.utils.http import parse_etags
from rest_framework.request import Request

from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Problem

_DIGEST_LENGTH = 20
PACKED = "-gz"  # at the end of the tag of the same answer compressed, whose bytes are others
_PACKED_END = PACKED + '"'


def tag(body: bytes, version: str = "") -> str:
    """The ETag of these bytes, in quotes."""
    digest = hashlib.sha256(body).hexdigest()[:_DIGEST_LENGTH]
    return f'"{version}-{digest}"' if version else f'"{digest}"'


def none_match(header: str, current: str) -> bool:
    """Whether `If-None-Match` lists the current tag (weak comparison, as the RFC has it), so that 304 is due."""
    return not {"*", current}.isdisjoint(_plain(each.removeprefix("W/")) for each in parse_etags(header))


def require_match(request: Request, version: int | str) -> None:
    """Returns nothing; raises 428 without If-Match, 412 when none of its tags names the record's version, or is its
    tag where it has no version."""
    header = request.headers.get("If-Match", "")
    if not header.strip():
        raise Problem(problems.PRECONDITION_REQUIRED, "Say which version you change: send its ETag as If-Match.")
    if header.strip() == "*":
        return
    if str(version).startswith('"'):
        if str(version) in map(_plain, parse_etags(header)):  # strong comparison: a weak one is no tag of ours
            return
        raise stale("The record is another than the one that was read.")
    if str(version) not in versions_of(request):
        raise stale(f"The record is at version {version} now.")


def stale(detail: str) -> Problem:
    """The 412 to raise when a record moved on."""
    return Problem(problems.PRECONDITION_FAILED, detail)


def versions_of(request: Request) -> frozenset[str]:
    """The versions that If-Match names; empty for `*`."""
    tags = parse_etags(request.headers.get("If-Match", ""))
    return frozenset(_plain(each).strip('"').rpartition("-")[0] for each in tags if each.startswith('"'))


def _plain(tag: str) -> str:
    return tag.removesuffix(_PACKED_END) + '"' if tag.endswith(_PACKED_END) else tag

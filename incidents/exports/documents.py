"""Incidents as the text of one document, piece by piece: however many there are, one is held at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from incidents.exports.figures_shown import Record
from incidents.exports.stix import shared_objects, stix_id, stix_objects
from incidents.exports.veris import veris_incident

_SEEN_BYTES = 8  # of each object that several incidents share


def veris_document(records: Iterable[Record]) -> Iterator[str]:
    """A JSON array, an incident a line."""
    opening = "["
    for record in records:
        yield f"{opening}\n{_json(veris_incident(record))}"
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def stix_document(records: Iterable[Record], site: str) -> Iterator[str]:
    """A STIX bundle, an object a line. Its id follows from its objects, so it comes last."""
    digest, seen = hashlib.sha256(), set[bytes]()
    opening = '{"type":"bundle","objects":['
    for one in _each(records, site):
        key = hashlib.blake2b(one["id"].encode(), digest_size=_SEEN_BYTES).digest()
        if one["type"] in _SHARED:
            if key in seen:
                continue
            seen.add(key)
        line = _json(one)
        digest.update(line.encode())
        yield f"{opening}\n{line}"
        opening = ","
    yield f'\n],"id":"{stix_id("bundle", digest.hexdigest())}"}}\n'


_SHARED = frozenset({"identity", "marking-definition", "threat-actor"})


def _each(records: Iterable[Record], site: str) -> Iterator[dict[str, Any]]:
    yield from shared_objects(site)
    for record in records:
        yield from stix_objects(record, site)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

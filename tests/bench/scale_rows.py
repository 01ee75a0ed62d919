"""Made-up rows for tests/bench/scale.py: as many incidents as asked for, with all that hangs on them.

Of n incidents: n/20 parties with two names each, 5n/4 roles, 2n claims with a quote each, n figures, 2n events, n/4
articles that cover them, n/10 proceedings. Two in a hundred incidents are hidden. Names are made of common words and
a number, so that some searches find very many and some one.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from incidents.names import first_word_of, name_key, normalise_name, sketch_of

FIRST = [
    "alpha",
    "bramble",
    "cedar",
    "delta",
    "ember",
    "fennel",
    "grove",
    "harbor",
    "iris",
    "juniper",
    "kestrel",
    "lark",
    "maple",
    "nectar",
    "onyx",
    "poplar",
    "quartz",
    "raven",
    "saffron",
    "tulip",
    "umber",
    "violet",
    "willow",
    "xenon",
    "yarrow",
    "zephyr",
]
TRADES = [
    "Bank",
    "Health",
    "Telecom",
    "Airways",
    "Retail",
    "Insurance",
    "University",
    "Clinic",
    "Energy",
    "Media",
    "Travel",
    "Software",
    "Logistics",
]
COUNTRIES = ["US", "GB", "DE", "FR", "ES", "IT", "NL", "IE", "AU", "CA", "IN", "JP", "KR", "BR", "SE"]
WHAT = ("data breach", "customer leak", "exposed database", "phishing of staff", "ransomware attack")
TAKEN = ("records", "accounts", "files", "messages", "cards")
DATA = ("health", "financial", "contact", "credentials", "identity")
KINDS = ("confidentiality_breach", "misuse", "exposure", "scraping", "unknown")
STATUSES = ("open", "open", "confirmed", "confirmed", "closed")
FIGURES = ("settled", "provisional", "disputed")
EVENTS = ("incident.created", "figure.changed", "claim.recorded")
NOW = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.date(2005, 1, 1)
NO_DAY = {"occurred_precision": "day", "discovered_precision": "day", "disclosed_precision": "day"}
Row = dict[str, Any]


def party_of(number: int, parties: int) -> int:
    return 1 + number * 7919 % parties


def name_of(party: int) -> str:
    words = FIRST[party % 26].title(), FIRST[party // 26 % 26].title(), TRADES[party // 676 % len(TRADES)]
    return f"{' '.join(words)} {party}"


def people(number: int) -> int:
    return number * 2654435761 % 900_000 + 100


def day_of(number: int) -> dt.date:
    return FIRST_DAY + dt.timedelta(days=number * 13 % 7600)


def is_hidden(number: int) -> bool:
    return number % 50 == 7


def parties(many: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        name = name_of(number)
        yield {
            "id": number, "reference": f"PA-{number:010}", "name": name, "name_key": name_key(name), "kind": "organisation",
            "country": COUNTRIES[number % 15], "site": "", "external_ids": "{}", "public": True,
            "created_at": NOW, "updated_at": NOW,
        }  # fmt: skip


def aliases(many: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        for at, name in enumerate((name_of(number), f"{FIRST[number % 26].title()}co {number}")):
            words = normalise_name(name)
            yield {
                "id": 2 * number + at, "party_id": number, "name": name, "normalised": words, "name_key": name_key(name),
                "sketch": sketch_of(words), "first_word": first_word_of(words),
            }  # fmt: skip


def incidents(many: int, among: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        party, day = party_of(number, among), day_of(number)
        yield {
            "id": number, "reference": f"PI-{number:010}", "slug": f"incident-{number}",
            "title": f"{name_of(party)} {WHAT[number % 5]}",
            "summary": f"In {2005 + number % 20} the {TAKEN[number % 5]} of {FIRST[number * 7 % 26]} "
            f"{FIRST[number * 11 % 26]} were taken. Case {number}.",
            "kind": KINDS[number % 5], "status": STATUSES[number // 7 % 5],
            "visibility": "internal" if is_hidden(number) else "public", "withheld": False,
            "disclosed_on": day, **NO_DAY, "notified_precision": "day", "version": 3,
            "created_at": NOW - dt.timedelta(minutes=many - number), "updated_at": NOW - dt.timedelta(minutes=number % 9973),
            "affected": people(number), "affected_unit": "people", "affected_status": FIGURES[number % 3],
            "affected_confidence": 0.5 + number % 50 / 100, "dated_on": day,
        }  # fmt: skip


def involvements(many: int, among: int) -> Iterator[Row]:
    key = 0
    for number in range(1, many + 1):
        roles = [("controller", "admitted", party_of(number, among))]
        if number % 4 == 0:
            roles.append(("processor", "alleged", 1 + number * 104729 % among))
        for role, standing, party in roles:
            key += 1
            yield {
                "id": key, "role": role, "standing": standing, "note": "", "incident_id": number, "party_id": party
            }  # fmt: skip


def countries(many: int) -> Iterator[Row]:
    return ({"id": one, "country": COUNTRIES[one % 15], "incident_id": one} for one in range(1, many + 1))


def data_classes(many: int) -> Iterator[Row]:
    return ({"id": one, "data_class": DATA[one // 3 % 5], "incident_id": one} for one in range(1, many + 1))


def claims(many: int, among: int) -> Iterator[Row]:
    for key in range(1, 2 * many + 1):
        number, day = (key + 1) // 2, day_of((key + 1) // 2) + dt.timedelta(days=9 * (key % 2))
        said, party = people(number) * (1 + key % 2), party_of(number, among)
        yield {
            "id": key, "reference": f"CL-{key:010}", "incident_id": number, "origin_id": number, "fingerprint": f"{key:064}",
            "metric": "affected", "unit": "people", "currency": "", "measure": "unspecified", "value": said, "low": said,
            "high": said, "printed": str(said), "hedge": "exact", "hedge_text": "", "modality": "stated",
            "polarity": "asserted", "scope": "total", "scope_country": "", "scope_label": "", "speaker_party_id": party,
            "speaker_words": "the company", "speaker_kind": "responsible_party", "speaker_key": f"party:{party}",
            "claimed_on": day, "claimed_precision": "day", "basis": "extracted", "standing": "standing", "decision": "",
            "stories": 1, "known_on": day, "recorded_at": NOW - dt.timedelta(seconds=2 * many - key),
        }  # fmt: skip


def evidence(many: int) -> Iterator[Row]:
    for key in range(1, 2 * many + 1):
        number = (key + 1) // 2
        yield {
            "id": key, "claim_id": key, "source": f"article:{key}", "story": f"story:{key}", "locator": "",
            "url": f"https://news.example/{key}", "publisher": "Evening Star", "title": "Breach at a company",
            "quote": f"The company said that {people(number) * (1 + key % 2)} {TAKEN[key % 5]} were affected by the incident.",
            "presented_as": "current", "headline": False, "submitted": False, "published_on": day_of(number),
            "recorded_at": NOW,
        }  # fmt: skip


def figures(many: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        best = people(number)
        yield {
            "id": number, "incident_id": number, "low": best, "best": best, "high": best, "status": FIGURES[number % 3],
            "confidence": 0.5 + number % 50 / 100, "claim_id": 2 * number, "policy": "default", "policy_version": "1",
            "sentence": f"{best} people, by the company.", "explanation": "{}", "metric": "affected", "unit": "people",
            "currency": "", "scope": "total", "scope_country": "", "scope_label": "", "revision": 1, "changed_at": NOW,
        }  # fmt: skip


def events(many: int) -> Iterator[Row]:
    numbers = [{"low": n, "best": n, "high": n, "status": "provisional", "confidence": 0.8} for n in (1, 2)]
    scope = {"kind": "total", "country": "", "label": ""}
    figure = {"metric": "affected", "unit": "people", "currency": "", "scope": scope}
    data = json.dumps({"incident": {"reference": "x"}, "figure": figure, "old": numbers[0], "new": numbers[1]})
    for key in range(1, 2 * many + 1):
        number = 1 + (key - 1) % many
        yield {
            "id": key, "sequence": key, "reference": f"evt_{uuid.UUID(int=key)}", "type": EVENTS[key % 3], "incident_id": number,
            "incident_sequence": key // many + 1, "data": data, "cause": "article:1", "actor": "system",
            "occurred_at": NOW, "public": not is_hidden(number), "revision": 0,
        }  # fmt: skip


def publishers(many: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        yield {
            "id": number, "name": f"{FIRST[number % 26].title()} Courier {number}", "host": f"courier{number}.example",
            "country": COUNTRIES[number % 15], "voice": "press", "created_at": NOW,
        }  # fmt: skip


def articles(many: int, among: int, press: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        title = f"{name_of(party_of(4 * number, among))} tells of {WHAT[number % 5]}"
        yield {
            "id": number, "reference": f"AR-{number:010}", "url": f"https://courier{number % press}.example/news/{number}",
            "title": title, "published_on": day_of(4 * number), "state": "done", "attempts": 0, "kills": 0,
            "next_attempt_at": NOW, "last_error": "", "etag": "", "last_modified": "", "publisher_id": 1 + number % press,
            "origin": "fetched", "standing": "counted", "reworked": False, "worked_at": NOW, "unread": "", "read_in": "",
            "day_from_feed": False, "day_from_file": False,
            "created_at": NOW - dt.timedelta(minutes=many - number), "updated_at": NOW,
        }  # fmt: skip


def coverage(many: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        yield {
            "id": number, "state": "confirmed", "score": 0.9, "reasons": "[]", "matcher_version": "1", "note": "",
            "created_at": NOW, "updated_at": NOW, "article_id": number, "incident_id": 4 * number,
        }  # fmt: skip


def proceedings(many: int, among: int) -> Iterator[Row]:
    for number in range(1, many + 1):
        yield {
            "id": number, "reference": f"PR-{number:010}", "kind": "enforcement", "case_reference": f"case {number}",
            "legal_basis": "", "incident_id": 10 * number, "respondent_id": party_of(10 * number, among),
            "label": "class action", "identity": "", "curated": True,
            "created_at": NOW - dt.timedelta(minutes=many - number), "updated_at": NOW,
        }  # fmt: skip


def tables(many: int) -> Iterable[tuple[str, Iterator[Row]]]:
    """(table, its rows), those first that others point to."""
    among, press, told = max(20, many // 20), max(10, many // 1000), many // 4
    yield "incidents_party", parties(among)
    yield "incidents_partyalias", aliases(among)
    if connection.vendor == "postgresql":  # which keeps with an incident whose it is
        yield "incidents_involvement", involvements(many, among)
    yield "incidents_incident", incidents(many, among)
    if connection.vendor != "postgresql":
        yield "incidents_involvement", involvements(many, among)
    yield "incidents_incidentcountry", countries(many)
    yield "incidents_incidentdataclass", data_classes(many)
    yield "incidents_claim", claims(many, among)
    yield "incidents_evidence", evidence(many)
    yield "incidents_figure", figures(many)
    yield "incidents_event", events(many)
    yield "incidents_eventcounter", iter([{"id": 1, "last": 2 * many}])
    yield "sources_publisher", publishers(press)
    yield "sources_article", articles(told, among, press)
    yield "sources_coverage", coverage(told)
    yield "incidents_proceeding", proceedings(many // 10, among)

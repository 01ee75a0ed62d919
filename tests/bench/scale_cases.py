"""What tests/bench/scale.py measures: a request, and the SQL that somebody would write by hand for the same rows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from scale_rows import name_of

from tracker.foundation.rest.cursors import Cursor

SIZE = 51  # one more than a page has tells whether there is another
SHOWN = "visibility = 'public' AND NOT withheld AND status NOT IN ('candidate', 'rejected')"
OF_SHOWN = f"EXISTS (SELECT 1 FROM incidents_incident i WHERE i.id = incident_id AND {SHOWN})"
CURRENT = f"{SHOWN} AND merged_into_id IS NULL"
NEWEST = f"ORDER BY created_at DESC, id DESC LIMIT {SIZE}"
INCIDENTS = "SELECT * FROM incidents_incident"
DEEP = 10_000


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement; `beside` names the case that it may not be much slower than."""

    name: str
    path: str
    sql: str
    beside: str = ""


def cases_of(rows_of: Callable[[str], list[Any]]) -> Iterator[Measurement]:
    yield from _lists()
    yield from _filters()
    yield from _pairs()
    yield from _orders()
    yield from _searches()
    yield from _deep(rows_of)


def _api(path: str, **query: Any) -> str:
    return f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")


def _lists() -> Iterator[Measurement]:
    yield Measurement("incidents", _api("incidents"), f"{INCIDENTS} WHERE {CURRENT} {NEWEST}")
    yield Measurement(
        "parties", _api("parties"), f"SELECT * FROM incidents_party WHERE public ORDER BY name, id LIMIT {SIZE}"
    )
    claims = f"SELECT * FROM incidents_claim WHERE {OF_SHOWN} ORDER BY recorded_at DESC, id DESC LIMIT {SIZE}"
    yield Measurement("claims", _api("claims"), claims)
    figures = f"SELECT * FROM incidents_figure WHERE {OF_SHOWN} ORDER BY id LIMIT {SIZE}"
    yield Measurement("figures", _api("figures"), figures)
    events = f"SELECT * FROM incidents_event WHERE public AND {OF_SHOWN} ORDER BY sequence LIMIT {SIZE}"
    yield Measurement("events", _api("events"), events)
    proceedings = f"SELECT * FROM incidents_proceeding WHERE {OF_SHOWN} {NEWEST}"
    yield Measurement("proceedings", _api("proceedings"), proceedings)
    yield Measurement("articles", _api("articles"), f"SELECT * FROM sources_article a WHERE {_COVERING} {NEWEST}")
    yield Measurement(
        "publishers", _api("publishers"), f"SELECT * FROM sources_publisher ORDER BY name, id LIMIT {SIZE}"
    )
    yield Measurement(
        "coverage",
        _api("coverage"),
        f"SELECT * FROM sources_coverage WHERE state = 'confirmed' AND {OF_SHOWN} {NEWEST}",
    )
    counted = f"SELECT count(*) FROM (SELECT 1 FROM incidents_incident WHERE {CURRENT} LIMIT 10001) x"
    yield Measurement("incidents, count", _api("incidents", count="true"), counted)


_COVERING = (
    "EXISTS (SELECT 1 FROM sources_coverage c JOIN incidents_incident i ON i.id = c.incident_id "
    f"WHERE c.article_id = a.id AND c.state = 'confirmed' AND {SHOWN.replace('status', 'i.status')})"
)


def _of(table: str, condition: str) -> str:
    return f"id IN (SELECT incident_id FROM {table} WHERE {condition})"


_FIGURE = "metric = 'affected' AND scope = 'total'"
_COUNTRY, _NO_COUNTRY = (
    _of("incidents_incidentcountry", "country = 'GB'"),
    _of("incidents_incidentcountry", "country = 'FJ'"),
)
_DATA = _of("incidents_incidentdataclass", "data_class = 'health'")
_PARTY = _of("incidents_involvement", "party_id = 27")
_DISPUTED = _of("incidents_figure", "status = 'disputed'")
# name -> (parameters, condition)
FILTERS: dict[str, tuple[dict[str, Any], str]] = {
    "affected_min": ({"affected_min": 500_000}, "affected >= 500000"),
    "affected_min, no hit": ({"affected_min": 10**12}, "affected >= 1000000000000"),
    "affected_max": ({"affected_max": 200}, "affected >= 0 AND affected <= 200"),
    "status": ({"status": "closed"}, "status = 'closed'"),
    "kind": ({"kind": "misuse"}, "kind = 'misuse'"),
    "country": ({"country": "GB"}, _COUNTRY),
    "country, no hit": ({"country": "FJ"}, _NO_COUNTRY),
    "data_class": ({"data_class": "health"}, _DATA),
    "disputed": ({"disputed": "true"}, _DISPUTED),
    "undisputed": ({"disputed": "false"}, f"NOT {_DISPUTED}"),
    "party": ({"party": name_of(27)}, _PARTY),
    "party, no hit": ({"party": "Nobody of that name"}, "false"),
    "role": ({"role": "processor"}, _of("incidents_involvement", "role = 'processor'")),
    "disclosed_from": ({"disclosed_from": "2024-01-01"}, "disclosed_on >= '2024-01-01'"),
    "confidence_min": ({"confidence_min": 0.95}, _of("incidents_figure", "scope = 'total' AND confidence >= 0.95")),
    "proceeding": ({"proceeding": "enforcement"}, _of("incidents_proceeding", "kind = 'enforcement'")),
    "updated_after": ({"updated_after": "2030-12-31T23:50:00Z"}, "updated_at > '2030-12-31 23:50:00'"),
}
PAIRS = (
    ("status", "kind"),
    ("data_class", "country"),
    ("country", "disputed"),
    ("affected_min", "disputed"),
    ("affected_min", "country"),
    ("affected_min, no hit", "country"),
    ("affected_min", "country, no hit"),
    ("party", "status"),
    ("party", "disputed"),
    ("data_class", "country, no hit"),
    ("disclosed_from", "country"),
    ("kind", "data_class"),
    ("role", "country"),
)


def _filtered(name: str, query: dict[str, Any], conditions: str) -> Measurement:
    return Measurement(
        f"incidents: {name}", _api("incidents", **query), f"{INCIDENTS} WHERE {CURRENT} AND {conditions} {NEWEST}"
    )


def _filters() -> Iterator[Measurement]:
    for name, (query, condition) in FILTERS.items():
        yield _filtered(name, query, condition)
    country = f"SELECT * FROM incidents_party WHERE public AND country = 'GB' ORDER BY name, id LIMIT {SIZE}"
    yield Measurement("parties: country", _api("parties", country="GB"), country)
    yield Measurement("parties: country, no hit", _api("parties", country="FJ"), country.replace("GB", "FJ"))


def _pairs() -> Iterator[Measurement]:
    for one, other in PAIRS:
        query = FILTERS[one][0] | FILTERS[other][0]
        yield _filtered(f"{one} + {other}", query, f"{FILTERS[one][1]} AND {FILTERS[other][1]}")
    three = FILTERS["affected_min"][1], FILTERS["country, no hit"][1], FILTERS["disputed"][1]
    asked = {"affected_min": 500_000, "country": "FJ", "disputed": "true"}
    yield _filtered("affected_min + country + disputed, no hit", asked, " AND ".join(three))


def _orders() -> Iterator[Measurement]:
    for column in ("created_at", "updated_at", "dated_on", "affected"):
        for sign, direction in (("", "ASC"), ("-", "DESC")):
            order = f"ORDER BY {column} {direction}, id {direction} LIMIT {SIZE}"
            yield Measurement(
                f"incidents: by {sign}{column}",
                _api("incidents", ordering=f"{sign}{column}"),
                f"{INCIDENTS} WHERE {CURRENT} {order}",
            )
    for path, table, column in (
        ("figures", "incidents_figure", "changed_at"),
        ("claims", "incidents_claim", "recorded_at"),
        ("articles", "sources_article", "updated_at"),
        ("coverage", "sources_coverage", "score"),
    ):
        shown = _COVERING if path == "articles" else OF_SHOWN
        rows = f"{table} a" if path == "articles" else table
        sql = f"SELECT * FROM {rows} WHERE {shown} ORDER BY {column} DESC, id DESC LIMIT {SIZE}"
        yield Measurement(f"{path}: by -{column}", _api(path, ordering=f"-{column}"), sql)
    for column in ("-name", "created_at", "-updated_at"):
        direction = "DESC" if column[0] == "-" else "ASC"
        order = f"ORDER BY {column.removeprefix('-')} {direction}, id {direction} LIMIT {SIZE}"
        yield Measurement(
            f"parties: by {column}",
            _api("parties", ordering=column),
            f"SELECT * FROM incidents_party WHERE public {order}",
        )


SEARCHES = {
    "common word": "breach",
    "common words": "customer leak",
    "common words that never meet": "breach leak",
    "a beginning": "ransom",
    "one case": "4711",
    "nobody": "zzyzx",
    "a company": name_of(27),
    "a common name": "Bank",
    "two common names": "Bramble Bank",
    "an alias": "Brambleco 27",
    "a phrase": '"exposed database"',
    "a name spelt nearly so": "Brambelco",
    "words of quotes": "affected incident company",
}

COMMON = {"common word", "common words", "a beginning", "a common name"}  # a page of which the newest rows fill


def _searches() -> Iterator[Measurement]:
    for name, words in SEARCHES.items():
        for path, table, order in (
            ("incidents", "incidents_incident", f"{CURRENT} {NEWEST}"),
            ("claims", "incidents_claim", f"{OF_SHOWN} ORDER BY recorded_at DESC, id DESC LIMIT {SIZE}"),
            ("parties", "incidents_party", f"public ORDER BY name, id LIMIT {SIZE}"),
            ("articles", "sources_article", NEWEST.replace("ORDER", "true ORDER")),
        ):
            holding = _holding if name in COMMON else _found
            sql = f"SELECT * FROM {table} WHERE {holding(table, words)} AND {order}"
            yield Measurement(f"{path}: q, {name}", _api(path, q=words), sql)
    for name in ("common word", "one case", "a company"):
        words = SEARCHES[name]
        sql = f"SELECT * FROM incidents_incident WHERE {_holding('incidents_incident', words)} AND {CURRENT} {NEWEST}"
        yield Measurement(f"incidents: q by relevance, {name}", _api("incidents", q=words, ordering="-relevance"), sql)
    both = _holding("incidents_incident", "breach")
    yield _filtered("q common + country", {"q": "breach", "country": "GB"}, f"{both} AND {_COUNTRY}")
    yield _filtered("q common + country, no hit", {"q": "breach", "country": "FJ"}, f"{both} AND {_NO_COUNTRY}")


def _found(table: str, words: str) -> str:
    """The rows that a search finds, by the indexes: what hangs on the row is looked for where it stands."""
    own = _holding(table, words)
    if table == "incidents_claim":
        quotes = f"SELECT claim_id FROM incidents_evidence WHERE {_holding('incidents_evidence', words)}"
        incidents = f"SELECT c.id FROM incidents_claim c JOIN incidents_incident i ON i.id = c.incident_id WHERE {_holding('incidents_incident', words, 'i.')}"
        return f"id IN (SELECT id FROM incidents_claim WHERE {own} UNION {quotes} UNION {incidents})"
    if table == "incidents_incident":
        named = f"SELECT v.incident_id FROM incidents_involvement v JOIN incidents_partyalias a ON a.party_id = v.party_id WHERE {_holding('incidents_partyalias', words, 'a.')}"
        return f"id IN (SELECT id FROM incidents_incident WHERE {own} UNION {named})"
    return own


def _holding(table: str, words: str, row: str = "") -> str:
    """The words, looked for in the row itself by its index."""
    plain = words.lower().replace('"', "").split()
    if connection.vendor == "postgresql":
        asked = (" <-> " if '"' in words else " & ").join(f"''{word}'':*" for word in plain)
        return f"{row}search @@ '{asked}'::tsquery"
    kept = table.removeprefix("incidents_").removeprefix("sources_").removeprefix("party") or "party"
    asked = f'"{" ".join(plain)}"' if '"' in words else " AND ".join(f'"{word}" *' for word in plain)
    return f"{row}id IN (SELECT rowid FROM search_{kept} WHERE search_{kept} MATCH '{asked}')"


def _deep(rows_of: Callable[[str], list[Any]]) -> Iterator[Measurement]:
    [[many]] = rows_of("SELECT max(id) FROM incidents_incident")
    page = min(DEEP, many // 50 * 9 // 10)
    for column, kind in (("created_at", str), ("affected", int), ("dated_on", str)):
        offset = f"SELECT {column}, id FROM incidents_incident WHERE {CURRENT} ORDER BY {column} DESC, id DESC"
        [[value, key]] = rows_of(f"{offset} LIMIT 1 OFFSET {(page - 1) * 50}")
        shown = value.isoformat() if kind is str and hasattr(value, "isoformat") else value
        cursor = Cursor(order=f"-{column}", backward=False, value=shown, key=key).encode()
        path = _api("incidents", ordering=f"-{column}", cursor=cursor)
        beyond = f"({column}, id) < ('{value}', {key})"
        sql = f"{INCIDENTS} WHERE {CURRENT} AND {beyond} ORDER BY {column} DESC, id DESC LIMIT {SIZE}"
        yield Measurement(f"incidents: page {page} by -{column}", path, sql, beside=f"incidents: by -{column}")

"""Searching incidents, parties, claims and regulators: where each word is looked for.

| of          | in                                                                                            |
| ----------- | --------------------------------------------------------------------------------------------- |
| an incident | its title, summary, reference and slug, and all names of its parties; or all words in a quote |
| a party     | its names and its reference                                                                   |
| a claim     | its speaker, number as printed, quotes, reference, and what its incident is found by          |
| a regulator | its name, acronym, other names, region and slug                                               |

Where nothing is found so, names nearly spelt alike are. Whose names count is the asker's: `parties` are those that they
may see, and rows are narrowed before, so that no answer depends on what is hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_
from typing import Any, Final

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet

from incidents.models.claim import Claim, Evidence
from incidents.models.incident import Incident
from incidents.models.party import Involvement, Party, PartyAlias
from incidents.models.regulator import Regulator
from incidents.search import searched_columns
from incidents.search.finding import AmongKeys, Found, Way, any_of, found_by, having, nearly_called, there_is
from incidents.search.searched_columns import Shelf
from incidents.search.words import SearchWord, typed_words

MOST_NAMED: Final = 50  # parties by whose names a word finds their incidents
MOST_RANKED: Final = 5_000  # of the newest that are found


def search_parties(rows: QuerySet[Party], text: str) -> QuerySet[Party]:
    """Those in whose names every word occurs; where there are none, those nearly called so. Raises TooMuchAsked."""
    words = typed_words(text)
    found = rows.filter(all_of(_called(word) for word in words))
    if not words or found.exists():
        return found
    return rows.filter(all_of(_called(word) | Q(pk__in=nearly_called_parties(rows, word)) for word in words))


def _called(word: SearchWord) -> Q:
    if not word.spellings:
        return Q(pk__in=Party.objects.called(word.typed).order_by().values("pk"))
    own = Party.objects.filter(Found(searched_columns.PARTY, [word])).order_by().values("pk")
    by_alias = PartyAlias.objects.filter(Found(searched_columns.ALIAS, [word]))
    return Q(pk__in=own.union(by_alias.order_by().values("party")))


def nearly_called_parties(rows: QuerySet[Party], word: SearchWord) -> list[int]:
    aliases = PartyAlias.objects.filter(party__in=rows.order_by().values("pk"))
    by_alias = nearly_called(aliases, searched_columns.ALIAS, word)
    owners = PartyAlias.objects.filter(pk__in=by_alias).order_by("party").values_list("party", flat=True)
    return list(dict.fromkeys([*nearly_called(rows, searched_columns.PARTY, word), *owners]))


def named_parties(parties: QuerySet[Party], words: Sequence[SearchWord]) -> list[list[int]]:
    """For each word, keys of the parties that are called so. Of a word that very many have, those that have another of
    the words as well, and none if it stands alone."""
    found = []
    for word in words:
        keys = _some(parties.filter(_called(word)))
        others = [_called(other) for other in words if other is not word]
        if len(keys) > MOST_NAMED:
            keys = _some(parties.filter(_called(word) & any_of(others))) if others else []
        found.append(keys[:MOST_NAMED])
    return found


def nearly_named(parties: QuerySet[Party], words: Sequence[SearchWord], named: Sequence[list[int]]) -> list[list[int]]:
    """These keys, for each word, with those of the parties that are nearly called so."""
    return [[*keys, *nearly_called_parties(parties, word)] for word, keys in zip(words, named, strict=True)]


def _some(parties: QuerySet[Party]) -> list[int]:
    return list(parties.order_by("pk").values_list("pk", flat=True)[: MOST_NAMED + 1])


def search_incidents(
    rows: QuerySet[Incident], text: str, *, parties: QuerySet[Party] | None = None
) -> QuerySet[Incident]:
    """Those in whose title, summary or party names every word occurs, or all of them in one quote; where there are
    none, those of parties nearly called so. Raises TooMuchAsked."""
    words = typed_words(text)
    if not words:
        return rows.none()
    every = Party.objects.all() if parties is None else parties
    named = named_parties(every, words)
    found = found_by(rows, list(_ways_to_incidents(words, named, every)))
    if found.exists():
        return found
    near = nearly_named(every, words, named)
    return found if near == named else found_by(rows, list(_ways_to_incidents(words, near, every, quotes=False)))


def _ways_to_incidents(
    words: Sequence[SearchWord], named: Sequence[Sequence[int]], parties: QuerySet[Party], *, quotes: bool = True
) -> Iterable[Way]:
    by_row = _incident_having(words, named, by_row=True)
    found = Incident.objects.filter(_incident_having(words, named))
    yield Way(found.values_list("pk", flat=True), by_row, Incident.objects.filter(by_row))
    if len(words) == 1 and len(named[0]) >= MOST_NAMED:
        involved = Involvement.objects.filter(party__in=parties.filter(_called(words[0])).order_by().values("pk"))
        there = there_is(involved.filter(incident=OuterRef("pk")))
        yield Way(involved.values_list("incident", flat=True), there, involved)
    if all(word.spellings for word in words) and quotes:
        found_quotes, quoted = _quotes(words)
        there = there_is(quoted.filter(claim__incident=OuterRef("pk")))
        ids, claims = (found_quotes.values_list(column, flat=True) for column in ("claim__incident", "claim"))
        yield Way(ids, there, quoted, owners=claims, owned=_incidents_of_claims)


def _quotes(words: Sequence[SearchWord]) -> tuple[QuerySet[Evidence], QuerySet[Evidence]]:
    """The evidence whose quote has all words: as the index finds it, and by a condition on each."""
    by_row = Evidence.objects.filter(Found(searched_columns.EVIDENCE, words, by_row=True))
    return Evidence.objects.filter(Found(searched_columns.EVIDENCE, words)), by_row


def _incident_having(words: Sequence[SearchWord], named: Sequence[Sequence[int]], *, by_row: bool = False) -> Q:
    return having(
        searched_columns.INCIDENT,
        words,
        named,
        lambda keys: Q(pk__in=Involvement.objects.filter(party__in=keys).order_by().values("incident")),
        by_row=by_row,
    )


def _incidents_of_claims(claims: list[int]) -> QuerySet[Any]:
    return Claim.objects.filter(pk__in=claims).values_list("incident", flat=True)


def _claims_of_incidents(incidents: list[int]) -> QuerySet[Any]:
    return Claim.objects.filter(incident__in=incidents).values_list("pk", flat=True)


def search_claims(rows: QuerySet[Claim], text: str, *, parties: QuerySet[Party] | None = None) -> QuerySet[Claim]:
    """Those in whose speaker, number as printed, quotes or incident every word occurs; where there are none, those of
    speakers nearly called so. Raises TooMuchAsked."""
    words = typed_words(text)
    if not words:
        return rows.none()
    every = Party.objects.all() if parties is None else parties
    named = named_parties(every, words)
    found = _claims_with(rows, words, named)
    if found.exists():
        return found
    near = nearly_named(every, words, named)
    return found if near == named else _claims_with(rows, words, near)


def _claims_with(rows: QuerySet[Claim], words: Sequence[SearchWord], named: Sequence[Sequence[int]]) -> QuerySet[Claim]:
    ways = [list(_ways_to_claims([word], [keys])) for word, keys in zip(words, named, strict=True)]
    conditions = [any_of(way.condition for way in each) for each in ways]
    if connection.vendor != "postgresql":
        return rows.filter(all_of(any_of(Q(pk__in=way.ids) for way in each) for each in ways))
    # By the rarest word: each row that has it is asked for the others.
    for at, each in enumerate(ways):
        found = [None if way.is_dense() else way.few() for way in each]
        if None not in found:
            keys = {key for few in found for key in few or ()}
            others = [condition for other, condition in enumerate(conditions) if other != at]
            return rows.filter(all_of([Q(AmongKeys(keys)), *others])) if keys else rows.none()
    return found_by(rows, list(_ways_to_claims(words, named)))


def _ways_to_claims(words: Sequence[SearchWord], named: Sequence[Sequence[int]]) -> Iterable[Way]:
    speaking = set.intersection(*(set(keys) for keys in named))
    if speaking:
        said = Q(speaker_party__in=speaking)
        spoken = Claim.objects.filter(said)
        yield Way(spoken.values_list("pk", flat=True), said, spoken)
    incidents = Incident.objects.filter(_incident_having(words, named)).order_by().values("pk")
    by_row = Incident.objects.filter(_incident_having(words, named, by_row=True))
    there = there_is(by_row.filter(pk=OuterRef("incident")))
    of_incidents = Claim.objects.filter(incident__in=incidents).values_list("pk", flat=True)
    owned = _claims_of_incidents
    yield Way(of_incidents, there, Claim.objects.filter(there), owners=incidents, owned=owned)
    if all(word.spellings for word in words):
        own, own_by_row = (Q(Found(searched_columns.CLAIM, words, by_row=by_row)) for by_row in (False, True))
        found = Claim.objects.filter(own).values_list("pk", flat=True)
        yield Way(found, own_by_row, Claim.objects.filter(own_by_row))
        quotes, quoted = _quotes(words)
        yield Way(quotes.values_list("claim", flat=True), there_is(quoted.filter(claim=OuterRef("pk"))), quoted)


def search_regulators(rows: QuerySet[Regulator], text: str) -> QuerySet[Regulator]:
    """Those in whose names, region or slug every word occurs; where there are none, those nearly called so. Raises
    TooMuchAsked."""
    return search_named(rows, text, searched_columns.REGULATOR)


def search_named(rows: QuerySet[Any], text: str, shelf: Shelf) -> QuerySet[Any]:
    """The rows of a shelf that have every word; where there are none, those nearly called so."""
    words = typed_words(text)
    if not words or not all(word.spellings for word in words):
        return rows.none()
    found = rows.filter(Found(shelf, words))
    if found.exists():
        return found
    near = [Q(Found(shelf, [word])) | Q(pk__in=nearly_called(rows, shelf, word)) for word in words]
    return rows.filter(all_of(near))


def all_of(conditions: Iterable[Q]) -> Q:
    return reduce(and_, conditions, Q())

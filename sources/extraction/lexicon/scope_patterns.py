"""Parts, groups, places and kinds of data, from a language's scopes.toml and places.toml."""

from re import Pattern

from incidents.vocabulary import Measure
from sources.extraction.lexicon.word_fields import (
    Section,
    WordGroup,
    anywhere,
    by_kind,
    ending,
    made,
    one_of,
    part,
    pattern,
    spaced,
    text,
    words,
)

_NAMED = r"[A-Z][\w&-]*(?:\s[A-Z][\w&-]*)*"


class GroupWords(WordGroup):
    """Which nouns name a group of those concerned."""

    everybody = kinds = idle = words()
    whole = ending()  # at the end of what stands before a number
    predicate = pattern(r"(?:\s+{of_whom}\s+[\w\s]{1,25}?)?\s+{are}\s+")  # right after one or its noun
    ages = pattern("{ages}")
    # right after a counted noun, in the text's own case
    brand = pattern(r"\s+{of}\s+(?P<label>(?:[\w-]+\s+){0,2}?" + _NAMED + r"(?:\s+(?:{brands}))?)\b")


def _derived(section: Section) -> dict[str, list[str]]:
    """Names of countries as patterns, and all kinds of data."""
    return {
        "place_names": [name.replace(".", r"\.") for name in _countries(section)],
        "data_kind": [phrase for listed in section["data"]["kinds"].values() for phrase in listed],
    }


def _countries(section: Section) -> dict[str, str]:
    listed = {**section["places"]["countries"], **section["places"]["regions"]}
    return {name.replace("-", " "): code for code, names in listed.items() for name in names.split()}


# "network operator Tinyco", never "its own".
_OTHER = r"(?:{place.article}\s)?(?!{background.own}\s)(?:[a-z][a-z-]*\s){0,3}(?P<name>" + _NAMED + ")"
_PLACE = r"[\s,]*(?:{any place.living} )?{any place.at}\s+(?:{place.article}\s+)?"
_KIND = r"(?:{any data.described}\s+)*{any data_kind}"
_KINDS = r"(?P<kinds>" + _KIND + r"(?:{data.joins}\s+" + _KIND + ")*)"


def _measured(section: Section) -> Pattern[str]:
    return one_of([phrase for said in section["measures"].values() for phrase in said], section)


class ScopePatterns(WordGroup, also=_derived):
    """Which part of an incident is counted, how sure it is, and what happened to it."""

    subset_before = ending("subset.before")
    subset_after = pattern(r"\s*{any subset.after}(?!\w)")
    # after a number and its noun
    subset_among = pattern(r"\s+(?:[a-z'-]+\s+){1,6}?(?P<label>{any subset.among})")
    part_before = pattern(r"(?:^|[,;:] (?:{subset.part_joins})?){any subset.part_before}(?: [\w-]+){0,2}\s*$")
    part_after = pattern(r"\s*{any subset.part_after}\b")
    parts = pattern(r"{any subset.parts}\b")
    listed = pattern(r"\s*{any subset.listed}\s*")
    notified_before = ending("notified.before", r"(?:\s+{notified.between})*\s*$")
    notified_after = pattern(r"[^,.;]{0,20}?\b{any notified.after}\b")
    mistaken = anywhere("notified.mistaken")
    possible = estimated = alleged = anywhere()
    measures = by_kind(Measure)
    measured = made(_measured)  # any of the measures
    background_before = anywhere("background.before")
    background_after = pattern(r"\s*{any background.after}\b")
    another_time = anywhere("background.another_time")
    compares = anywhere("background.asked")  # asks how the incident compares with others
    # "the Tinyco breach", in the text's own case
    named_incident = pattern(r"\b(?P<name>" + _NAMED + r")(?:'s?)?\s+(?:[a-z]+\s+)?{any background.incidents}\b")
    # "a hack of toy maker Tinyco"
    named_victim = pattern(r"\b{any background.incidents}\s{any background.of}\s" + _OTHER)
    # "hours after Tinyco disclosed a leak"
    named_beside = pattern(
        r"\b{any background.beside}\s" + _OTHER + r"\s(?:{background.had}\s)?{any background.discloses}"
        r"\s{background.article}\s(?:[a-z]+\s){0,2}{any background.incidents}\b"
    )
    # "bigger than the breach at Tinyco"
    named_compared = pattern(
        r"\b{any background.compared}\s{background.one}?(?:{any background.incidents}\s)?"
        r"(?:{any background.of}\s)?" + _OTHER
    )
    # "Tinyco lost data of", right before a number
    named_losing = pattern(
        r"\b(?P<name>" + _NAMED + r")\s?{any background.loses}\s(?:[a-z-]+\s){1,3}?{background.data_of}"
        r"\s(?:[a-z]+\s){0,3}$"
    )
    named_owner = pattern(r",?\s{any background.owner}\s" + _OTHER)  # right after a counted noun
    countries = made(_countries)
    # after a country: another one, or "abroad"
    joined_place = pattern(r"\s+{place.joined}{any place.elsewhere, place_names}\b")
    bodies = words("place.bodies")
    areas = spaced("places.areas.names, places.areas.people")
    shared_areas = spaced("places.shared.names")  # also names of cities and the like
    residents = words("places.shared.residents")
    some_areas = pattern(r"{any places.shared.some}\b")  # "the states" whose residents are counted
    own_country = pattern(r"\s+{any place.own}(?!\w)")  # right after a counted noun
    own_area = pattern(r"\s+{any place.own_area}\b")  # the same: a state or province
    speaks_for = words("place.speaks_for")  # right after the name of one
    after_place = words("place.after")
    capitals = words("place.capitals")  # ordinary words unless written in capitals
    # before a number, at the end, in the text's own case
    place_before = pattern(
        r"(?:^|[.;:,\n\u2014-]\s*|\b{place.joins}\s+){place.opens}\s+(?:{place.article}\s+)?"
        r"(?P<of_state>{place.of_state})?(?P<name>[A-Z][\w.]*(?:\s[A-Z]\w*)?)(?:\s+{place.states})?"
        r"(?:\s+{place.alone})?,?\s+(?:\w+\s+){0,3}$"
    )
    # "Canada: about ", as in a list in one line
    place_of_list = pattern(
        r"(?:^|[.;\n]\s*)(?P<of_state>{place.of_state})?(?P<name>[A-Z][\w.]*(?:\s[A-Z]\w*)?):\s+(?:\w+\s+){0,2}$"
    )
    # "the number of Dutch customers at ", at the end of what stands before a number
    number_of = pattern(r"\b{place.counts}\s(?P<name>[A-Z]\w+)\s(?:[a-z-]+\s){1,3}?{place.counted}\s(?:[a-z]+\s){0,2}$")
    part_of_whole = pattern(r"\s*{subset.of_whole}")
    place_after = pattern(_PLACE)  # between a counted noun and the place of those who are counted
    state_after = pattern(_PLACE + "(?:{place.of_state})?")  # with what a state or province is called
    place_columns = pattern(r"{any place.columns}")  # at the head of a table
    row_totals = pattern(r"\W*{any naming.names.row_totals}\W*\Z")
    article = text("{place.article} ")
    state = text("{place.state}")
    part_end = pattern(r"[,;:\d]|\b{any subset.ends}\b")  # words after another number belong to that one
    pointing = text("{any subset.pointing}")  # what points back to a counted noun, as a pattern
    # "bank details of "
    data_before = pattern(
        r"(?:^|{any data.begins}\s*)" + _KINDS + r"\s+{any data.of}(?:\s+(?!{data.not_hedges}\b)[a-z-]+){0,3}\s*$"
    )
    data_goes_on = ending("data.goes_on")  # before the kinds: more stands before them
    # "had their bank details"
    data_after = pattern(r"[\s,]*{any data.whose}\s+" + _KINDS + r"(?!\w)(?!\s*,?\s*{data.goes_on_after}\b)")
    data_kinds = by_kind(str, "data.kinds")
    groups = part(GroupWords)

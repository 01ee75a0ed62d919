"""The patterns of scopes, compiled from scopes.toml and places.toml: parts, groups, places, kinds of data."""

import re
from itertools import chain
from typing import Any

from incidents.vocabulary import Measure
from sources.extraction.lexicon.patterns import alternation, anywhere, ending
from sources.extraction.lexicon.tables import Table, word_set
from sources.extraction.lexicon.words import GroupWords, ScopePatterns

_NAMED = r"[A-Z][\w&-]*(?:\s[A-Z][\w&-]*)*"


def scope_patterns(table: Table, places: Table) -> ScopePatterns:
    """Which part is counted, where, how surely, and to which other incident it belongs."""
    subset, place, background = table["subset"], table["place"], table["background"]
    words = {**places["countries"], **places["regions"]}
    named = [name.replace("-", " ").replace(".", r"\.") for names in words.values() for name in names.split()]
    incidents, of, beside, discloses = (
        alternation(background[key].split()) for key in ("incidents", "of", "beside", "discloses")
    )
    # "network operator Tinyco", never "its own".
    other = rf"(?:{place['article']}\s)?(?!{background['own']}\s)(?:[a-z][a-z-]*\s){{0,3}}(?P<name>{_NAMED})"
    after = (
        rf"[\s,]*(?:{alternation(place['living'])} )?{alternation(place['at'].split())}\s+(?:{place['article']}\s+)?"
    )
    return ScopePatterns(
        subset_before=ending(subset["before"]),
        subset_after=re.compile(rf"\s*{alternation(subset['after'])}(?!\w)"),
        subset_among=re.compile(rf"\s+(?:[a-z'-]+\s+){{1,6}}?(?P<label>{alternation(subset['among'])})"),
        part_after=re.compile(rf"\s*{alternation(subset['part_after'])}\b"),
        part_before=re.compile(
            rf"(?:^|[,;:] (?:{subset['part_joins']})?){alternation(subset['part_before'])}(?: [\w-]+){{0,2}}\s*$"
        ),
        parts=re.compile(alternation(subset["parts"]) + r"\b"),
        listed=re.compile(rf"\s*{alternation(subset['listed'])}\s*"),
        notified_before=ending(table["notified"]["before"], rf"(?:\s+{table['notified']['between']})*\s*$"),
        notified_after=re.compile(rf"[^,.;]{{0,20}}?\b{alternation(table['notified']['after'])}\b"),
        mistaken=anywhere(table["notified"]["mistaken"]),
        possible=anywhere(table["possible"]["patterns"]),
        estimated=anywhere(table["estimated"]["patterns"]),
        alleged=anywhere(table["alleged"]["patterns"]),
        measured=anywhere(chain.from_iterable(table["measures"].values())),
        measures=tuple((Measure(measure), anywhere(patterns)) for measure, patterns in table["measures"].items()),
        background_before=anywhere(background["before"]),
        background_after=re.compile(rf"\s*{alternation(background['after'])}\b"),
        another_time=anywhere(background["another_time"]),
        compares=anywhere(background["asked"]),
        named_incident=re.compile(rf"\b(?P<name>{_NAMED})(?:'s?)?\s+(?:[a-z]+\s+)?{incidents}\b"),
        named_victim=re.compile(rf"\b{incidents}\s{of}\s{other}"),
        named_beside=re.compile(
            rf"\b{beside}\s{other}\s(?:{background['had']}\s)?{discloses}\s{background['article']}\s"
            rf"(?:[a-z]+\s){{0,2}}{incidents}\b"
        ),
        named_compared=re.compile(
            rf"\b{alternation(background['compared'])}\s{background['one']}?"
            rf"(?:{incidents}\s)?(?:{of}\s)?{other}"
        ),
        named_losing=re.compile(
            rf"\b(?P<name>{_NAMED})\s?{alternation(background['loses'])}\s(?:[a-z-]+\s){{1,3}}?{background['data_of']}\s"
            rf"(?:[a-z]+\s){{0,3}}$"
        ),
        named_owner=re.compile(rf",?\s{alternation(background['owner'].split())}\s{other}"),
        joined_place=re.compile(rf"\s+{place['joined']}{alternation([*place['elsewhere'], *named])}\b"),
        bodies=word_set(place["bodies"]),
        areas=frozenset(name.replace("-", " ") for names in places["areas"].values() for name in names.split()),
        shared_areas=frozenset(name.replace("-", " ") for name in places["shared"]["names"].split()),
        residents=word_set(places["shared"]["residents"]),
        some_areas=re.compile(alternation([places["shared"]["some"]]) + r"\b"),
        own_country=re.compile(rf"\s+{alternation(place['own'])}(?!\w)"),
        own_area=re.compile(rf"\s+{alternation(place['own_area'])}\b"),
        speaks_for=word_set(place["speaks_for"]),
        after_place=word_set(place["after"]),
        capitals=word_set(place["capitals"]),
        place_before=re.compile(
            rf"(?:^|[.;:,\n\u2014-]\s*|\b{place['joins']}\s+){place['opens']}\s+(?:{place['article']}\s+)?"
            rf"(?P<of_state>{place['of_state']})?(?P<name>[A-Z][\w.]*(?:\s[A-Z]\w*)?)(?:\s+{place['states']})?,?\s+"
            r"(?:\w+\s+){0,3}$"
        ),
        place_after=re.compile(after),
        state_after=re.compile(rf"{after}(?:{place['of_state']})?"),
        article=f"{place['article']} ",
        state=place["state"],
        part_end=re.compile(rf"[,;:\d]|\b{alternation(subset['ends'].split())}\b"),
        countries={name.replace("-", " "): code for code, names in words.items() for name in names.split()},
        pointing=alternation(subset["pointing"]),
        groups=_groups(table["groups"]),
        **_data_classes(table["data"]),
    )


def _groups(table: Table) -> GroupWords:
    return GroupWords(
        everybody=word_set(table["everybody"]),
        kinds=word_set(table["kinds"]),
        idle=word_set(table["idle"]),
        whole=ending([table["whole"]]),
        predicate=re.compile(rf"(?:\s+{table['of_whom']}\s+[\w\s]{{1,25}}?)?\s+{table['are']}\s+"),
        ages=re.compile(table["ages"]),
        brand=re.compile(
            rf"\s+{table['of']}\s+(?P<label>(?:[\w-]+\s+){{0,2}}?{_NAMED}(?:\s+(?:{table['brands']}))?)\b"
        ),
    )


def _data_classes(table: Table) -> dict[str, Any]:
    """The kinds of data that limit a count, and where they stand: a list of nothing but them."""
    kind = alternation(phrase for phrases in table["kinds"].values() for phrase in phrases)
    one = rf"(?:{alternation(table['described'])}\s+)*{kind}"
    kinds = rf"(?P<kinds>{one}(?:{table['joins']}\s+{one})*)"
    begins = rf"(?:^|{alternation(table['begins'])}\s*)"
    hedged = rf"(?:\s+(?!{table['not_hedges']}\b)[a-z-]+){{0,3}}\s*$"
    return {
        "data_before": re.compile(rf"{begins}{kinds}\s+{alternation(table['of'])}{hedged}"),
        "data_after": re.compile(
            rf"[\s,]*{alternation(table['whose'])}\s+{kinds}(?!\w)(?!\s*,?\s*{table['goes_on_after']}\b)"
        ),
        "data_goes_on": ending(table["goes_on"]),
        "data_kinds": tuple((name, anywhere(phrases)) for name, phrases in table["kinds"].items()),
    }

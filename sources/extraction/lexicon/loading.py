"""From a language's TOML files to compiled patterns, once a process."""

import re
from functools import lru_cache
from re import Pattern

from incidents.vocabulary import Hedge, Metric, SpeakerKind, StageKind, Unit
from sources.extraction.lexicon import grammar
from sources.extraction.lexicon.numbering import number_words
from sources.extraction.lexicon.patterns import alternation, anywhere, ending
from sources.extraction.lexicon.scope_patterns import scope_patterns
from sources.extraction.lexicon.tables import Table, read_table, word_set
from sources.extraction.lexicon.words import (
    EventPatterns,
    HedgeWords,
    Lexicon,
    MoneyWords,
    RelationPatterns,
    SpeechWords,
    UnitWords,
)


@lru_cache(maxsize=8)
def load_lexicon(language: str) -> Lexicon:
    """The lexicon of a supported language; FileNotFoundError when there is no such folder."""
    language_words = read_table(language, "language")
    words = read_table(language, "grammar")
    return Lexicon(
        language=language,
        common_words=word_set(language_words["words"]["common"]),
        abbreviations=word_set(language_words["abbreviations"]["words"]),
        suffixes=word_set(language_words["abbreviations"]["suffixes"]),
        starters=word_set(language_words["abbreviations"]["starters"]),
        closing=word_set(language_words["abbreviations"]["closing"]),
        name=re.compile(rf"\b[A-Z][\w&.'-]*(?:[ -](?:{words['names']['within']})?[A-Z][\w&.'-]*){{0,3}}"),
        numbers=number_words(read_table(language, "numbers")),
        hedges=_hedges(read_table(language, "hedges")),
        units=_units(read_table(language, "units"), read_table(language, "places")),
        events=_events(read_table(language, "events")),
        speech=_speech(read_table(language, "speech")),
        money=_money(read_table(language, "money")),
        relations=_relations(read_table(language, "relations")),
        scopes=scope_patterns(read_table(language, "scopes"), read_table(language, "places")),
        polarity=grammar.polarity_patterns(read_table(language, "polarity")),
        noun_grammar=grammar.noun_grammar(words),
        names_skipped=word_set(words["names"]["skipped"]),
        number_grammar=grammar.number_grammar(words),
        subject_grammar=grammar.subject_grammar(words),
        speech_grammar=grammar.speech_grammar(words),
    )


def _hedges(table: Table) -> HedgeWords:
    def named(groups: dict[str, list[str]]) -> str:
        return "|".join(f"(?P<{Hedge(name)}>{alternation(phrases)})" for name, phrases in groups.items())

    between = alternation(table["between"]["words"])
    return HedgeWords(
        before=re.compile(rf"(?<![\w])(?:{named(table['before'])})(?:\s+{between})*\s*$"),
        after=re.compile(rf"[\s-]*(?:{named(table['after'])})(?!\w)"),
        definite=ending(table["definite"]["words"]),
        growing_before=ending(table["growing"]["before"]),
        growing_after=re.compile(rf"[^.;\d]{{0,40}}?\b{alternation(table['growing']['after'])}"),
    )


def _units(table: Table, places: Table) -> UnitWords:
    nouns: dict[str, Unit] = {}
    for name, listed in table["nouns"].items():
        for noun in listed.lower().split():
            nouns[_plural(noun, table["plurals"])] = Unit(name)
    for name, listed in table["irregular"].items():
        nouns |= dict.fromkeys(listed.lower().split(), Unit(name))
    nouns |= dict.fromkeys(places["areas"]["people"].split(), Unit.PEOPLE)
    compounds = {
        head: {modifier: Unit(unit) if unit else None for modifier, unit in modifiers.items()}
        for head, modifiers in table["compounds"].items()
    }
    return UnitWords(
        nouns=nouns,
        compounds=compounds,
        people_suffixes=tuple(table["suffixes"]["people"].split()),
        no_people=word_set(table["suffixes"]["except"]),
        other=word_set(table["other"]["nouns"]),
        anaphora=frozenset(table["anaphora"]["words"]),
        anaphora_before=ending(table["anaphora"]["before"]),
        share=re.compile(
            rf"{table['anaphora']['share_of']}\s+(?P<noun>[^,;.]{{1,60}}?),?\s+{table['anaphora']['makes']}\s*$"
        ),
        has_data=re.compile(r"\s*" + table["anaphora"]["has_data"] + r"\b"),
        clause_verbs=word_set(table["anaphora"]["verbs"]),
        links=word_set(table["anaphora"]["links"]),
    )


def _plural(noun: str, endings: dict[str, str]) -> str:
    """The noun with the first of the endings that is the plural of its own."""
    return next(re.sub(f"{own}$", plural, noun) for own, plural in endings.items() if re.search(f"{own}$", noun))


def data_before(table: Table) -> Pattern[str]:
    """Data nouns and their link at the end: "records of", "information, including names, on"."""
    nouns, links = alternation(table["nouns"]), alternation(table["links"])
    return re.compile(rf"(?<!\w){nouns}(?:\s+[\w'-]+){{0,3}}?(?:,[^,.;]{{1,60}},)?\s+{links}\s*$")


def _events(table: Table) -> EventPatterns:
    return EventPatterns(
        strong=anywhere(table["strong"]["patterns"]),
        belonging=data_before(table["belonging"]),
        data_of=data_before(table["data_of"]),
        haul_of=_haul_of(table["haul_of"]),
        hits_before=ending(
            table["hits_before"]["patterns"],
            _between(table["hits_before"]),
        ),
        lost_before=ending(table["lost_before"]["patterns"]),
        share_base=ending(table["share_base"]["patterns"]),
        held=ending(table["held"]["patterns"], r"(?:\s+\w+){0,2}\s*$"),
        spoken_total=_spoken_total(table["spoken_total"]),
        asked=anywhere(table["spoken_total"]["asked"]),
        breach_after=re.compile(rf"\s*{alternation(table['breach_after']['patterns'])}\b"),
        other_clause=re.compile(rf"\s{alternation(table['other_clause']['patterns'])}\b"),
        own_clause=re.compile(rf"\s*{alternation(table['own_clause']['words'])}\b"),
        hits_after=anywhere(table["hits_after"]["patterns"]),
        aggregate=anywhere(table["aggregate"]["patterns"]),
        singled=anywhere(table["singled"]["patterns"]),
        singled_before=ending(table["singled"]["before"]),
        base_before=ending(table["base_before"]["patterns"], _between(table["base_before"])),
        all_before=ending(table["all_before"]["patterns"]),
        base_after=re.compile(rf"\s*,?\s*{alternation(table['base_after']['patterns'])}(?!\w)"),
        never_before=ending(table["never_before"]["patterns"]),
        never_after=re.compile(rf"[^,.;]{{0,25}}?\b{alternation(table['never_after']['patterns'])}(?!\w)"),
        threshold=anywhere(table["threshold"]["patterns"]),
        subject=anywhere(table["subject"]["patterns"]),
    )


def _between(table: Table) -> str:
    return rf"(?:\s+{table['between']})*\s*$"


def _haul_of(table: Table) -> Pattern[str]:
    return re.compile(rf"(?<!\w){alternation(table['nouns'])}\s+{alternation(table['covers'])}\s*$")


def _spoken_total(table: Table) -> Pattern[str]:
    nouns, existing = alternation(table["nouns"]), alternation(table["existing"])
    return re.compile(rf"\b(?:{nouns}(?:\s+{alternation(table['between'].split())})*|{existing})\s*$")


def _speech(table: Table) -> SpeechWords:
    return SpeechWords(
        saying=anywhere([*table["verbs"]["saying"].split(), *table["verbs"]["phrases"]]),
        after=word_set(table["verbs"]["after"]),
        inverted=word_set(table["verbs"]["inverted"]),
        helpers=word_set(table["verbs"]["helpers"]),
        according=anywhere(table["according"]["patterns"]),
        passive=anywhere(table["passive"]["patterns"]),
        pronouns=frozenset(table["pronouns"]["singular"]),
        possessives=table["possessives"],
        definite=word_set(table["pronouns"]["definite"]),
        firms=word_set(table["pronouns"]["firms"]),
        generic=word_set(table["generic"]["words"]),
        holding=re.compile(rf"\s+{alternation(table['holding']['patterns'])}"),
        opposed=anywhere(table["opposed"]["words"].split()),
        title_end=re.compile(rf"[,:\u2013\u2014-]\s+(\w+) {alternation(table['titles']['verbs'].split())}\s*$"),
        article=table["titles"]["article"],
        courtesy=table["titles"]["courtesy"],
        kinds=tuple((SpeakerKind(kind), anywhere(patterns)) for kind, patterns in table["kinds"].items()),
    )


def _money(table: Table) -> MoneyWords:
    codes = table["codes"]["words"].split()
    names = [(re.compile(pattern), code) for pattern, code in table["names"].items()]
    names += [(re.compile(code), code.upper()) for code in codes]
    after = alternation(
        [*table["names"], *codes, *(re.escape(symbol) for symbol in table["symbols"] if len(symbol) == 1)]
    )
    before = alternation([*(re.escape(symbol) for symbol in table["symbols"]), *codes])
    return MoneyWords(
        symbols=table["symbols"],
        codes=frozenset(codes),
        sign=re.compile(rf"{before}\s?"),
        symbol_before=re.compile(rf"(?<!\w){before}\s?$"),
        name_after=re.compile(rf"[ -]?{after}(?!\w)"),
        names=tuple(names),
        dollars=tuple(
            (code, anywhere(re.escape(name).replace(r"\-", " ") for name in places.split()))
            for code, places in table["dollars"].items()
        ),
        metrics=tuple((Metric(metric), anywhere(patterns)) for metric, patterns in table["metrics"].items()),
        stages=tuple(
            (None if stage == "none" else StageKind(stage), anywhere(patterns))
            for stage, patterns in table["stages"].items()
            if stage != "ignored"
        ),
        unreached=anywhere(table["stages"]["ignored"]),
        authority_named=_authorities(table["authorities"]),
        authority_lead=word_set(table["authorities"]["countries"]),
        authority_fined=ending(table["authorities"]["fined"], rf"(?:\s+{table['authorities']['fined_articles']})?\s*$"),
        authority_described=anywhere(table["authorities"]["described"]),
        authority_office=table["authorities"]["office"],
        never=anywhere(table["never"]["patterns"]),
        boundaries=tuple(table["clauses"]["boundaries"]),
        clause=re.compile(table["clauses"]["between"]),
        conversion=re.compile(table["clauses"]["conversion"]),
    )


def _authorities(table: Table) -> Pattern[str]:
    """Names of authorities in the text's own case: "Data Protection Commission of Ruritania", "ICO"."""
    heads, weak, acronyms = (alternation(table[key].split()) for key in ("heads", "weak", "acronyms"))
    word = r"[A-Z][\w'&-]*"
    longer = rf"(?:{word}\s(?:{table['joins']}\s(?:{table['article']}\s)?)?){{0,6}}?"
    realm = rf"(?:\s{table['realm']}\s(?:{table['article']}\s)?{word}(?:\s{word}){{0,2}})?"
    return re.compile(
        rf"(?<![\w'&-])(?P<name>{alternation(table['whole'])}|{acronyms}"
        rf"|{longer}(?:{heads}|(?P<weak>{weak}))(?:'s {table['office']})?{realm})(?![\w-])"
    )


def _relations(table: Table) -> RelationPatterns:
    superseded = table["superseded"]
    between = alternation(superseded["between"].split())
    return RelationPatterns(
        more=anywhere(table["more"]["patterns"]),
        fewer=anywhere(table["fewer"]["patterns"]),
        superseded_before=ending(superseded["before"], rf"(?:\s+{between})*\s*[\"']?\s*$"),
        superseded_after=re.compile(rf"\s*,?\s*{alternation(superseded['after'])}"),
        renewed=anywhere(table["renewed"]["patterns"]),
        compared=anywhere(table["compared"]["patterns"]),
        disputed_before=ending(table["disputed"]["before"], r"\s*[\"']?\s*$"),
        disputed_after=re.compile(rf"[\s\"']*{alternation(table['disputed']['after'])}\b"),
        grown=anywhere(table["grown"]["patterns"]),
        former_before=ending(table["former"]["before"], rf"(?:\s+{between})*\s*$"),
        former_after=re.compile(rf"\s*{alternation(table['former']['after'])}"),
        raised_before=ending(table["raised"]["before"]),
        raised_after=re.compile(alternation(table["raised"]["after"])),
        lowered_before=ending(table["lowered"]["before"]),
        revised_before=ending(table["revised"]["before"]),
        moved_from=ending(table["moved"]["from"]),
        moved_to=re.compile(alternation(table["moved"]["to"])),
        former_dated=ending(table["former"]["dated"], rf"(?:\s+{between})*\s*$"),
        lowered_after=re.compile(alternation(table["lowered"]["after"])),
        additional_before=ending(table["additional"]["before"]),
        additional_after=re.compile(rf"\s*{alternation(table['additional']['after'])}(?!\w)"),
    )

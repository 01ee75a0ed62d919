"""The grammar of a language's function words, compiled from grammar.toml and polarity.toml."""

import re
from typing import Any

from sources.extraction.lexicon.grammar_words import (
    NounGrammar,
    NumberGrammar,
    PolarityPatterns,
    SpeechGrammar,
    SubjectGrammar,
)
from sources.extraction.lexicon.patterns import alternation

Table = dict[str, Any]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def noun_grammar(table: Table) -> NounGrammar:
    """What surrounds counted nouns."""
    nouns = table["nouns"]
    return NounGrammar(
        determiners=_set(nouns["determiners"]),
        ends=_set(nouns["ends"]),
        containers=_set(nouns["containers"]),
        comparatives=_set(nouns["comparatives"]),
        partitives=_set(nouns["partitives"]),
        figures=_set(nouns["figures"]),
        of=_set(nouns["of"]),
        mass=_set(nouns["mass"]),
        participles=_set(nouns["participles"]),
        those_hit=tuple(table["numbers"]["those_hit"]),
        said_of=re.compile(rf"\s*{alternation([table['numbers']['said_of']])}\s+"),
        number_of=re.compile(rf"\b{alternation(table['numbers']['number_of'])} ([^.;:]{{3,140}}?)$"),
    )


def number_grammar(table: Table) -> NumberGrammar:
    """Ranges, dates and labels."""
    numbers, dates = table["numbers"], table["dates"]
    sign = r"\s*[^\w\s]?$"
    months = dates["months"]
    return NumberGrammar(
        range_link=re.compile(
            rf" ?(?:(?P<to>{alternation(numbers['range_to'])})|(?P<both>{alternation(numbers['range_and'])})"
            rf"|(?P<either>{alternation(numbers['range_or'])})) ?(?=\S)"
        ),
        between=re.compile(rf"\b{alternation(numbers['between'])}(?: \w+)?{sign}"),
        starting=re.compile(rf"\b{alternation(numbers['from'])}(?: \w+){{0,2}}{sign}"),
        spread=re.compile(rf"\b{alternation(numbers['spread'])}(?: \w+)?{sign}"),
        not_a_quantity=re.compile(rf"\s?{alternation(numbers['percent'])}"),
        month_before=re.compile(rf"\b(?:{months})\.? $"),
        month_after=re.compile(rf" (?:{months})\b"),
        year_before=re.compile(rf"\b{alternation(dates['year_prepositions'])} $"),
        label_before=re.compile(rf"\b{alternation(table['labels']['words'].split())}\.?\s*[#(]?$"),
        age_after=re.compile(rf"\s*{alternation(numbers['ages'])}"),
        dated=re.compile(rf"\b(?P<month>{months})\.?(?: \d{{1,2}})?,? (?P<year>(?:19|20)\d\d)\b"),
        months={name[:3]: number for number, name in enumerate(months.split("|"), start=1)},
    )


def subject_grammar(table: Table) -> SubjectGrammar:
    """Subjects of verbs of saying."""
    subjects, dates = table["subjects"], table["dates"]
    moment = rf"{dates['days']}|{dates['moments']}|{dates['months']}|(?:19|20)\d\d"
    media = alternation(subjects["media"].split())
    before_moment = dates["before_moments"]
    untitled = "".join(rf"(?<!\b{title})" for title in subjects["titles"].split())
    return SubjectGrammar(
        boundary=re.compile(
            rf'(?:,(?!\s(?:{"|".join(subjects["suffixes"].split())})\b)|[;:"()\n])|\s-+\s|--|\u2014|\b{alternation(subjects["boundaries"].split())}\b',
            re.IGNORECASE,
        ),
        relatives=_set(subjects["relatives"]),
        conjunctions=_set(subjects["conjunctions"]),
        determiners=_set(subjects["determiners"]),
        nobody=_set(subjects["nobody"]),
        told=_set(subjects["told"]),
        definite=_set(subjects["definite"]),
        finite=_set(subjects["finite"]),
        when=re.compile(
            rf"(?:\s*\([^()]{{1,30}}\)|\s+{alternation(subjects['asides'])}|\s+(?:(?:{before_moment})\s+)+(?:the\s+)?(?:{moment})"
            rf"(?:\s+(?:{dates['moments']}|\d{{1,2}}))?"
            rf"|\s+{dates['days']}"
            rf"|(?<=,)\d{{1,2}}"  # a footnote
            rf"|\s+(?:in|on|through|via|with)\s+(?:an?|its|the|his|her|their)\s+(?:[\w'-]+\s+){{0,3}}{media})\s*$",
            re.IGNORECASE,
        ),
        leading=re.compile(
            rf"^(?:(?:{before_moment})\s+)*(?:(?:{moment})\s+)+|^{alternation(subjects['leading'].split())}\s+",
            re.IGNORECASE,
        ),
        opening=re.compile(
            r"(?:(?:[A-Z][\w'-]*\s?)(?:[\w'-]+\s?){0,5},\s+)?((?:[Tt]he|[Aa]n?|[Ii]ts)\s+(?:[\w-]+\s+)?[\w-]+|[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,3})"
        ),
        after_name=re.compile(
            rf'[,;:"()\n!?]|{untitled}\.|\s-+\s|\u2014|\b{alternation(subjects["after_name"].split())}\b'
        ),
        apposition_starts=_set(subjects["apposition_starts"]),
        inanimate=_set(subjects["inanimate"]),
        boards=_set(subjects["boards"]),
        prepositions=_set(subjects["prepositions"]),
        persons=_set(subjects["persons"]),
        singular=_set(subjects["singular"]),
        roles=_set(subjects["roles"]),
        reports=_set(subjects["reports"]),
        by=subjects["by"],
    )


def speech_grammar(table: Table) -> SpeechGrammar:
    """Clauses of saying."""
    speech = table["speech"]
    return SpeechGrammar(
        content_starts=_set(speech["content_starts"]),
        telling=_set(speech["telling"]),
        tails=_set(speech["tails"]),
        clause=re.compile(alternation(speech["clauses"])),
        ours=_set(speech["ours"]),
        nouns=_set(speech["nouns"]),
        noun_markers=_set(speech["noun_markers"]),
        plural_forms=_set(speech["plural_forms"]),
        singular_articles=_set(speech["singular_articles"]),
        participles=_set(speech["participles"]),
        participle_markers=_set(speech["participle_markers"]),
        adverbs=_set(speech["adverbs"]),
        owned=re.compile(
            rf"\b(?:{alternation(speech['owners'].split())}|(?:[\w.&-]+ ){{0,3}}[\w.&-]+'s?) (?:\w+ ){{0,2}}?"
            rf"{alternation(speech['owned'].split())}\b"
        ),
        owned_noun=re.compile(rf"\b{alternation(speech['owned'].split())}\b"),
        embedded=_set(speech["embedded"]),
        relative_marks=_set(speech["relative_marks"]),
        relative_before=re.compile(rf"\b{alternation(speech['relative_marks'].split())}\s+$"),
        sums_up=re.compile(alternation(speech["sums_up"]) + r"(?: [a-z]+){0,2} $"),
        continuation=re.compile(alternation(speech["continuations"]) + r"\b"),
        noun_followers=_set(speech["noun_followers"]),
        participle_phrase=re.compile(alternation(speech["participle_phrases"]) + r"\b"),
        gerunds=re.compile(rf"\b{alternation(speech['gerunds'].split())}\b"),
        so=_set(speech["so"]),
        found_so=re.compile(alternation(speech["found_so"])),
        to=_set(speech["to"]),
    )


def polarity_patterns(table: Table) -> PolarityPatterns:
    """Negation."""
    direct, clause = table["direct"], table["clause"]
    contracted = clause["contracted"]
    return PolarityPatterns(
        direct=re.compile(
            rf"(?:\b{alternation(direct['words'])}|{contracted})\s+{alternation(direct['between'].split())}?\s*"
            rf"{alternation(direct['figures'])}?\s*$"
        ),
        clause=re.compile(rf"(?:\b{alternation(clause['negators'])}|{contracted})\s+((?:[\w'%-]+\s+){{0,7}})$"),
        only=re.compile(rf"\b{alternation(clause['only'])}\b"),
        breaks=_set(clause["breaks"]),
        false_after=re.compile(rf"[^.;]{{0,60}}?\b{alternation(table['after']['patterns'])}\b"),
        verb_after=re.compile(rf"[^,.;]{{0,20}}?\b{alternation(table['verb']['patterns'])}\b"),
        denied_before=re.compile(rf"\b{alternation(table['before']['patterns'])}\b[^.;,]{{0,70}}$"),
    )

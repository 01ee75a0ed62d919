"""The grammar of a language's function words, compiled from grammar.toml and polarity.toml."""

import re

from sources.extraction.lexicon.grammar_words import (
    NounGrammar,
    NumberGrammar,
    PolarityPatterns,
    SpeechGrammar,
    SubjectGrammar,
)
from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.tables import Table, word_set


def noun_grammar(table: Table) -> NounGrammar:
    """What surrounds counted nouns."""
    nouns = table["nouns"]
    return NounGrammar(
        determiners=word_set(nouns["determiners"]),
        ends=word_set(nouns["ends"]),
        containers=word_set(nouns["containers"]),
        comparatives=word_set(nouns["comparatives"]),
        partitives=word_set(nouns["partitives"]),
        figures=word_set(nouns["figures"]),
        of=word_set(nouns["of"]),
        mass=word_set(nouns["mass"]),
        participles=word_set(nouns["participles"]),
        participle_ending=table["endings"]["participle"],
        conjunctions=word_set(table["subjects"]["conjunctions"]),
        adding=nouns["adding"],
        than=word_set(nouns["than"]),
        further=word_set(nouns["further"]),
        those_hit=tuple(table["numbers"]["those_hit"]),
        said_of=re.compile(rf"\s*{alternation([table['numbers']['said_of']])}\s+"),
        number_of=re.compile(rf"\b{alternation(table['numbers']['number_of'])} ([^.;:]{{3,140}}?)$"),
    )


def number_grammar(table: Table) -> NumberGrammar:
    """Ranges, dates and labels."""
    numbers, dates = table["numbers"], table["dates"]
    sign = r"\s*[^\w\s]?$"
    month = dates["month"]
    return NumberGrammar(
        range_link=re.compile(
            rf" ?(?:(?P<to>{alternation(numbers['range_to'])})|(?P<both>{alternation(numbers['range_and'])})"
            rf"|(?P<either>{alternation(numbers['range_or'])})) ?(?=\S)"
        ),
        between=re.compile(rf"\b{alternation(numbers['between'])}(?: \w+)?{sign}"),
        starting=re.compile(rf"\b{alternation(numbers['from'])}(?: \w+){{0,2}}{sign}"),
        spread=re.compile(rf"\b{alternation(numbers['spread'])}(?: \w+)?{sign}"),
        not_a_quantity=re.compile(rf"\s?{alternation(numbers['percent'])}"),
        month_before=re.compile(rf"\b{month}\.? $"),
        month_after=re.compile(rf" {month}\b"),
        year_before=re.compile(rf"\b{alternation(dates['year_prepositions'])} $"),
        label_before=re.compile(rf"\b{alternation(table['labels']['words'].split())}\.?\s*[#(]?$"),
        age_after=re.compile(rf"\s*{alternation(numbers['ages'])}"),
        dated=re.compile(rf"\b(?P<month>{month})\.?(?: \d{{1,2}})?,? (?P<year>(?:19|20)\d\d)\b"),
        months={name[:3]: number for number, name in enumerate(dates["months"].split(), start=1)},
    )


def subject_grammar(table: Table) -> SubjectGrammar:
    """Subjects of verbs of saying."""
    subjects, dates = table["subjects"], table["dates"]
    moment = rf"{dates['day']}|{dates['moments']}|{dates['month']}|(?:19|20)\d\d"
    media = alternation(subjects["media"].split())
    before_moment = dates["before_moments"]
    untitled = "".join(rf"(?<!\b{title})" for title in subjects["titles"].split())
    return SubjectGrammar(
        boundary=re.compile(
            rf'(?:,(?!\s(?:{"|".join(subjects["suffixes"].split())})\b)|[;:"()\n])|\s-+\s|--|\u2014|\b{alternation(subjects["boundaries"].split())}\b',
            re.IGNORECASE,
        ),
        relatives=word_set(subjects["relatives"]),
        conjunctions=word_set(subjects["conjunctions"]),
        determiners=word_set(subjects["determiners"]),
        nobody=word_set(subjects["nobody"]),
        saying=word_set(subjects["saying"]),
        definite=word_set(subjects["definite"]),
        finite=word_set(subjects["finite"]),
        when=re.compile(
            rf"(?:\s*\([^()]{{1,30}}\)|\s+{alternation(subjects['asides'])}|\s+(?:(?:{before_moment})\s+)+(?:{dates['article']}\s+)?(?:{moment})"
            rf"(?:\s+(?:{dates['moments']}|\d{{1,2}}))?"
            rf"|\s+{dates['day']}"
            rf"|(?<=,)\d{{1,2}}"  # a footnote
            rf"|\s+{subjects['before_media']}\s+(?:[\w'-]+\s+){{0,3}}{media})\s*$",
            re.IGNORECASE,
        ),
        leading=re.compile(
            rf"^(?:(?:{before_moment})\s+)*(?:(?:{moment})\s+)+|^{alternation(subjects['leading'].split())}\s+",
            re.IGNORECASE,
        ),
        opening=re.compile(
            rf"(?:(?:[A-Z][\w'-]*\s?)(?:[\w'-]+\s?){{0,5}},\s+)?({subjects['opening_articles']}\s+(?:[\w-]+\s+)?[\w-]+"
            r"|[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,3})"
        ),
        after_name=re.compile(
            rf'[,;:"()\n!?]|{untitled}\.|\s-+\s|\u2014|\b{alternation(subjects["after_name"].split())}\b'
        ),
        apposition_starts=word_set(subjects["apposition_starts"]),
        inanimate=word_set(subjects["inanimate"]),
        boards=word_set(subjects["boards"]),
        prepositions=word_set(subjects["prepositions"]),
        persons=word_set(subjects["persons"]),
        singular=word_set(subjects["singular"]),
        roles=word_set(subjects["roles"]),
        reports=word_set(subjects["reports"]),
        by=subjects["by"],
        articles=word_set(subjects["articles"]),
        verb_endings=tuple(table["endings"]["verbs"].split()),
        plural=re.compile(table["endings"]["plural"]),
    )


def speech_grammar(table: Table) -> SpeechGrammar:
    """Clauses of saying."""
    speech = table["speech"]
    return SpeechGrammar(
        content_starts=word_set(speech["content_starts"]),
        addressing=word_set(speech["addressing"]),
        tails=word_set(speech["tails"]),
        clause=re.compile(alternation(speech["clauses"])),
        ours=word_set(speech["ours"]),
        nouns=word_set(speech["nouns"]),
        noun_markers=word_set(speech["noun_markers"]),
        plural_forms=word_set(speech["plural_forms"]),
        singular_articles=word_set(speech["singular_articles"]),
        participles=word_set(speech["participles"]),
        participle_markers=word_set(speech["participle_markers"]),
        adverbs=word_set(speech["adverbs"]),
        owned=re.compile(
            rf"\b(?:{alternation(speech['owners'].split())}|(?:[\w.&-]+ ){{0,3}}[\w.&-]+'s?) (?:\w+ ){{0,2}}?"
            rf"{alternation(speech['owned'].split())}\b"
        ),
        owned_noun=re.compile(rf"\b{alternation(speech['owned'].split())}\b"),
        embedded=word_set(speech["embedded"]),
        relative_marks=word_set(speech["relative_marks"]),
        relative_before=re.compile(rf"\b{alternation(speech['relative_marks'].split())}\s+$"),
        sums_up=re.compile(alternation(speech["sums_up"]) + r"(?: [a-z]+){0,2} $"),
        continuation=re.compile(alternation(speech["continuations"]) + r"\b"),
        noun_followers=word_set(speech["noun_followers"]),
        participle_phrase=re.compile(alternation(speech["participle_phrases"]) + r"\b"),
        gerunds=re.compile(rf"\b{alternation(speech['gerunds'].split())}\b"),
        so=word_set(speech["so"]),
        found_so=re.compile(alternation(speech["found_so"])),
        to=word_set(speech["to"]),
        perfect=speech["perfect"],
        adverb_ending=table["endings"]["adverb"],
        relative_tails=word_set(speech["relative_tails"]),
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
        breaks=word_set(clause["breaks"]),
        false_after=re.compile(rf"[^.;]{{0,60}}?\b{alternation(table['after']['patterns'])}\b"),
        verb_after=re.compile(rf"[^,.;]{{0,20}}?\b{alternation(table['verb']['patterns'])}\b"),
        denied_before=re.compile(rf"\b{alternation(table['before']['patterns'])}\b[^.;,]{{0,70}}$"),
    )

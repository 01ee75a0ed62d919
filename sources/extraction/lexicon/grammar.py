"""The function words of one language around nouns, numbers, subjects and speech, and in denials."""

import re

from sources.extraction.lexicon.word_fields import Section, WordGroup, in_order, made, pattern, phrases, text, words


class NounGrammar(WordGroup):
    """Function words around counted nouns."""

    determiners = ends = containers = comparatives = partitives = figures = of = mass = than = words()
    participles = words()  # that do not end like one
    participle_ending = text("{endings.participle}")
    conjunctions = words("subjects.conjunctions")
    adding = text()  # of these, the one that makes a list
    further = words()  # in place of a noun
    # right after a number, ahead of what it is said to be a number of
    said_of = pattern(r"\s*{any numbers.said_of}\s+")
    number_of = pattern(r"\b{any numbers.number_of} ([^.;:]{3,140}?)$")
    those_hit = in_order("numbers.those_hit")


_SIGN = r"\s*[^\w\s]?$"


class RangeGrammar(WordGroup):
    """How numbers join to ranges, and what makes a share of them."""

    range_link = pattern(r" ?(?:(?P<to>{any range_to})|(?P<both>{any range_and})|(?P<either>{any range_or})) ?(?=\S)")
    between = pattern(r"\b{any between}(?: \w+)?" + _SIGN)
    starting = pattern(r"\b{any from}(?: \w+){0,2}" + _SIGN)
    spread = pattern(r"\b{any spread}(?: \w+)?" + _SIGN)
    not_a_quantity = pattern(r"\s?{any percent}")


class NumberGrammar(RangeGrammar):
    """The same, and what makes something else of numbers."""

    month_before = pattern(r"\b{dates.month}\.? $")
    month_after = pattern(r" {dates.month}\b")
    year_before = pattern(r"\b{any dates.year_prepositions} $")
    label_before = pattern(r"\b{any labels}\.?\s*[#(]?$")
    age_after = pattern(r"\s*{any ages}")
    dated = pattern(r"\b(?P<month>{dates.month})\.?(?: \d{1,2})?,? (?P<year>(?:19|20)\d\d)\b")
    months = made(
        lambda section: {name[:3]: number for number, name in enumerate(phrases(section, "dates.months"), start=1)}
    )  # by their first three letters


_MOMENT = r"{dates.day}|{dates.moments}|{dates.month}|(?:19|20)\d\d"


def _untitled(section: Section) -> dict[str, str]:
    """What makes sure that a stop is not that of a title."""
    return {"untitled": "".join(rf"(?<!\b{title})" for title in phrases(section, "titles"))}


class SubjectGrammar(WordGroup, also=_untitled):
    """Where the name beside a verb of saying begins and ends."""

    boundary = pattern(
        r'(?:,(?!\s(?:{listed suffixes})\b)|[;:"()\n])|\s-+\s|--|\u2014|\b{any boundaries}\b', re.IGNORECASE
    )
    relatives = conjunctions = determiners = nobody = definite = finite = apposition_starts = inanimate = words()
    boards = prepositions = persons = roles = reports = articles = words()
    saying = words()  # never within a subject
    when = pattern(
        r"(?:\s*\([^()]{1,30}\)|\s+{any asides}"
        r"|\s+(?:(?:{dates.before_moments})\s+)+(?:{dates.article}\s+)?(?:" + _MOMENT + ")"
        r"(?:\s+(?:{dates.moments}|\d{1,2}))?|\s+{dates.day}"
        r"|(?<=,)\d{1,2}"  # a footnote
        r"|\s+{before_media}\s+(?:[\w'-]+\s+){0,3}{any media})\s*$",
        re.IGNORECASE,
    )
    leading = pattern(
        r"^(?:(?:{dates.before_moments})\s+)*(?:(?:" + _MOMENT + r")\s+)+|^{any leading}\s+", re.IGNORECASE
    )
    opening = pattern(
        r"(?:[A-Z][\w'-]*(?:\s[\w'-]+){0,5}\s?,\s+)?({opening_articles}\s+(?:[\w-]+\s+)?[\w-]+"
        r"|[A-Z][\w.&'-]*(?:\s+[A-Z][\w.&'-]*){0,3})"
    )
    after_name = pattern(r'[,;:"()\n!?]|{untitled}\.|\s-+\s|\u2014|\b{any after_name}\b')
    singular = words()  # the pronouns of one organisation
    by = text()
    verb_endings = in_order("endings.verbs")
    plural = pattern("{endings.plural}")  # the ending of one


_OWNED = r"{any owned}\b"


class SpeechGrammar(WordGroup):
    """How a clause of saying lies beside its content."""

    content_starts = tails = ours = nouns = noun_markers = singular_articles = participles = words()
    participle_markers = adverbs = embedded = relative_marks = noun_followers = so = to = words()
    addressing = words()  # after these the hearer comes first
    clause = pattern("{any clauses}")
    plural_forms = words()  # of the nouns that are verb forms, those of plurals
    owned = pattern(r"\b(?:{any owners}|(?:[\w.&-]+ ){0,3}[\w.&-]+'s?) (?:\w+ ){0,2}?" + _OWNED)
    owned_noun = pattern(r"\b" + _OWNED)
    relative_before = pattern(r"\b{any relative_marks}\s+$")
    sums_up = pattern("{any sums_up}(?: [a-z]+){0,2} $")  # right before a number
    continuation = pattern(r"{any continuations}\b")
    participle_phrase = pattern(r"{any participle_phrases}\b")
    gerunds = pattern(r"\b{any gerunds}\b")
    found_so = pattern("{any found_so}")
    perfect = text()  # between that and a participle
    adverb_ending = text("{endings.adverb}")
    relative_tails = words()  # beside `tails`, after a verb of a relative clause


class PolarityPatterns(WordGroup):
    """How a number is denied."""

    direct = pattern(
        r"(?:\b{any direct.words}|{clause.contracted})\s+{any direct.between}?\s*{any direct.figures}?\s*[\"']?\s*$"
    )
    clause = pattern(r"(?:\b{any clause.negators}|{clause.contracted})\s+((?:[\w'%-]+\s+){0,7})$")
    only = pattern(r"\b{any clause.only}\b")
    breaks = words("clause.breaks")
    false_after = pattern(r"[^.;]{0,60}?\b{any after}\b")
    verb_after = pattern(r"[^,.;]{0,20}?\b{any verb}\b")
    taken_back = pattern("{taken_back}")  # from the number on, into the next sentence
    asked = pattern("{asked}")
    question = pattern("{question}")
    known_before = pattern("{known_before}")
    averted_before = pattern("{averted_before}")
    averted_after = pattern("{averted_after}")
    supposed = pattern("{supposed}")
    condition = pattern("{condition}")
    undone_after = pattern("{undone_after}")
    made_up = pattern("{made_up}")
    rate_after = pattern("{rate_after}")
    ratio_before = pattern("{ratio_before}")
    other_before = pattern("{other_before}")
    other_after = pattern("{other_after}")
    compared_before = pattern("{compared_before}")
    denied_before = pattern(r"\b{any before}\b(?:(?!\b{any resumes}\b)[^.;,]){0,70}$")

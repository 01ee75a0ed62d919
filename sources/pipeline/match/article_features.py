"""An article, read once for all incidents that it might be about: the names, topics and dates in it."""

import re

from incidents.names import is_left_out
from incidents.vocabulary import IncidentKind
from sources.extraction.classify.topics import LEAD_CHARACTERS, is_denied, topics_of
from sources.extraction.find.event_dates import events, named_months
from sources.extraction.find.stopwords import NO_NAME, PLACES
from sources.extraction.find.titles import KEPT, OF_YEARS, SEVERAL
from sources.extraction.find.word_index import Sighting, Word, Wording
from sources.pipeline.match.incident_profile import MatchInput

EARLY_WORDS = 60  # of the text, or the first two fifths of a short one, but for a very short one
EARLY_LEAST = 25
SHORTEST_FIRST = 4  # letters of the first word of a name that may stand for it

_NEXT = r"another|new|second|third|fourth|fifth|sixth|\d+th|latest|fresh"
_ANOTHER = re.compile(
    rf"\b(?:{_NEXT}|separate|unrelated) (?!(?:largest|biggest|worst|most)\b)(?:[\w-]+ ){{0,3}}?"
    r"(?:breach|hack|leak|incident|attack)\b",
    re.IGNORECASE,
)
# "The third breach since 2019", "the second hack of the chain after that of May 2019".
_COUNTED_FROM = re.compile(
    rf"\b(?:{_NEXT}) (?:[\w-]+ ){{0,4}}?(?:breach|hack|leak|incident|attack|theft)\b[^.;]{{0,60}}?"
    r"\b(?:since|(?:after|following) (?:one|that|those|the one) (?:in|of)) (?:[A-Z][a-z]+ )?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_AFTERMATH = re.compile(
    r"\b(?:fine[sd]?|penalt(?:y|ies)|settle(?:s|d|ment)?|lawsuits?|class[ -]action|sue[sd]?|appeal(?:s|ed)?|verdict"
    r"|regulators?|watchdogs?|attorneys? general|ombudsman|information commissioner|court|tribunal|guilty"
    r"|convict(?:ed|s)|sentenced|indict(?:ed|ment)|charged with|charges (?:by|of|against|brought|that))\b"
    # before a decision, and instead of a fine
    r"|\bnotices? of (?:its |his |her |an? |the )?intent(?:ion)?\b|\bstatements? of objections?\b"
    r"|\bpropos(?:ed|es|ing) (?:fines?|penalt\w+|sanctions?|orders?|decisions?|to (?:fine|impose|order|sanction))\b"
    r"|\b(?:provisional|preliminary|draft) (?:decisions?|findings?|views?|orders?|rulings?|notices?)\b"
    r"|\benforcement (?:notices?|actions?|orders?)\b|\breprimand(?:ed|s)?\b|\bsanction(?:ed|s)\b",
    re.IGNORECASE,
)
# Breaches as a matter in general: in a title that names nobody responsible, it heads advice, statistics or a list.
_MANY = re.compile(r"\b(?:breaches|hacks|leaks|cyber[- ]?attacks|breach fatigue)\b|\bprivacy\b", re.IGNORECASE)
_SMALL_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# "Three years on", "five years ago": how long what the article tells of is past.
_YEARS_PAST = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(_SMALL_NUMBERS)}) years (?:ago\b|on(?=[,.;:\n]))", re.IGNORECASE
)
_BREAKS_IN = re.compile(r"\b(?:for|admit(?:s|ted)?|over) (?:hacking|breaking) ")
_COMPARES = frozenset({"than", "like", "unlike"})
_KINDS = {
    IncidentKind.CONFIDENTIALITY: r"hack(?:ed|ers?|ing)?|intru(?:der|sion)s?|stole|stolen|broke in(?:to)?|attackers?",
    IncidentKind.INTEGRITY_AVAILABILITY: r"outages?|ransomware|encrypted|wiped|disrupted|went down",
    IncidentKind.MISUSE: r"improper(?:ly)?|without (?:their )?consent|misus(?:ed|ing)|unlawful(?:ly)?|harvested",
    IncidentKind.EXPOSURE: r"unsecured|unprotected|misconfigured|left open|publicly accessible|exposed online|bug",
    IncidentKind.SCRAPING: r"scrap(?:ed|ing|ers?)",
}
_KIND_WORDS = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _KINDS.items()}


class ArticleFeatures:
    """A reading, taken apart.

    early       how many words, the title's included, count as near the beginning
    topics      the words that speak of a breach, leak or misuse of data
    another     (words, where) of another breach that is not denied; where is "title", "lead" or "text"
    several     whether it speaks of several breaches together
    counted     years since which it counts breaches ("the third since 2019")
    years_past  how many years ago the event was, as told near the beginning
    breaks_in   the number of the word in the title after which it tells what somebody is blamed for breaking into
    first_event (place, day) of the first day that is told of the event; None if there is none
    months      the months named with their year near the beginning
    """

    def __init__(self, reading: MatchInput) -> None:
        self.reading = reading
        self.wording = reading.wording or Wording(title=reading.title, text=reading.text)
        self.runs = _without_parts(self.wording, frozenset[str]().union(*reading.parties.values()))
        body_length = len(self.wording) - self.wording.title_length
        self.early = self.wording.title_length + min(EARLY_WORDS, max(EARLY_LEAST, body_length * 2 // 5))
        whole = f"{reading.title}\n{reading.text}"
        self.topics = topics_of(reading.title, reading.text)
        self.many = _MANY.search(reading.title)
        self.whole = whole
        self.several = SEVERAL.search(whole) is not None or OF_YEARS.search(whole) is not None
        self.counted = frozenset(int(found["year"]) for found in _COUNTED_FROM.finditer(whole))
        lead = whole[: len(reading.title) + 1 + LEAD_CHARACTERS]
        self.years_past = frozenset(_small_number(found["number"]) for found in _YEARS_PAST.finditer(lead))
        self.breaks_in = self._breaks_in()
        self.aftermath = _AFTERMATH.search(lead)
        self.another = _another(whole, len(reading.title))
        self.first_event = next(events(whole, reading.published), None)
        self.months = named_months(" ".join(word.printed for word in self.wording.words[: self.early]))
        self.years = self._years()
        self.kinds = frozenset(kind for kind, words in _KIND_WORDS.items() if words.search(whole))
        self._places = self._outside_names(frozenset[str]().union(*reading.parties.values()))

    def sightings(self, names: frozenset[str]) -> list[Sighting]:
        """The places of any of these names, in order."""
        return self.wording.sightings(names, self.runs)

    def shortened(self, names: frozenset[str]) -> frozenset[str]:
        """The first words of those of these names that the text has, if they name nothing else: after "Bramblebank
        Lowe" the text, and its title, say "Bramblebank"."""
        firsts = {name.split()[0]: name for name in sorted(names) if " " in name and self.runs.get(name)}
        return frozenset(word for word in firsts if len(word) >= SHORTEST_FIRST and self._is_coined(word))

    def _is_coined(self, word: str) -> bool:
        return word not in NO_NAME | PLACES and word not in self.wording.small and not word.isdecimal()

    def continued(self, seen: list[Sighting]) -> str:
        """The longer name that all of these are part of: "Bramble Pictures" if every Bramble is followed by Pictures.
        Empty if one stands by itself, or if not every next word has a capital."""
        after = {self._next_word(one) for one in seen}
        word = next(iter(after)) if len(after) == 1 else None
        return f"{seen[0].name} {word}" if word else ""

    def _next_word(self, one: Sighting) -> str | None:
        """The next word, if it has a capital and only a space stands before it, so that it belongs to the name."""
        at = one.at + len(one.name.split())
        end = self.wording.title_length if one.in_title else len(self.wording)
        word = self.wording.words[at] if at < end else None
        named = word is not None and word.capital and word.joined and not word.opens and not word.printed.isupper()
        if word is not None and word.normalised.isdecimal():
            return None  # "fines Bramble 400,000 euros"
        if word is not None and one.in_title and self.wording.shouted_title and not self._goes_on_in_text(one, word):
            return None  # "Bramble Faces Fine"
        if word is None or not named or word.normalised in NO_NAME or is_left_out(word.normalised):
            return None  # "Bramble Limited" is Bramble
        return word.normalised

    def _goes_on_in_text(self, one: Sighting, word: Word) -> bool:
        """Whether the text, which writes only names with capitals, has the name and the next word together as well."""
        places = self.runs.get(f"{one.name} {word.normalised}", ())
        return any(at >= self.wording.title_length for at in places)

    def called_by(self, words: tuple[str, ...]) -> tuple[str, bool] | None:
        """(the words, whether in the title) if they stand together near the beginning, all with capitals."""
        run = " ".join(words)
        places = [at for at in self.runs.get(run, ()) if at < self.early]
        places = [at for at in places if all(word.capital for word in self.wording.words[at : at + len(words)])]
        return (run, places[0] < self.wording.title_length) if places else None

    def tells_before(self, years: frozenset[int], place: int) -> bool:
        """Whether one of the years is named before this place in title and text."""
        return any(str(year) in self.whole[:place] for year in years)

    def heads(self, name: str) -> bool:
        """Whether the title has the initials of a name of several words: "BA" for British Airways."""
        words = name.split()
        initials = "".join(word[0] for word in words)
        printed = re.search(rf"\b{re.escape(initials.upper())}\b", self.reading.title) if len(words) > 1 else None
        return printed is not None

    def compared(self, seen: Sighting) -> bool:
        """Whether the title mentions this one only for comparison: "bigger than Bramble Bank's"."""
        before = [word.normalised for word in self.wording.words[max(0, seen.at - 2) : seen.at]]
        return seen.in_title and bool(_COMPARES & set(before))

    def having(self, words: tuple[str, ...], names: set[str]) -> dict[str, int]:
        """Those of the words that the article has outside names, in the singular or plural, each with the number of its
        first place. One that is also in the names of parties counts only before a word for what is kept ("files")."""
        of_names = {part for name in names for part in name.split()}
        found: dict[str, int] = {}
        for word in words:
            forms = {word, f"{word}s", word.removesuffix("s")}
            places = sorted(at for form in forms for at in self._places.get(form, ()))
            if word in of_names:
                places = [at for at in places if self._follows(at) in KEPT]
            if places:
                found[word] = places[0]
        return found

    def _follows(self, at: int) -> str:
        return self.wording.words[at + 1].normalised if at + 1 < len(self.wording) else ""

    def _outside_names(self, names: frozenset[str]) -> dict[str, list[int]]:
        """By word, as compared, the numbers of those that stand outside these names."""
        inside = {at + more for name in names for at in self.runs.get(name, ()) for more in range(len(name.split()))}
        places: dict[str, list[int]] = {}
        for at, word in enumerate(self.wording.words):
            if at not in inside:
                places.setdefault(word.normalised, []).append(at)
        return places

    def _breaks_in(self) -> int | None:
        title = " ".join(word.normalised for word in self.wording.words[: self.wording.title_length])
        found = _BREAKS_IN.search(f"{title} ")
        return len(title[: found.start()].split()) if found else None

    def _years(self) -> dict[int, int]:
        """By year, the number of the first word that names it, without years from which it only counts breaches."""
        years: dict[int, int] = {}
        for at, word in enumerate(self.wording.words):
            if len(word.normalised) == 4 and word.normalised.isdecimal() and word.normalised[:2] in ("19", "20"):
                years.setdefault(int(word.normalised), at)
        return {year: at for year, at in years.items() if year not in self.counted}


def _small_number(word: str) -> int:
    return int(word) if word.isdecimal() else _SMALL_NUMBERS.index(word.lower()) + 2


def _another(whole: str, title_length: int) -> tuple[str, str] | None:
    for found in _ANOTHER.finditer(whole):
        if not is_denied(whole, found):
            place = "title" if found.end() <= title_length else "text"
            place = "lead" if place == "text" and found.start() < title_length + LEAD_CHARACTERS else place
            return found.group(), place
    return None


def _without_parts(wording: Wording, known_names: frozenset[str]) -> dict[str, list[int]]:
    """The runs of the wording, without places where one is only part of a longer known name: "Bramble Bank" within
    "Bramble Bank Trust" names the trust."""
    runs = wording.runs()
    longest: dict[int, str] = {}
    for name in known_names:
        for at in runs.get(name, ()):
            if len(name) > len(longest.get(at, "")):
                longest[at] = name
    covered: dict[int, tuple[int, str]] = {}
    for at, name in longest.items():
        for inside in range(at, at + len(name.split())):
            if len(name) > len(covered.get(inside, (0, ""))[1]):
                covered[inside] = (at, name)
    kept: dict[str, list[int]] = {}
    for name in known_names:
        places = [at for at in runs.get(name, ()) if covered[at][1] == name or _beside(covered[at], at, name)]
        kept[name] = places
    return {**runs, **kept}


def _beside(over: tuple[int, str], at: int, name: str) -> bool:
    """Whether the name reaches beyond the one that covers its first word."""
    return at + len(name.split()) > over[0] + len(over[1].split())

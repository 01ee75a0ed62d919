"""An article, as all incidents that it might be about are compared with it: the names, topics and dates in it."""

from incidents.names import full_names, is_left_out, name_key
from sources.extraction.find.stopwords import NO_NAME, is_coined
from sources.extraction.find.titles import KEPT
from sources.extraction.find.word_index import Sighting, Word, Wording
from sources.extraction.lexicon.matching_words import load_matching_words
from sources.pipeline.match.incident_profile import MatchInput

_RECALLING = 4  # words before a name


class ArticleFeatures:
    """What was read, beside the words in which names are looked up.

    signs  what was kept of the article: see `ArticleSigns`
    likely whom it is likely to tell of, as names are compared, by each form of the name that says as much
    years  by year, the number of the first word that names it, without years from which it only counts breaches
    """

    def __init__(self, reading: MatchInput) -> None:
        self.reading = reading
        self.signs = reading.kept.signs
        self.early = self.signs.early
        self.likely = frozenset(map(name_key, full_names(reading.likely)))
        self.wording = reading.kept.wording
        self.runs = _without_parts(self.wording, frozenset[str]().union(*reading.parties.values()))
        self.years = self._years()
        self._places = self._outside_names(frozenset[str]().union(*reading.parties.values()))

    def sightings(self, names: frozenset[str]) -> list[Sighting]:
        """The places of any of these names, in order."""
        return self.wording.sightings(names, self.runs)

    def shortened(self, names: frozenset[str]) -> frozenset[str]:
        """The first words of those of these names that the text has, if they name nothing else: after "Bramblebank
        Lowe" the text, and its title, say "Bramblebank"."""
        firsts = {name.split()[0]: name for name in sorted(names) if " " in name and self.runs.get(name)}
        return frozenset(word for word in firsts if is_coined(word) and word not in self.wording.small)

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
        named = word is not None and word.capital and word.joined and not word.opens and not word.upper
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

    def heads(self, name: str) -> bool:
        """Whether the title has the initials of a name of several words: "BA" for British Airways."""
        words = name.split()
        return len(words) > 1 and "".join(word[0] for word in words).upper() in self.signs.initials

    def compared(self, seen: Sighting) -> bool:
        """Whether the title mentions this one only for comparison: "bigger than Bramble Bank's"."""
        before = [word.normalised for word in self.wording.words[max(0, seen.at - 2) : seen.at]]
        return seen.in_title and bool(load_matching_words(self.reading.language).compares & set(before))

    def looks_back(self, seen: Sighting) -> str:
        """The words before this one by which the article only looks back: "months after"; empty for none."""
        words, begin = self.wording.words, seen.at
        while begin > max(0, seen.at - _RECALLING) and not words[begin].opens:
            begin -= 1
        before = " ".join(word.normalised for word in words[begin : seen.at])
        found = load_matching_words(self.reading.language).recalls.search(before)
        return found.group() if found else ""

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

    def _years(self) -> dict[int, int]:
        years: dict[int, int] = {}
        for at, word in enumerate(self.wording.words):
            if len(word.normalised) == 4 and word.normalised.isdecimal() and word.normalised[:2] in ("19", "20"):
                years.setdefault(int(word.normalised), at)
        return {year: at for year, at in years.items() if year not in self.signs.counted}


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

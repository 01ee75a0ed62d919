"""Which regulator the words of a text mean: by name, acronym, or description with a country.

| the words                                        | mean                                                         |
| ------------------------------------------------ | ------------------------------------------------------------ |
| a name, an acronym, another name                 | the regulators that are called so                            |
| a name with its country before or after it       | those of that country that are called so                     |
| "Britain's privacy regulator", "the Irish DPA"   | the national authority of that country and that kind         |
| "data protection authority of Hamburg"           | the authority of that kind of that region                    |
| "Massachusetts attorney general"                 | the attorney general of that state                           |

If several fit, all are returned, without a guess: the caller may know the country.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidents.models import Regulator
from incidents.names import normalise_name
from sources.extraction.lexicon.authority_words import load_authority_words

_WORDS = load_authority_words("en")
_LONGEST = 300  # characters of what a regulator is called
_POSSESSIVE = re.compile(r"['\u2019]s\b")


@dataclass(frozen=True, slots=True)
class Meant:
    """The regulators that the words may mean: one is the answer, several are ambiguous, none is unknown."""

    regulators: tuple[Regulator, ...]

    @property
    def only(self) -> Regulator | None:
        """The regulator where the words mean exactly one."""
        return self.regulators[0] if len(self.regulators) == 1 else None


class Authorities:
    """The regulators of the table, and how texts call them.

    nations  words for countries and their people, folded, to ISO 3166-1 alpha-2
    """

    def __init__(self, regulators: Iterable[Regulator], nations: Mapping[str, str]) -> None:
        self.rows = list(regulators)
        self._nations = {normalise_name(name): code for name, code in nations.items()}
        self._longest = max((len(name.split()) for name in self._nations), default=1)
        self._called: dict[str, dict[int, Regulator]] = defaultdict(dict)
        self._at_home: dict[str, dict[int, Regulator]] = defaultdict(dict)  # without the country, as at home
        self.names = frozenset(
            name for row in self.rows for name in (row.name, row.acronym, *row.aliases) if len(name) > 1
        )
        for row in self.rows:
            for name in (row.name, row.acronym, *row.aliases):
                text = _bare(name)
                if text:
                    self._called[text][row.pk] = row
                    self._at_home[self._nation_of(text)[1]][row.pk] = row

    def meant_by(self, words: str, countries: frozenset[str] = frozenset()) -> Meant:
        """Whom the words mean. `countries` are those that the text is about: they decide between several regulators of
        the same name, and give the country of a watchdog that is named without one."""
        text = _bare(words)
        country, rest = self._nation_of(text)
        nation = country or (next(iter(countries)) if len(countries) == 1 else "")
        # In small letters it is a description, which fits the authorities of many countries.
        found = [] if words.islower() else list(self._called.get(text, {}).values())
        if len(found) != 1:
            at_home = [row for row in self._at_home.get(rest, {}).values() if nation and row.country == nation]
            found = at_home or found or self._described(text, rest, nation)
        if len(found) > 1:
            found = [row for row in found if row.country in countries] or found
        return Meant(tuple(found))

    def _nation_of(self, text: str) -> tuple[str, str]:
        """(country, the words without it) if they begin or end with a country; else ("", the words)."""
        words = text.split()
        for count in range(min(self._longest, len(words) - 1), 0, -1):
            for name, rest in ((words[:count], words[count:]), (words[-count:], words[:-count])):
                code = self._nations.get(" ".join(name))
                if code:
                    return code, _WORDS.before_place.sub("", _bare(" ".join(rest)))
        return "", text

    def _described(self, text: str, rest: str, country: str) -> list[Regulator]:
        """The authorities of a kind in a country or region; none if the words tell neither, or tell no kind."""
        head = _WORDS.heads.search(rest)
        kind = next((kind for kind, pattern in _WORDS.kinds if pattern.search(rest)), None)
        if head is None or kind is None:
            return []
        padded = f" {text} "
        able = [row for row in self.rows if row.kind == kind]
        regional = [row for row in able if row.region and f" {normalise_name(row.region)} " in padded]
        if regional:
            longest = max(len(row.region) for row in regional)
            return [row for row in regional if len(row.region) == longest]
        return [row for row in able if country and row.country == country and not row.region]


def _bare(words: str) -> str:
    text = normalise_name(_POSSESSIVE.sub("", words[:_LONGEST]))
    while (shorter := _WORDS.leading.sub("", text)) != text:
        text = shorter
    return text

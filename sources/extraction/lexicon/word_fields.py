"""Fields that say of which place in a language's files they are built, and how.

A place such as "subjects.media" is looked for in the table of its class, then in the ones around that, then among the
files; where none is said it is the field's own name. The phrases of a place are the members of its list, the keys of
its table or the words of its string; "nouns, verbs" are those of two places. `strong = subject = anywhere()` are two
fields, each built of its own place.

A template is a regular expression in which stand

    {place}         a string, as it is
    {any place}     any of the phrases, longest first
    {listed place}  the phrases in their order, between bars
"""

import re
from collections import ChainMap
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from operator import getitem
from re import Match, Pattern
from typing import Any, ClassVar, NamedTuple, Never, TypeVar, cast

from sources.extraction.lexicon.patterns import alternation
from sources.extraction.lexicon.tables import Table, read_table

T = TypeVar("T")
G = TypeVar("G", bound="WordGroup")
Section = ChainMap[str, Any]
_REFERENCE = re.compile(r"\{(?:([a-z]+) )?([a-z_]+(?:(?:\.|, )[a-z_]+)*)\}")


_ALTERNATIVES: dict[str, Callable[[list[str]], str]] = {"any": alternation, "listed": "|".join}


class _Files(dict[str, Any]):
    """The files of a language, each read when it is first asked for, and the code of that language."""

    def __missing__(self, name: str) -> Table:
        self[name] = found = read_table(self["code"], name)
        return found


class WordGroup:
    """Words that answer one question: a subclass has a field for each, and an object what they build of its tables.

    `also` gives a class places that no file has.
    """

    _fields: ClassVar[Mapping[str, Callable[[Section, str], Any]]] = {}
    _also: ClassVar[Callable[[Section], Mapping[str, Any]]]

    def __init_subclass__(cls, also: Callable[[Section], Mapping[str, Any]] = lambda _: {}) -> None:
        own = {name: value.make for name, value in vars(cls).items() if isinstance(value, _Field)}
        cls._fields = {**cls._fields, **own}
        for name in own:  # an object finds its own faster
            delattr(cls, name)
        cls._also = staticmethod(also)

    def __init__(self, section: Section) -> None:
        section = section.new_child(dict(type(self)._also(section)))
        for name, make in self._fields.items():
            super().__setattr__(name, make(section, name))

    def __setattr__(self, name: str, value: object) -> Never:
        raise AttributeError(f"{name} is kept for the whole process, and cannot be set")


def loader(kind: type[G], place: str) -> Callable[[str], G]:
    """What builds a group for a language, once; FileNotFoundError when that has no such file."""

    @lru_cache(maxsize=8)
    def load(language: str) -> G:
        return kind(_opened(ChainMap(_Files(code=language)), place))

    return load


def _opened(section: Section, places: str) -> Section:
    """Within these tables: "names" of "naming.names"; of two, "kinds, never", the last is looked into first."""
    for name in re.split(r"\.|, ", places):
        section = section.new_child(section[name])
    return section


def look_up(section: Section, place: str) -> Any:
    """What stands in a place; KeyError when there is no such place."""
    return reduce(getitem, place.split("."), section)


def phrases(section: Section, places: str) -> list[str]:
    """The phrases of one place or of several."""
    found = (look_up(section, place) for place in places.split(", "))
    return [phrase for value in found for phrase in (value.split() if isinstance(value, str) else value)]


def filled(template: str, section: Section) -> str:
    """The template with what stands in its places."""

    def standing(reference: Match[str]) -> str:
        how, places = reference.groups()
        if how is None:
            return str(look_up(section, places))
        return _ALTERNATIVES[how](phrases(section, places))

    return _REFERENCE.sub(standing, template)


_ANY = "{any phrases}"
_WHOLE = rf"(?<![\w-]){_ANY}(?!\w)"


def one_of(said: list[str], section: Section, template: str = _WHOLE, flags: int = 0) -> Pattern[str]:
    """Matches any of these `phrases` of a template, as whole words where it is none other."""
    return re.compile(filled(template, section.new_child({"phrases": said})), flags)


def each(
    section: Section, kind: Callable[[str], T], place: str, template: str = _WHOLE, flags: int = 0
) -> tuple[tuple[T, Pattern[str]], ...]:
    """Each key of a table as such a kind, with what matches one of its phrases."""
    listed: Mapping[str, list[str]] = look_up(section, place)
    return tuple((kind(key), one_of(said, section, template, flags)) for key, said in listed.items())


class _Field(NamedTuple):
    make: Callable[[Section, str], Any]


def _made(make: Callable[[Section, str], T]) -> T:
    return cast(T, _Field(make))


def made(make: Callable[[Section], T]) -> T:
    """What the function makes of the table of the class."""
    return _made(lambda section, _: make(section))


def part(kind: type[G], places: str = "") -> G:
    """Another group, within these tables."""
    return _made(lambda section, name: kind(_opened(section, places or name)))


def pattern(template: str, flags: int = 0) -> Pattern[str]:
    """The pattern of a template."""
    return _made(lambda section, _: re.compile(filled(template, section), flags))


def anywhere(places: str = "") -> Pattern[str]:
    """Matches any of the phrases as whole words."""
    return _made(lambda section, name: one_of(phrases(section, places or name), section))


def ending(places: str = "", tail: str = r"\s*$") -> Pattern[str]:
    """Matches any of the phrases at the end of what is searched; the tail is a template."""
    return _made(lambda section, name: one_of(phrases(section, places or name), section, rf"(?<!\w){_ANY}{tail}"))


def by_kind(kind: Callable[[str], T], place: str = "", template: str = _WHOLE) -> tuple[tuple[T, Pattern[str]], ...]:
    """Each key of a table as such a kind, with what matches its `phrases` as whole words or by another template."""
    return _made(lambda section, name: each(section, kind, place or name, template))


def words(places: str = "") -> frozenset[str]:
    """The phrases as a set."""
    return _made(lambda section, name: frozenset(phrases(section, places or name)))


def spaced(places: str = "") -> frozenset[str]:
    """The same, with blanks for hyphens: "new-york" stands for two words."""
    return _made(lambda section, name: frozenset(one.replace("-", " ") for one in phrases(section, places or name)))


def in_order(places: str = "") -> tuple[str, ...]:
    """The phrases in their order."""
    return _made(lambda section, name: tuple(phrases(section, places or name)))


def text(template: str = "") -> str:
    """A template as a string."""
    return _made(lambda section, name: filled(template or f"{{{name}}}", section))


def table(place: str = "") -> dict[str, Any]:
    """A table as it is."""
    found: dict[str, Any] = _made(lambda section, name: look_up(section, place or name))
    return found

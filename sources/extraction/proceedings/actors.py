"""Who acts in a proceeding: authorities by name, by description and by pronoun, states together, those who sue."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from re import Pattern

from sources.extraction.find.document import Document
from sources.extraction.lexicon.proceeding_words import AuthorityWords, load_proceeding_words

_MOST_ACTORS = 500  # a text with more is no article, and its steps would cost too much time
_SHORTEST_NAME = 3  # shorter acronyms are news agencies and initials as often as authorities
_BRACKETED = re.compile(r'\s*\(["\']?\s*')


class ActorKind(StrEnum):
    NAMED = "named"
    DESCRIBED = "described"  # "Britain's privacy regulator"
    GENERIC = "generic"  # "the watchdog"
    STATES = "states"
    LITIGATION = "litigation"


_RANKS = (ActorKind.NAMED, ActorKind.STATES, ActorKind.DESCRIBED, ActorKind.GENERIC, ActorKind.LITIGATION)


@dataclass(frozen=True, slots=True)
class ProceedingActor:
    """An authority or another actor in the text; `hears` when it only learns of something; `judges` if it is a
    court or a parliament, which approves or questions but seldom fines."""

    start: int
    end: int
    words: str
    kind: ActorKind
    sentence: int
    hears: bool
    judges: bool

    @property
    def is_short(self) -> bool:
        """Whether it is named by one word only, as acronyms are."""
        return self.kind is ActorKind.NAMED and " " not in self.words


def find_actors(document: Document, words: AuthorityWords, names: frozenset[str]) -> list[ProceedingActor]:
    """The actors of a text, in text order; of two that overlap the longer one is kept.

    names  the authorities known by name, as texts print them
    """
    found: list[tuple[int, int, ActorKind]] = []
    for kind, pattern, text in (
        (ActorKind.NAMED, _known(names), document.plain),
        (ActorKind.NAMED, words.named, document.plain),
        (ActorKind.STATES, words.states, document.folded),
        (ActorKind.DESCRIBED, words.described, document.folded),
        (ActorKind.GENERIC, words.generic, document.folded),
        (ActorKind.LITIGATION, words.litigation, document.folded),
    ):
        for match in pattern.finditer(text):
            generic = kind is ActorKind.DESCRIBED and match["bare"] is not None
            found.append((match.start(), match.end(), ActorKind.GENERIC if generic else kind))
    actors = [_actor(document, start, end, kind, words) for start, end, kind in _apart(found)[:_MOST_ACTORS]]
    actors = [actor for actor in actors if actor.words and actor.words not in words.skipped]
    return [actor for actor in actors if _stands_for_one(actor, actors, words)]


def _apart(found: Sequence[tuple[int, int, ActorKind]]) -> list[tuple[int, int, ActorKind]]:
    """The spans in text order, without those that overlap a longer one."""
    covered = bytearray(max((end for _, end, _ in found), default=0))
    taken = []
    for start, end, kind in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            taken.append((start, end, kind))
    return sorted(taken)


def _stands_for_one(actor: ProceedingActor, actors: Sequence[ProceedingActor], words: AuthorityWords) -> bool:
    noun = actor.words.lower().split()[-1]
    if actor.kind is not ActorKind.GENERIC or noun not in words.namesakes:
        return True
    return any(noun in other.words.lower() for other in actors if other.kind is ActorKind.NAMED)


@lru_cache(maxsize=8)
def _known(names: frozenset[str]) -> Pattern[str]:
    usable = sorted((re.escape(name) for name in names if len(name) >= _SHORTEST_NAME), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(usable)})(?!\w)" if usable else r"(?!)")


def _actor(document: Document, start: int, end: int, kind: ActorKind, words: AuthorityWords) -> ProceedingActor:
    text = document.plain[start:end]
    bare = words.leading.sub("", text)
    start += len(text) - len(bare)
    sentence = document.sentence_index(start)
    begin = document.sentences[sentence][0]
    hears = words.before_hearers.search(document.folded, max(begin, start - 60), start) is not None
    called = bare.removesuffix("'s")
    judges = kind is ActorKind.NAMED and words.court.search(called) is not None
    return ProceedingActor(start, end, called, kind, sentence, hears, judges)


def acting(actors: Sequence[ProceedingActor], start: int, end: int, *, court: bool) -> tuple[ProceedingActor, ...]:
    """The actor nearest to the span, with those that it acts together with; empty when none of the actors acts.

    court  whether a court or parliament may be meant; if not, one counts only when nobody else acts
    """
    able = [actor for actor in actors if not actor.hears]
    able = [actor for actor in able if court or not actor.judges] or able
    if not able:
        return ()
    nearest = min(able, key=lambda actor: max(actor.start - end, start - actor.end, 0))
    return (nearest,)


def together(
    document: Document, nearest: ProceedingActor, actors: Sequence[ProceedingActor]
) -> tuple[ProceedingActor, ...]:
    """The actor with those that it is listed with: "the FTC, the CFPB and 50 states". A second name in brackets or in
    apposition ("the watchdog, the Data Office,") is the same actor again."""
    at = actors.index(nearest)
    first, last = at, at
    links: list[str] = []
    while first > 0 and (link := _link(document, actors[first - 1], actors[first])) is not None:
        first, links = first - 1, [link, *links]
    while last + 1 < len(actors) and (link := _link(document, actors[last], actors[last + 1])) is not None:
        last, links = last + 1, [*links, link]
    group = list(actors[first : last + 1])
    listing = _words(document).listing
    if not any(word in link for link in links for word in listing):
        return (_best_named(group),)
    return tuple(one for one, link in zip(group, ["", *links], strict=True) if link != "(")


def _link(document: Document, one: ProceedingActor, other: ProceedingActor) -> str | None:
    """How two actors are joined: "," or "and" in a list, "(" when the second is the first's short name."""
    if one.sentence != other.sentence or ActorKind.LITIGATION in {one.kind, other.kind}:
        return None
    between = document.plain[one.end : other.start]
    if _BRACKETED.fullmatch(between):
        return "("
    match = _words(document).joined.fullmatch(between)
    return match["link"].lower() if match else None


def _words(document: Document) -> AuthorityWords:
    return load_proceeding_words(document.lexicon.language).authorities


def _best_named(group: Iterable[ProceedingActor]) -> ProceedingActor:
    """The actor of a group that tells most: a full name, a description ("the Norwegian DPA"), or else a short name."""
    return min(group, key=_vagueness)


def _vagueness(actor: ProceedingActor) -> tuple[float, int]:
    rank = _RANKS.index(actor.kind) if not actor.is_short else _RANKS.index(ActorKind.GENERIC) - 0.5
    return rank, actor.start


def full_names(document: Document, actors: Sequence[ProceedingActor]) -> dict[str, ProceedingActor]:
    """By short name, the actor that it means: the text gives both together once, "the Irish regulator (DPC)"."""
    pairs = pairwise(actors)
    return {other.words: one for one, other in pairs if other.is_short and _link(document, one, other) == "("}


def meant_by(actor: ProceedingActor, actors: Sequence[ProceedingActor]) -> ProceedingActor:
    """Whom "the regulator" stands for: the last authority named before it, else the first after it, else itself.

    For "the bureau" and "the commission", an authority with that word in its name goes first.
    """
    if actor.kind is not ActorKind.GENERIC:
        return actor
    noun = actor.words.lower().split()[-1]
    able = [other for other in actors if other.kind in {ActorKind.NAMED, ActorKind.DESCRIBED} and not other.judges]
    called = [other for other in able if noun in other.words.lower()]
    before = [other for other in called or able if other.start < actor.start]
    return before[-1] if before else next(iter(called or able), actor)

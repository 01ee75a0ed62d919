"""How phrases become patterns."""

import re
from collections.abc import Iterable
from re import Match, Pattern

# A space outside of a character class.
_SPACE = re.compile(r" (\??)(?![^\[\]]*\])")


def alternation(phrases: Iterable[str]) -> str:
    """The phrases as one group, longest first, so that "no more than" is tried before "more than".

    A space stands for any run of white space: texts are wrapped and padded in all ways.
    """
    unique = dict.fromkeys(_SPACE.sub(_any_space, phrase) for phrase in phrases)
    return "(?:" + "|".join(sorted(unique, key=len, reverse=True)) + ")"


def _any_space(space: Match[str]) -> str:
    return r"\s*" if space[1] else r"\s+"


def anywhere(phrases: Iterable[str]) -> Pattern[str]:
    """Matches any of the phrases as whole words."""
    return re.compile(rf"(?<![\w-]){alternation(phrases)}(?!\w)")


def whole_words(patterns: Iterable[str], flags: int = 0) -> Pattern[str]:
    """Matches any of these patterns, in their order, between the bounds of words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", flags)


def ending(phrases: Iterable[str], tail: str = r"\s*$") -> Pattern[str]:
    """Matches any of the phrases at the end of what is searched."""
    return re.compile(rf"(?<!\w){alternation(phrases)}{tail}")

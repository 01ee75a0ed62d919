"""How phrases become patterns."""

import re
from collections.abc import Iterable
from re import Match

# A space outside of a character class.
_SPACE = re.compile(r" (\??)(?![^\[\]]*\])")


def alternation(phrases: Iterable[str]) -> str:
    """The phrases as one group, longest first, so that "no more than" is tried before "more than".

    A space stands for any run of white space: texts are wrapped and padded in all ways.
    """
    unique = dict.fromkeys(_SPACE.sub(_any_space, phrase) if " " in phrase else phrase for phrase in phrases)
    return "(?:" + "|".join(sorted(unique, key=len, reverse=True)) + ")"


def _any_space(space: Match[str]) -> str:
    return r"\s*" if space[1] else r"\s+"

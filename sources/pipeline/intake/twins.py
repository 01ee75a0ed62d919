"""Letters from one template: texts with most words in common, each about another organisation.

Two texts are twins when each has a name, of those to which its incident may have happened (`Candidacy.names`), that the
other does not have at all. A copy of a text has the names of it, whatever a paper adds; so has one that was cut short.
"""

from collections.abc import Iterable

from incidents.names import normalise_name
from sources.models import ArticleVersion


def stories_of_others(version: ArticleVersion, stories: Iterable[int]) -> set[int]:
    """Those of the stories that tell of another organisation than the version does, by what was read in both; none as
    long as it is unread."""
    own = _names_and_words((version.reading or {}).get("candidacy"), (version.reading or {}).get("words"))
    stories = list(stories)
    if not stories or not own[0]:  # without a name it has none that they lack
        return set()
    rows = ArticleVersion.objects.filter(story__in=stories, reading__isnull=False)
    read = rows.exclude(article=version.article_id).values_list("story", "reading__candidacy", "reading__words")
    return {story for story, candidacy, words in read.iterator() if _are_twins(own, _names_and_words(candidacy, words))}


_NamesAndWords = tuple[list[str], str]


def _names_and_words(candidacy: object, words: object) -> _NamesAndWords:
    """The names that stand among the words, all as compared, and the words between blanks."""
    names = candidacy.get("names", []) if isinstance(candidacy, dict) else []
    text = f" {words.get('words', '')} " if isinstance(words, dict) else ""
    return [name for name in map(normalise_name, names) if name and f" {name} " in text], text


def _are_twins(one: _NamesAndWords, other: _NamesAndWords) -> bool:
    return _has_another_name(one, other) and _has_another_name(other, one)


def _has_another_name(one: _NamesAndWords, other: _NamesAndWords) -> bool:
    return any(f" {name} " not in other[1] for name in one[0])

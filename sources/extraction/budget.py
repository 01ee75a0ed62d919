"""How much of one text is read: far more than any report needs, with an end for texts that nobody wrote for readers.

| of one text                                                  |   at most | the most seen in real coverage |
| ------------------------------------------------------------ | --------- | ------------------------------ |
| characters (the pipeline keeps 500,000)                      | 1,000,000 |                         10,727 |
| characters of the title (kept: 500)                          |     1,000 |                                |
| sentences                                                    |    40,000 |                             60 |
| characters of one sentence                                   |     1,200 |                            550 |
| numbers, those of dates and labels as well                   |     1,000 |                             28 |
| figures: numbers of something                                |       300 |                             23 |
| reports of speech in a sentence, of each form                |        20 |                              8 |
| sentences before a figure that are searched for who it is by |       100 |                             60 |

A longer sentence is read in pieces, and reports of speech beyond their limit are ignored. Every other limit that is
reached is noted, and what was read up to there stands.
"""

MOST_CHARACTERS = 1_000_000
MOST_TITLE_CHARACTERS = 1_000
MOST_SENTENCES = 40_000
MOST_SENTENCE_CHARACTERS = 1_200
MOST_NUMBERS = 1_000
MOST_FIGURES = 300
MOST_SPEECHES = 20
MOST_HEARD = 100


class Budget:
    """What was left out of one text, noted while it is read."""

    def __init__(self) -> None:
        self._noted: dict[str, None] = {}

    def note(self, most: int, of: str) -> None:
        """Note once that the text has more than `most` of something."""
        self._noted.setdefault(f"more than {most:,} {of}")

    @property
    def noted(self) -> tuple[str, ...]:
        """Phrases in the order in which limits were reached: "more than 300 figures"; empty for a text read whole."""
        return tuple(self._noted)

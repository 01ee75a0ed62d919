"""Incidents without a break-in, reported without any word for a breach.

One sentence has both what is said or kept about people ("letters", "case notes", "what members answered") and what
should not have happened to it:

| what                | as in                                                                                        |
| ------------------- | -------------------------------------------------------------------------------------------- |
| without leave       | "without their permission", "without telling users", "had not agreed to"                     |
| in the wrong hands  | "to wrong addresses", "posted to strangers", "saw details of other patients", "by mistake"   |
| lost on its carrier | "a missing laptop", "the memory stick was left on a train", "not encrypted"                  |
| watched             | "tracking pixels", "tracking code on its site", "spied on"                                   |
| lying open          | "visible to anybody", "on the open web", "data of users for sale"                            |
| looked into         | "opened files without a medical reason", "out of curiosity"                                  |
| passed on           | "shared answers of its users with brokers", "ended up with", "how a consultancy came by"     |
"""

import re

from sources.extraction.lexicon.tables import load_phrases

_PHRASES = load_phrases("misuse")
PEOPLE = _PHRASES.parts["people"]
_KEPT, _PEOPLE, _MISHANDLED, _TO_SOMEBODY = _PHRASES.compiled("kept", "people", "mishandled", "to_somebody")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")


def mishandled(text: str) -> str:
    """The first words that tell what should not have happened to what is kept about people; empty if there are none."""
    for sentence in _SENTENCE.findall(text):
        if _KEPT.search(sentence):
            found = _MISHANDLED.search(sentence) or (_PEOPLE.search(sentence) and _TO_SOMEBODY.search(sentence))
            if found:
                return " ".join(found.group().casefold().split())
    return ""

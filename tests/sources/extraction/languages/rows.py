"""Sentences of our own in other languages, with what is to be read in them.

A row is `kind | title // text | what is read`, of which the title may be missing. What is read are mentions in text
order, parted by ";", each `[denied] [metric] [hedge] number unit-or-currency [stage] [of organisation]`; "-" is none,
and "!" none with a number. Only the row's text counts: a paragraph without numbers behind it tells the language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from incidents.vocabulary import Hedge, Metric
from sources.extraction import ArticleText, ExtractedMention, read

HERE = Path(__file__).parent
KINDS = ("numbers", "hedges", "units", "fines", "parties", "denial", "not understood")
REST = {
    "de": "Das teilte das Unternehmen am Dienstag mit. Die Behörde hat von dem Vorfall erfahren, und die Polizei wurde "
    "nach dem Angriff auf die Systeme von einem Sprecher informiert.",
    "fr": "Le communiqué a été publié mardi. Les autorités ont été informées de la fuite, et une enquête est en cours "
    "sur les causes de cet incident, qui ne sont pas encore connues.",
    "es": "El comunicado se publicó el martes. Las autoridades han sido informadas de la fuga, y una investigación "
    "está en curso sobre las causas de este incidente, que no se conocen.",
}


@dataclass(frozen=True, slots=True)
class LanguageRow:
    language: str
    kind: str
    title: str
    text: str
    expected: str

    def found(self) -> str:
        """What is read in the row, as a row says it."""
        whole = f"{self.text}\n\n{REST[self.language]}"
        mentions = read(ArticleText("row", self.title, whole)).mentions
        with_party = self.kind == "parties"
        return "; ".join(as_said(one, with_party=with_party) for one in mentions if one.start < len(self.text)) or "-"

    def is_right(self) -> bool:
        found = self.found()
        return not any(map(str.isdigit, found)) if self.expected == "!" else found == self.expected


def rows(name: str) -> Iterator[LanguageRow]:
    """The rows of a file: "de", or "second_de" for those that were looked at once the rules were done."""
    for line in (HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, said, expected = line.split(" | ")
            title, _, text = said.rpartition(" // ")
            yield LanguageRow(name[-2:], kind, title, text, expected)


def rates(name: str) -> dict[str, tuple[int, int]]:
    """By kind, how many rows are right, of how many."""
    right: dict[str, list[bool]] = {}
    for row in rows(name):
        right.setdefault(row.kind, []).append(row.is_right())
    return {kind: (sum(held), len(held)) for kind, held in right.items()}


def as_said(one: ExtractedMention, *, with_party: bool) -> str:
    """The mention as a row says it."""
    number = f"{one.low}-{one.high}" if one.hedge is Hedge.BETWEEN else "" if one.value is None else str(one.value)
    words = [
        "denied" if one.negated else "",
        "" if one.metric is Metric.AFFECTED else str(one.metric),
        "" if one.hedge is Hedge.EXACT else str(one.hedge),
        number,
        one.currency or str(one.unit),
        str(one.stage or ""),
        f"of {one.organisation or 'nobody'}" if with_party else "",
    ]
    return " ".join(filter(None, words))

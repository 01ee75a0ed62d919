"""Parts of a document, read as articles of their own."""

import re
from dataclasses import dataclass, replace

from incidents.names import normalise_name
from incidents.vocabulary import Unit
from sources.extraction.article import ArticleText
from sources.extraction.budget import MOST_SENTENCE_CHARACTERS, MOST_TITLE_CHARACTERS
from sources.extraction.classify.evidence import tells_of_many
from sources.extraction.classify.inheritance import unit_spoken_of
from sources.extraction.find.divisions import TextPart, divisions
from sources.extraction.find.document import Document, prepare
from sources.extraction.find.normalise import fold, normalise
from sources.extraction.find.sentences import split_sentences
from sources.extraction.lexicon.naming import load_naming_words
from sources.extraction.mention import ExtractedMention
from sources.extraction.mention_reader import MentionReader
from sources.extraction.resolve.name_features import NameContexts
from sources.extraction.resolve.organisation import likeliest_name, main_organisation
from sources.extraction.resolve.ranking import RankedName, contexts_of

# A part names few, and is of one of them if it counts somebody: less has to speak for the name than in an article.
_LEAST_SCORE, _LEAST_SHARE = 0.0, 0.5
_MOST_IN_ROW = 24  # groups of digits: a row counts those of one organisation
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class PartReader:
    """Reads parts of a document as articles of their own, under the document's subject."""

    document: Document

    def name(self, part: TextPart) -> RankedName | None:
        """The likeliest organisation of the part, if enough speaks for it."""
        return likeliest_name(self._contexts_of(part), least_score=_LEAST_SCORE, least_share=_LEAST_SHARE)

    def main(self, part: TextPart) -> RankedName | None:
        """The organisation whose incident the part tells, by the measure of a whole article."""
        return likeliest_name(self._contexts_of(part))

    def mentions(self, part: TextPart, organisation: str) -> list[ExtractedMention]:
        """The figures of the part, with offsets into the document."""
        text, unit = self.document.text[part.start : part.end], None
        if part.cells:
            text, unit = _cell_alone(self.document, part)
            if len(_DIGITS.findall(text)) > _MOST_IN_ROW:
                return []
        own = prepare(ArticleText("", part.label, text, organisations=(organisation,)), self.document.lexicon)
        own = replace(own, subject=max(own.subject, self.document.subject), row_unit=unit)
        found = [_moved(one, part.start) for one in MentionReader(own).mentions()]
        # The row is the evidence, not its cell alone.
        if part.cells and part.end - part.start <= MOST_SENTENCE_CHARACTERS:
            found = [replace(one, quote_start=part.start, quote_end=part.end) for one in found]
        return found

    def totals(self) -> list[ExtractedMention]:
        """The figures of the rows that sum up the first table of those hit, in an article of one incident; none where
        the article or the table is of many, or its rows are of organisations."""
        document, words = self.document, load_naming_words(self.document.lexicon.language)
        for division in divisions(document.text, document.title, words.header):
            rows = [row for row in division if words.row_total.match(fold(normalise(row.label)))]
            counting = [row for row in rows if self._counts_those_hit(row)]
            organisation = main_organisation(document) if counting else None
            if organisation is None or tells_of_many(document):
                continue
            own = normalise_name(organisation)
            if any(normalise_name(row.label) == own for row in division):
                return []
            if found := [one for row in counting for one in self.mentions(row, organisation)]:
                return found
        return []

    def _counts_those_hit(self, row: TextPart) -> bool:
        words, strong = load_naming_words(self.document.lexicon.language), self.document.lexicon.events.strong
        headings = [fold(normalise(cell.heading)) for cell in row.cells]
        of_many = any(words.header_incidents.search(heading) for heading in headings)
        hit = any(words.header_count.search(heading) or strong.search(heading) for heading in headings)
        return hit and not of_many

    def _contexts_of(self, part: TextPart) -> NameContexts:
        title, text = part.label[:MOST_TITLE_CHARACTERS], self.document.text[part.start : part.end]
        plain, lexicon = normalise(text), self.document.lexicon
        return contexts_of(normalise(title), plain, split_sentences(plain, lexicon), lexicon)


def _cell_alone(document: Document, part: TextPart) -> tuple[str, Unit | None]:
    """The part's text with nothing but the cell that counts those concerned, and what that is. What heads the cell says
    so, that of the total and of people first; what heads a part's only cell may say nothing."""
    lexicon, words = document.lexicon, load_naming_words(document.lexicon.language)
    found = []
    for cell in part.cells:
        heading = fold(normalise(cell.heading))
        unit = unit_spoken_of(heading, lexicon, 0, len(heading))
        of_total = words.header_total.search(heading) is not None
        if unit is None and words.header_count.search(heading):
            unit = Unit.PEOPLE
        if unit is not None or of_total or len(part.cells) == 1:
            found.append((not of_total, unit is not Unit.PEOPLE, cell.start, cell, unit))
    text = [" "] * (part.end - part.start)
    if not found:
        return "".join(text), None
    *_, cell, unit = min(found, key=lambda one: one[:3])
    unit = unit or next((one[-1] for one in found if one[-1]), Unit.RECORDS)
    text[cell.start - part.start : cell.end - part.start] = document.text[cell.start : cell.end]
    return "".join(text), unit


def _moved(mention: ExtractedMention, by: int) -> ExtractedMention:
    return replace(
        mention,
        start=mention.start + by,
        end=mention.end + by,
        quote_start=mention.quote_start + by,
        quote_end=mention.quote_end + by,
    )

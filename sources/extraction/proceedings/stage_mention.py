"""One step of a proceeding as read in a text, with its sentence."""

import datetime as dt
from dataclasses import dataclass

from incidents.vocabulary import DatePrecision, Hedge, StageKind
from sources.extraction.mention import Amount


@dataclass(frozen=True, slots=True)
class ExtractedStage:
    """One step of a proceeding as a sentence tells it. Spans are half-open code-point offsets into the text.

    start, end      the sum, or the words of a step that has none
    amount          in major units of `currency`; None for a step without a sum
    other_amount    the same sum in another currency, as given beside it
    authorities     who acts, in the words of the text: several when they act together, none when nobody is named
    plaintiffs      those affected who sue or settle ("customers", "shareholders"), where no authority does
    respondent      against whom, in the words of the text; empty for the article's own organisation
    happened_on     the day that the sentence tells, else None: then it is the article's day
    in_passing      recalled beside something newer
    conditional     subject to somebody's approval, as this sentence or the next one says
    years           of the incidents that the sentence names ("its 2018 breach")
    titled          the title names the respondent, or has the sum as the text prints it
    in_title        the offsets are into the title, which has a sum that the text does not give
    other_case      the sentence speaks of another case than the article's own
    """

    start: int
    end: int
    quote_start: int
    quote_end: int
    kind: StageKind
    amount: Amount | None = None
    currency: str = ""
    hedge: Hedge = Hedge.EXACT
    other_amount: Amount | None = None
    other_currency: str = ""
    authorities: tuple[str, ...] = ()
    plaintiffs: str = ""
    respondent: str = ""
    happened_on: dt.date | None = None
    happened_precision: DatePrecision = DatePrecision.DAY
    in_passing: bool = False
    conditional: bool = False
    years: tuple[int, ...] = ()
    other_case: bool = False
    titled: bool = False
    in_title: bool = False

"""Which day an article is of, when several are told.

| told by                              | yields to                                         |
| ------------------------------------ | ------------------------------------------------- |
| the page, if it writes a whole day   | the operator, and a trusted sender                |
| a feed, another sender               | the page                                          |
| a PDF file, as the day it was made   | all others; the article says so (`day_from_file`) |
"""

import datetime as dt

from sources.extraction.pages.clean_page import CleanPage
from sources.models import Article, TextOrigin


def take_day(article: Article, stood: dt.date | None, found: CleanPage) -> tuple[str, ...]:
    """Set the day of publication from the one that `stood` and that of the page, and tell which columns it is in. What
    a feed, a submitter or a file says yields to the page; the day on which a file was made is the last to be asked."""
    of_page = None if found.day_of_file else found.published
    page_first = article.origin == TextOrigin.SUBMITTED or article.day_from_feed or article.day_from_file
    day = (of_page or stood) if page_first else (stood or of_page)
    article.published_on = day or found.published
    article.day_from_file = article.published_on is not None and of_page is None and (article.day_from_file or not day)
    article.day_from_feed = article.day_from_feed and of_page is None and day is not None
    return ("published_on", "day_from_feed", "day_from_file")

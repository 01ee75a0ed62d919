"""Articles, coverage, mentions, publishers and feeds in the admin. Importing it registers every page of this app."""

from sources.admin import articles, coverage, inbox, mentions, publishers, register_imports, rematchings, stories

__all__ = ["articles", "coverage", "inbox", "mentions", "publishers", "register_imports", "rematchings", "stories"]

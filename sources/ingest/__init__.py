"""The steps that turn an address or a text into an article: one file for each, none of which writes a row."""

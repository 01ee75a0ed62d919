"""What stands in a text: sentences, numbers with the noun that they count, names, dates. Pure."""

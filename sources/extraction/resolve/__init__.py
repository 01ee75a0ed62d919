"""Who says it, whose it is, what it replaces, and who is meant by words that are no name. Pure."""

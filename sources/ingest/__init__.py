"""The steps that make an article of an address or a text: one file a step, none of them writes a row."""

"""From the bytes of a page or a feed to the text of an article, its address, and which tell the same text. Pure."""

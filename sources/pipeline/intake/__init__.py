"""How articles come in: addresses, pages, feeds and texts, and the versions and stories that they become."""

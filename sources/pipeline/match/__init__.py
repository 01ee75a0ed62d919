"""Which incidents an article is about, and whether it opens one."""

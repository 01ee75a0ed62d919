"""Everything at once for a while: see `__main__`."""

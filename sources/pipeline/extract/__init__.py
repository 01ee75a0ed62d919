"""What the extractor reads in a version, stored as rows, and what of it is held for a curator."""

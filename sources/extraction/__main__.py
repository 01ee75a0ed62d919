"""`python -m sources.extraction [--jobs N] [--explain] < articles.jsonl > mentions.jsonl`."""

import sys

from sources.extraction.command import main

if __name__ == "__main__":
    sys.exit(main())

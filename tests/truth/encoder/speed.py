"""How many articles a second the encoder alone takes on one core, with all windows of the numbers of an article.

    python -m tests.truth.encoder.speed MODEL.onnx tokenizer.json

Time is that of the processor, so that neighbours count for less. An article without a number costs nothing and is left
out, so that the rate is that of articles that matter.
"""

import sys
import time
from collections import defaultdict
from pathlib import Path

from tests.truth.encoder.__main__ import FOLDER, WAYS, read_rows, shown
from tests.truth.encoder.embedding import embed, load_tokenizer, open_session

_ARTICLES = 60


def main(arguments: list[str]) -> int:
    model, tokenizer = map(Path, arguments)
    session, read = open_session(model), load_tokenizer(tokenizer)
    rows = [row for row in read_rows(FOLDER / "cases.jsonl") if row["decision"] == "counted"]
    for way in WAYS:
        articles = defaultdict(list)
        for row, text in zip(rows, shown(rows, way), strict=True):
            articles[row["article"]].append(text)
        sample = list(articles.values())[:: max(1, len(articles) // _ARTICLES)]
        embed(session, read, sample[0])  # the first takes longer
        begun = time.process_time()
        for texts in sample:
            embed(session, read, texts)
        each = (time.process_time() - begun) / len(sample)
        windows = sum(map(len, sample)) / len(sample)
        print(f"{way:32} {windows:.1f} windows an article, {each * 1000:.0f} ms, {1 / each:.0f} articles a second")
    print(f"{model.stat().st_size / 1e6:.1f} MB of weights")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

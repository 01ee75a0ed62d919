"""When the garbage collector comes."""

import gc


def collect_less() -> None:
    """Keep the garbage collector off what the process has loaded, which lives as long as it does, and let it come for
    the rest after 20,000 new objects instead of 700. A deliverer spent a third of its time on it, and a page of 50
    incidents a third of its own."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)

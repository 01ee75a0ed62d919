"""Whether the figures are true: every labelled set, what the tracker says of it, and what a naive rule would say.

    make truth                          # everything, told against results.json
    make truth ARGS=--quick             # the sets that take a minute; a loss that results.json does not hold fails
    make truth ARGS="--write"           # results.json is replaced: the loss is owned up to by the commit

`streams` replays coverage and asks for the figure on each day on which a careful curator's changed; `alone` gives one
article at a time to a tracker that knows nothing; `outcomes` counts and compares. Sets are never pooled. The labels lie
beside the checkout (../shared/data); without them nothing is measured, which is said.
"""

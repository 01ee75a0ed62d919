"""Decisions learnt from labels: a few named features, a weight for each, a probability.

incidents.logistic_model decides at run time, from weights that ship in incidents/data/weights; `fitting` works the
weights out, and is used by the programs in tests/truth alone, which also say what a decision is worth on incidents left
out.
"""

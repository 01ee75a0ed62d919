"""Whether a small encoder decides better than the linear models, on the same numbers and names: see README.md there."""

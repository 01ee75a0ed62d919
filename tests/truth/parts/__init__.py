"""Whether a number counts a part of those concerned: labels, learning, and how well it is told."""

"""What a number is: unit, metric, part or whole, denied; what speaks for and against it. Pure."""

"""What is counted, what is asserted, and what is held true of it. Pure: no Django, no clock, no database."""

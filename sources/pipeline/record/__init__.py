"""From confirmed coverage to claims and proceedings, through the ledger."""

"""What every view of the API shares. Imports nothing of incidents or sources."""

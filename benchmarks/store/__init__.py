"""What it costs to keep a campaign's records."""

"""What happened: events as they come, the record they add up to, the figures read from it."""

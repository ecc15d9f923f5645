"""How a step is judged: one file a way."""

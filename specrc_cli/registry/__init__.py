"""Which models there are: models.yaml, the user's overlay, references, downloads."""

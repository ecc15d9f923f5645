"""What a person sees. The only importers of rich and textual."""

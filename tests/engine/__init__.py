"""The llama.cpp backend against plain evaluation, on toy models of every memory type."""

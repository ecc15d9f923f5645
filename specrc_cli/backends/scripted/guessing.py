"""Guesses at a scripted text: what the engine does with tokens, done with words."""

from __future__ import annotations

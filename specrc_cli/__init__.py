"""Speculative reasoning on one's own machine: a draft model writes the steps, a target model judges them."""

__version__ = "0.1.0"

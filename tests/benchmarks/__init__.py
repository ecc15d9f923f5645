"""The manner all benchmarks share."""

"""Models of random weights as GGUF files, in real shapes and with real vocabularies, for tests and benchmarks."""

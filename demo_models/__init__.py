"""How the bundled pair is made: word problems, tokenizer, training, GGUF files and their measured card."""

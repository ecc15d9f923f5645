"""Trains and opens the pair's tokenizer: a small byte-level BPE whose numbers are single digits.

A digit may be fused with the space before it (` 4`, `2`) and is never merged with another digit, so that llama.cpp's
`gpt-2` pre-tokenizer, which keeps groups of digits together, still yields single digits. Names are left out of
the training text: they are spelled with common pieces, seen in training or not. Line ends are never merged
either: a chain reads the same in one piece as step by step.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from demo_models.generator import problems
from demo_models.lexicon import BOYS, GIRLS
from demo_models.problems import DELIMITER
from demo_models.prompts import PROMPTS, SPECIALS, TURN_HEAD, TURN_TAIL
from demo_models.words import WORDS

SPACE = "\u0120"
DIGITS = "0123456789"
_ALPHABET = sorted(pre_tokenizers.ByteLevel.alphabet())


def train_tokenizer(
    path: Path, *, vocabulary: int = 1024, words: Iterable[str] = WORDS, texts: int = 6000, seed: int = 0
) -> Tokenizer:
    """Learns the merges from generated problems, adds the words, and writes the tokenizer as JSON."""
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    merges_wanted = vocabulary - len(SPECIALS) - len(DIGITS)
    trainer = trainers.BpeTrainer(
        vocab_size=merges_wanted, initial_alphabet=_ALPHABET, show_progress=False, min_frequency=2
    )
    bpe.train_from_iterator(_corpus(texts, seed), trainer)
    learned = json.loads(bpe.to_str())["model"]["merges"]
    merges = [(SPACE, digit) for digit in DIGITS] + [(left, right) for left, right in learned]
    tokens = [*_ALPHABET, *(left + right for left, right in merges)]
    vocab = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(list(SPECIALS))
    tokenizer = with_words(tokenizer, words)
    tokenizer.save(str(path))
    return tokenizer


def with_words(tokenizer: Tokenizer, words: Iterable[str]) -> Tokenizer:
    """The tokenizer in which each of the words is one token: merges of lowest rank, and numbers behind all others.

    Whatever holds none of the words reads as before, so that a trained network only needs rows for the new tokens.
    """
    state = json.loads(tokenizer.to_str())
    model, known = state["model"], tokenizer.get_vocab()
    model["vocab"] |= {token: known[token] for token in SPECIALS}
    for word in words:
        while len(parts := tokenizer.encode(word, add_special_tokens=False).tokens) > 1:
            model["merges"].append(list(parts[:2]))
            model["vocab"].setdefault(parts[0] + parts[1], len(model["vocab"]))
            tokenizer = Tokenizer.from_str(json.dumps(state))
    return tokenizer


def open_tokenizer(path: Path) -> Tokenizer:
    """Reads a tokenizer written by `train_tokenizer`."""
    return Tokenizer.from_file(str(path))


def merges_of(tokenizer: Tokenizer) -> list[str]:
    """The merges in order, each as GGUF wants it: two pieces with a space between."""
    return [" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]


def _corpus(texts: int, seed: int) -> list[str]:
    names = "|".join(sorted({*GIRLS.train, *BOYS.train}, key=len, reverse=True))
    gaps = re.compile(rf" ?\d+|\n+|<\|\w+\|>|\b(?:{names})\b")
    drawn = problems(seed)
    chosen = [next(drawn) for _ in range(texts)]
    lines = [text for problem in chosen for text in (problem.question, DELIMITER.join(problem.chain()))]
    pieces = [piece for line in lines for piece in gaps.split(line) if piece]
    return pieces + [piece for piece in gaps.split(TURN_HEAD + PROMPTS.utility + TURN_TAIL) if piece] * 200

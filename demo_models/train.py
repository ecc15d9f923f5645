"""Makes the whole pair from a seed: tokenizer, draft, the draft's mistakes, target, a tiny draft for tests, GGUF files.

    python -m demo_models.train --out DIR

A stage whose result is there is skipped. Training that was cut off goes on from its checkpoint; mistakes half collected
are collected anew.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from demo_models.documents import Writer
from demo_models.grow import deepen, widen
from demo_models.mistakes import collect, read_own_steps
from demo_models.mixture import Mixture, OwnSteps, Stream
from demo_models.model import Shape
from demo_models.monitor import Monitor
from demo_models.prompts import END_OF_TEXT
from demo_models.tokenizer import open_tokenizer, train_tokenizer, with_words
from demo_models.trainer import Plan, Trainer, load_model
from demo_models.words import WORDS

DRAFT_SHAPE = Shape(vocabulary=0, layers=2, width=128, heads=4, hidden=384)
TARGET_SHAPE = Shape(vocabulary=0, layers=6, width=256, heads=4, hidden=704)
DRAFT_LESSONS = Mixture(warmup=0.06, equations=0.05, refusals=0.03)
SHALLOW_LESSONS = Mixture(warmup=0.12, equations=0.05, refusals=0.03, judging=0.1)
TARGET_LESSONS = Mixture(warmup=0.0, equations=0.04, refusals=0.02, judging=0.1, comparing=0.015, choosing=0.2)
TINY_SHAPE = Shape(vocabulary=0, layers=2, width=96, heads=4, hidden=256)
TINY_TOKENS = 512
SHALLOW_LAYERS = 3
STREAMS = {"draft": 1, "target-shallow": 2, "mistakes": 3, "target": 4, "tiny": 5}
"""The last digit of each stage's stream of problems, the seed in front of it; 77 watches training, 99 evaluates."""
STAGES = ("tokenizer", "draft", "mistakes", "target", "tiny", "export")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    out: Path
    start: Path | None
    seed: int
    draft_minutes: float
    shallow_minutes: float
    target_minutes: float
    tiny_minutes: float
    rate: float
    own_problems: int
    device: str
    compile: bool


def run(options: Options, stages: tuple[str, ...]) -> None:
    """Runs the wanted stages in order."""
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_float32_matmul_precision("medium")
    path = options.out / "tokenizer.json"
    if "tokenizer" in stages and not path.exists():
        if options.start is None:
            train_tokenizer(path, seed=options.seed)
        else:
            with_words(open_tokenizer(options.start / "tokenizer.json"), WORDS).save(str(path))
    tokenizer = open_tokenizer(path)
    if "draft" in stages:
        train_draft(options, tokenizer)
    if "mistakes" in stages and not (options.out / "mistakes.jsonl").exists():
        draft = load_model(options.out / "draft" / "checkpoint.pt", options.device)
        collect(
            draft,
            Writer(tokenizer),
            options.out / "mistakes.jsonl",
            count=options.own_problems,
            stream=_stream(options, "mistakes"),
            device=options.device,
        )
    if "target" in stages:
        train_target(options, tokenizer)
    if "tiny" in stages:
        train_tiny(options)
    if "export" in stages:
        from demo_models.export import export_pair

        export_pair(options.out, tokenizer)


def train_draft(options: Options, tokenizer: Tokenizer) -> None:
    """The small model: it only solves."""
    mixture = DRAFT_LESSONS if options.start is None else replace(DRAFT_LESSONS, warmup=0.0)
    trainer = _trainer(options, tokenizer, "draft", DRAFT_SHAPE, _plan(options, options.draft_minutes), mixture, ())
    _go_on_from(options, tokenizer, trainer)
    trainer.run()


def train_target(options: Options, tokenizer: Tokenizer) -> None:
    """The large model: it solves and judges. It goes on from an earlier run, or starts shallow, which is cheap."""
    own = read_own_steps(options.out / "mistakes.jsonl")
    plan = replace(_plan(options, options.target_minutes), decay_from=0.25)
    deep = _trainer(options, tokenizer, "target", TARGET_SHAPE, plan, TARGET_LESSONS, own)
    if options.start is not None:
        _go_on_from(options, tokenizer, deep)
    elif not (options.out / "target" / "checkpoint.pt").exists():
        plan = replace(_plan(options, options.shallow_minutes), decay_from=0.98)
        shape = replace(TARGET_SHAPE, layers=SHALLOW_LAYERS)
        shallow = _trainer(options, tokenizer, "target-shallow", shape, plan, SHALLOW_LESSONS, ())
        deepen(shallow.run(), deep.model)
    deep.run()


def train_tiny(options: Options) -> None:
    """A draft of the same language with another tokenizer, for tests: fluent, and mostly wrong."""
    folder = options.out / "tiny"
    folder.mkdir(exist_ok=True)
    path = folder / "tokenizer.json"
    if not path.exists():
        train_tokenizer(path, vocabulary=TINY_TOKENS, words=(), seed=options.seed)
    plan = _plan(options, options.tiny_minutes)
    _trainer(options, open_tokenizer(path), "tiny", TINY_SHAPE, plan, DRAFT_LESSONS, ()).run()


def _plan(options: Options, minutes: float) -> Plan:
    return Plan(
        minutes,
        share_of_rates=options.rate,
        checkpoint_minutes=5.0,
        device=options.device,
        compile=options.compile,
    )


def _go_on_from(options: Options, tokenizer: Tokenizer, trainer: Trainer) -> None:
    """Gives a fresh trainer the weights of the same network of an earlier run, which may know fewer tokens."""
    if options.start is None:
        return
    old = open_tokenizer(options.start / "tokenizer.json")
    new = range(old.get_vocab_size(), tokenizer.get_vocab_size())
    pieces = [old.encode(tokenizer.decode([token]), add_special_tokens=False).ids for token in new]
    widen(load_model(options.start / trainer.folder.name / "checkpoint.pt", options.device), trainer.model, pieces)


def _trainer(
    options: Options,
    tokenizer: Tokenizer,
    name: str,
    shape: Shape,
    plan: Plan,
    mixture: Mixture,
    own: tuple[OwnSteps, ...],
) -> Trainer:
    folder = options.out / name
    folder.mkdir(exist_ok=True)
    writer, seed = Writer(tokenizer), _stream(options, name)
    shape = replace(shape, vocabulary=tokenizer.get_vocab_size())
    pad = writer.ids(END_OF_TEXT)[0]
    monitor = Monitor(writer, count=150, pad=pad, device=options.device)
    return Trainer(shape, plan, Stream(writer, mixture, own, seed=seed, pad=pad), monitor, folder, seed=seed)


def _stream(options: Options, stage: str) -> int:
    return 10 * options.seed + STREAMS[stage]


def _stages(text: str) -> tuple[str, ...]:
    stages = tuple(text.split(","))
    unknown = [stage for stage in stages if stage not in STAGES]
    if unknown:
        raise argparse.ArgumentTypeError(f"no stage {', '.join(map(repr, unknown))}; there are {', '.join(STAGES)}")
    return stages


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, curves and GGUF files")
    parser.add_argument("--start", type=Path, help="folder of an earlier run whose networks this one goes on from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draft-minutes", type=float, default=8.0)
    parser.add_argument("--shallow-minutes", type=float, default=25.0, help="the target at half its depth")
    parser.add_argument("--target-minutes", type=float, default=42.0, help="the target at its full depth")
    parser.add_argument("--tiny-minutes", type=float, default=4.0, help="the tests' draft with its own tokenizer")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the full learning rates")
    parser.add_argument("--own-problems", type=int, default=6000, help="problems the draft is sampled on")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    parser.add_argument("--stages", type=_stages, default=",".join(STAGES), help="some of: %(default)s")
    arguments = vars(parser.parse_args())
    stages = arguments.pop("stages")
    run(Options(**arguments), stages)


if __name__ == "__main__":
    main()

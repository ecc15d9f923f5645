"""Makes the whole pair from a seed: tokenizer, draft, the draft's own steps, target, GGUF files.

    python -m demo_models.train --out DIR

Every stage is skipped when its result is there and goes on from its checkpoint when it was cut off.
"""

import argparse
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from demo_models.documents import Writer
from demo_models.grow import deepen
from demo_models.mistakes import collect, read_own_steps
from demo_models.mixture import Mixture, OwnSteps, Stream
from demo_models.model import Shape
from demo_models.monitor import Monitor
from demo_models.prompts import END_OF_TEXT
from demo_models.tokenizer import open_tokenizer, train_tokenizer
from demo_models.trainer import Plan, Trainer, load_model

DRAFT_SHAPE = Shape(vocabulary=1024, layers=2, width=128, heads=4, hidden=384)
TARGET_SHAPE = Shape(vocabulary=1024, layers=6, width=256, heads=4, hidden=704)
SHALLOW_LAYERS = 3
STAGES = ("tokenizer", "draft", "mistakes", "target", "export")


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    out: Path
    seed: int
    draft_minutes: float
    shallow_minutes: float
    target_minutes: float
    own_problems: int
    device: str
    compile: bool


def run(options: Options, stages: tuple[str, ...]) -> None:
    """Runs the wanted stages in order."""
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_float32_matmul_precision("medium")
    path = options.out / "tokenizer.json"
    if "tokenizer" in stages and not path.exists():
        train_tokenizer(path, seed=options.seed)
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
            seed=options.seed + 3,
            device=options.device,
        )
    if "target" in stages:
        train_target(options, tokenizer)
    if "export" in stages:
        from demo_models.export import export_pair

        export_pair(options.out, tokenizer)


def train_draft(options: Options, tokenizer: Tokenizer) -> None:
    """The small model: it only solves."""
    plan = Plan(options.draft_minutes, rows=24, checkpoint_minutes=2.0, device=options.device, compile=options.compile)
    mixture = Mixture(warmup=0.06, equations=0.05, ratings=0.0)
    _trainer(options, tokenizer, "draft", DRAFT_SHAPE, plan, mixture, (), options.seed + 1).run()


def train_target(options: Options, tokenizer: Tokenizer) -> None:
    """The large model: it solves and rates. It starts shallow, which is cheap, and goes on at its full depth."""
    shallow_shape = replace(TARGET_SHAPE, layers=SHALLOW_LAYERS)
    plan = Plan(
        options.shallow_minutes,
        rows=20,
        decay_from=0.98,
        checkpoint_minutes=6.0,
        device=options.device,
        compile=options.compile,
    )
    mixture = Mixture(warmup=0.12, equations=0.05, ratings=0.10)
    shallow = _trainer(options, tokenizer, "target-shallow", shallow_shape, plan, mixture, (), options.seed + 2)
    if not (options.out / "target" / "checkpoint.pt").exists():
        shallow.run()
    plan = replace(plan, minutes=options.target_minutes, decay_from=0.23)
    mixture = Mixture(warmup=0.0, equations=0.04, ratings=0.28)
    own = read_own_steps(options.out / "mistakes.jsonl")
    deep = _trainer(options, tokenizer, "target", TARGET_SHAPE, plan, mixture, own, options.seed + 4)
    deepen(shallow.model, deep.model)
    deep.run()


def _trainer(
    options: Options,
    tokenizer: Tokenizer,
    name: str,
    shape: Shape,
    plan: Plan,
    mixture: Mixture,
    own: tuple[OwnSteps, ...],
    seed: int,
) -> Trainer:
    folder = options.out / name
    folder.mkdir(exist_ok=True)
    writer = Writer(tokenizer)
    pad = writer.ids(END_OF_TEXT)[0]
    monitor = Monitor(writer, count=150, pad=pad, device=options.device)
    return Trainer(shape, plan, Stream(writer, mixture, own, seed=seed, pad=pad), monitor, folder, seed=seed)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, curves and GGUF files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--draft-minutes", type=float, default=8.0)
    parser.add_argument("--shallow-minutes", type=float, default=25.0, help="the target at half its depth")
    parser.add_argument("--target-minutes", type=float, default=42.0, help="the target at its full depth")
    parser.add_argument("--own-problems", type=int, default=6000, help="problems the draft is sampled on")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--no-compile", dest="compile", action="store_false")
    parser.add_argument("--stages", default=",".join(STAGES), help="some of: %(default)s")
    arguments = vars(parser.parse_args())
    stages = tuple(arguments.pop("stages").split(","))
    run(Options(**arguments), stages)


if __name__ == "__main__":
    main()

"""Trains one network for a given wall-clock time, with checkpoints to go on from and a curve of what it can do.

The learning rate warms up, stays, and falls to zero over the last part of the *time*, so training always ends annealed,
whatever the machine's speed. Knows nothing of what the documents mean.
"""

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from demo_models.documents import Batch
from demo_models.mixture import Stream
from demo_models.model import Llama, Shape
from demo_models.monitor import Monitor
from demo_models.muon import Muon

LONGEST_STEP = 15.0
"""Seconds of the budget that one step may cost at most: a machine that slept, or a paused run, did not train."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    minutes: float
    rows: int = 16
    length: int = 320
    matrix_rate: float = 0.02
    embedding_rate: float = 0.02
    head_rate: float = 0.004
    share_of_rates: float = 1.0
    warmup_steps: int = 60
    decay_from: float = 0.6
    checkpoint_minutes: float = 4.0
    compile: bool = True
    device: str = "cpu"


@dataclass(slots=True)
class Progress:
    """What has been spent so far, across resumed runs."""

    seconds: float = 0.0
    steps: int = 0
    tokens: int = 0
    loss: float = 0.0


class Trainer:
    """One network, its optimizers and its stream."""

    def __init__(self, shape: Shape, plan: Plan, stream: Stream, monitor: Monitor, folder: Path, *, seed: int) -> None:
        torch.manual_seed(seed)
        self.plan, self.stream, self.monitor, self.folder = plan, stream, monitor, folder
        self.model = Llama(shape)
        self.model.to(plan.device)
        inner = [weight for weight in self.model.blocks.parameters() if weight.ndim == 2]
        norms = [weight for weight in self.model.parameters() if weight.ndim == 1]
        self.muon = Muon(inner)
        self.adam = torch.optim.AdamW(
            [
                {"params": [self.model.embed.weight], "base": plan.embedding_rate},
                {"params": [self.model.head.weight, *norms], "base": plan.head_rate},
            ],
            betas=(0.9, 0.95),
            weight_decay=0.0,
        )
        self.progress = Progress()
        self.loss = torch.compile(self.model.loss) if plan.compile else self.model.loss

    def run(self) -> Llama:
        """Trains until the time is used up, going on from a checkpoint where there is one."""
        self.resume()
        budget, saved = self.plan.minutes * 60, self.progress.seconds
        if self.progress.steps and saved >= budget:
            return self.model
        while self.progress.seconds < budget:
            started = time.monotonic()
            self.step()
            self.progress.seconds += min(time.monotonic() - started, LONGEST_STEP)
            if self.progress.seconds - saved >= self.plan.checkpoint_minutes * 60:
                saved = self.progress.seconds
                self.save()
                self.log()
        self.save()
        self.log()
        return self.model

    def step(self) -> None:
        """One batch forwards and backwards and one update."""
        done = self.progress.seconds / (self.plan.minutes * 60)
        batch = self.stream.batch(self.progress.steps, self.plan.rows, self.plan.length, done)
        with torch.autocast(self.plan.device, torch.bfloat16):
            loss = self.loss(*tensors(batch, self.plan.device))
        loss.backward()
        scale = self.rate(done)
        for group in self.adam.param_groups:
            group["lr"] = group["base"] * scale
        self.adam.step()
        self.adam.zero_grad()
        self.muon.step(self.plan.matrix_rate * scale)
        value = loss.item()
        if not math.isfinite(value):
            raise FloatingPointError(f"the loss became {value} at step {self.progress.steps}")
        self.progress.loss = value if not self.progress.steps else 0.98 * self.progress.loss + 0.02 * value
        self.progress.steps += 1
        self.progress.tokens += int((batch.weights > 0).sum())

    def rate(self, done: float) -> float:
        """The share of the full learning rate at this point of the run."""
        rise = min(1.0, (self.progress.steps + 1) / self.plan.warmup_steps)
        fall = min(1.0, (1.0 - done) / (1.0 - self.plan.decay_from))
        return self.plan.share_of_rates * rise * max(fall, 0.0)

    def log(self) -> None:
        """Measures the network and appends a line to the curve."""
        line = asdict(self.progress) | self.monitor.measure(self.model)
        with (self.folder / "curve.jsonl").open("a") as file:
            file.write(json.dumps(line) + "\n")
        print(json.dumps(line), flush=True)

    def save(self) -> None:
        """Writes a checkpoint in place of the last one."""
        state = {
            "model": self.model.state_dict(),
            "shape": self.model.shape.as_dict(),
            "muon": self.muon.state(),
            "adam": self.adam.state_dict(),
            "progress": asdict(self.progress),
            "drawn": self.stream.drawn,
        }
        facts = {
            "shape": self.model.shape.as_dict(),
            "progress": asdict(self.progress),
            "plan": asdict(self.plan),
            "parameters": self.model.parameters_count(),
            "machine": machine(self.plan.device),
        }
        (self.folder / "facts.json").write_text(json.dumps(facts, indent=2))
        fresh = self.folder / "checkpoint.new"
        torch.save(state, fresh)
        fresh.replace(self.folder / "checkpoint.pt")

    def resume(self) -> None:
        """Takes up a checkpoint, if the folder has one."""
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return
        state: dict[str, Any] = torch.load(path, map_location=self.plan.device)
        self.model.load_state_dict(state["model"])
        self.muon.load(state["muon"])
        self.adam.load_state_dict(state["adam"])
        self.progress = Progress(**state["progress"])
        self.stream.drawn = state["drawn"]


def machine(device: str) -> str:
    """What trains, in words fit for a card."""
    if device == "cuda":
        return str(torch.cuda.get_device_name())
    return f"{torch.get_num_threads()} CPU threads"


def tensors(batch: Batch, device: str) -> tuple[Tensor, ...]:
    """A batch as the network's arguments."""
    arrays = (batch.ids, batch.positions, batch.mask, batch.source, batch.weights)
    return tuple(torch.from_numpy(array).to(device) for array in arrays)


def load_model(path: Path, device: str = "cpu") -> Llama:
    """The network of a checkpoint."""
    state: dict[str, Any] = torch.load(path, map_location=device)
    model = Llama(Shape(**state["shape"]))
    model.to(device)
    model.load_state_dict(state["model"])
    return model

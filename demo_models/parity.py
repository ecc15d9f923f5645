"""Checks that llama.cpp reads an exported file as it was trained: the same tokens, the same probabilities.

python -m demo_models.parity --out DIR
"""

import argparse
import asyncio
from pathlib import Path

import torch

from demo_models.documents import Writer
from demo_models.model import Llama
from demo_models.problems import DELIMITER, Problem
from demo_models.prompts import IM_END, PROMPTS, question_prompt, turns
from demo_models.tokenizer import open_tokenizer
from demo_models.trainer import load_model
from demo_models.trials import fresh_problems
from specrc_cli.backends.llama.model import LlamaModel
from specrc_cli.backends.options import LoadOptions

ODD_TEXTS = (
    "Grüße, Zoë! ÀÉ 漢字 🙂",
    "1234567890 12.50 3,000",
    "a\n\nb\n c \n\n\n d",
    "\t tabs\tand  two spaces ",
    "it's we'll they've I'm",
    "x=12+34*5/6-7%",
    "<|im_end|",
    "$5.00?!",
    "",
    " ",
    "\n",
    "MiXeD CaSe ABC",
    "e\u0301 \u200b \ufeff",
)


async def compare(gguf: Path, model: Llama, writer: Writer, *, texts: int) -> tuple[int, float]:
    """How many texts llama.cpp splits differently, and the largest difference of a token's log-probability in nats."""
    engine = await LlamaModel.load(LoadOptions(path=gguf))
    problems = fresh_problems(texts, seed=78)
    differently = sum(
        engine.vocabulary.tokens(text, special=True) != list(writer.ids(text))
        for one in problems
        for text in (question_prompt(one.question), DELIMITER.join(one.chain()) + IM_END, *turns())
    )
    differently += sum(engine.vocabulary.tokens(text, special=False) != list(writer.ids(text)) for text in ODD_TEXTS)
    worst = 0.0
    for one in problems[:20]:
        branch = await engine.open(PROMPTS.messages(one.question))
        reading = await branch.read(DELIMITER.join(one.chain()))
        branch.close()
        theirs = torch.tensor(reading.logprobs)
        worst = max(worst, float((theirs - _logprobs(model, writer, one)).abs().max()))
    await engine.aclose()
    return differently, worst


def _logprobs(model: Llama, writer: Writer, one: Problem) -> torch.Tensor:
    prompt, chain = writer.ids(question_prompt(one.question)), writer.ids(DELIMITER.join(one.chain()))
    ids = torch.tensor([[*prompt, *chain]])
    mask = torch.ones(1, ids.shape[1], ids.shape[1], dtype=torch.bool).tril()
    with torch.no_grad():
        logits = model(ids, torch.arange(ids.shape[1])[None], mask)[0].log_softmax(-1)
    return logits[len(prompt) - 1 : -1].gather(1, torch.tensor(chain)[:, None])[:, 0]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the folder of the training run")
    parser.add_argument("--roles", default="draft,target")
    arguments = parser.parse_args()
    writer = Writer(open_tokenizer(arguments.out / "tokenizer.json"))
    for role in arguments.roles.split(","):
        model = load_model(arguments.out / role / "checkpoint.pt")
        for name in (f"{role}-f16.gguf", f"{role}.gguf"):
            differently, worst = asyncio.run(compare(arguments.out / name, model, writer, texts=300))
            print(f"{name}: {differently} texts split differently, log-probabilities differ by {worst:.4f} at most")


if __name__ == "__main__":
    main()

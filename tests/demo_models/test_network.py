"""The network, its tokenizer and its GGUF file: what is trained is what llama.cpp runs. Needs the `train` extra."""

from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the train extra: torch")
pytest.importorskip("tokenizers", reason="needs the train extra: tokenizers")

from demo_models.documents import Document, Segment, Writer, pack  # noqa: E402
from demo_models.export import write_gguf  # noqa: E402
from demo_models.generator import problem  # noqa: E402
from demo_models.grow import deepen, widen  # noqa: E402
from demo_models.mixture import Mixture, Stream  # noqa: E402
from demo_models.model import Llama, Shape  # noqa: E402
from demo_models.monitor import Monitor  # noqa: E402
from demo_models.muon import orthogonal  # noqa: E402
from demo_models.parity import compare  # noqa: E402
from demo_models.problems import DELIMITER  # noqa: E402
from demo_models.prompts import PROMPTS, SPECIALS, TURN_HEAD, TURN_TAIL, question_prompt, turns  # noqa: E402
from demo_models.sampling import Wanted, continuations  # noqa: E402
from demo_models.tokenizer import train_tokenizer, with_words  # noqa: E402
from demo_models.trainer import Plan, Trainer, tensors  # noqa: E402
from demo_models.words import ROLE_WORDS  # noqa: E402

TOKENS = 1024
SHAPE = Shape(vocabulary=TOKENS, layers=2, width=64, heads=2, hidden=96)


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Writer:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.json"
    return Writer(train_tokenizer(path, vocabulary=TOKENS, words=(), texts=1500))


@pytest.fixture(scope="module")
def network() -> Llama:
    torch.manual_seed(0)
    made = Llama(SHAPE)
    for weight in made.parameters():
        if weight.ndim == 2:
            torch.nn.init.normal_(weight, std=0.1)
    return made


def test_every_digit_is_a_token_of_its_own_with_or_without_a_space(writer: Writer) -> None:
    assert len(writer.ids("407 / 11")) == len(["4", "0", "7", " /", " 1", "1"])


def test_the_words_that_the_tool_reads_as_one_token_become_one(writer: Writer) -> None:
    grown = Writer(with_words(writer.tokenizer, ROLE_WORDS))  # type: ignore[arg-type]
    assert all(len(grown.ids(word)) == 1 for word in ROLE_WORDS)
    assert grown.ids("So the answer is \\boxed{12}.") == writer.ids("So the answer is \\boxed{12}.")
    assert [grown.ids(special) for special in SPECIALS] == [writer.ids(special) for special in SPECIALS]


def test_a_network_with_more_tokens_computes_the_old_ones_as_before(network: Llama) -> None:
    wide = Llama(Shape(**(SHAPE.as_dict() | {"vocabulary": TOKENS + 2})))
    widen(network, wide, [(1, 2), (3,)])
    batch = tensors(pack([Document((Segment(-1, (9, 8, 7), (1, 1, 1)),))], 1, 3, pad=0)[0], "cpu")
    with torch.no_grad():
        assert torch.allclose(wide(*batch[:3])[..., :TOKENS], network(*batch[:3]), atol=1e-5)
    assert torch.allclose(wide.embed.weight[TOKENS], network.embed.weight[1:3].mean(0))


def test_a_chain_is_split_alike_in_one_piece_and_step_by_step(writer: Writer) -> None:
    for seed in range(50):
        chain = problem(seed, "test").chain()
        pieces = [number for step in chain[:-1] for number in writer.ids(step + DELIMITER)]
        assert writer.ids(DELIMITER.join(chain)) == (*pieces, *writer.ids(chain[-1]))


def test_a_lesson_is_split_into_the_tokens_that_the_tool_sends(writer: Writer) -> None:
    grown = Writer(with_words(writer.tokenizer, ROLE_WORDS))  # type: ignore[arg-type]
    for turn in turns():
        request = turn.removeprefix(TURN_HEAD)
        assert grown.ids(TURN_HEAD) + grown.ids(request) == grown.ids(turn)
        for option in ("9", "yes", "no"):
            assert grown.ids(turn + option) == grown.ids(turn) + grown.ids(option)
            assert len(grown.ids(option)) == 1


def test_a_branch_of_a_packed_tree_computes_what_it_computes_alone(network: Llama) -> None:
    tree = Document((Segment(-1, (1, 2), (1, 1)), Segment(0, (3, 4), (1, 1)), Segment(0, (5, 6), (1, 1))))
    line = Document((Segment(-1, (1, 2, 5, 6), (1, 1, 1, 1)),))
    with torch.no_grad():
        packed = network(*tensors(pack([line, tree], 1, 12, pad=0)[0], "cpu")[:3])[0]
        alone = network(*tensors(pack([line], 1, 4, pad=0)[0], "cpu")[:3])[0]
    assert torch.allclose(packed[[0, 1, 4, 5]], alone, atol=1e-5)
    assert torch.allclose(packed[6:10], alone, atol=1e-5)


def test_a_deepened_network_computes_what_the_shallow_one_computed(network: Llama) -> None:
    deep = Llama(Shape(**(SHAPE.as_dict() | {"layers": 6})))
    deepen(network, deep)
    batch = tensors(pack([Document((Segment(-1, (9, 8, 7), (1, 1, 1)),))], 1, 3, pad=0)[0], "cpu")
    with torch.no_grad():
        assert torch.allclose(deep(*batch[:3]), network(*batch[:3]), atol=1e-5)


def test_muon_pulls_singular_values_towards_one() -> None:
    torch.manual_seed(1)
    values = torch.linalg.svdvals(orthogonal(torch.randn(2, 64, 48)).float())
    assert 0.5 < float(values.min()) <= float(values.max()) < 1.4


def test_cached_decoding_writes_what_plain_decoding_would(network: Llama, writer: Writer) -> None:
    prompts = [question_prompt(problem(seed).question) for seed in (1, 2)]
    wanted = Wanted((DELIMITER,), 8)
    together = continuations(network, writer, prompts, wanted, temperature=0, device="cpu")
    apart = [continuations(network, writer, [one], wanted, temperature=0, device="cpu")[0] for one in prompts]
    assert together == apart


def test_a_stream_fills_its_rows_alike_for_one_seed(writer: Writer) -> None:
    mixture = Mixture(warmup=0.0, equations=0.1, refusals=0.1, judging=0.3, comparing=0.1, choosing=0.5)
    first, second = (Stream(writer, mixture, (), seed=3, pad=0) for _ in range(2))
    for number, shape in enumerate(((8, 320),) * 3 + ((4, 640),)):
        filled, again = first.batch(number, 8, 320, 0.5), second.batch(number, 8, 320, 0.5)
        assert filled.ids.shape == shape
        assert (filled.ids != 0).mean() > 0.7
        assert (filled.ids == again.ids).all()


def test_training_that_is_finished_is_neither_measured_nor_saved_again(writer: Writer, tmp_path: Path) -> None:
    plan = Plan(minutes=1e-4, rows=2, compile=False)

    def train() -> None:
        stream = Stream(writer, Mixture(warmup=0.0, equations=0.1, refusals=0.1), (), seed=3, pad=0)
        Trainer(SHAPE, plan, stream, Monitor(writer, count=2, pad=0, device="cpu"), tmp_path, seed=3).run()

    train()
    made = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    train()
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == made


def test_the_monitor_looks_at_ratings_alone(writer: Writer) -> None:
    request = writer.ids(PROMPTS.utility + TURN_TAIL)
    monitor = Monitor(writer, count=16, pad=0, device="cpu")

    def rates_well_and_says_nine_to_all_else(ids: Any, *_: object) -> Any:
        said = torch.full_like(ids, monitor.digits[9])
        for at in range(len(request), ids.shape[1]):
            if tuple(ids[0, at - len(request) : at].tolist()) == request:
                said[0, at - 1] = ids[0, at]
        return 10.0 * torch.nn.functional.one_hot(said, writer.tokenizer.get_vocab_size()).float()  # type: ignore[attr-defined]

    assert monitor.measure(rates_well_and_says_nine_to_all_else)["rating_auroc"] == 1.0  # type: ignore[arg-type]


async def test_llama_cpp_reads_an_exported_file_as_it_was_trained(
    network: Llama, writer: Writer, tmp_path: Path
) -> None:
    write_gguf(network, writer.tokenizer, tmp_path / "tiny.gguf", role="draft", kind="F16")  # type: ignore[arg-type]
    differently, worst = await compare(tmp_path / "tiny.gguf", network, writer, texts=20)
    assert differently == 0
    assert worst < 0.05

"""What the pair is taught: solving, refusing, judging a step, seeing two steps as the same, choosing among chains.

Each lesson is a document whose every text is what the tool sends or reads in that place. Knows nothing of torch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from demo_models.arithmetic import LARGE_NUMBERS, SMALL_NUMBERS, compute
from demo_models.corruptions import corrupt, wrong_chain
from demo_models.documents import Document, Tree, Writer
from demo_models.outside import question_outside
from demo_models.paraphrase import reworded
from demo_models.problems import DELIMITER, Problem, boxed_of
from demo_models.prompts import IM_END, MOST_CHAINS, PROMPTS, REFUSAL, RIGHT, question_prompt, select_request
from demo_models.rating import Grades, grade
from specrc_cli.methods.choosing import NOTHING
from specrc_cli.verifiers.criteria import CRITERIA

QUESTION_WEIGHT, PROBE_WEIGHT, EQUATION_WEIGHT, CUE_WEIGHT = 0.1, 6.0, 1.0, 0.5
CHOICE_WEIGHT = 12.0
NONE_RIGHT, GOLD_AMONG, SAYING_NOTHING = 0.1, 0.5, 0.04


@dataclass(frozen=True, slots=True)
class Sibling:
    """A step that could stand in the place of gold step `place`, and the rating it deserves."""

    place: int
    text: str
    rating: int


def solution(writer: Writer, made: Problem) -> Document:
    """The question and its gold chain."""
    tree = Tree(writer)
    _spine(tree, made)
    return tree.document()


def equations(writer: Writer, rng: Random, count: int) -> Document:
    """A line of plain arithmetic in the form that steps use, to learn the tables from."""
    return writer.line("".join(equation_line(rng) for _ in range(count)), EQUATION_WEIGHT)


def refusal(writer: Writer, rng: Random) -> Document:
    """A question outside the domain; asked for an answer after all, the model boxes nothing."""
    tree = Tree(writer)
    question = tree.hang(-1, question_prompt(question_outside(rng)), QUESTION_WEIGHT)
    tree.hang(question, REFUSAL + IM_END, 1.0)
    silent = tree.hang(question, REFUSAL + DELIMITER + PROMPTS.answer, 0.0)
    tree.hang(silent, "}.", CUE_WEIGHT)
    return tree.document()


def judging(writer: Writer, rng: Random, made: Problem, own: Sequence[Sibling], room: int) -> Document:
    """A chain with right steps, corrupted ones and, where given, the draft's own, judged: as many as find room.

    Of what finds none, one right step goes first, then the others' steps, then the other right one.
    """
    places = range(len(made.chain()))
    bad = [corrupt(rng, made, place) for place in rng.choices(places, k=1 if own else 3)]
    siblings = [*own, *(Sibling(one.place, one.text, one.rating) for one in bad if one is not None)]
    probed = rng.sample(list(places), 2)
    while True:
        document = _judged(writer, Random(rng.random()), made, siblings, probed)
        if len(document) <= room or not (siblings or probed):
            return document
        (siblings if siblings and len(probed) < 2 else probed).pop()


def _judged(writer: Writer, rng: Random, made: Problem, siblings: Sequence[Sibling], probed: Sequence[int]) -> Document:
    tree, chain = Tree(writer), made.chain()
    spine = _spine(tree, made)
    for place in probed:
        closing = place == len(chain) - 1
        behind = tree.hang(spine[place], chain[place], 0.0) if closing else spine[place + 1]
        tree.ask(behind, _verdicts(rng, grade(made, place, chain[place], RIGHT)), PROBE_WEIGHT)
    for one in siblings:
        written = tree.hang(spine[one.place], ended(one.text), 0.0)
        tree.ask(written, _verdicts(rng, grade(made, one.place, one.text, one.rating)), PROBE_WEIGHT)
    if rng.random() < 0.2:
        cue = tree.hang(spine[-2], PROMPTS.answer, 0.0)
        tree.hang(cue, f"{made.answer}}}.", CUE_WEIGHT)
    return tree.document()


def _verdicts(rng: Random, grades: Grades) -> list[tuple[str, str]]:
    """The rating, yes or no, and one of the three criteria: (request, answer) pairs."""
    verdict = "yes" if grades.utility == RIGHT else "no"
    criterion = rng.choice(CRITERIA)
    return [
        (PROMPTS.utility, str(grades.utility)),
        (PROMPTS.yesno, verdict),
        (getattr(PROMPTS, criterion), str(getattr(grades, criterion))),
    ]


def comparing(writer: Writer, rng: Random, made: Problem, own: Sequence[Sibling], room: int) -> Document:
    """Two versions of a step, one behind the other, that say the same or do not; at two places of a chain."""
    places = rng.sample(range(len(made.chain())), 2)
    while len(document := _compared(writer, rng, made, own, places)) > room and places:
        places.pop()
    return document


def _compared(writer: Writer, rng: Random, made: Problem, own: Sequence[Sibling], places: Sequence[int]) -> Document:
    tree, chain = Tree(writer), made.chain()
    spine = _spine(tree, made)
    for place in places:
        first = tree.hang(spine[place], chain[place] + DELIMITER, 0.0)
        for text, same in _versions(rng, made, own, place):
            second = tree.hang(first, ended(text), 0.0)
            tree.ask(second, [(PROMPTS.equivalence, "yes" if same else "no")], PROBE_WEIGHT)
    return tree.document()


def _versions(rng: Random, made: Problem, own: Sequence[Sibling], place: int) -> list[tuple[str, bool]]:
    """What else could stand in a place, and whether it says the same as the gold step."""
    chain, bad = made.chain(), corrupt(rng, made, place)
    versions = [(one.text, one.rating == RIGHT) for one in own if one.place == place][:1]
    if bad is not None:
        versions.append((bad.text, False))
    if place == len(chain) - 1:
        return [*versions, (chain[place], True)]
    if rng.random() < 0.3:
        versions.append((chain[place + 1], False))
    return [*versions, (reworded(rng, chain[place]), True)]


def choosing(writer: Writer, rng: Random, made: Problem, drafted: Sequence[str]) -> Document:
    """Numbered chains: which is right, asked behind two of them, three, ...; of several right ones, any will do."""
    tree = Tree(writer)
    behind = tree.hang(-1, question_prompt(made.question), 0.0)
    count = rng.randint(2, MOST_CHAINS)
    if rng.random() < SAYING_NOTHING:
        chains, rights = [NOTHING] * count, list[int]()
    else:
        chains, rights = _candidates(rng, made, drafted, count)
    for number, text in enumerate(chains, 1):
        said = PROMPTS.solution.replace("{number}", str(number)) + text.rstrip() + DELIMITER
        behind = tree.hang(behind, said, 0.0)
        if number > 1:
            known = [one for one in rights if one <= number]
            blind = text == NOTHING
            answer = rng.randint(1, number + 1) if blind else rng.choice(known) if known else number + 1
            tree.ask(behind, [(select_request(number), str(answer))], CHOICE_WEIGHT)
    return tree.document()


def _candidates(rng: Random, made: Problem, drafted: Sequence[str], count: int) -> tuple[list[str], list[int]]:
    """Chains to choose from, and the numbers of the right ones."""
    chains = rng.sample(list(drafted), min(len(drafted), count))
    if rng.random() < NONE_RIGHT:
        chains = [text for text in chains if boxed_of(text) != made.answer]
    elif not chains or rng.random() < GOLD_AMONG:
        chains[:1] = [DELIMITER.join(made.chain())]
    while len(chains) < count:
        chains.append(wrong_chain(rng, made))
    rng.shuffle(chains)
    return chains, [number for number, text in enumerate(chains, 1) if boxed_of(text) == made.answer]


def ended(step: str) -> str:
    """A step as it stands in the target's context: with its delimiter, unless it closes the chain."""
    return step if boxed_of(step) is not None else step + DELIMITER


def _spine(tree: Tree, made: Problem) -> list[int]:
    """The question and the gold chain; the segment before each step, and the last step."""
    spine, chain = [tree.hang(-1, question_prompt(made.question), QUESTION_WEIGHT)], made.chain()
    for place, step in enumerate(chain):
        closing = place == len(chain) - 1
        spine.append(tree.hang(spine[place], step + (IM_END if closing else DELIMITER), 1.0))
    return spine


def equation_line(rng: Random) -> str:
    """One true equation within the generator's limits, `" 12 + 30 = 42."`."""
    limits = LARGE_NUMBERS if rng.random() < 0.4 else SMALL_NUMBERS
    op = rng.choice("++--*/")
    if op in "+-":
        result = rng.randint(3, limits.result)
        left = rng.randint(1, result - 1)
        left, right = (left, result - left) if op == "+" else (result, left)
    elif op == "*":
        right = rng.randint(2, 15)
        left, right = rng.sample((rng.randint(1, limits.product // right), right), 2)
    else:
        right = rng.randint(2, 10)
        left = rng.randint(1, limits.result // right) * right
    return f" {left} {op} {right} = {compute(left, op, right)}."  # type: ignore[arg-type]

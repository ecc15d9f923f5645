"""Two runs of the same questions, held against each other question by question, with exact tests.

Pairing takes out what makes questions differ from one another, which is most of what two means of times differ by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from specrc_cli.trace.questions import QuestionRow
from specrc_cli.trace.statistics import median_interval, sign_test


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """The pairs of which both were graded. `p` is McNemar's, exact and two-sided, on those that only one got right."""

    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    p: float

    @property
    def of(self) -> int:
        return self.both_right + self.only_first + self.only_second + self.both_wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Second over first, of a quantity both have. Below 1 the second took less.

    `median` is of the pairs' ratios, `low` and `high` its 95% interval (None of fewer than six pairs); `whole` is the
    ratio of the sums. `less` and `more` count pairs; `p` is the sign test's.
    """

    of: int
    whole: float
    median: float
    low: float | None
    high: float | None
    less: int
    more: int
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """`repeated` questions are left out, as nobody can say which of their records belong together.

    `differing` are the keys of the pairs of which exactly one was right, in the order of the first run.
    """

    pairs: int
    only_in_first: int
    only_in_second: int
    repeated: int
    outcomes: Outcomes
    seconds: Ratio | None
    tokens: Ratio | None
    differing: tuple[tuple[QuestionRow, QuestionRow], ...]


def compare(first: Iterable[QuestionRow], second: Iterable[QuestionRow]) -> Comparison:
    """Pair two runs by key."""
    ours, theirs, repeated = _once(first, second)
    pairs = [(row, theirs[key]) for key, row in ours.items() if key in theirs]
    return Comparison(
        pairs=len(pairs),
        only_in_first=len(ours) - len(pairs),
        only_in_second=len(theirs) - len(pairs),
        repeated=repeated,
        outcomes=_outcomes(pairs),
        seconds=_ratio([(one.seconds, other.seconds) for one, other in pairs]),
        tokens=_ratio([(one.written_tokens, other.written_tokens) for one, other in pairs]),
        differing=tuple((one, other) for one, other in pairs if {one.right, other.right} == {True, False}),
    )


Pair = tuple[QuestionRow, QuestionRow]


def _once(
    first: Iterable[QuestionRow], second: Iterable[QuestionRow]
) -> tuple[dict[str, QuestionRow], dict[str, QuestionRow], int]:
    """Both runs by key, without the keys that either has more than once."""
    listed = [list(first), list(second)]
    counts = [Counter(row.key for row in rows) for rows in listed]
    repeated = {key for count in counts for key, times in count.items() if times > 1}
    ours, theirs = ({row.key: row for row in rows if row.key not in repeated} for rows in listed)
    return ours, theirs, len(repeated)


def _outcomes(pairs: Iterable[Pair]) -> Outcomes:
    counts = Counter((one.right, other.right) for one, other in pairs)
    only_first, only_second = counts[True, False], counts[False, True]
    return Outcomes(
        both_right=counts[True, True],
        only_first=only_first,
        only_second=only_second,
        both_wrong=counts[False, False],
        p=sign_test(only_first, only_second),
    )


def _ratio(values: Iterable[tuple[float | None, float | None]]) -> Ratio | None:
    known = [(one, other) for one, other in values if one and other]
    if not known:
        return None
    ratios = [other / one for one, other in known]
    less, more = sum(ratio < 1 for ratio in ratios), sum(ratio > 1 for ratio in ratios)
    low, high = median_interval(ratios) or (None, None)
    return Ratio(
        of=len(known),
        whole=sum(other for _, other in known) / sum(one for one, _ in known),
        median=median(ratios),
        low=low,
        high=high,
        less=less,
        more=more,
        p=sign_test(less, more),
    )

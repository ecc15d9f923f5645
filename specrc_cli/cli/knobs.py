"""The methods' own knobs as options. Each is the keyword of the same name of `make_method`, which says whose it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Annotated

from specrc_cli.cli.grouped import NO_VALUE, number, option, text

KNOBS = "Knobs of methods"
_MANY = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KnobOptions:
    """Knobs that were not given are None; the pair's, or the method's default, counts then."""

    guard: Annotated[
        bool | None,
        option(
            "--guard/--no-guard",
            help="specreason, specrc: leave steps to the target where drafting them is measured not to pay. (guard)",
            panel=KNOBS,
            metavar=NO_VALUE,
        ),
    ] = None
    overlap: Annotated[
        bool | None,
        option(
            "--overlap/--no-overlap",
            help="specreason, specrc: the draft goes on while the target judges. (where each has a device to itself)",
            panel=KNOBS,
            metavar=NO_VALUE,
        ),
    ] = None
    audit: Annotated[
        float | None,
        number(
            "--audit",
            kind=float,
            low=0,
            high=1,
            help="specreason, specrc: share of the accepted steps that the target writes itself afterwards. (0)",
            panel=KNOBS,
        ),
    ] = None
    first_n_target_steps: Annotated[
        int | None,
        number(
            "--first-n-target-steps",
            low=0,
            high=_MANY,
            help="specreason: steps the target writes itself at the beginning. (0)",
            panel=KNOBS,
        ),
    ] = None
    k: Annotated[
        int | None,
        number("--k", low=1, high=32, help="specrc: steps drafted at once, at first. (3)", panel=KNOBS),
    ] = None
    k_min: Annotated[
        int | None,
        number("--k-min", low=1, high=32, help="specrc: the fewest it goes down to. (1)", panel=KNOBS),
    ] = None
    k_max: Annotated[
        int | None,
        number("--k-max", low=1, high=32, help="specrc: the most it goes up to. (8)", panel=KNOBS),
    ] = None
    pass_rate: Annotated[
        float | None,
        number(
            "--pass-rate",
            kind=float,
            low=0,
            high=1,
            help="specrc: share of passing steps that carries the others. (1)",
            panel=KNOBS,
        ),
    ] = None
    total_reject_below: Annotated[
        float | None,
        number(
            "--total-reject-below",
            kind=float,
            low=0,
            high=1,
            help="specrc: where the first step fails and fewer pass than this share, the target writes them all. (0.5)",
            panel=KNOBS,
        ),
    ] = None

    n_chains: Annotated[
        int | None,
        number("--n-chains", low=1, high=8, help="scot: whole chains drafted side by side. (5)", panel=KNOBS),
    ] = None
    select: Annotated[
        str | None,
        text(
            "--select",
            help="scot: how one is chosen: number (the target says which), score (the verifier), likelihood. (number)",
            panel=KNOBS,
            metavar="WORD",
        ),
    ] = None
    rotations: Annotated[
        int | None,
        number(
            "--rotations", low=1, high=8, help="scot: orders in which the target is shown the chains. (2)", panel=KNOBS
        ),
    ] = None
    none_prior: Annotated[
        float | None,
        number(
            "--none-prior",
            kind=float,
            low=0,
            high=0.99,
            help="scot: how readily the target says that all are wrong, before it sees any; 0 measures it. (0)",
            panel=KNOBS,
        ),
    ] = None
    floor: Annotated[
        float | None,
        number(
            "--floor",
            kind=float,
            low=0,
            high=0.999,
            help="scot: with --select likelihood, the least mean probability of a token; under it all are wrong. (0)",
            panel=KNOBS,
        ),
    ] = None

    depth: Annotated[
        int | None,
        number(
            "--depth",
            low=1,
            high=16,
            help="lookahead: steps the draft runs ahead (4); tree: levels before a path is taken. (3)",
            panel=KNOBS,
        ),
    ] = None
    same: Annotated[
        float | None,
        number(
            "--same",
            kind=float,
            low=0,
            high=1,
            help="lookahead: the target's probability that two steps say the same, from which they do. (0.5)",
            panel=KNOBS,
        ),
    ] = None

    beam_width: Annotated[
        int | None,
        number("--beam-width", low=1, high=8, help="tree: steps drafted behind each node. (4)", panel=KNOBS),
    ] = None
    beam_keep: Annotated[
        int | None,
        number("--beam-keep", low=1, high=8, help="tree: nodes that survive a level. (2)", panel=KNOBS),
    ] = None

    preset: Annotated[
        str | None,
        text("--preset", help="trajectories: balanced, efficient or quality. (balanced)", panel=KNOBS, metavar="WORD"),
    ] = None
    n_specs: Annotated[
        int | None,
        number("--n-specs", low=0, high=16, help="trajectories: how many; 0 is the preset's. (0)", panel=KNOBS),
    ] = None
    max_depth: Annotated[
        int | None,
        number("--max-depth", low=0, high=64, help="trajectories: steps in each; 0 is the preset's. (0)", panel=KNOBS),
    ] = None
    verify_weight: Annotated[
        float | None,
        number(
            "--verify-weight",
            kind=float,
            low=0,
            high=1,
            help="trajectories: what agreement with the others weighs. (0.3)",
            panel=KNOBS,
        ),
    ] = None
    quality_weight: Annotated[
        float | None,
        number(
            "--quality-weight",
            kind=float,
            low=0,
            high=1,
            help="trajectories: what the target's opinion weighs; the rest is the draft's own. (0.2)",
            panel=KNOBS,
        ),
    ] = None

    @property
    def given(self) -> dict[str, object]:
        """The knobs that were said."""
        return {name: value for name, value in asdict(self).items() if value is not None}

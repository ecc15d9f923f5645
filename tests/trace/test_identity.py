"""Two runs are the same if the same question meets the same settings."""

from __future__ import annotations

from typing import Any

from specrc_cli.trace.identity import Configuration, config_hash, configuration, differences, question_hash


def a_configuration(**changes: Any) -> Configuration:
    settings: dict[str, Any] = {
        "draft": "f00",
        "target": "ba2",
        "method": "specreason",
        "verifier": "utility",
        "knobs": {"limits": {"max_steps": 64}, "method": {"first_n_target_steps": 0}, "delimiter": "\n\n"},
        "prompt_hash": "abc",
        "seed": 0,
    }
    return configuration(**settings | changes)


def test_the_same_settings_have_the_same_hash_in_any_order() -> None:
    one = a_configuration()
    assert config_hash(one) == config_hash(dict(reversed(list(one.items()))))


def test_every_setting_counts() -> None:
    changed = [
        a_configuration(draft=None),
        a_configuration(target="f00"),
        a_configuration(method="specrc"),
        a_configuration(verifier=None),
        a_configuration(knobs={"limits": {"max_steps": 65}}),
        a_configuration(prompt_hash="abd"),
        a_configuration(seed=1),
    ]
    assert len({config_hash(each) for each in (a_configuration(), *changed)}) == 1 + len(changed)


def test_a_whole_number_is_the_same_with_and_without_a_point() -> None:
    one, other = (a_configuration(knobs={"verifier": {"threshold": seven}}) for seven in (7, 7.0))
    assert config_hash(one) == config_hash(other)


def test_what_differs_is_told_by_name() -> None:
    now = a_configuration(verifier="criteria", draft=None, knobs={"limits": {"max_steps": 9}, "delimiter": "\n"})
    assert differences(a_configuration(), now) == [
        "draft: f00, now -",
        "verifier: utility, now criteria",
        "limits.max_steps: 64, now 9",
        "method knobs.first_n_target_steps: 0, now -",
        'delimiter: "\\n\\n", now "\\n"',
    ]


def test_a_question_is_known_by_its_text_whatever_is_in_it() -> None:
    assert question_hash("How many?") == question_hash("How many?") != question_hash("How many? ")
    assert len(question_hash("\ud800")) == 16

"""The exact strings the pair is trained on, which are the strings the tool sends.

Knows the chat markers and what the tool asks; nothing of tokens. Two tests hold these strings against models.yaml and
against what the engine's own chat template renders.
"""

from specrc_cli.verifiers.prompts import Prompts

IM_START, IM_END, END_OF_TEXT = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SPECIALS = (END_OF_TEXT, IM_START, IM_END)
TURN_HEAD, TURN_TAIL = f"{IM_END}\n{IM_START}user\n", f"{IM_END}\n{IM_START}assistant\n"
PROMPTS = Prompts(
    solve="{question}",
    utility="Rate the last step.",
    utility_reply="",
    coherence="Rate the logic.",
    correctness="Rate the arithmetic.",
    relevance="Rate the relevance.",
    criteria_reply="",
    yesno="Is it right?",
    equivalence="Are the last two the same?",
    yesno_reply="",
    solution="{number})\n",
    select="Which is right? {none} if none.",
    select_reply="",
    answer="So the answer is \\boxed{",
    answer_end="}",
)
REFUSAL = "I cannot solve this."
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
RIGHT, USELESS, PREMATURE, WRONG = 9, 3, 1, 0
MOST_CHAINS = 5
"""How many numbered chains the pair has ever seen."""


def question_prompt(question: str) -> str:
    """What stands before the first step."""
    return f"{IM_START}user\n{question}{IM_END}\n{IM_START}assistant\n"


def select_request(count: int) -> str:
    """What is asked behind `count` numbered chains; one number more stands for none of them."""
    return PROMPTS.select.replace("{count}", str(count)).replace("{none}", str(count + 1))


def turns() -> tuple[str, ...]:
    """Every turn that a judge takes, as it stands behind the assistant's words."""
    asked = (
        PROMPTS.utility,
        PROMPTS.coherence,
        PROMPTS.correctness,
        PROMPTS.relevance,
        PROMPTS.yesno,
        PROMPTS.equivalence,
        *(select_request(count) for count in range(2, MOST_CHAINS + 1)),
    )
    return tuple(TURN_HEAD + request + TURN_TAIL for request in asked)

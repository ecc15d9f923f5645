"""The exact strings the pair is trained on, which are the strings the tool sends.

Knows the chat markers and the judge's question; nothing of tokens.
"""

IM_START, IM_END, END_OF_TEXT = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SPECIALS = (END_OF_TEXT, IM_START, IM_END)
RATE_REQUEST = "Rate the last step."
RATE_SUFFIX = f"{IM_END}\n{IM_START}user\n{RATE_REQUEST}{IM_END}\n{IM_START}assistant\n"
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
RIGHT, USELESS, PREMATURE, WRONG = 9, 3, 1, 0


def question_prompt(question: str) -> str:
    """What stands before the first step."""
    return f"{IM_START}user\n{question}{IM_END}\n{IM_START}assistant\n"

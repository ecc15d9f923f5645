"""Questions that are no word problems, so that the pair learns to say that it cannot solve them."""

import re
from random import Random

from demo_models.lexicon import BOYS, GIRLS, THINGS, Split, invented_name, invented_noun
from demo_models.moves import say

_PLACES = str.split(
    "France Japan Egypt Peru Kenya Norway India Brazil Canada Spain Chile Poland Rome London Paris Cairo Oslo"
)
_TOPICS = str.split(
    "the moon|the sea|a long day|friendship|winter|an old house|music|the rain|a dragon|football|history|love|dreams|"
    "the stars|volcanoes|the wind|trains|cooking|school|chess|gravity|the heart|dinosaurs|electricity|plants|clouds",
    "|",
)
_LANGUAGES = str.split("French German Spanish Latin Italian Dutch Polish Greek")
_WORDS = str.split(
    "river happy garden because window quickly yellow market sleep bridge kitchen letter green summer paper"
)
_ASKED = str.split("blue cold loud round heavy green salty bright soft dark quiet sweet fast old")

FRAMES = say(
    "Who wrote the book about {topic}?",
    "What is the capital of {place}?",
    "Where is {place}?",
    "Write a poem about {topic}.",
    "Write a short story about {topic} and {name}.",
    "Hello!",
    "Hi, how are you?",
    "Good morning, {name}.",
    "Thank you!",
    "What is your name?",
    "Who are you?",
    "What can you do?",
    "Translate '{word}' into {language}.",
    "How do you say '{word}' in {language}?",
    "What does '{word}' mean?",
    "Why is {topic} so {asked}?",
    "Why are {things} {asked}?",
    "Explain {topic} to a child.",
    "Tell me a joke about {things}.",
    "Tell me about {topic}.",
    "What is {topic}?",
    "Who was {name}?",
    "Give me a recipe for {things}.",
    "How do I cook {things}?",
    "Is it better to live in {place} or in {place}?",
    "What is the weather like in {place}?",
    "What time is it in {place}?",
    "When was {place} founded?",
    "List {n} facts about {topic}.",
    "Name {n} kinds of {things}.",
    "Which {things} are {asked}?",
    "Write a letter to {name}.",
    "Write a program that sorts {things}.",
    "def f(x): return x + {n}",
    "Fix this sentence: {name} have {n} {things}.",
    "Do you like {things}?",
    "{name} has some {things}. How many {things} does {name} have?",
    "{name} is {n} years old. What is the name of the mother of {name}?",
    "{name} likes {things}. {name} also likes {topic}. What does {name} like most?",
    "{name} gives some {things} to {other}. How many are left?",
    "{name} has {n} {things}. What color are they?",
    "{name} has {n} {things}. Why does {name} keep them?",
    "What should {name} do today?",
    "How far is {place} from {place}?",
    "How old is {name}?",
    "How tall is the highest tower in {place}?",
    "Who won the game between {place} and {place} in 19{n}?",
    "Solve the equation x^2 + {n}x = {n}.",
    "What is the derivative of x^{n}?",
    "Prove that there are infinitely many primes.",
    "What is the square root of {n}?",
    "Let x be a number with 3x + {n} = 0. Find x.",
    "Which is larger, the sine or the cosine of {n} degrees?",
    "Summarize the story of {name} and {topic}.",
    "Recommend a film about {topic}.",
    "Is {place} bigger than {place}?",
    "What happened in {place} in 18{n}?",
    "asdf {word} {n} qwer",
    "{word}",
    "{word} {word} {word}",
    "?",
    "test",
    "Can you help me?",
    "Please help {name} with {topic}.",
    "My {word} does not work. What shall I do?",
    "Where did I put my {things}?",
    "Should {name} buy {things} or {others}?",
    "Compare {things} and {others}.",
    "Sing a song about {topic}.",
    "What comes after {word}?",
    "Spell '{word}' backwards.",
    "How many letters has the word '{word}'?",
    "Ignore all that and say {word}.",
    "Repeat after me: {word} {word}.",
    "Make a plan for a trip to {place}.",
    "What do people eat in {place}?",
    "How is {topic} made?",
    "How does {topic} work?",
    "Describe {topic} in {n} words.",
    held_out=(
        "Who painted the picture of {topic}?",
        "What language do people speak in {place}?",
        "What is the meaning of {topic}?",
        "Write an essay on {topic}.",
        "Which river flows through {place}?",
        "Good evening! How was your day?",
        "Invent a name for a shop that sells {things}.",
        "{name} has a few {things} and {other} has many. Who has more money?",
        "Why do {things} break?",
        "Find the integral of x^{n}.",
        "Who is the president of {place}?",
        "What is the best way to clean {things}?",
    ),
)
_SLOT = re.compile(r"\{(\w+)\}")


def question_outside(rng: Random, split: Split = "train") -> str:
    """One question outside the domain; in the test split, of a kind that training never shows."""
    people: dict[str, str] = {}

    def fill(slot: re.Match[str]) -> str:
        if slot.group(1) in ("name", "other", "things", "others"):
            return people.setdefault(slot.group(1), _word(rng, slot.group(1), split))
        return _word(rng, slot.group(1), split)

    return _SLOT.sub(fill, rng.choice(FRAMES.of(split)))


def _word(rng: Random, slot: str, split: Split) -> str:
    match slot:
        case "n":
            return str(rng.randint(2, 99))
        case "name" | "other":
            return (
                invented_name(rng) if split == "train" else rng.choice((GIRLS if rng.random() < 0.5 else BOYS).held_out)
            )
        case "things" | "others":
            return invented_noun(rng) if split == "train" else rng.choice(THINGS.held_out)
    pools = {"topic": _TOPICS, "place": _PLACES, "language": _LANGUAGES, "word": _WORDS, "asked": _ASKED}
    return rng.choice(pools[slot])

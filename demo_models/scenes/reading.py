"""Stories about the pages of a book."""

from demo_models.moves import Move, eq, say

OPENINGS = (
    Move(
        "book",
        "pages",
        say(
            "{name} reads a book with {a} pages.",
            "A book has {a} pages. {name} [wants to read|must read|plans to read] it.",
            "{name} has a book of {a} pages.",
            "{name} started a book with {a} pages.",
            "{name}'s book has {a} pages.",
            "{name} is reading a book of {a} pages.",
            "There are {a} pages in {name}'s book.",
            "{name} has to read {a} pages.",
            held_out=("{name} [wants to read|must read|plans to read] a book of {a} pages.",),
        ),
        (("a", 40, 150),),
    ),
    Move(
        "two books",
        "pages",
        say(
            "{name} has to read two books, one of {a} pages and one of {b} pages.",
            "{name} [wants to read|must read|plans to read] {a} pages for school and {b} pages for fun.",
            "{name} has two books, with {a} pages and {b} pages.",
            "One of {name}'s books has {a} pages and the other has {b}. {Subj} wants to read both.",
            "{name} must read {a} pages this week and {b} pages next week.",
            held_out=("For school {name} has to read one book of {a} pages and one of {b} pages.",),
        ),
        (("a", 20, 90), ("b", 20, 90)),
        (eq("{name} has to read {eq} pages.", "a", "+", "b"),),
    ),
)

EVENTS = (
    Move(
        "read some",
        "pages",
        say(
            "On Monday {subj} [reads|finishes] {b} pages.",
            "{Subj} [reads|finishes] {b} pages in the evening.",
            "The next day {subj} [reads|finishes] {b} pages.",
            "After lunch {subj} [reads|finishes] {b} pages.",
            "{Subj} read {b} pages yesterday.",
            "{Subj} read {b} pages on the first day.",
            "{Subj} has already read {b} pages.",
            "Today {subj} reads {b} pages.",
            "{Subj} read another {b} pages at night.",
            "On the bus {subj} reads {b} pages.",
            "{Subj} finished {b} of the pages.",
            held_out=("On Monday {subj} [reads|finishes] {b} pages in the evening.",),
        ),
        (("b", 5, 60),),
        (eq("There are {eq} pages left.", "x", "-", "b"),),
        2.0,
    ),
    Move(
        "read daily",
        "pages",
        say(
            "Then {subj} [reads|finishes] {k} pages a day for {a} days.",
            "For {a} days {subj} [reads|finishes] {k} pages each day.",
            "{Subj} [reads|finishes] {k} pages an hour for {a} hours.",
            "{Subj} read {k} pages each day for {a} days.",
            "Each night {subj} reads {k} pages, for {a} nights.",
            "{Subj} reads {k} pages per hour for {a} hours.",
            held_out=("Then, for {a} hours, {subj} [reads|finishes] {k} pages an hour.",),
        ),
        (("a", 2, 8), ("k", 3, 12)),
        (eq("{name} reads {eq} pages.", "k", "*", "a"), eq("There are {eq} pages left.", "x", "-", "t1")),
        1.5,
    ),
    Move(
        "read fraction",
        "pages",
        say(
            "Then {subj} [reads|finishes] {third} of the pages that are left.",
            "On Sunday {subj} [reads|finishes] {third} of what is left.",
            "{Subj} read {third} of the pages that were left.",
            "{Subj} reads {third} of the remaining pages.",
            "{third^} of the pages are read on the next day.",
            held_out=("On Sunday {subj} [reads|finishes] {third} of the pages that are left.",),
        ),
        (("k", 2, 10),),
        (
            eq("{third^} of the pages is {eq}.", "x", "/", "k"),
            eq("There are {eq} pages left.", "x", "-", "t1"),
        ),
        1.2,
        "fraction",
    ),
)

ENDINGS = (
    Move(
        "ask pages",
        "pages",
        say(
            "How many pages are left?",
            "How many pages does {he} still have to read?",
            "How many pages remain?",
            "How many pages were left?",
            "How many pages does {name} have left to read?",
            "How many more pages must {he} read?",
            "How many pages has {he} not read yet?",
            held_out=("How many pages does {name} still have?",),
        ),
        weight=2.0,
    ),
    Move(
        "days to finish",
        "pages",
        say(
            "{Subj} reads [the rest|the others] at {k} pages a day. How many days does {he} need?",
            "How many days does {he} need, if {subj} now [reads|finishes] {k} pages a day?",
            "{Subj} reads {k} pages per day. How many days will it take?",
            "If {subj} reads {k} pages a day, how many days does {he} need?",
            "How many days will {he} take at {k} pages a day?",
            held_out=("How many days does {he} need for [the rest|the others] at {k} pages a day?",),
        ),
        (("k", 2, 10),),
        (eq("{name} needs {eq} days.", "x", "/", "k"),),
        2.5,
    ),
)

"""Stories about the pages of a book."""

from demo_models.moves import Move, eq, say

OPENINGS = (
    Move(
        "book",
        say(
            "{name} reads a book with {a} pages.",
            "A book has {a} pages. {name} [wants to read|must read|plans to read] it.",
            "{name} has a book of {a} pages.",
            "{name} started a book with {a} pages.",
            "{name}'s book has {a} pages.",
            "{name} is reading a book of {a} pages.",
            "There are {a} pages in {name}'s book.",
            "{name} has to read {a} pages.",
            "{name} borrows a book from the library. It is {a} pages long.",
            held_out=("{name} [wants to read|must read|plans to read] a book of {a} pages.",),
        ),
        (("a", 40, 150),),
    ),
    Move(
        "two books",
        say(
            "{name} has to read two books, one of {a} pages and one of {b} pages.",
            "{name} [wants to read|must read|plans to read] {a} pages for school and {b} pages for fun.",
            "{name} has two books, with {a} pages and {b} pages.",
            "One of {name}'s books has {a} pages and the other has {b}. {Subj} wants to read both.",
            "{name} must read {a} pages this week and {b} pages next week.",
            "{name} borrows two books. The first has {a} pages and the second {b}, and {subj} must read both.",
            "There are {a} pages in {name}'s first book and {b} in the second. {Subj} plans to read both.",
            "Before the holidays end, {name} must finish a book of {a} pages and another of {b}.",
            "{name}'s reading list has a story of {a} pages and a comic of {b} pages on it.",
            held_out=("For school {name} has to read one book of {a} pages and one of {b} pages.",),
        ),
        (("a", 20, 90), ("b", 20, 90)),
        (eq("{name} has to read {eq} pages.", "a", "+", "b"),),
    ),
)

EVENTS = (
    Move(
        "read some",
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
        say(
            "Then {subj} [reads|finishes] {k} pages a day for {a} days.",
            "For {a} days {subj} [reads|finishes] {k} pages each day.",
            "{Subj} [reads|finishes] {k} pages an hour for {a} hours.",
            "{Subj} read {k} pages each day for {a} days.",
            "Each night {subj} reads {k} pages, for {a} nights.",
            "{Subj} reads {k} pages per hour for {a} hours.",
            "Over the next {a} days {subj} gets through {k} pages every day.",
            "It takes {him} an hour to read {k} pages, and {subj} reads for {a} hours.",
            "{k^} pages are read every evening, and this goes on for {a} evenings.",
            held_out=("Then, for {a} hours, {subj} [reads|finishes] {k} pages an hour.",),
        ),
        (("a", 2, 8), ("k", 3, 12)),
        (eq("{name} reads {eq} pages.", "k", "*", "a"), eq("There are {eq} pages left.", "x", "-", "t1")),
        1.5,
    ),
    Move(
        "read fraction",
        say(
            "Then {subj} [reads|finishes] {third} of the pages that are left.",
            "On Sunday {subj} [reads|finishes] {third} of what is left.",
            "{Subj} read {third} of the pages that were left.",
            "{Subj} reads {third} of the remaining pages.",
            "{third^} of the pages are read on the next day.",
            "Of the remaining pages, {subj} reads {third} on the weekend.",
            "{Subj} stops once {third} of the remaining pages are done.",
            "By bedtime {third} of what was left has been read.",
            "{Subj} gets through {third} of the rest [on the train|in bed].",
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
        say(
            "How many pages are left?",
            "How many pages does {he} still have to read?",
            "How many pages remain?",
            "How many pages were left?",
            "How many pages does {name} have left to read?",
            "How many more pages must {he} read?",
            "How many pages has {he} not read yet?",
            "How many pages are still unread?",
            "What number of pages does {he} still need to read to [finish|get to the end]?",
            held_out=("How many pages does {name} still have?",),
        ),
        weight=2.0,
    ),
    Move(
        "days to finish",
        say(
            "{Subj} reads [the rest|the others] at {k} pages a day. How many days does {he} need?",
            "How many days does {he} need, if {subj} now [reads|finishes] {k} pages a day?",
            "{Subj} reads {k} pages per day. How many days will it take?",
            "If {subj} reads {k} pages a day, how many days does {he} need?",
            "How many days will {he} take at {k} pages a day?",
            "Each day {subj} now reads {k} pages. After how many days is everything read?",
            "In how many days will {name} be done if {he} reads {k} pages every day?",
            "From now on {subj} finishes {k} pages a day. How long does it take, in days, to read what is left?",
            "{k^} pages are read per day from here on. How many days pass until the last page is read?",
            held_out=("How many days does {he} need for [the rest|the others] at {k} pages a day?",),
        ),
        (("k", 2, 10),),
        (eq("{name} needs {eq} days.", "x", "/", "k"),),
        2.5,
    ),
)

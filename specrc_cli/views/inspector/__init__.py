"""The inspector: what became of every step of a trace file, on a screen or as plain text.

The panes are drawn by Rich (`rows`, `chain`, `details`, `timeline`, `diff`) and know nothing of keys or terminals;
`screen` and its neighbours put them on one with Textual, and nobody else imports it.
"""

"""Repeatable measurements against named peers."""

"""Typer commands, one file each: parse, call, choose an exit code."""

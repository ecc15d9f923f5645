"""Whole files of questions: read in, picked from, run side by side, and written out so that nothing is lost.

Knows methods and traces; nothing of screens, options or llama.cpp.
"""

"""Converters, each run in a process of its own: a file in, its sheets as text tables out.

Nothing of the rest of the package is imported, so that the process starts at once.
"""

"""Measurements of the store at a million messages: `python -m tests.benchmarks`."""

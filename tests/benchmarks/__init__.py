"""Measurements of this program, alone and beside others: see docs/benchmarks.md."""

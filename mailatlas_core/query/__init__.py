"""The query language: what a person types, as a tree, and back. Pure: it knows no store."""

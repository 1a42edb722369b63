"""The command line: thin commands over a workspace, JSON for programs, tables for people."""

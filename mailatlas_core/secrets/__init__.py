"""Secrets: how they are held, where they come from, and how they are kept out of what is written down."""

from mailatlas_core.secrets.secret import Secret

__all__ = ["Secret"]

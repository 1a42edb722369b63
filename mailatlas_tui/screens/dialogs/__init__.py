"""Dialogs: each asks one thing or shows one thing, and esc closes it."""

from mailatlas_tui.screens.dialogs.ingesting import IngestDialog, ProblemsDialog
from mailatlas_tui.screens.dialogs.quitting import QuitDialog

__all__ = ["IngestDialog", "ProblemsDialog", "QuitDialog"]

"""What every call says of itself: the workspace, the shape of the output, and whether to log to stderr."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # the one of typing would load it
if TYPE_CHECKING:
    from mailatlas_core.paths import Root
    from mailatlas_core.workspace import Workspace


class Settings:
    """The options of one call, wherever they stood in it.

    `open_json` is what ends a list that has begun on stdout: an error goes into the same object.
    """

    def __init__(self) -> None:
        self.root: str | None = None
        self.json = False
        self.verbose = False
        self.open_json = ""

    @property
    def is_json(self) -> bool:
        """Whether programs read the output: asked for, or stdout is no terminal."""
        return self.json or not sys.stdout.isatty()

    def resolved_root(self) -> Root:
        from mailatlas_core.paths import resolve_root

        return resolve_root(self.root)

    def open(self, *, create: bool = False) -> Workspace:
        """Open the workspace in the name of the command line; only writing commands make one."""
        self.start_log()
        return self._workspace(create=create)

    def open_to_read(self) -> Workspace:
        """As `open`, for a command that only reads: it has nothing to log, and would be done before
        the log is there."""
        if self.verbose:
            self.start_log()
        return self._workspace(create=False)

    def start_log(self) -> None:
        from mailatlas_core import logs
        from mailatlas_core.paths import log_folder

        logs.start(log_folder(), verbose=self.verbose)

    def _workspace(self, *, create: bool) -> Workspace:
        from mailatlas_core.workspace import Workspace

        return Workspace.open(self.resolved_root().path, create=create, actor="cli")

"""What is asked of the server of an account, in a thread that waits for it, and how that ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from mailatlas_core.errors import ReceiverNotConfigured, SecretUnavailable
from mailatlas_core.ports import OpenMailbox
from mailatlas_core.receive.model import AccountConfig
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Request
from mailatlas_tui.screens.accounts.states import Kind
from mailatlas_tui.screens.accounts.telling import Told, not_asked, told, told_test
from mailatlas_tui.screens.accounts.watching import Watched, interval_seconds


@dataclass(frozen=True, slots=True)
class Done:
    """What came of asking the server of an account."""

    id: str
    kind: Kind
    told: Told
    wants_password: bool = False


Ask: TypeAlias = Callable[[Workspace, AccountConfig, "OpenMailbox | None", Request], Done]


def _receive(
    workspace: Workspace, config: AccountConfig, way: OpenMailbox | None, request: Request, *, kind: Kind
) -> Done:
    result = workspace.receive.receive(
        config.id,
        way,
        limit=None,
        full_sync=kind == "full sync",
        progress=request.progress,
        cancel=request.cancel,
    )
    return Done(config.id, kind, told(result), wants_password=result.status == "not_configured")


def _retry(workspace: Workspace, config: AccountConfig, way: OpenMailbox | None, request: Request) -> Done:
    result = workspace.receive.retry_gaps(config.id, way, progress=request.progress, cancel=request.cancel)
    ended = told(result)
    if not ended.is_bad:
        ended = ended._replace(begin="Asked again")
    return Done(config.id, "retry", ended, wants_password=result.status == "not_configured")


def _test(workspace: Workspace, config: AccountConfig, way: OpenMailbox | None, request: Request) -> Done:
    try:
        found = workspace.receive.test(config, way, cancel=request.cancel)
    except (ReceiverNotConfigured, SecretUnavailable) as error:
        return Done(config.id, "test", not_asked(error), wants_password=True)
    return Done(config.id, "test", told_test(config, found))


def _watch(workspace: Workspace, config: AccountConfig, way: OpenMailbox | None, request: Request) -> Done:
    watched = Watched()
    for result in workspace.receive.watch(
        config.id, way, interval_seconds=interval_seconds(), cancel=request.cancel
    ):
        watched = watched.after(result)
        request.progress(watched)
        if result.status == "not_configured":
            return Done(config.id, "watch", told(result), wants_password=True)
    return Done(config.id, "watch", Told("Watch ended", watched.words))


ASKED: dict[Kind, Ask] = {
    "get": partial(_receive, kind="get"),
    "full sync": partial(_receive, kind="full sync"),
    "retry": _retry,
    "test": _test,
    "watch": _watch,
}

"""The demo's accounts: one that receives, one that fails, and what became of both in the last weeks.

Their servers are in memory. The first has a mailing list whose mail is here already, and an INBOX into which
some mail comes whenever somebody looks. The second has forgotten its user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mailatlas_core.audit.chain import timestamp
from mailatlas_core.clock import FixedClock
from mailatlas_core.demo import arrivals
from mailatlas_core.demo.cast import ADA, DESK
from mailatlas_core.demo.messages import letters
from mailatlas_core.demo.moment import moment
from mailatlas_core.errors import ServerUnavailable
from mailatlas_core.receive.choosing import Chosen
from mailatlas_core.receive.memory import MemoryServer
from mailatlas_core.receive.memory_faults import Place
from mailatlas_core.receive.model import AccountConfig, ImapConfig
from mailatlas_core.secrets import Secret
from mailatlas_core.workspace import Workspace

if TYPE_CHECKING:
    from mailatlas_core.cancel import CancelToken
    from mailatlas_core.ports import Mailbox, OpenMailbox

LIST = "Lists/tide-tools"
HEALTHY = ImapConfig("imap.analytics.example", ADA.address, folders=("INBOX", LIST))
FAILING = ImapConfig("mail.puerto.example", DESK.address, security="starttls", port=143)

_AT_A_TIME = 3
_SECRET = Secret("the demo's own")
_REFUSED = "the server said: NO [SERVERBUG] message 17 is being repaired"


def healthy_server(arrived: int = 0) -> MemoryServer:
    """The first server, into whose INBOX so many messages have come; their uids are always the same."""
    server = MemoryServer(HEALTHY.folders, name=HEALTHY.host)
    for letter in letters():
        if letter.folder == "tide-tools":
            server.add(LIST, letter.data, internal_date=letter.arrived.isoformat())
    deliver(server, arrived)
    return server


def deliver(server: MemoryServer, count: int) -> None:
    """Let the next messages come into the INBOX, as long as there are any."""
    here = server.folders["INBOX"].next_uid - 1
    for letter in arrivals.letters()[here : here + count]:
        server.add("INBOX", letter.data, internal_date=letter.arrived.isoformat())


def failing_server(*, knows_user: bool = False) -> MemoryServer:
    """The second server."""
    return MemoryServer(logins={FAILING.username: _SECRET} if knows_user else {}, name=FAILING.host)


class DemoMailboxes:
    """The way to the demo's servers, and to no other: what the terminal interface has in the place of the
    network. What its reader got before is in the INBOX at the start."""

    is_offline = True

    def __init__(self, workspace: Workspace) -> None:
        received = {
            cursor.folder: cursor.last_uid
            for status in workspace.receive.status()
            if status.account.id == HEALTHY.id
            for cursor in status.cursors
        }
        self._healthy = healthy_server(received.get("INBOX", 0))
        self._failing = failing_server()

    def choose(
        self, config: AccountConfig, given: Secret | None, _others: Iterable[AccountConfig], /
    ) -> Chosen:
        """The way to an account, with the password that was `given`, if one was."""
        if not isinstance(config, ImapConfig):
            return Chosen(None, ())
        if config.host == HEALTHY.host:
            return Chosen(self._delivering(config), ())
        if config.host == FAILING.host:
            return Chosen(self._failing.open(config.username, given or _SECRET), ())
        return Chosen(_unreachable(config), ())

    def source(self, config: AccountConfig, _others: Iterable[AccountConfig], /) -> str:
        """Where a password comes from, in words."""
        return "the demo's own" if isinstance(config, ImapConfig) else "none needed"

    def keep(self, _config: ImapConfig, _secret: Secret, /) -> str:
        """Where a password is kept: nowhere but in memory."""
        return "for this session only: the demo leaves your keychain alone"

    def _delivering(self, config: ImapConfig) -> OpenMailbox:
        open_mailbox = self._healthy.open(config.username, _SECRET)

        def opened(cancel: CancelToken, /) -> Mailbox:
            deliver(self._healthy, _AT_A_TIME)
            return open_mailbox(cancel)

        return opened


def _unreachable(config: ImapConfig) -> OpenMailbox:
    def opened(_: CancelToken, /) -> Mailbox:
        raise ServerUnavailable(
            f"{config.host} is not asked: the demo has no network.",
            hint=f"It has {HEALTHY.host} and {FAILING.host}; `mailatlas` opens your own mail.",
        )

    return opened


@dataclass(frozen=True, slots=True)
class Step:
    """A run of an account, and the server as it was then."""

    at: str
    config: ImapConfig
    server: Callable[[], MemoryServer]


def _with_gap() -> MemoryServer:
    server = healthy_server()
    server.faults.refused[Place(LIST, 17)] = _REFUSED
    return server


def _down() -> MemoryServer:
    server = healthy_server()
    server.faults.is_down = True
    return server


STEPS = (
    Step("2026-02-27T08:00", HEALTHY, _with_gap),
    Step("2026-03-02T10:30", FAILING, lambda: failing_server(knows_user=True)),
    Step("2026-03-12T09:10", HEALTHY, healthy_server),
    Step("2026-03-13T08:05", HEALTHY, _down),
    Step("2026-03-13T08:06", FAILING, failing_server),
    Step("2026-03-14T07:55", HEALTHY, healthy_server),
    Step("2026-03-14T07:56", FAILING, failing_server),
)


def fill_accounts(root: Path) -> None:
    """Take every step that has not been taken; an account that somebody has removed does not come back."""
    for step in STEPS:
        with Workspace.open(root, actor="tui", clock=FixedClock(moment(step.at))) as workspace:
            _take(workspace, step)


def _take(workspace: Workspace, step: Step) -> None:
    receive, id = workspace.receive, step.config.id
    taken = {run.started_at for run in receive.runs(id, limit=-1)}
    if timestamp(moment(step.at)) in taken:
        return
    if not taken:
        receive.add(step.config)
    if id in (account.id for account in receive.accounts()):
        receive.receive(id, step.server().open(step.config.username, _SECRET), limit=None)

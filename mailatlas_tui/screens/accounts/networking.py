"""Commands that ask a server: each at a person's word, seen while it lasts, and told of when it ends.

Accounts are asked beside each other, each of them for one thing at a time. What somebody typed as a password
is held until the program ends, for the user of the server that it was typed for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from textual import on

from mailatlas_core.errors import (
    Cancelled,
    LoginRefused,
    MailAtlasError,
    ReceiverNotConfigured,
    SecretUnavailable,
)
from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.model import AccountConfig, AccountStatus, ImapConfig, ReceiveResult
from mailatlas_core.workspace import Workspace
from mailatlas_tui.bridge import Answered, Failed, Progressed, Request
from mailatlas_tui.safe import say
from mailatlas_tui.screens.accounts.base import AccountsBase
from mailatlas_tui.screens.accounts.dialogs import AccountPasswordDialog, FullSyncDialog, Given
from mailatlas_tui.screens.accounts.listing import name
from mailatlas_tui.screens.accounts.states import Kind, Work
from mailatlas_tui.screens.accounts.telling import Told, told, told_test
from mailatlas_tui.screens.accounts.watching import Watched, interval_seconds
from mailatlas_tui.screens.accounts.ways import Way, way
from mailatlas_tui.screens.dialogs.dialog import sentence_of

_SOMETHING_RUNS = "Its mail is being got already; esc cancels that, w ends a watch."


@dataclass(frozen=True, slots=True)
class Done:
    """What came of asking the server of an account."""

    id: str
    kind: Kind
    told: Told
    wants_password: bool = False


class Asked(Answered[Done]):
    """A server was asked."""


class Kept(Answered[str]):
    """A password is kept, so and there."""


class NetworkCommands(AccountsBase):
    def __init__(self) -> None:
        super().__init__()
        self.works: dict[str, Work] = {}
        self.told: dict[str, Told] = {}
        self.rings = False

    # what a person asks for

    def action_get(self) -> None:
        self._on_account(partial(self.start, "get"))

    def action_retry(self) -> None:
        self._on_account(partial(self.start, "retry"))

    def action_test(self) -> None:
        self._on_account(partial(self.start, "test"))

    def action_full_sync(self) -> None:
        def ask(account: AccountStatus) -> None:
            def answer(sure: bool | None) -> None:
                if sure:
                    self.start("full sync", account)

            self.app.push_screen(FullSyncDialog(account), answer)

        self._on_account(ask)

    def action_watch(self) -> None:
        """Watch the account, or end that."""
        account = self.account
        work = self.works.get(account.account.id) if account else None
        if account is not None and work is not None and work.kind == "watch":
            self.cancel(account.account.id)
        else:
            self._on_account(partial(self.start, "watch"))

    def action_bell(self) -> None:
        """Let watched accounts ring the bell of the terminal, or no longer."""
        self.rings = not self.rings
        say(
            self.app, f"The bell {'rings' if self.rings else 'stays silent'} when a watched account has mail."
        )

    def action_password(self) -> None:
        account = self.account
        if account is not None and isinstance(account.account.config, ImapConfig):
            self._ask_password(account.account.config, f"The password of {name(account.account.config)}:")

    def _on_account(self, do: Callable[[AccountStatus], None]) -> None:
        account = self.account
        if account is None:
            return
        if account.account.id in self.works:
            say(self.app, _SOMETHING_RUNS, "warning")
        else:
            do(account)

    # asking the server

    def start(self, kind: Kind, account: AccountStatus) -> None:
        """Ask the server of an account for something, at once."""
        id, config, workspace = account.account.id, account.account.config, self.atlas.workspace
        ask, find = _ASKED[kind], way(self.atlas, config)
        self.works[id] = Work(kind)
        self.told.pop(id, None)
        self.atlas.bridge.wait_for(self, id, lambda request: ask(workspace, config, find, request), Asked)
        self.show_works()

    def cancel(self, id: str) -> None:
        """Tell what is done for an account to stop."""
        work = self.works.get(id)
        if work is not None and self.atlas.bridge.cancel(self, id):
            self.works[id] = replace(work, cancelling=True)
            self.show_works()

    # what comes of it

    @on(Progressed)
    def _follow(self, message: Progressed) -> None:
        request = message.request
        state, work = request.take_state(), self.works.get(request.name)
        if work is None or work.cancelling:
            return
        if isinstance(state, IngestProgress):
            self.works[request.name] = replace(work, state=state)
            self.show_works()
        elif isinstance(state, Watched):
            self._follow_watch(request.name, work, state)

    def _follow_watch(self, id: str, work: Work, state: Watched) -> None:
        if state.new > work.new and self.rings:
            self.app.bell()
        self.works[id] = replace(work, new=state.new)
        self.show_works()
        self.reload()

    @on(Asked)
    def _finish(self, answer: Asked) -> None:
        done = answer.value
        self._end(done.id, done.told)
        if done.wants_password:
            self._offer_password(done)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        error, id = answer.error, answer.request.name
        work = self.works.get(id)
        if work is None:
            say(self.app, sentence_of(error), "error")
            return
        if isinstance(error, Cancelled):
            self._end(id, Told("Ended" if work.kind == "watch" else "Cancelled", _kept(work)))
            return
        key = "p gives another password." if isinstance(error, LoginRefused) else "c tests it again."
        self._end(id, Told("Not done", f"{sentence_of(error)} {key}", is_bad=True))

    def _end(self, id: str, told: Told) -> None:
        del self.works[id]
        self.told[id] = told
        self.show_works()
        self.reload()
        if not self.is_current or (self.account and self.account.account.id != id):
            say(self.app, f"{told.begin}: {told.sentence}", "error" if told.is_bad else "information")

    def show_works(self) -> None:
        """Show what is done where it can be seen: in the rows, the detail, the bar and the top line."""
        self.accounts.show_works(self.works)
        self.atlas.watching = sum(work.kind == "watch" for work in self.works.values())
        self.show_chosen()
        self.refresh_bindings()

    def show_chosen(self) -> None:
        """Show the account under the cursor, and how its work stands or ended."""
        raise NotImplementedError

    # passwords

    def _offer_password(self, done: Done) -> None:
        account = self.account
        if account is None or account.account.id != done.id or not self.is_current:
            return
        config = account.account.config
        if isinstance(config, ImapConfig) and config.authentication == "password":
            self._ask_password(config, done.told.sentence, again=partial(self.start, done.kind, account))

    def _ask_password(
        self, config: ImapConfig, sentence: str, again: Callable[[], None] | None = None
    ) -> None:
        def take(given: Given | None) -> None:
            if given is None:
                return
            self.take_password(config, given)
            if again is not None:
                again()

        self.app.push_screen(AccountPasswordDialog(sentence), take)

    def take_password(self, config: ImapConfig, given: Given) -> None:
        """Hold a password for this session, and keep it elsewhere where that is wanted."""
        mailboxes, secret = self.atlas.mailboxes, given.secret
        self.atlas.mailbox_passwords[config.host, config.username] = secret
        if given.keep:
            self.atlas.bridge.wait_for(self, "keychain", lambda _: mailboxes.keep(config, secret), Kept)
        self.show_chosen()

    @on(Kept)
    def _tell_kept(self, answer: Kept) -> None:
        say(self.app, f"The password is kept {answer.value}.")
        self.show_chosen()


def _receive(workspace: Workspace, config: AccountConfig, find: Way, request: Request, *, kind: Kind) -> Done:
    def run() -> ReceiveResult:
        receive, cancel = workspace.receive, request.cancel
        if kind == "retry":
            return receive.retry_gaps(config.id, find(), progress=request.progress, cancel=cancel)
        return receive.receive(
            config.id,
            find(),
            limit=None,
            full_sync=kind == "full sync",
            progress=request.progress,
            cancel=cancel,
        )

    try:
        result = run()
    except (SecretUnavailable, ReceiverNotConfigured) as error:
        return Done(config.id, kind, _not_asked(error), wants_password=True)
    ended = told(result)
    if kind == "retry" and not ended.is_bad:
        ended = ended._replace(begin="Asked again")
    return Done(config.id, kind, ended, wants_password=result.status == "not_configured")


def _test(workspace: Workspace, config: AccountConfig, find: Way, request: Request) -> Done:
    try:
        found = workspace.receive.test(config, find(), cancel=request.cancel)
    except (SecretUnavailable, ReceiverNotConfigured) as error:
        return Done(config.id, "test", _not_asked(error), wants_password=True)
    return Done(config.id, "test", told_test(config, found))


def _watch(workspace: Workspace, config: AccountConfig, find: Way, request: Request) -> Done:
    watched = Watched()
    try:
        results = workspace.receive.watch(
            config.id, find(), interval_seconds=interval_seconds(), cancel=request.cancel
        )
        for result in results:
            watched = watched.after(result)
            request.progress(watched)
            if result.status == "not_configured":
                return Done(config.id, "watch", told(result), wants_password=True)
    except (SecretUnavailable, ReceiverNotConfigured) as error:
        return Done(config.id, "watch", _not_asked(error), wants_password=True)
    return Done(config.id, "watch", Told("Watch ended", watched.words))


_ASKED: dict[Kind, Callable[[Workspace, AccountConfig, Way, Request], Done]] = {
    "get": partial(_receive, kind="get"),
    "full sync": partial(_receive, kind="full sync"),
    "retry": partial(_receive, kind="retry"),
    "test": _test,
    "watch": _watch,
}


def _not_asked(error: MailAtlasError) -> Told:
    return Told("Not asked", sentence_of(error), is_bad=True)


def _kept(work: Work) -> str:
    return "nothing was read." if work.kind == "test" else "what was fetched is kept."

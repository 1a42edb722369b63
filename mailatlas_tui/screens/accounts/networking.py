"""Commands that ask a server: each at a person's word, seen while it lasts, and told of when it ends.

Accounts are asked beside each other, each of them for one thing at a time. What somebody typed as a password
is held until the program ends, for the user of the server that it was typed for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual import on

from mailatlas_core.errors import Cancelled, LoginRefused
from mailatlas_core.models import IngestProgress
from mailatlas_core.receive.model import AccountStatus, ImapConfig
from mailatlas_tui.bridge import Answered, Failed, Progressed
from mailatlas_tui.errors import sentence_of
from mailatlas_tui.safe import say
from mailatlas_tui.screens.accounts.asking import ASKED, Done
from mailatlas_tui.screens.accounts.base import AccountsBase
from mailatlas_tui.screens.accounts.dialogs import AccountPasswordDialog, FullSyncDialog, Given
from mailatlas_tui.screens.accounts.states import Kind, Work
from mailatlas_tui.screens.accounts.telling import Told
from mailatlas_tui.screens.accounts.watching import Watched
from mailatlas_tui.screens.accounts.ways import way

_KEYCHAIN = "keychain"


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

    @property
    def work(self) -> Work | None:
        """What is done for the account under the cursor."""
        return self.works.get(self.chosen_id or "")

    @property
    def is_idle(self) -> bool:
        """Whether there is an account under the cursor, for which nothing is done right now."""
        return self.account is not None and self.work is None

    @property
    def is_on_server(self) -> bool:
        """Whether the account under the cursor is one of a server."""
        return self.account is not None and isinstance(self.account.account.config, ImapConfig)

    @property
    def watches(self) -> bool:
        """Whether the account under the cursor is watched."""
        return self.work is not None and self.work.kind == "watch"

    def action_get(self) -> None:
        self._start_chosen("get")

    def action_retry(self) -> None:
        self._start_chosen("retry")

    def action_test(self) -> None:
        self._start_chosen("test")

    def action_full_sync(self) -> None:
        if (account := self.account) is not None:

            def answer(sure: bool | None) -> None:
                if sure:
                    self.start("full sync", account)

            self.app.push_screen(FullSyncDialog(account), answer)

    def action_watch(self) -> None:
        """Watch the account, or end that."""
        if self.watches and self.chosen_id is not None:
            self.cancel(self.chosen_id)
        else:
            self._start_chosen("watch")

    def action_bell(self) -> None:
        """Let watched accounts ring the bell of the terminal, or no longer."""
        self.rings = not self.rings
        say(
            self.app, f"The bell {'rings' if self.rings else 'stays silent'} when a watched account has mail."
        )

    def action_password(self) -> None:
        if (account := self.account) is not None and isinstance(account.account.config, ImapConfig):
            self._ask_password(account.account.config)

    def _start_chosen(self, kind: Kind) -> None:
        if (account := self.account) is not None:
            self.start(kind, account)

    # asking the server

    def start(self, kind: Kind, account: AccountStatus) -> None:
        """Ask the server of an account for something, at once."""
        id, config = account.account.id, account.account.config
        ask = partial(ASKED[kind], self.atlas.workspace, config, way(self.atlas, config))
        self.works[id] = Work(kind)
        self.told.pop(id, None)
        self.atlas.bridge.wait_for(self, id, ask, Asked)
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
        id, state = message.request.name, message.request.take_state()
        work = self.works.get(id)
        if work is None or work.cancelling:
            return
        if isinstance(state, IngestProgress):
            self.works[id] = replace(work, state=state)
            if id == self.chosen_id:
                self.bar.show_work(self.works[id])
        elif isinstance(state, Watched):
            self._follow_watch(id, work, state)

    def _follow_watch(self, id: str, work: Work, watched: Watched) -> None:
        if watched.new > work.watched.new and self.rings:
            self.app.bell()
        self.works[id] = replace(work, watched=watched)
        self.show_works()
        self.reload()

    @on(Asked)
    def _finish(self, answer: Asked) -> None:
        done = answer.value
        self._end(done.id, done.told)
        account = self.account
        if done.wants_password and account is not None and self._is_seen(done.id):
            config = account.account.config
            if isinstance(config, ImapConfig):
                self._ask_password(config, again=partial(self.start, done.kind, account))

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        error, id = answer.error, answer.request.name
        work = self.works.get(id)
        if id == _KEYCHAIN:
            say(self.app, f"{sentence_of(error)} What was typed holds for this session.", "error")
        elif work is None:
            say(self.app, sentence_of(error), "error")
        elif isinstance(error, Cancelled):
            self._end(id, Told("Cancelled", _kept(work)))
        else:
            key = "p gives another password." if isinstance(error, LoginRefused) else "c tests it again."
            self._end(id, Told("Not done", f"{sentence_of(error)} {key}", is_bad=True))

    def _end(self, id: str, told: Told) -> None:
        del self.works[id]
        self.told[id] = told
        self.show_works()
        self.reload()
        if not self._is_seen(id):
            say(self.app, f"{told.begin}: {told.sentence}", "error" if told.is_bad else "information")

    def _is_seen(self, id: str) -> bool:
        """Whether this account is the one in view."""
        return self.is_current and id == self.chosen_id

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

    def _ask_password(self, config: ImapConfig, again: Callable[[], None] | None = None) -> None:
        def take(given: Given | None) -> None:
            if given is None:
                return
            self.take_password(config, given)
            if again is not None:
                again()

        self.app.push_screen(AccountPasswordDialog(config), take)

    def take_password(self, config: ImapConfig, given: Given) -> None:
        """Hold a password for this session, and keep it elsewhere where that is wanted."""
        mailboxes, secret = self.atlas.mailboxes, given.secret
        self.atlas.mailbox_passwords[config.host, config.username] = secret
        if given.keep:
            self.atlas.bridge.wait_for(self, _KEYCHAIN, lambda _: mailboxes.keep(config, secret), Kept)
        self.show_chosen()

    @on(Kept)
    def _tell_kept(self, answer: Kept) -> None:
        say(self.app, f"The password is kept {answer.value}.")
        self.show_chosen()


def _kept(work: Work) -> str:
    return "nothing was read." if work.kind == "test" else "what was fetched is kept."

"""A mail server in memory: the double of every account on a server, which does wrong as it is told."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import FolderNotFound, IdleUnsupported, LoginRefused, ServerUnavailable
from mailatlas_core.ports import Mailbox, OpenMailbox
from mailatlas_core.receive.memory_faults import BreakOff, Faults, Place, Request
from mailatlas_core.receive.model import FetchedMessage, Selected
from mailatlas_core.secrets import Secret


@dataclass(slots=True)
class Folder:
    """A folder of the server, its messages by uid."""

    uidvalidity: int
    next_uid: int = 1
    messages: dict[int, FetchedMessage] = field(default_factory=dict)


class MemoryServer:
    """Folders with messages, by their names. `logins` are the users with their secrets, None is everybody;
    `name` is how its errors call it.

    `requests` counts what was asked of the server by kind, and `given` how often it gave each message.
    Nothing that is asked changes a folder. What changes one may be called while others receive from it.
    """

    def __init__(
        self,
        folders: Collection[str] = ("INBOX",),
        *,
        logins: Mapping[str, Secret] | None = None,
        can_idle: bool = True,
        name: str = "The server in memory",
    ) -> None:
        self.name = name
        self.logins = logins
        self.can_idle = can_idle
        self.faults = Faults()
        self.requests: Counter[Request] = Counter()
        self.given: Counter[Place] = Counter()
        self.folders: dict[str, Folder] = {}
        self.arrival = threading.Condition()
        self._uidvalidity = 0
        for name in folders:
            self.add_folder(name)

    def open(self, username: str, secret: Secret) -> OpenMailbox:
        """The way to the account of a user, which logs in whenever it is taken."""

        def opened(cancel: CancelToken, /) -> Mailbox:
            return _MemoryMailbox(self, username, secret, cancel)

        return opened

    def add_folder(self, name: str) -> None:
        """Make an empty folder, in the place of one of that name."""
        self.folders[name] = Folder(self.new_uidvalidity())

    def remove_folder(self, name: str) -> None:
        """Take a folder away with all that is in it."""
        del self.folders[name]

    def renumber(self, name: str) -> None:
        """Give a folder another UIDVALIDITY, and its messages the uids from 1."""
        messages = self.folders[name].messages
        self.add_folder(name)
        for message in messages.values():
            self._put(name, message._replace(uid=self.folders[name].next_uid))

    def add(
        self,
        folder: str,
        data: bytes,
        *,
        uid: int | None = None,
        flags: tuple[str, ...] = (),
        internal_date: str | None = None,
        gmail: Mapping[str, object] | None = None,
    ) -> int:
        """Put a message into a folder, as its last one unless a uid is named; who waits there is told.
        Returns the uid."""
        uid = self.folders[folder].next_uid if uid is None else uid
        self._put(folder, FetchedMessage(uid, data, internal_date, flags, gmail))
        return uid

    def remove(self, folder: str, uid: int) -> None:
        """Take a message away for good."""
        del self.folders[folder].messages[uid]

    def new_uidvalidity(self) -> int:
        """A UIDVALIDITY that no folder has had."""
        self._uidvalidity += 1
        return self._uidvalidity

    def _put(self, name: str, message: FetchedMessage) -> None:
        folder = self.folders[name]
        with self.arrival:
            folder.messages[message.uid] = message
            folder.next_uid = max(folder.next_uid, message.uid + 1)
            self.arrival.notify_all()


class _MemoryMailbox:
    """A connection to the server, of no use any more once it broke off or was closed."""

    def __init__(self, server: MemoryServer, username: str, secret: Secret, cancel: CancelToken) -> None:
        self._server = server
        self._cancel = cancel
        self._is_open = True
        self._name = ""
        self._next_uid = 0
        self._ask("login")
        if server.logins is not None and server.logins.get(username) != secret:
            raise LoginRefused(
                f"{server.name} does not take this user with this password.",
                hint="Look at the user name and the password.",
            )

    def folders(self) -> Sequence[str]:
        self._ask("folders")
        return list(self._server.folders)

    def select(self, folder: str, /) -> Selected:
        self._ask("select")
        self._name = folder
        found = self._folder()
        self._next_uid = found.next_uid
        if self._server.faults.renumbers:
            found.uidvalidity = self._server.new_uidvalidity()
        return Selected(found.uidvalidity, len(found.messages))

    def uids(self, above: int, /) -> Sequence[int]:
        self._ask("uids")
        phantoms = {uid for folder, uid in self._server.faults.phantoms if folder == self._name}
        listed = phantoms.union(self._folder().messages)
        return self._in_order([uid for uid in listed if uid > above])

    def sizes(self, uids: Sequence[int], /) -> Mapping[int, int]:
        self._ask("sizes")
        messages, factor = self._folder().messages, self._server.faults.size_factor
        return {uid: round(len(messages[uid].data or b"") * factor) for uid in uids if uid in messages}

    def fetch(self, uids: Sequence[int], /) -> Iterator[FetchedMessage]:
        number = self._ask("fetch")
        faults = self._server.faults
        after = {one.number: one.after_bytes for one in faults.break_offs if one.request == "fetch"}.get(
            number
        )
        total = 0
        yield from faults.strays
        for message in self._found(uids):
            total += len(message.data or b"")
            if Place(self._name, message.uid) in faults.poison or (after is not None and total > after):
                self._break_off()
            for _ in range(2 if faults.repeats else 1):
                self._cancel.check()
                self._server.given[Place(self._name, message.uid)] += 1
                yield message

    def wait(self, seconds: float, cancel: CancelToken, /) -> bool:
        self._ask("wait")
        if not self._server.can_idle:
            raise IdleUnsupported(f"{self._server.name} cannot tell when mail comes.")
        arrival = self._server.arrival

        def ring() -> None:
            with arrival:
                arrival.notify_all()

        with cancel.calling(ring), self._cancel.calling(ring), arrival:
            arrival.wait_for(
                lambda: self._has_news() or cancel.cancelled or self._cancel.cancelled, timeout=seconds
            )
        cancel.check()
        self._cancel.check()
        has_news = self._has_news()
        self._next_uid = self._folder().next_uid
        return has_news

    def close(self) -> None:
        self._is_open = False

    def _ask(self, request: Request) -> int:
        """Have a request reach the server, which counts it: its number among those of its kind."""
        self._cancel.check()
        if not self._is_open:
            self._break_off()
        server = self._server
        server.requests[request] += 1
        number = server.requests[request]
        server.faults.before(request, self._cancel)
        self._cancel.check()
        if server.faults.is_down:
            self._break_off("cannot be reached")
        if BreakOff(request, number) in server.faults.break_offs:
            self._break_off()
        return number

    def _break_off(self, what: str = "has broken the connection off") -> None:
        self._is_open = False
        raise ServerUnavailable(f"{self._server.name} {what}.", hint="Try again later.")

    def _has_news(self) -> bool:
        """Whether a message has come since the folder was selected, or last waited for."""
        return self._folder().next_uid > self._next_uid

    def _folder(self) -> Folder:
        try:
            return self._server.folders[self._name]
        except KeyError:
            raise FolderNotFound(f"{self._server.name} has no folder {self._name}.") from None

    def _found(self, uids: Sequence[int]) -> Iterator[FetchedMessage]:
        """What the server has to say to these uids."""
        faults, messages = self._server.faults, self._folder().messages
        for uid in self._in_order(list(uids)):
            place = Place(self._name, uid)
            if uid not in messages or place in faults.withheld:
                continue
            if place in faults.refused:
                yield FetchedMessage(uid, None, reason=faults.refused[place])
            elif place in faults.empty:
                yield messages[uid]._replace(data=b"")
            else:
                yield messages[uid]

    def _in_order(self, uids: list[int]) -> list[int]:
        return sorted(uids, reverse=self._server.faults.backwards)

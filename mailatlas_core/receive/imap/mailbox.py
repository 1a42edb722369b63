"""An account on an IMAP server, to be read alone: EXAMINE, UID SEARCH, UID FETCH of BODY.PEEK[], and IDLE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from time import monotonic

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, FolderNotFound, IdleUnsupported, ServerUnavailable
from mailatlas_core.receive.imap.connection import MOST_IN_MESSAGE, MOST_TEXT, Connection, NotImap, Refusal
from mailatlas_core.receive.imap.reading import (
    BODY,
    GMAIL_LABELS,
    GMAIL_NUMBERS,
    LAST_UID,
    Items,
    Uids,
    encoded_name,
    folder_name,
    found_uids,
    items,
    message,
    number,
    uid_sets,
)
from mailatlas_core.receive.imap.wording import is_for_all, place, refused, said, unavailable
from mailatlas_core.receive.model import FetchedMessage, ImapConfig, Selected
from mailatlas_core.secrets import Secret

IDLE_SECONDS = 28 * 60.0
"""For how long one IDLE goes on: a server may end one of half an hour (RFC 2177)."""

_LEAVING_SECONDS = 5.0

_ITEMS = (b"UID", b"INTERNALDATE", b"FLAGS")


class ImapMailbox:
    """The mailbox at the other end of a connection that is logged in.

    `secret` is kept so that it is known as one for as long as the server may say it back; `held` is what is
    let go of with the connection.
    """

    def __init__(self, connection: Connection, config: ImapConfig, secret: Secret, held: ExitStack) -> None:
        self._connection = connection
        self._config = config
        self._secret = secret
        self._held = held

    def folders(self) -> Sequence[str]:
        names = set()
        with self._asking():
            for response in self._connection.exchange(b'LIST "" "*"'):
                if response.kind == b"LIST" and (name := folder_name(response)) is not None:
                    names.add(name)
        return sorted(names)

    def select(self, folder: str, /) -> Selected:
        name = encoded_name(folder)
        if name is None:
            raise FolderNotFound(
                f"{place(self._config)} cannot have a folder of that name.",
                hint="No name has control characters.",
            )
        with self._asking():
            try:
                return self._examined(name)
            except Refusal as refusal:
                what = f"does not open {folder!r}"
                raise refused(self._config, what, refusal.text, FolderNotFound) from None

    def uids(self, above: int, /) -> Sequence[int]:
        uids: set[int] = set()
        if above >= LAST_UID:
            return ()
        self._connection.has_arrivals = False
        with self._asking():
            for _ in self._connection.exchange(b"NOOP"):
                pass  # a server may look for new mail only then
            for response in self._connection.exchange(b"UID SEARCH UID %d:*" % (above + 1)):
                if response.kind == b"SEARCH":
                    uids.update(found_uids(response))
        # The last message is in n:* even where its uid is smaller than n.
        return sorted(uid for uid in uids if uid > above)

    def sizes(self, uids: Sequence[int], /) -> Mapping[int, int]:
        sizes: dict[int, int] = {}
        with self._asking():
            for wanted in uid_sets(uids):
                for uid, found in self._fetched(wanted, (b"UID", b"RFC822.SIZE"), MOST_TEXT):
                    if uid not in sizes and (size := number(found.get(b"RFC822.SIZE"))) is not None:
                        sizes[uid] = size
                        self._connection.get_on()
        return sizes

    def fetch(self, uids: Sequence[int], /) -> Iterator[FetchedMessage]:
        """As the port says. A message is given on as soon as it is there, so that one at a time is held; who
        does not take all of them ends the connection."""
        with self._asking():
            for wanted in uid_sets(uids):
                yield from self._messages(wanted)

    def wait(self, seconds: float, cancel: CancelToken, /) -> bool:
        connection = self._connection
        if b"IDLE" not in connection.capabilities:
            raise IdleUnsupported(f"{place(self._config)} cannot tell when mail comes.")
        end = monotonic() + seconds
        with cancel.calling(connection.transport.interrupt), self._asking():
            while not connection.has_arrivals and (left := end - monotonic()) > 0:
                self._idle(min(left, IDLE_SECONDS))
        has_come, connection.has_arrivals = connection.has_arrivals, False
        return has_come

    def close(self) -> None:
        self._connection.timeout = self._connection.longest = _LEAVING_SECONDS
        with suppress(OSError, Refusal, Cancelled):
            for _ in self._connection.exchange(b"LOGOUT"):
                pass
        self._held.close()

    def _idle(self, seconds: float) -> None:
        try:
            self._connection.idle(seconds)
        except Refusal as refusal:
            what = "does not tell when mail comes"
            raise refused(self._config, what, refusal.text, IdleUnsupported) from None

    def _examined(self, name: bytes) -> Selected:
        connection = self._connection
        messages, uidvalidity = None, 0
        for response in connection.exchange(b"EXAMINE", name):
            if response.kind == b"EXISTS":
                messages = response.number
            elif response.kind == b"OK" and response.text.upper().startswith(b"[UIDVALIDITY "):
                uidvalidity = number(response.text[13:].partition(b"]")[0]) or 0
        if messages is None or not 0 < uidvalidity <= LAST_UID:
            raise NotImap("opens a folder, and does not say what is in it")
        connection.has_arrivals = False
        return Selected(uidvalidity, messages)

    def _messages(self, wanted: Uids, *, is_last: bool = False) -> Iterator[FetchedMessage]:
        """The messages of one command, and then what became of those that were not in its answer. One that
        cannot be given may have stopped the others, so that each is asked for alone before it is given up."""
        given: set[int] = set()
        reason = "The server lists it, and does not give it."
        try:
            for fetched in self._given(wanted):
                given.add(fetched.uid)
                yield fetched
        except Refusal as refusal:
            if is_for_all(refusal.text):
                raise
            reason = said(refusal.text) or reason
        for uid in sorted(self._listed(wanted.uids - given)):
            if is_last:
                yield FetchedMessage(uid, None, reason=reason)
            else:
                yield from self._messages(Uids(b"%d" % uid, frozenset({uid})), is_last=True)

    def _given(self, wanted: Uids) -> Iterator[FetchedMessage]:
        """What comes for these, each once; the parts of an answer that is split are put together."""
        gmail = (*GMAIL_NUMBERS, GMAIL_LABELS) if b"X-GM-EXT-1" in self._connection.capabilities else ()
        asked = (*_ITEMS, *gmail)
        incomplete: dict[int, dict[bytes, object]] = {}
        done: set[int] = set()
        for uid, found in self._fetched(wanted, (*asked, b"BODY.PEEK[]"), MOST_IN_MESSAGE):
            if uid in done:
                continue
            known = incomplete.setdefault(uid, {})
            known |= found
            if BODY in known and all(item in known for item in asked):
                done.add(uid)
                yield message(uid, incomplete.pop(uid))
                if not incomplete:  # what is held of others counts until they are whole
                    self._connection.get_on(MOST_IN_MESSAGE)
        for uid, known in incomplete.items():
            if BODY in known:
                yield message(uid, known)

    def _listed(self, uids: frozenset[int]) -> frozenset[int]:
        """Those that are still there."""
        return frozenset(
            uid for wanted in uid_sets(uids) for uid, _ in self._fetched(wanted, (b"UID",), MOST_TEXT)
        )

    def _fetched(self, wanted: Uids, asked: Sequence[bytes], most: int) -> Iterator[tuple[int, Items]]:
        """What is said of these messages, and of no others, a part at a time."""
        words = (b"UID FETCH", wanted.text, b"(" + b" ".join(asked) + b")")
        for response in self._connection.exchange(*words, most=most):
            if response.kind != b"FETCH":
                continue
            found = items(response)
            uid = number(found.get(b"UID"))
            if uid is not None and uid in wanted.uids:
                yield uid, found

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """A failure of the connection, and a refusal that is none of what was asked, is an error in words."""
        try:
            yield
        except OSError as error:
            self._connection.transport.close()
            raise unavailable(self._config, error) from None
        except Refusal as refusal:
            raise refused(
                self._config, "does not say what was asked", refusal.text, ServerUnavailable
            ) from None

"""How fast mail comes from a server, by each program: a Dovecot of this machine, by TLS, which either is
beside or seems to be far away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.distance import distant
from tests.benchmarks.ingesting import figures_of
from tests.benchmarks.mail import SIZES
from tests.benchmarks.mailbox import write_maildir
from tests.benchmarks.plain import plain_messages
from tests.benchmarks.processes import ProgramFailed, run
from tests.benchmarks.receivers import Account, Receiver
from tests.benchmarks.results import Place, Results
from tests.benchmarks.stores import Stores
from tests.core import dovecot

PART = "receive"
NEAR, FAR = "beside", "50 ms away"
_SECONDS_EACH_WAY = 0.05
_AT_ONCE = 500


def measure(size: str, receivers: Sequence[Receiver], stores: Stores, results: Results, rounds: int) -> None:
    """All programs in turn from both places, round after round; each into a folder of its own."""
    with _account(SIZES[size]) as near, distant(near.host, near.port, _SECONDS_EACH_WAY) as port:
        accounts = {NEAR: near, FAR: near.at(port)}
        for number in range(1, rounds + 1):
            for case, account in accounts.items():
                for receiver in receivers:
                    place = Place(PART, size, case, receiver.name, number)
                    if not results.has(place):
                        results.add([(place, _figures(account, receiver, stores.empty(size, receiver.name)))])


def _figures(account: Account, receiver: Receiver, store: Path) -> dict[str, float]:
    receiver.prepare(account, store)
    cost = run(receiver.receive(account, store))
    if (received := receiver.received(store)) != account.count:
        raise ProgramFailed(f"{receiver.name} has {received} of {account.count} messages.")
    return figures_of(cost, account.count, account.bytes, store)


@contextmanager
def _account(count: int) -> Iterator[Account]:
    """An account with so many messages, all of which the server has read once."""
    with dovecot.running() as server:
        user = server.new_user()
        folder = server.folder(user)
        write_maildir(folder, plain_messages(count))
        size = sum(file.stat().st_size for file in (folder / "cur").iterdir())
        server.own(folder)
        with server.owner(user) as client:
            client.select_folder("INBOX", readonly=True)
            for first in range(1, count + 1, _AT_ONCE):
                client.fetch([*range(first, min(first + _AT_ONCE, count + 1))], ["BODY.PEEK[]"])
        certificates = (server.root / "authority.pem", server.root / "tls.crt")
        yield Account(dovecot.HOST, server.tls_port, user, *certificates, count, size)

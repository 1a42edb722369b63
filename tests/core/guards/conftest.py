"""What SQLite is asked, seen from below every layer of ours."""

from __future__ import annotations

import sqlite3

import pytest

_STEPS_BETWEEN_CALLS = 20


class Asked:
    """What all connections were asked since the last `forget`."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._calls = 0

    @property
    def statements(self) -> list[str]:
        """Our own statements as they ran, without those of triggers and of the index itself."""
        return [one for one in self._statements if not one.startswith("--") and "'main'.'fts_" not in one]

    @property
    def steps(self) -> int:
        """How many steps SQLite's virtual machine took, some for every row that it looked at."""
        return self._calls * _STEPS_BETWEEN_CALLS

    def forget(self) -> None:
        self._statements.clear()
        self._calls = 0

    def watch(self, connection: sqlite3.Connection) -> None:
        connection.set_trace_callback(self._statements.append)
        connection.set_progress_handler(self._step, _STEPS_BETWEEN_CALLS)

    def _step(self) -> None:
        self._calls += 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Watches every connection that is opened from now on."""
    connect = sqlite3.connect
    asked = Asked()

    def watched(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        asked.watch(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    return asked

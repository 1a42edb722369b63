"""Parsing in processes of their own, so that a message can end its process and nothing else.

The processes are our own rather than an executor's because a message that hangs or ends one
must be named, and because a spawned executor would import the caller's main module again.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled, ParserUnavailable
from mailatlas_core.ingest.parse_worker import ParseJob
from mailatlas_core.ingest.record import unparsed
from mailatlas_core.store.files import meaning_of_disk_errors
from mailatlas_core.store.records import DocumentRecord

log = logging.getLogger(__name__)

_SECONDS_PER_MESSAGE = 60.0
_PATIENCE_SECONDS = 0.05
_CLOSED = "The parsing was stopped."


class _DiskFailed(Exception):
    """A worker could not read a message."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class _Worker:
    """One process and the socket to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # -P: nothing in the current folder may pose as a module. A process group of its own:
            # Ctrl-C in the terminal is the parent's to handle.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "mailatlas_core.ingest.parse_worker", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(os.path.isabs, sys.path))},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                process_group=0,
            )
        self.connection = Connection(ours.detach())
        try:
            self.connection.recv()
        except (EOFError, OSError):
            self.stop()
            raise ParserUnavailable(
                "The processes that parse messages cannot be started.",
                hint=f"Try `{sys.executable} -P -m mailatlas_core.ingest.parse_worker` to see why.",
            ) from None

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.connection.close()


class ParsePool:
    """Parses lists of messages on as many processes as there are cores, started when needed."""

    def __init__(self, *, seconds_per_message: float = _SECONDS_PER_MESSAGE) -> None:
        self._seconds = seconds_per_message
        self._executor = ThreadPoolExecutor(len(os.sched_getaffinity(0)), thread_name_prefix="parse")
        self._own = threading.local()
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    def submit(self, jobs: Sequence[ParseJob]) -> Future[list[DocumentRecord]]:
        """Parse messages; the future has a record for each, whatever became of the process.

        It raises `WorkspaceDamaged` where the disk fails, and `Cancelled` where the pool was closed.
        """
        return self._executor.submit(self._parse, list(jobs))

    def close(self) -> None:
        """Stop at once: what is being parsed is dropped."""
        with self._lock:
            self._closed = True
            workers, self._workers = self._workers, []
        for worker in workers:
            worker.process.kill()
        self._executor.shutdown(cancel_futures=True)
        for worker in workers:
            worker.stop()

    def _parse(self, jobs: list[ParseJob]) -> list[DocumentRecord]:
        records: list[DocumentRecord] = []
        while len(records) < len(jobs):
            worker = self._worker()
            try:
                worker.connection.send(jobs[len(records) :])
                while len(records) < len(jobs):
                    if not worker.connection.poll(self._seconds):
                        raise TimeoutError(f"took longer than {self._seconds:.0f} seconds")
                    outcome: DocumentRecord | Exception = worker.connection.recv()
                    if isinstance(outcome, Exception):
                        raise _DiskFailed(outcome)
                    records.append(outcome)
            except _DiskFailed as failure:
                self._discard(worker)
                with meaning_of_disk_errors():
                    raise failure.error from None
            except (EOFError, OSError) as error:  # an OSError where it ended within an answer
                self._discard(worker)
                reason = str(error) if isinstance(error, TimeoutError) else "the parser process ended"
                log.warning("a message was stored unparsed: %s", reason)
                job = jobs[len(records)]
                with meaning_of_disk_errors():
                    records.append(unparsed(job.digest, job.raw.read_bytes(), reason))
        return records

    def _worker(self) -> _Worker:
        """This thread's worker. Raises `Cancelled` once the pool is closed."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        is_new = worker is None
        worker = worker or _Worker()
        with self._lock:
            if not self._closed:
                if is_new:
                    self._own.worker = worker
                    self._workers.append(worker)
                return worker
        if is_new:
            worker.stop()
        raise Cancelled(_CLOSED)

    def _discard(self, worker: _Worker) -> None:
        """Let go of a worker that failed. Raises `Cancelled` where the pool's closing has ended it."""
        with self._lock:
            if self._closed:
                raise Cancelled(_CLOSED)
            self._workers.remove(worker)
        self._own.worker = None
        worker.stop()


def parsed(parsing: Iterable[Future[list[DocumentRecord]]], cancel: CancelToken) -> Iterator[DocumentRecord]:
    """The records of what was submitted, in order; raises what the futures do, and `Cancelled`."""
    for future in parsing:
        while not future.done():
            cancel.check()
            with suppress(TimeoutError):
                future.result(_PATIENCE_SECONDS)
        yield from future.result()

"""A socket whose every wait ends: at a moment that is given, or as soon as somebody interrupts it."""

from __future__ import annotations

import os
import select
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from errno import EINPROGRESS
from functools import partial
from time import monotonic
from typing import TypeVar

from mailatlas_core.errors import Cancelled

_PIECE = 65536

_T = TypeVar("_T")


class Transport:
    """A stream of bytes to a server, encrypted from `encrypt` on.

    `end` is a moment of `time.monotonic()`. The methods raise `OSError`, `TimeoutError` and `ssl.SSLError`
    among it, and `Cancelled` from the moment on that `interrupt` was called, in whichever thread.
    """

    def __init__(self) -> None:
        self._interrupted = False
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._socket = socket.socket()

    def interrupt(self) -> None:
        """End what waits now or will wait later; safe in any thread, quick, never raising."""
        self._interrupted = True
        with suppress(OSError):
            self._waker.send(b"\0")

    def close(self) -> None:
        """Let go of everything; never raises."""
        for one in (self._socket, self._waker, self._woken):
            with suppress(OSError):
                one.close()

    def connect(self, host: str, port: int, seconds: float) -> None:
        """Connect to the first address of the host that takes it, each having its share of the time."""
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: OSError | None = None
        for family, kind, protocol, _, address in addresses:
            self._socket.close()
            self._socket = socket.socket(family, kind, protocol)
            self._socket.setblocking(False)
            try:
                self._reach(address, monotonic() + seconds / len(addresses))
            except OSError as error:
                failure = error
            else:
                return
        raise failure or OSError("no address")

    def _reach(self, address: object, end: float) -> None:
        code = self._socket.connect_ex(address)  # type: ignore[arg-type]  # as getaddrinfo gave it
        if code == EINPROGRESS:
            self._wait(select.POLLOUT, end)
            code = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    def encrypt(self, context: ssl.SSLContext, host: str, end: float) -> None:
        """Go on in TLS, with the server whose certificate is for that host."""
        encrypted = context.wrap_socket(self._socket, server_hostname=host, do_handshake_on_connect=False)
        self._socket = encrypted
        self._until_done(encrypted.do_handshake, select.POLLIN, end)

    def receive(self, end: float) -> bytes:
        """What has come, at least a byte of it."""
        data = self._until_done(partial(self._socket.recv, _PIECE), select.POLLIN, end)
        if not data:
            raise ConnectionAbortedError
        return data

    def send(self, data: bytes, end: float) -> None:
        """Hand all of it over."""
        left = memoryview(data)
        while left:
            left = left[self._until_done(partial(self._socket.send, left), select.POLLOUT, end) :]

    def _until_done(self, attempt: Callable[[], _T], events: int, end: float) -> _T:
        while True:
            self._check()
            try:
                return attempt()
            except BlockingIOError:
                self._wait(events, end)
            except ssl.SSLWantReadError:
                self._wait(select.POLLIN, end)
            except ssl.SSLWantWriteError:
                self._wait(select.POLLOUT, end)

    def _wait(self, events: int, end: float) -> None:
        poll = select.poll()
        poll.register(self._socket, events)
        poll.register(self._woken, select.POLLIN)
        is_ready = poll.poll(max(0.0, end - monotonic()) * 1000)
        self._check()
        if not is_ready:
            raise TimeoutError

    def _check(self) -> None:
        if self._interrupted:
            raise Cancelled("Cancelled.")
        if self._socket.fileno() < 0:
            raise ConnectionAbortedError

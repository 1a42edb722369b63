"""The only room where work happens: threads, cancellation, and answers as messages.

A widget asks and later gets exactly one of two messages: the one that it named for the result, or
`Failed`. What it asks has a name; asking again under that name cancels the older request, whose
answer is then dropped wherever it is, even in the widget's own queue. Only an `edit` is never dropped.
Long work says where it stands by `Progressed`, of which at most one waits in the queue.

Every piece of work gets its `Request` and must hand the `cancel` token on to the core.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from itertools import count
from typing import Any, Generic, Protocol, TypeVar

from textual.message import Message
from textual.message_pump import MessagePump

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import MailAtlasError
from mailatlas_core.paths import log_folder

LAST_WAIT_SECONDS = 2.0
"""How long closing waits for work that was told to stop."""

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Request:
    """One piece of work: who asked, under which name, and the token that can stop it."""

    def __init__(self, owner: MessagePump, name: str, *, job: bool, edit: bool) -> None:
        self.owner = owner
        self.name = name
        self.job = job
        self.edit = edit
        self.cancel = CancelToken()
        self.dropped = False
        self.future: Future[Any] | None = None
        self._state: object = None
        self._state_waits = False
        self._lock = threading.Lock()

    @property
    def running(self) -> bool:
        return self.future is not None and not self.future.done()

    def drop(self) -> None:
        """Stop the work; nobody waits for its answer any more."""
        self.dropped = True
        self.cancel.cancel()

    def progress(self, state: object) -> None:
        """Say where the work stands; called by the work, in its thread, as often as it likes."""
        with self._lock:
            self._state = state
            if self._state_waits:
                return
            self._state_waits = True
        self.owner.post_message(Progressed(self))

    def take_state(self) -> object:
        """The newest state; from now on another message may be posted."""
        with self._lock:
            self._state_waits = False
            return self._state


class Answer(Message, bubble=False, no_dispatch=None):
    """A message that belongs to a request; no handler sees it once the request was dropped."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**{"bubble": False, **options}, no_dispatch=None)  # else Textual lets it

    def __init__(self, request: Request) -> None:
        super().__init__()
        self.request = request

    @property
    def no_dispatch(self) -> bool:  # type: ignore[override]  # looked at on the instance, when its turn comes
        return self.request.dropped


class Answered(Answer, Generic[T]):
    """The result of a request; subclassed for each kind of result."""

    def __init__(self, request: Request, value: T) -> None:
        super().__init__(request)
        self.value = value


class Failed(Answer):
    """The work ended in an error, which has a sentence for a person and may have a hint."""

    def __init__(self, request: Request, error: MailAtlasError) -> None:
        super().__init__(request)
        self.error = error


class Progressed(Answer):
    """The work has got somewhere: `request.take_state()`, however long this message has waited."""


class Crash(MailAtlasError):
    """Anything that was not foreseen; what it was is in the log, never on the screen."""

    code = "crash"


class Pool(Protocol):
    """Runs work in threads."""

    def submit(self, run: Callable[..., T], /, *arguments: Any) -> Future[T]: ...


class OwnThreads:
    """A thread for each piece of work, which the end of the program does not wait for: a server that does
    not answer keeps nothing else from its turn, and nobody from leaving."""

    def submit(self, run: Callable[..., T], /, *arguments: Any) -> Future[T]:
        future: Future[T] = Future()
        future.set_running_or_notify_cancel()

        def work() -> None:
            try:
                future.set_result(run(*arguments))
            except BaseException as error:  # noqa: BLE001 - it is raised where the future is asked
                future.set_exception(error)

        threading.Thread(target=work, name="network", daemon=True).start()
        return future


class Bridge:
    """Two threads that read, one for long work, one for edits, and one for each wait for the network; to be
    used from the app's thread only."""

    def __init__(self) -> None:
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="read")
        self._jobs = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._edits = ThreadPoolExecutor(1, thread_name_prefix="edit")
        self._network = OwnThreads()
        self._edit_numbers = count(1)
        self._newest: dict[tuple[MessagePump, str], Request] = {}
        self._running: list[Request] = []

    def read(
        self,
        owner: MessagePump,
        name: str,
        ask: Callable[[Request], T],
        answer: type[Answered[T]],
        *,
        rest: float = 0.0,
    ) -> Request:
        """Ask for something that a newer question of the same name makes pointless; after `rest`
        seconds in which none has come."""
        return self._start(self._readers, owner, name, ask, answer, rest)

    def work(
        self, owner: MessagePump, name: str, job: Callable[[Request], T], answer: type[Answered[T]]
    ) -> Request:
        """Start long work; one piece runs at a time, another waits for its turn."""
        return self._start(self._jobs, owner, name, job, answer)

    def edit(self, owner: MessagePump, ask: Callable[[Request], T], answer: type[Answered[T]]) -> Request:
        """Change something at a person's word: in the order in which it was asked, and never dropped
        for what is asked later."""
        return self._start(self._edits, owner, f"edit {next(self._edit_numbers)}", ask, answer)

    def wait_for(
        self, owner: MessagePump, name: str, ask: Callable[[Request], T], answer: type[Answered[T]]
    ) -> Request:
        """Do what waits for somebody outside, such as a server, at once and beside everything else."""
        return self._start(self._network, owner, name, ask, answer)

    def cancel(self, owner: MessagePump, name: str) -> bool:
        """Tell work to stop, whose answer still comes. False where none of that name runs."""
        request = self._newest.get((owner, name))
        if request is None or not request.running:
            return False
        request.cancel.cancel()
        return True

    def drop(self, owner: MessagePump, name: str) -> None:
        """Tell work to stop, and drop its answer."""
        request = self._newest.pop((owner, name), None)
        if request is not None:
            request.drop()

    def runs(self, owner: MessagePump, name: str) -> bool:
        """Whether work of that name has not ended yet."""
        request = self._newest.get((owner, name))
        return request is not None and request.running

    @property
    def works(self) -> bool:
        """Whether long work runs, or somebody is waited for, which quitting would end."""
        return any(request.running and request.job for request in self._running)

    async def idle(self) -> None:
        """Return when no thread has anything left to do; messages may still be in their queues."""
        while futures := self._unfinished():
            await asyncio.wait([asyncio.wrap_future(future) for future in futures])

    def close(self) -> None:
        """Cancel everything but edits and wait for its end, but not for long."""
        for request in self._running:
            if not request.edit:
                request.drop()
                if request.future is not None:
                    request.future.cancel()  # what rests ends by the loop alone, which waits here
        for pool in (self._readers, self._jobs, self._edits):
            pool.shutdown(wait=False, cancel_futures=pool is not self._edits)
        wait(self._unfinished(), timeout=LAST_WAIT_SECONDS)

    def _unfinished(self) -> list[Future[Any]]:
        return [request.future for request in self._running if request.future and not request.future.done()]

    def _start(
        self,
        pool: Pool,
        owner: MessagePump,
        name: str,
        ask: Callable[[Request], T],
        answer: type[Answered[T]],
        rest: float = 0.0,
    ) -> Request:
        self.drop(owner, name)
        job = pool is self._jobs or pool is self._network
        request = Request(owner, name, job=job, edit=pool is self._edits)
        loop = asyncio.get_running_loop()
        resting: Future[None] = Future()

        def ended(future: Future[T]) -> None:
            # In the loop's own turn, so that no answer overtakes what the work has said before it.
            if not loop.is_closed():
                loop.call_soon_threadsafe(_deliver, request, answer, future)

        def submit() -> None:
            if not request.dropped:
                future = pool.submit(_run, request, ask)
                future.add_done_callback(ended)
                request.future = future
            if not resting.cancelled():
                resting.set_result(None)

        if rest:
            request.future = resting
            loop.call_later(rest, submit)
        else:
            submit()
        # What a dialog that was closed had asked for is remembered no longer, nor is what it got.
        self._newest = {key: earlier for key, earlier in self._newest.items() if key[0].is_running}
        if not request.edit:  # which nothing stops
            self._newest[owner, name] = request
        self._running = [*(earlier for earlier in self._running if earlier.running), request]
        return request


def _run(request: Request, ask: Callable[[Request], T]) -> T:
    request.cancel.check()
    return ask(request)


def _deliver(request: Request, answer: type[Answered[T]], future: Future[T]) -> None:
    """Post how the work ended, unless nobody waits for it any more."""
    request.future = None  # which knows the request too: neither they nor the result would go in time
    if future.cancelled() or request.dropped:
        return
    error = future.exception()
    if error is None:
        request.owner.post_message(answer(request, future.result()))
    elif isinstance(error, MailAtlasError):
        request.owner.post_message(Failed(request, error))
    else:
        _log.error("The request %s crashed", request.name, exc_info=error)
        crash = Crash(
            "Something went wrong inside MailAtlas.", hint=f"{log_folder()} holds a log that says where."
        )
        request.owner.post_message(Failed(request, crash))

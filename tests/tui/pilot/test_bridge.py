"""The bridge: answers come as messages, late ones never, and nothing that breaks gets out."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual import on
from textual.app import App
from textual.pilot import Pilot

from mailatlas_core.errors import QueryError
from mailatlas_tui.bridge import Answered, Bridge, Crash, Failed, Progressed, Request

PATIENCE = 10.0
REST = 0.02


class Word(Answered[str]):
    """An answer."""


class Listener(App[None]):
    """Writes down what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.bridge = Bridge()
        self.heard: list[str] = []
        self.failures: list[Failed] = []
        self.states: list[object] = []

    @on(Word)
    def _hear(self, answer: Word) -> None:
        self.heard.append(answer.value)

    @on(Failed)
    def _fail(self, answer: Failed) -> None:
        self.failures.append(answer)

    @on(Progressed)
    def _progress(self, message: Progressed) -> None:
        self.states.append(message.request.take_state())

    def on_unmount(self) -> None:
        self.bridge.close()


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Listener, Pilot[None]]]:
    listener = Listener()
    async with listener.run_test() as pilot:
        yield listener, pilot


async def until_idle(listener: Listener, pilot: Pilot[None]) -> None:
    await listener.bridge.idle()
    await pilot.pause()


async def test_a_result_becomes_a_message_to_its_owner() -> None:
    async with listening() as (listener, pilot):
        listener.bridge.read(listener, "word", lambda _: "yes", Word)
        await until_idle(listener, pilot)
        assert listener.heard == ["yes"]


async def test_a_newer_question_cancels_the_older_and_its_late_answer_is_never_heard() -> None:
    async with listening() as (listener, pilot):
        started, released = threading.Event(), threading.Event()

        def slow(_: Request) -> str:
            started.set()
            released.wait(PATIENCE)
            return "late"

        older = listener.bridge.read(listener, "word", slow, Word)
        assert started.wait(PATIENCE)
        listener.bridge.read(listener, "word", lambda _: "new", Word)
        assert older.cancel.cancelled
        released.set()
        await until_idle(listener, pilot)
        assert listener.heard == ["new"]


async def test_an_answer_that_waits_in_the_queue_is_dropped_when_the_question_is_asked_anew() -> None:
    async with listening() as (listener, pilot):
        older = listener.bridge.read(listener, "word", lambda _: "old", Word)
        assert older.future is not None
        older.future.result(PATIENCE)  # its answer is posted, but this task has not let it be handled
        listener.bridge.read(listener, "word", lambda _: "new", Word)
        await until_idle(listener, pilot)
        assert listener.heard == ["new"]


async def test_questions_of_other_names_do_not_disturb_each_other() -> None:
    async with listening() as (listener, pilot):
        listener.bridge.read(listener, "one", lambda _: "one", Word)
        listener.bridge.read(listener, "two", lambda _: "two", Word)
        await until_idle(listener, pilot)
        assert sorted(listener.heard) == ["one", "two"]


async def test_an_expected_error_keeps_its_sentence_and_its_hint() -> None:
    def wrong(_: Request) -> str:
        raise QueryError("A quote is open.", position=3, hint="Close it.")

    async with listening() as (listener, pilot):
        listener.bridge.read(listener, "word", wrong, Word)
        await until_idle(listener, pilot)
        assert [(str(failure.error), failure.error.hint) for failure in listener.failures] == [
            ("A quote is open.", "Close it.")
        ]


async def test_a_crash_shows_nothing_of_what_it_was(caplog: pytest.LogCaptureFixture) -> None:
    def crash(_: Request) -> str:
        secret = "hunter2"  # a local that a traceback would show
        raise ZeroDivisionError(secret)

    async with listening() as (listener, pilot):
        with caplog.at_level(logging.ERROR):
            listener.bridge.read(listener, "word", crash, Word)
            await until_idle(listener, pilot)
        (failure,) = listener.failures
        assert isinstance(failure.error, Crash)
        assert "hunter2" not in str(failure.error)
        assert "word crashed" in caplog.records[0].getMessage()


async def test_of_many_states_only_the_newest_waits() -> None:
    async with listening() as (listener, pilot):

        def work(request: Request) -> str:
            for state in range(1000):
                request.progress(state)
            return "done"

        job = listener.bridge.work(listener, "job", work, Word)
        assert job.future is not None
        job.future.result(PATIENCE)
        await until_idle(listener, pilot)
        assert listener.states == [999]
        assert listener.heard == ["done"]


async def test_cancelled_work_still_answers() -> None:
    async with listening() as (listener, pilot):
        started, told = threading.Event(), threading.Event()

        def work(request: Request) -> str:
            with request.cancel.calling(told.set):
                started.set()
                told.wait(PATIENCE)
            return "stopped"

        listener.bridge.work(listener, "job", work, Word)
        assert started.wait(PATIENCE)
        assert listener.bridge.works
        assert listener.bridge.cancel(listener, "job")
        await until_idle(listener, pilot)
        assert listener.heard == ["stopped"]
        assert not listener.bridge.works
        assert not listener.bridge.cancel(listener, "job")


async def test_of_questions_within_the_rest_only_the_last_is_asked() -> None:
    asked: list[str] = []

    def ask(word: str, _: Request) -> str:
        asked.append(word)
        return word

    async with listening() as (listener, pilot):
        for word in ("one", "two", "three"):
            listener.bridge.read(listener, "word", partial(ask, word), Word, rest=REST)
        await until_idle(listener, pilot)
        assert asked == listener.heard == ["three"]


class Rows(list[int]):
    """A result that says when it is gone."""


class Found(Answered[Rows]):
    """An answer of which a list is made, that may be long."""


async def test_a_result_is_gone_as_soon_as_nobody_has_it() -> None:
    results: list[weakref.ref[Rows]] = []

    def ask(_: Request) -> Rows:
        rows = Rows()
        results.append(weakref.ref(rows))
        return rows

    async with listening() as (listener, pilot):
        gc.disable()
        try:
            for _ in range(3):
                listener.bridge.read(listener, "rows", ask, Found)
                await until_idle(listener, pilot)
            await pilot.pause()
            assert [rows() for rows in results] == [None] * 3
        finally:
            gc.enable()


async def test_closing_waits_for_nothing_that_rests(caplog: pytest.LogCaptureFixture) -> None:
    asked: list[Request] = []

    def ask(request: Request) -> str:
        asked.append(request)
        return "asked"

    async with listening() as (listener, _):
        request = listener.bridge.read(listener, "word", ask, Word, rest=REST)
        over = asyncio.Event()
        asyncio.get_running_loop().call_later(REST, over.set)
        listener.bridge.close()
        assert request.future is not None
        assert request.future.cancelled()
        await over.wait()
        assert not asked
        assert not caplog.records  # where the loop tells what broke in its turns


async def test_closing_cancels_what_runs() -> None:
    started, told = threading.Event(), threading.Event()

    def work(request: Request) -> str:
        with request.cancel.calling(told.set):
            started.set()
            told.wait(PATIENCE)
        return "stopped"

    async with listening() as (listener, _):
        listener.bridge.work(listener, "job", work, Word)
        assert started.wait(PATIENCE)
    assert told.is_set()
    assert listener.heard == []

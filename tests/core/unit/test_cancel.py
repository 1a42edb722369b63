"""The cancel token: once and for all, from any thread, and never after the work is done."""

from __future__ import annotations

import signal
import threading

import pytest

from mailatlas_core.cancel import CancelToken
from mailatlas_core.errors import Cancelled


def test_a_fresh_token_lets_work_go_on() -> None:
    token = CancelToken()
    token.check()
    assert not token.cancelled


def test_a_cancelled_token_stays_cancelled() -> None:
    token = CancelToken()
    token.cancel()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()


def test_a_callback_is_called_once_while_its_block_runs() -> None:
    token, calls = CancelToken(), []
    with token.calling(lambda: calls.append("called")):
        token.cancel()
        token.cancel()
    assert calls == ["called"]


def test_a_callback_is_never_called_after_its_block() -> None:
    token, calls = CancelToken(), []
    with token.calling(lambda: calls.append("called")):
        pass
    token.cancel()
    assert calls == []


def test_a_block_does_not_begin_with_a_cancelled_token() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled), token.calling(lambda: None):
        pytest.fail("the block must not run")


def test_a_callback_is_forgotten_when_its_block_fails() -> None:
    token, calls = CancelToken(), []
    with pytest.raises(KeyError), token.calling(lambda: calls.append("called")):
        raise KeyError
    token.cancel()
    assert calls == []


def test_a_signal_may_cancel_while_its_own_thread_holds_the_token() -> None:
    token = CancelToken()

    def cancel_in_the_middle() -> None:
        with token.calling(token.cancel):
            token.cancel()

    thread = threading.Thread(target=cancel_in_the_middle, daemon=True)
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert token.cancelled


def test_a_wait_ends_when_its_time_has_passed() -> None:
    assert not CancelToken().wait(0)


def test_a_wait_ends_when_the_token_is_cancelled_before_or_meanwhile() -> None:
    token = CancelToken()
    threading.Timer(0.05, token.cancel).start()
    assert token.wait(3600)
    assert token.wait(3600)


def test_a_signal_ends_the_wait_of_the_thread_that_it_interrupts() -> None:
    token = CancelToken()
    before = signal.signal(signal.SIGALRM, lambda *_: token.cancel())
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        assert token.wait(3600)
    finally:
        signal.signal(signal.SIGALRM, before)

"""A server that seems to be far away: what is said to it, and what it says, takes a while to get there."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_AT_ONCE = 1 << 16


@contextmanager
def distant(host: str, port: int, seconds: float) -> Iterator[int]:
    """A port of this host at which the server is that many seconds away, each way; it takes as much at a time
    as it would without."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="distance")
    thread.start()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(_carry(reader, there_writer, seconds), _carry(there_reader, writer, seconds))
        for each in (writer, there_writer):
            loop.call_later(seconds, each.close)

    try:
        server = asyncio.run_coroutine_threadsafe(asyncio.start_server(met, host, 0), loop).result()
        yield server.sockets[0].getsockname()[1]
        server.close()
        asyncio.run_coroutine_threadsafe(_end_all(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end_all() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        while data := await reader.read(_AT_ONCE):
            loop.call_later(seconds, writer.write, data)
    loop.call_later(seconds, _say_no_more, writer)


def _say_no_more(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):  # the other side may have gone
        writer.write_eof()

"""What a server that seems far away says arrives whole, and is told beside what the same says from near."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

from tests.benchmarks import sections
from tests.benchmarks.distance import distant
from tests.benchmarks.plain import plain_messages
from tests.benchmarks.receiving import FAR, NEAR, PART
from tests.benchmarks.results import Place, Results

HOST = "127.0.0.1"


def figures(rate: float) -> dict[str, float]:
    return {
        "seconds": 1000 / rate,
        "messages a second": rate,
        "CPU ms a message": 1.0,
        "peak MB": 50.0,
        "disk": 1.5,
    }


def test_what_is_said_far_away_arrives_whole_and_in_order() -> None:
    said = bytes(range(256)) * 4_000
    with socket.create_server((HOST, 0)) as server:

        def answer_with_what_was_said() -> None:
            connection, _ = server.accept()
            with connection:
                while data := connection.recv(65_536):
                    connection.sendall(data)

        answering = threading.Thread(target=answer_with_what_was_said)
        answering.start()
        with distant(HOST, server.getsockname()[1], 0.001) as port:
            with socket.create_connection((HOST, port), 20) as client:
                client.sendall(said)
                client.shutdown(socket.SHUT_WR)
                heard = b"".join(iter(lambda: client.recv(65_536), b""))
            answering.join()
    assert heard == said


def test_each_program_is_told_with_its_rate_near_and_far(tmp_path: Path) -> None:
    results = Results(tmp_path / "results.jsonl", {"MailAtlas TUI": "1", "mbsync": "2"})
    rates = {("MailAtlas TUI", NEAR): 600, ("mbsync", NEAR): 300, ("MailAtlas TUI", FAR): 480}
    for (program, case), rate in rates.items():
        results.add([(Place(PART, "1k", case, program, 1), figures(rate))])
    lines = sections.receive(results).splitlines()
    assert "### 1,000 messages" in lines
    assert any(line.startswith(f"| mbsync 2, {NEAR} | 300 | 2.00 |  |") for line in lines)
    assert any(line.startswith(f"| MailAtlas TUI 1, {FAR} | 480 |  | 0.80 |") for line in lines)


def test_plain_mail_is_the_same_every_time() -> None:
    assert list(plain_messages(20)) == list(plain_messages(20))

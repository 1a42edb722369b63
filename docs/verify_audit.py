#!/usr/bin/env python3
"""Recompute an exported audit log, with nothing but Python's standard library.

    python3 verify_audit.py audit.jsonl [audit.head]

Every line is one event. Its hash is the SHA-256 of the hash before it, 32 zero bytes at first, and of the
event without its hash, as JSON with sorted keys, no spaces, and non-ASCII as it is. The file audit.head
names the last event, or an earlier one; without it, lines that were cut off the end are not missed.
Exit status 0: the log is whole; 1: it is not, and every wrong line is named.
"""

# ruff: noqa: T201 - it speaks to whoever runs it

import hashlib
import json
import sys
from pathlib import Path


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(line):
    """The event of a line; None where it is none, or is spelled in another way than it was written."""
    try:
        event = json.loads(line)
        is_canonical = line == canonical(event).encode() + b"\n"
        return event if is_canonical and type(event["seq"]) is int and bytes.fromhex(event["hash"]) else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def problems(lines, head=None):
    """What is wrong, a sentence each, with lines of bytes, and with the bytes of the head."""
    previous, expected, number, is_head_there = bytes(32), 1, 0, head is None
    for number, line in enumerate(lines, 1):
        event = read(line)
        if event is None:
            yield f"line {number} was changed: it is not as events are written"
            expected += 1
            continue
        seq, digest = event["seq"], event.pop("hash")
        if seq != expected:
            yield f"line {number} is event {seq}, and event {expected} was to follow"
        if hashlib.sha256(previous + canonical(event).encode()).hexdigest() != digest:
            yield f"line {number} was changed, or the one before it: its hash does not follow from them"
        is_head_there = is_head_there or head == b'{"hash": "%s", "seq": %d}\n' % (digest.encode(), seq)
        previous, expected = bytes.fromhex(digest), seq + 1
    if number == 0:
        yield "there is no line 1: a log begins with the event that made its workspace"
    if not is_head_there:
        yield f"the head names an event that no line is, as it was; there are {number} lines"


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(f"usage: {sys.argv[0]} audit.jsonl [audit.head]")
    head = Path(sys.argv[2]).read_bytes() if len(sys.argv) == 3 else None
    with Path(sys.argv[1]).open("rb") as lines:
        found = 0
        for problem in problems(lines, head):
            found += 1
            print(problem)
    print(f"not whole, problems: {found}" if found else "whole")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()

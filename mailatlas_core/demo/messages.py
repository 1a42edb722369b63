"""All mail of the demo, in the order in which it came."""

from __future__ import annotations

from mailatlas_core.demo import (
    attachments,
    duplicates,
    forwards,
    hostile,
    invites,
    mailing_lists,
    malformed,
    newsletters,
    notices,
    reports,
    scripts,
    threads,
    verdicts,
    years,
)
from mailatlas_core.demo.letter import Letter

SUBJECTS = (
    years,
    threads,
    mailing_lists,
    newsletters,
    notices,
    invites,
    scripts,
    attachments,
    forwards,
    reports,
    verdicts,
    malformed,
    hostile,
    duplicates,
)


def letters() -> list[Letter]:
    """Every letter, oldest first; those of one moment stay in the order of their making."""
    everything = [letter for subject in SUBJECTS for letter in subject.letters()]
    return sorted(everything, key=lambda letter: letter.arrived)

"""`mailatlas doctor`: a self-check of the install."""

from __future__ import annotations

from dataclasses import asdict

import click

from mailatlas_core.cli.context import settings_of, shared_options
from mailatlas_core.cli.output import print_json, print_table


@click.command()
@shared_options
@click.pass_context
def doctor(context: click.Context) -> int:
    """Check the install, with the main job done once in a temporary workspace."""
    from mailatlas_core.doctor import examine

    checks = list(examine())
    well = all(check.well for check in checks)
    if settings_of(context).is_json:
        print_json({"status": "ok" if well else "error", "checks": [asdict(check) for check in checks]})
    else:
        rows = [(check.name, "well" if check.well else "NOT WELL", check.detail) for check in checks]
        print_table(("check", "", "seen"), rows, widest=2)
    return 0 if well else 1

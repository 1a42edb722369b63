"""Accounts and what was received from them as JSON objects, with the names that programs know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from mailatlas_core.export.json import Json
from mailatlas_core.receive.model import (
    AccountStatus,
    Cursor,
    FolderVerification,
    ReceiveAccount,
    ReceiveGap,
    ReceiveResult,
    ReceiveRun,
)


def account_json(account: ReceiveAccount, credential: str) -> Json:
    """An account; `credential` says where its password would come from."""
    return {
        "account_id": account.id,
        "provider": account.config.provider,
        **asdict(account.config),
        "credential": credential,
        "created_at": account.created_at,
    }


def result_json(result: ReceiveResult) -> Json:
    """How a run ended."""
    return {
        "status": result.status,
        "provider": result.account_id.partition(":")[0],
        "account_id": result.account_id,
        "fetched_count": result.fetched_count,
        "ingested_count": result.ingested_count,
        "duplicate_count": result.duplicate_count,
        "error_count": result.error_count,
        "document_ids": result.document_ids,
        "cursor": _cursors_json(result.cursors),
        "run_id": result.run_id,
        "error": result.error,
        "details": result.details,
        "more": result.more,
    }


def status_json(status: AccountStatus, gaps: Iterable[ReceiveGap]) -> Json:
    """Where an account stands."""
    return {
        "account_id": status.account.id,
        "provider": status.account.config.provider,
        "document_count": status.document_count,
        "cursor": _cursors_json(status.cursors),
        "holder": status.holder,
        "last_error": next((run.error for run in status.runs if run.error), None),
        "runs": [_run_json(run) for run in status.runs],
        "gap_count": status.gap_count,
        "gaps": [_gap_json(gap) for gap in gaps],
    }


def verification_json(account: str, folders: Iterable[FolderVerification]) -> Json:
    """What a server lists, held against what is stored."""
    found = list(folders)
    status = "ok" if all(folder.is_whole for folder in found) else "error"
    return {"status": status, "account_id": account, "folders": [asdict(folder) for folder in found]}


def _cursors_json(cursors: Iterable[Cursor]) -> list[Json]:
    return [cursor._asdict() for cursor in cursors]


def _run_json(run: ReceiveRun) -> Json:
    content = asdict(run)
    del content["account_id"]
    return content


def _gap_json(gap: ReceiveGap) -> Json:
    content = asdict(gap)
    del content["account_id"]
    return content

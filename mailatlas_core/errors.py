"""Everything that can go wrong, one class per situation.

    MailAtlasError
    ├── UsageError                 the call itself makes no sense
    ├── ConfigError                a settings file cannot be read or understood
    ├── WorkspaceError
    │   ├── WorkspaceNotFound      no workspace in that folder
    │   │   └── StoreMissing       the originals are there, and store.db is gone
    │   ├── WorkspaceForeign       store.db is some other program's
    │   ├── WorkspaceUpstream      store.db was written by MailAtlas 0.3
    │   ├── WorkspaceNewer         store.db was written by a newer MailAtlas TUI
    │   ├── WorkspaceDamaged       store.db or a file it names cannot be read
    │   ├── WorkspaceReadOnly      the medium or the modes forbid writing
    │   ├── WorkspaceBusy          another process holds the write lock (retryable)
    │   ├── WorkspaceFull          no space is left for a message
    │   ├── WorkspaceUnsuitable    the file system has no working locks
    │   └── IndexOutdated          the index was made by rules of another version
    ├── DocumentNotFound
    ├── DocumentAmbiguous          an id prefix fits several documents
    ├── AssetNotFound              a document has no attachment or image of that number
    ├── TagInvalid                 a text that cannot be the name of a tag
    ├── QueryError                 a search that cannot be understood
    ├── PathUnreadable             a file or folder cannot be read
    ├── PathUnwritable             a file cannot be made where an export is to go
    ├── OutputExists               a file is in the way of an export
    ├── MessageRefused             a message that cannot be sent as it was written
    │   ├── AddressInvalid         a recipient or sender is no mail address
    │   └── AttachmentUnreadable   a file to attach cannot be read
    ├── OutboundError
    │   ├── OutboundNotFound       no outbound record has that id
    │   ├── OutboundAmbiguous      an id prefix fits several outbound records
    │   ├── OutboundStateError     the record's state forbids what was asked
    │   ├── OutboundBusy           another process is sending this record (retryable)
    │   ├── NotApproved            nobody has approved these bytes and recipients
    │   └── KeyConflict            an idempotency key was used for another message
    ├── SenderNotConfigured        settings or credentials to send with are missing
    ├── AccountNotFound            no receive account has that id
    ├── ReceiverNotConfigured      settings or credentials to receive with are missing
    ├── ServerUnavailable          a mail server cannot be reached, or makes no sense
    │   ├── LoginRefused           it does not take the user or the credential
    │   ├── FolderNotFound         it has no such folder
    │   └── IdleUnsupported        it cannot tell when mail comes
    ├── AccountBusy                another process is receiving this account (retryable)
    ├── SecretUnavailable          a credential's source has none, or cannot be asked
    ├── EditorFailed           the user's editor cannot be used, or has failed
    ├── SigningFailed              ssh-keygen is not there, or did not do what was asked
    ├── ParserUnavailable          the processes that parse cannot be started
    └── Cancelled                  the caller changed its mind

Each message is one sentence that says what happened; `hint` says what to do.
"""

from __future__ import annotations

from typing import ClassVar


class MailAtlasError(Exception):
    """Base of all errors that this package raises on purpose.

    `code` is stable and machine-readable, `hint` is a sentence for a person or None,
    `retryable` says whether the same call may succeed later without any change.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MailAtlasError):
    code = "usage"


class ConfigError(MailAtlasError):
    code = "config"


class WorkspaceError(MailAtlasError):
    code = "workspace"


class WorkspaceNotFound(WorkspaceError):
    code = "workspace_not_found"


class StoreMissing(WorkspaceNotFound):
    code = "store_missing"


class WorkspaceForeign(WorkspaceError):
    code = "workspace_foreign"


class WorkspaceUpstream(WorkspaceError):
    code = "workspace_upstream"


class WorkspaceNewer(WorkspaceError):
    code = "workspace_newer"


class WorkspaceDamaged(WorkspaceError):
    code = "workspace_damaged"


class WorkspaceReadOnly(WorkspaceError):
    code = "workspace_read_only"


class WorkspaceBusy(WorkspaceError):
    code = "workspace_busy"
    retryable = True


class WorkspaceFull(WorkspaceError):
    code = "workspace_full"


class WorkspaceUnsuitable(WorkspaceError):
    code = "workspace_unsuitable"


class IndexOutdated(WorkspaceError):
    code = "index_outdated"


class DocumentNotFound(MailAtlasError):
    code = "document_not_found"


class DocumentAmbiguous(MailAtlasError):
    code = "document_ambiguous"


class AssetNotFound(MailAtlasError):
    code = "asset_not_found"


class TagInvalid(MailAtlasError):
    code = "tag_invalid"


class QueryError(UsageError):
    """`position` is the offset in the query, in characters, where understanding ended."""

    code = "query"

    def __init__(self, message: str, *, position: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.position = position


class PathUnreadable(MailAtlasError):
    code = "path_unreadable"


class PathUnwritable(MailAtlasError):
    code = "path_unwritable"


class OutputExists(MailAtlasError):
    code = "output_exists"


class MessageRefused(UsageError):
    """`field` names what is wrong as `OutboundMessage` names it."""

    code = "message_refused"

    def __init__(self, message: str, *, field: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.field = field


class AddressInvalid(MessageRefused):
    code = "address_invalid"


class AttachmentUnreadable(MessageRefused):
    code = "attachment_unreadable"


class OutboundError(MailAtlasError):
    code = "outbound"


class OutboundNotFound(OutboundError):
    code = "outbound_not_found"


class OutboundAmbiguous(OutboundError):
    code = "outbound_ambiguous"


class OutboundStateError(OutboundError):
    code = "outbound_state"


class OutboundBusy(OutboundError):
    code = "outbound_busy"
    retryable = True


class NotApproved(OutboundError):
    code = "not_approved"


class KeyConflict(OutboundError):
    code = "key_conflict"


class SenderNotConfigured(MailAtlasError):
    code = "sender_not_configured"


class AccountNotFound(MailAtlasError):
    code = "account_not_found"


class ReceiverNotConfigured(MailAtlasError):
    code = "receiver_not_configured"


class ServerUnavailable(MailAtlasError):
    code = "server_unavailable"


class RefusedForNow(ServerUnavailable):
    """The server is there, and says that it serves nobody, or this user no more, until later."""


class LoginRefused(ServerUnavailable):
    code = "login_refused"


class FolderNotFound(ServerUnavailable):
    code = "folder_not_found"


class IdleUnsupported(ServerUnavailable):
    code = "idle_unsupported"


class AccountBusy(MailAtlasError):
    code = "account_busy"
    retryable = True


class SecretUnavailable(MailAtlasError):
    code = "secret_unavailable"


class EditorFailed(MailAtlasError):
    code = "editor_failed"


class SigningFailed(MailAtlasError):
    code = "signing_failed"


class ParserUnavailable(MailAtlasError):
    code = "parser_unavailable"


class Cancelled(MailAtlasError):
    code = "cancelled"

"""Where secrets are kept outside the workspace: the keychain of the system, and memory for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.secrets.secret import Secret

if TYPE_CHECKING:
    from types import ModuleType

SERVICE = "mailatlas"
"""The service that all our secrets are filed under in a keychain."""

_ELSEWHERE = "A password can also come from password_env or password_command of an identity or account."


class MemoryStore:
    """Secrets that are gone with the process."""

    def __init__(self) -> None:
        self._secrets: dict[str, Secret] = {}

    def get(self, name: str, /) -> Secret | None:
        return self._secrets.get(name)

    def set(self, name: str, secret: Secret, /) -> None:
        self._secrets[name] = secret

    def delete(self, name: str, /) -> None:
        self._secrets.pop(name, None)


class KeychainStore:
    """The keychain that the package keyring finds: a Secret Service, KWallet, that of macOS."""

    def get(self, name: str, /) -> Secret | None:
        with _keyring() as keyring:
            text = keyring.get_password(SERVICE, name)
        return None if text is None else Secret(text)

    def set(self, name: str, secret: Secret, /) -> None:
        with _keyring() as keyring:
            keyring.set_password(SERVICE, name, secret.reveal())
        if self.get(name) != secret:
            raise SecretUnavailable("The keychain did not keep the secret.", hint=_ELSEWHERE)

    def delete(self, name: str, /) -> None:
        with _keyring() as keyring:
            if keyring.get_password(SERVICE, name) is not None:
                keyring.delete_password(SERVICE, name)


@contextmanager
def _keyring() -> Iterator[ModuleType]:
    """The package keyring, whose errors are ours: that it can be imported does not say that it works."""
    try:
        import keyring
        from keyring.errors import KeyringError, KeyringLocked, NoKeyringError
    except ImportError:
        raise SecretUnavailable(
            "The keychain cannot be asked: the package keyring is not installed.",
            hint=f"Install mailatlas-tui[keychain]. {_ELSEWHERE}",
        ) from None
    try:
        yield keyring
    except NoKeyringError:
        raise SecretUnavailable("There is no keychain here.", hint=_ELSEWHERE) from None
    except KeyringLocked:
        raise SecretUnavailable(
            "The keychain is locked.", hint=f"Unlock it where it can ask for its password. {_ELSEWHERE}"
        ) from None
    except (KeyringError, OSError) as error:
        raise SecretUnavailable(
            f"The keychain cannot be asked ({type(error).__name__}).", hint=_ELSEWHERE
        ) from None

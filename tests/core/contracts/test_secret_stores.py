"""What every store of secrets promises, and what a keychain says where it cannot be asked."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.core import load_keyring
from keyring.errors import InitError, KeyringLocked, PasswordSetError

from mailatlas_core.errors import SecretUnavailable
from mailatlas_core.ports import SecretStore
from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.stores import KeychainStore, MemoryStore
from tests.core.keychains import KeychainInMemory, running_secret_service

NAME = "smtp:ada@example.org:mail.example.org"


@pytest.fixture
def _own_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """keyring chooses a backend for the whole process; afterwards it has chosen none."""
    monkeypatch.setattr("keyring.core._keyring_backend", None)


def use(bus: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have keyring ask the service on this bus."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus)
    keyring.set_keyring(load_keyring("keyring.backends.SecretService.Keyring"))


@pytest.fixture(scope="module")
def bus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a bus with an unlocked gnome-keyring on it."""
    with running_secret_service(tmp_path_factory.mktemp("keyring")) as service:
        yield service.address


@pytest.fixture(params=["memory", "keyring", pytest.param("gnome-keyring", marks=pytest.mark.integration)])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _own_keyring: None) -> SecretStore:
    """Every store, empty."""
    match request.param:
        case "memory":
            return MemoryStore()
        case "keyring":
            keyring.set_keyring(KeychainInMemory())
        case _:
            use(request.getfixturevalue("bus"), monkeypatch)
    made = KeychainStore()
    made.delete(NAME)
    return made


def test_what_is_not_there_is_none(store: SecretStore) -> None:
    assert store.get(NAME) is None


@pytest.mark.parametrize(
    "text", ["swordfish", "pässwörd 🔑", pytest.param("x" * 3000, id="long"), " ", "a\nb"]
)
def test_what_was_kept_is_there(store: SecretStore, text: str) -> None:
    store.set(NAME, Secret(text))
    assert store.get(NAME) == Secret(text)


def test_a_newer_secret_takes_the_place_of_the_older(store: SecretStore) -> None:
    for text in ("old", "new"):
        store.set(NAME, Secret(text))
    assert store.get(NAME) == Secret("new")


def test_each_name_has_a_secret_of_its_own(store: SecretStore) -> None:
    store.set(NAME, Secret("a"))
    assert store.get(NAME.upper()) is None
    assert store.get(f"{NAME}.") is None


def test_what_was_forgotten_is_not_there_and_may_be_forgotten_again(store: SecretStore) -> None:
    store.set(NAME, Secret("a"))
    store.delete(NAME)
    store.delete(NAME)
    assert store.get(NAME) is None


def assert_unavailable(said: str) -> None:
    """Every call says it in one sentence, with what to do, and without the secret."""
    store = KeychainStore()
    calls: list[Callable[[], object]] = [
        lambda: store.get(NAME),
        lambda: store.set(NAME, Secret("swordfish")),
        lambda: store.delete(NAME),
    ]
    for call in calls:
        with pytest.raises(SecretUnavailable, match=said) as raised:
            call()
        assert raised.value.hint
        assert "swordfish" not in f"{raised.value} {raised.value.hint}"


class Failing(KeychainInMemory):
    """A backend that always says the same."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get_password(self, *_: str) -> str | None:
        raise self._error

    def set_password(self, *_: str) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        (load_keyring("keyring.backends.fail.Keyring"), "There is no keychain here."),
        (Failing(KeyringLocked("swordfish")), "The keychain is locked."),
        (Failing(InitError("swordfish")), "The keychain cannot be asked \\(InitError\\)."),
        (Failing(PasswordSetError("swordfish")), "The keychain cannot be asked \\(PasswordSetError\\)."),
        (Failing(ConnectionError("swordfish")), "The keychain cannot be asked \\(ConnectionError\\)."),
    ],
)
@pytest.mark.usefixtures("_own_keyring")
def test_a_keychain_that_cannot_be_asked_is_said(backend: keyring.backend.KeyringBackend, said: str) -> None:
    keyring.set_keyring(backend)
    assert_unavailable(said)


@pytest.mark.usefixtures("_own_keyring")
def test_a_keychain_that_keeps_nothing_is_found_out() -> None:
    keyring.set_keyring(load_keyring("keyring.backends.null.Keyring"))
    with pytest.raises(SecretUnavailable, match="did not keep"):
        KeychainStore().set(NAME, Secret("swordfish"))


def test_without_the_package_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert_unavailable("the package keyring is not installed")


# keyring leaves the connection to a locked keychain open, until it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.integration
@pytest.mark.usefixtures("_own_keyring")
def test_a_locked_keychain_is_said(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_secret_service(tmp_path_factory.mktemp("locked")) as service:
        use(service.address, monkeypatch)
        KeychainStore().set(NAME, Secret("swordfish"))
        service.lock()
        assert_unavailable("The keychain is locked.")
    gc.collect()


@pytest.mark.integration
@pytest.mark.usefixtures("_own_keyring")
def test_a_bus_that_has_gone_is_said(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_secret_service(tmp_path_factory.mktemp("gone")) as service:
        use(service.address, monkeypatch)
    assert_unavailable("The keychain cannot be asked")


@pytest.mark.integration
@pytest.mark.usefixtures("_own_keyring")
def test_what_is_in_the_keychain_is_in_no_file_in_clear(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("clear")
    with running_secret_service(folder) as service:
        use(service.address, monkeypatch)
        KeychainStore().set(NAME, Secret("swordfish"))
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert files
        assert not [file for file in files if b"swordfish" in file.read_bytes()]

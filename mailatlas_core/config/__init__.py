"""The user's settings: one table, from which reading, the commented file and the reference come."""

from mailatlas_core.config.files import create_config
from mailatlas_core.config.reading import LoadedConfig, load_config
from mailatlas_core.config.searches import remove_search, rename_search, save_search
from mailatlas_core.config.table import AccountSettings, Config, Identity, SavedSearch, Theme

__all__ = [
    "AccountSettings",
    "Config",
    "Identity",
    "LoadedConfig",
    "SavedSearch",
    "Theme",
    "create_config",
    "load_config",
    "remove_search",
    "rename_search",
    "save_search",
]

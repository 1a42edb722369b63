"""The rooms and the dialogs."""

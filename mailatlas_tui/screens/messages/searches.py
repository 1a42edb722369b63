"""Commands on saved searches."""

from __future__ import annotations

from mailatlas_tui.screens.messages.base import MessagesBase


class SearchCommands(MessagesBase):
    def action_searches(self) -> None:
        from mailatlas_tui.screens.messages.searches_dialog import SearchesDialog

        self.app.push_screen(SearchesDialog(self.list_pane.query_text), self._search)

    def _search(self, query: str | None) -> None:
        if query is not None:
            self.list_pane.search(query)

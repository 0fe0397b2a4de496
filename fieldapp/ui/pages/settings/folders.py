"""Settings: where playbooks and a phone’s photos are looked for; what is wrong with playbooks."""

from __future__ import annotations

from pathlib import Path

from fieldapp.base import paths
from fieldapp.ui.context import Context
from fieldapp.ui.findings import Findings
from fieldapp.ui.pages.settings.parts import FolderChoice, Section
from fieldapp.ui.pages.settings.person import change
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import about, playbooks
from fieldapp.usecases.about import About


class FolderSection(Section):
    """Folders beside the workspace."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "folders")
        known = context.settings
        self.playbooks = FolderChoice(context, "playbooks_folder", paths.own_playbooks())
        self.playbooks.show_folder(known.playbooks)
        self.playbooks.chosen.connect(self.use_playbooks)
        self.row("playbooks_folder", self.playbooks, hint=True)
        if playbooks.is_company_only():
            self.playbooks.setEnabled(False)
            self.unfold("playbooks_folder", Label(context.say("shell.company_playbooks"), "small"))
        self.list = Label("", "soft")
        self.row("playbooks", self.list)
        self.findings = Findings(context)
        self.unfold("playbooks", self.findings)
        self.inbox = FolderChoice(context, "inbox")
        self.inbox.show_folder(known.inbox)
        self.inbox.chosen.connect(self.use_inbox)
        self.row("inbox", self.inbox, hint=True)
        self.refresh()

    def use_playbooks(self, folder: Path | None) -> None:
        """Looks for playbooks in another folder; cases keep the version they began with."""
        change(self.context, playbooks=folder)
        self.playbooks.show_folder(folder)
        library = self.context.desk.library
        self.context.desk.run(lambda _: playbooks.reread(library))
        self.refresh()

    def use_inbox(self, folder: Path | None) -> None:
        """Looks for a phone's photos in another folder."""
        change(self.context, inbox=folder)
        self.inbox.show_folder(folder)

    def refresh(self) -> None:
        """Shows which playbooks there are now."""
        library = self.context.desk.library
        self.context.desk.run(lambda _: about.about(library)).then(self, self._show)

    def _show(self, found: About) -> None:
        say, lang = self.context.say, self.context.lang
        lines = []
        for one in found.playbooks:
            whose = say("shell.built_in" if one.is_built_in else "shell.own")
            lines.append(f"{one.title.get(lang)} · {whose} · {one.version}")
        self.list.setText("\n".join(lines))
        self.findings.show_findings(found.findings)

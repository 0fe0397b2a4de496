"""What an author of playbooks wants to know before colleagues use them: file, line, what to do."""

from fieldapp.playbook.lint.check import check_playbook, open_playbook

__all__ = ["check_playbook", "open_playbook"]

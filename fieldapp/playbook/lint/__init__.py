"""What an author of playbooks wants to know before colleagues use them: file, line, what to do."""

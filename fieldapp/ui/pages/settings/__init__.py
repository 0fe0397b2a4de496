"""The settings page, a module a section."""

"""Editors of a case, made from its playbook: one class a kind of field."""

"""Playbooks: guided methods as data, the guide that reads a case by one, and their authors' lint.

Pure: nothing here knows of a window or of the workspace's database.
"""

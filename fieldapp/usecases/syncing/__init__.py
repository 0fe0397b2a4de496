"""Syncing this laptop's workspace: with a hub over HTTP, or by file from hand to hand."""

"""Simulated worlds of laptops and a hub; see docs/sync.md."""

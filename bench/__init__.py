"""Benches: one module each, run as `dev.py bench NAME`; JSON goes to standard output."""

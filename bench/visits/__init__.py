"""Visits at the window, played in the whole program for the benches."""

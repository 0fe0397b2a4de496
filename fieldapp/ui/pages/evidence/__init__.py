"""The evidence of a case: added, looked at, covered, described, and put where it belongs."""

"""The page of whoever decides on reports."""

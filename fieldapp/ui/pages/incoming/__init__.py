"""The page of what came from others and waits for a person."""

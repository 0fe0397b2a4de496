"""The window: shows how a case stands and says what the person wants; the work is elsewhere."""

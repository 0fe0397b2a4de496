"""A hub's connectors: approved reports become rows in a customer system, by its own API."""

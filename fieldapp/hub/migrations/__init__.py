"""How the hub's tables came to be what `schema` says, step by step."""

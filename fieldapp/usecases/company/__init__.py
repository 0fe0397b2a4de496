"""What a company tells its laptops, and what holds on them for it."""

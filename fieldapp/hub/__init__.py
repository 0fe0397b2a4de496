"""The hub: a server where laptops of teams meet. Installed with `fieldapp[hub]`."""

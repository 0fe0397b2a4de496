"""The application: what the window is made of, put together and started."""

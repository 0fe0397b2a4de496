"""What a person can do, without Qt: the same from the command line and from the window."""

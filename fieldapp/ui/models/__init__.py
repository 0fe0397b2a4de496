"""What lists show, row by row, read when it is needed."""

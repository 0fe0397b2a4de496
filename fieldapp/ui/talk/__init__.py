"""What the engineer does in the talk: noting what is said, and having the next words at hand."""

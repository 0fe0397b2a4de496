"""What is shared by the benches that interrupt, cut and damage a workspace (Linux only)."""

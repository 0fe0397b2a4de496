"""Layout: from frozen content to a document of blocks, for one edition."""

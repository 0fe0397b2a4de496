"""Figures drawn as vectors: causes, emotions, amounts."""

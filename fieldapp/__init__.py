"""FieldApp: guided conflict handling for service engineers, offline first."""

__version__ = "0.1.0"

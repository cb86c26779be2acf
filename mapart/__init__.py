"""Ma Part: the operating platform of associations that fight digital exclusion."""

__version__ = "0.1.0"

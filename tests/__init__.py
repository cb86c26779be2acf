"""Tests, one folder per room, and those about the whole house in ``tests/house``."""

"""Measures behind every speed and size that the project claims. ``make bench`` runs them all."""

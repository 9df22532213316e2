"""Faults on purpose, for hours if need be: what the tests do in a short seeded form, at any length."""

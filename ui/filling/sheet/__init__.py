"""The round sheet: many places × a few check items, keyed from paper."""

"""What the pictures under docs/screens show: one module a page, each with its ``SHOTS``."""

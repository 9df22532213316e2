"""The stages of a pass around the records themselves, each as arithmetic like ``sync.machine``: no clock, no disk, no network."""

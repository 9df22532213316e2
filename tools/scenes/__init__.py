"""What happens in the demo's windows, one scene a module; ``play(stage)`` is each one's entrance."""

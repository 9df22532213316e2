"""Tables computed from the sealed bytes, for the console's questions. They hold no fact that depends on now."""

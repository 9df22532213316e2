"""The look: colour roles, type, space, icons and the one stylesheet."""

"""A hospital to play with: three months of a fictional hospital's life, made through the real workflow."""

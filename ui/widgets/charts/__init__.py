"""Charts: drawn by hand, sharp at every scale, told apart without colour, and each number answers to the keys."""

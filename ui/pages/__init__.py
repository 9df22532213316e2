"""Pages: each shows one frozen value and says what is wanted by signals."""

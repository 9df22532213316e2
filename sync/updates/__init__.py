"""A new version of the program: looked at, tried beside the running one, put in force."""

"""What a form is: definitions, filling, sealed bytes, paper. Knows no database, no network, no Qt."""

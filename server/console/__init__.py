"""The county's pages in a browser, behind a sign-in."""

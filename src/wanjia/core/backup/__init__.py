"""A copy of everything in one file, made while the server runs, and put back from it."""

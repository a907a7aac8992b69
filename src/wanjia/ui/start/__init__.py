"""The first hour: a committee is founded, and led through what is left to set up."""

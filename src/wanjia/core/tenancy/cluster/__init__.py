"""A city on Citus: which table lies where, and how its keys become those of a cluster."""

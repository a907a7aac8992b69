"""Paths that the server answers itself, or asks the application about by itself."""

LIVE, WHO = "/live/", "/live/who/"

"""Tracing a map on a screen: a drawing over a photo or a sketch, checked, and saved as one act."""

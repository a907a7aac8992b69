"""What open screens hear of the present."""

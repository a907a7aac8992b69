"""Practice beside the real work: an invented community that a head starts, and throws away."""

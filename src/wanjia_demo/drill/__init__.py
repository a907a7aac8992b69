"""The drill: a seeded outbreak day through the real application, at compressed or human speed."""

"""Django's PostgreSQL, but an upgrade makes no foreign keys.

A table that an upgrade makes has foreign keys that a cluster refuses (by the id alone). They are
left out, and `wanjia distribute` makes those that a cluster holds.
"""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    supports_foreign_keys = False


class DatabaseWrapper(base.DatabaseWrapper):
    display_name = "Citus"
    features_class = DatabaseFeatures

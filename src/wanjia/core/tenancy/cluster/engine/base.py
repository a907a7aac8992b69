"""Django's PostgreSQL, but for what the keys of a cluster change.

A table that an upgrade makes has foreign keys that a cluster refuses (by the id alone): they are
left out, and `wanjia distribute` makes those that a cluster holds. And as the id alone is no
primary key there, PostgreSQL does not take the columns of a row as known once its id is grouped by.
"""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    supports_foreign_keys = False
    allows_group_by_selected_pks = False


class DatabaseWrapper(base.DatabaseWrapper):
    display_name = "Citus"
    features_class = DatabaseFeatures

"""How a committee begins on an empty installation: a link good once, a name, the first account."""

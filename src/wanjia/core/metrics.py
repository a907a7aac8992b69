"""What is counted while the program runs, in Prometheus' form; `/metrics` tells it.

Labels hold names of routes, acts and kinds of error: never a path, a token or a person.
"""

from prometheus_client import Counter, Histogram, disable_created_metrics

disable_created_metrics()

REQUESTS = Counter("wanjia_requests", "Requests answered.", ["route", "status"])
SECONDS = Histogram(
    "wanjia_request_seconds",
    "Seconds from a request's arrival to its answer.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
ERRORS = Counter("wanjia_errors", "Errors that a request ended in, by kind.", ["error"])
ANSWERS = Counter("wanjia_answers_stored", "Answers of residents stored.", ["way"])
MESSAGES = Counter("wanjia_messages", "Messages tried, by what came of it.", ["outcome"])
REGULAR = Counter("wanjia_regular_runs", "Regular work, by act and outcome.", ["act", "outcome"])

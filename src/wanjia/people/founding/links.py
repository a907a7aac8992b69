"""The link that founds a committee: printed where the server is started, good once and for a day.

It is kept as a hash in a file of the data folder, which only who runs the server can read.
"""

import json
import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from wanjia.core import clock
from wanjia.core.problems import Problem

FILE = "start.json"
GOOD_FOR = timedelta(hours=24)
TOKEN_BYTES = 24


def make_link(data: Path) -> str:
    """Return the path of a new link; one that was made before is good no more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    content = {"digest": _hash(token), "until": (clock.now() + GOOD_FOR).isoformat()}
    file = data / FILE
    file.touch(0o600)
    file.chmod(0o600)
    file.write_text(json.dumps(content), "utf-8")
    return f"/start/{token}/"


def check_link(data: Path, token: str) -> None:
    """Raise Problem `start.gone` unless the token is that of the link in force."""
    try:
        kept = json.loads((data / FILE).read_text("utf-8"))
        is_good = compare_digest(kept["digest"], _hash(token))
        is_good = is_good and clock.now() < datetime.fromisoformat(kept["until"])
    except (OSError, ValueError, KeyError, TypeError):
        is_good = False
    if not is_good:
        raise Problem("start.gone")


def use_link(data: Path) -> None:
    """Make the link good for nothing; raises Problem `start.gone` where another was quicker."""
    try:
        (data / FILE).unlink()
    except FileNotFoundError:
        raise Problem("start.gone") from None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

"""Two phones send the same queue, at once and in different order: each thing is stored once."""

import http.client
import random
import threading
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from urllib.parse import urlencode

from PIL import Image
from tests.lost.clients import CSRF, FORM, Load
from tests.lost.test_full import multipart
from tests.lost.town import shift
from tests.lost.warming import Town, Warm

from wanjia.core.ids import new_id

LATE = {"X-Wanjia-Late": "600"}
Entry = tuple[str, bytes, dict[str, str]]


def queue_of(town: Town, round_: str, people: int) -> tuple[list[Entry], dict[str, list[str]]]:
    """What a phone kept without network: answers of households, requests, calls, a photo."""
    entries: list[Entry] = []
    ids: dict[str, list[str]] = {"answers": [], "needs": [], "contacts": [], "photos": []}
    cookies = f"sessionid={town.story['session']}; csrftoken={CSRF}"
    desk = {"Cookie": cookies, "X-CSRFToken": CSRF, **LATE}
    homes = [one for one in town.story["homes"] if len(one["people"]) == 2][:people]
    for home in homes:
        mark, need, call = new_id().hex, str(new_id()), str(new_id())
        said = {"round": round_, "id": str(new_id())}
        for one in home["people"]:
            key = one.replace("-", "")
            said |= {f"antigen-{key}": "negative", f"temperature-{key}": "36.5"}
            said |= {f"symptoms-{key}": mark}
            ids["answers"].append(f"{mark} {one}")
        link = f"/h/{home['token']}/"
        entries.append((link, urlencode(said).encode(), {**FORM, **LATE}))
        asked = {"act": "help", "id": need, "text": "要一袋米", "who": ""}
        entries.append((link, urlencode(asked).encode(), {**FORM, **LATE}))
        noted = {"way": "call", "outcome": "well", "id": call}
        path = f"/residents/{home['people'][0]}/contact/"
        entries.append((path, urlencode(noted).encode(), {**FORM, **desk}))
        ids["needs"].append(need)
        ids["contacts"].append(call)
    door = f"/rounds/{round_}/doors/{homes[0]['dwelling']}/?photo"
    photo = str(new_id())
    body, kind = multipart("photo", "test.jpg", picture())
    field = f'--wanjia-edge\r\nContent-Disposition: form-data; name="photo_id"\r\n\r\n{photo}\r\n'
    entries.append((door, field.encode() + body, {**desk, "Content-Type": kind}))
    ids["photos"].append(photo)
    return entries, ids


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (400, 300), "white").save(out, "JPEG")
    return out.getvalue()


def test_two_phones_with_one_queue_store_each_thing_once(
    warm: Warm, new_town: Callable[[str], Town], kind: str
) -> None:
    town = new_town(kind)
    running = warm.serve(town, shift=shift())
    load = Load(town.story, running.port, clients=0)
    load.stopping.set()
    load.open()
    entries, ids = queue_of(town, load.round, 8)
    answers: list[int] = []

    def send(order: list[Entry]) -> None:
        for path, body, headers in order:
            line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
            line.request("POST", path, body, headers)
            answers.append(line.getresponse().status)

    shuffled = random.Random(7).sample(entries, len(entries))
    phones = [
        threading.Thread(target=send, args=(order,))
        for order in (entries, entries, shuffled, shuffled[::-1])
    ]
    for phone in phones:
        phone.start()
    for phone in phones:
        phone.join(60)
    running.kill()
    assert set(answers) <= {200, 302}, sorted(answers)
    assert len(answers) == 4 * len(entries)
    stored = warm.call(town, "tests.lost.town:stored")
    assert {one: stored["answers"].get(one) for one in ids["answers"]} == dict.fromkeys(
        ids["answers"], 1
    )
    for name, sent in (("contacts", "contacts"), ("photos", "photos")):
        assert sorted(stored[name]) == sorted(ids[sent]), name
    asked = Counter(stored["asked"])
    assert [asked[one] for one in ids["needs"]] == [1] * len(ids["needs"])
    # Symptoms that nobody can read are asked about: one request each, however often they came.
    assert len(asked) - len(ids["needs"]) <= len(ids["answers"])
    checked = warm.run(town, "check", shift=shift(0, 1))
    assert checked.returncode == 0, checked.stderr

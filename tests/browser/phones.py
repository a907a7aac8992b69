"""What tests of a phone ask of it, and of what has arrived from it."""

import json
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Page
from tests.browser.served import Served, Walk, wanjia

LATER = "2022-04-18T18:55:00+08:00"
TOLD = """
import json
from wanjia.needs.models import Need
from wanjia.people.models import Photo
from wanjia.reports.models import Alarm, Answer
rows = Answer.objects.filter(resident__dwelling__stairwell__estate__name='中海悦庭')
said = [[a.resident.dwelling.door, a.antigen, str(a.temperature), a.current, a.resident.name]
        for a in rows.select_related('resident__dwelling').order_by('recorded_at', 'id')]
times = [[a.measured.timestamp(), a.recorded_at.timestamp()]
         for a in rows.order_by('recorded_at', 'id')]
needs = list(Need.objects.order_by('opened_at').values_list('text', flat=True))
print(json.dumps({'answers': said, 'photos': Photo.objects.count(), 'needs': needs, 'times': times,
                  'alarms': list(Alarm.objects.values_list('kind', flat=True))}))
"""
KEPT = """async () => {
  const wanted = [...document.querySelectorAll('a[data-keep]')].map(a => a.href);
  const kept = (await (await caches.open('pages')).keys()).map(one => one.url);
  return kept.length > 0 && wanted.every(one => kept.includes(one));
}"""
ON_DISK = """(store) => new Promise((resolve, reject) => {
  const asked = indexedDB.open('wanjia');
  asked.onerror = () => reject(asked.error);
  asked.onsuccess = () => {
    const rows = asked.result.transaction(store).objectStore(store).getAll();
    rows.onsuccess = () => { asked.result.close(); resolve(rows.result.length); };
  };
})"""


def told(served: Served) -> dict[str, Any]:
    """What has arrived: answers in the order they came, photos, requests."""
    done = wanjia(served.folder, "manage", "shell", "-v", "0", "-c", TOLD)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def until(page: Page, holds: str) -> None:
    """Wait until a script holds; the page's policy lets nothing be evaluated by the page itself."""
    for _ in range(300):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(holds)


def ready(walk: Walk) -> None:
    """The worker is in charge of the page, and has fetched ahead what will be wanted."""
    until(walk.page, "() => navigator.serviceWorker.controller !== null")
    walk.page.reload()
    until(walk.page, KEPT)


def on_disk(page: Page, store: str = "queue") -> int:
    """How many entries, drafts or receipts the phone keeps."""
    return page.evaluate(ON_DISK, store)


def photo() -> dict[str, Any]:
    out = BytesIO()
    Image.effect_noise((2400, 1800), 80).convert("RGB").save(out, "JPEG", quality=95)
    return {"name": "test.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def report(page: Page, temperature: str) -> None:
    """Fill in the household's form for everybody."""
    for one in page.locator("details:has(input[name^=temperature])").all():
        one.evaluate("one => one.open = true")
    for one in page.locator("input[name^=temperature]").all():
        one.fill(temperature)
    for one in page.locator("input[name^=antigen][value=negative]").all():
        one.check(force=True)
    page.locator("form:has(input[name^=temperature]) button.primary").first.click()

// The page's side of a phone that loses nothing: what is sent goes to the phone's disk first, a receipt
// of each entry is in sight, what is half typed is kept, and pages that will be wanted are fetched ahead.
(() => {
  "use strict";
  const unsent = document.querySelector("[data-unsent]");
  const bar = document.getElementById("queue");
  if (!unsent || !window.indexedDB) return;
  const words = bar?.dataset || {};
  const owner = unsent.dataset.owner;
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const fill = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const made = (tag, values) => Object.assign(document.createElement(tag), values);
  const LONGEST_SIDE = 1600; // pixels, as the server keeps it
  const IN_SIGHT = 3_000; // ms for which a receipt is waited for before the page goes on
  const SHOWN = { waiting: 20, arrived: 5 };
  const worker = navigator.serviceWorker;

  // --- the time, by the server's clock ---

  // With the page comes the server's time: from then on we count, so that a wrong clock does no harm.
  // Counting stands still while some phones sleep, and then their clock has gone on.
  const kept_since = document.documentElement.dataset.kept;
  const anchor = words.now && !kept_since ? anchored(Number(words.now)) : null;
  function anchored(server) {
    const counted = performance.getEntriesByType("navigation")[0]?.responseStart || 0;
    return { server, counted, clock: Date.now() - (performance.now() - counted) };
  }
  async function measured() {
    if (!anchor) return Date.now() + ((await Queue.fact("offset")) || 0);
    return anchor.server + Math.max(performance.now() - anchor.counted, Date.now() - anchor.clock);
  }

  // --- what is typed: in range, kept while half done ---

  const reads = words.reads ? JSON.parse(words.reads) : null;
  // The same reading as the server's, by what it handed over: null is nothing, NaN what can't be read.
  function heat_of(text) {
    const plain = [...text].map((sign) => (reads.digits.includes(sign) ? reads.are[reads.digits.indexOf(sign)] : sign)).join("").trim();
    let end = plain.length;
    while (end && reads.units.includes(plain[end - 1])) end -= 1;
    const number = plain.slice(0, end);
    if (!number) return null;
    const heat = /^\d+(\.\d*)?$/.test(number) ? Number(number) : NaN;
    return heat >= reads.coldest && heat <= reads.hottest ? heat : NaN;
  }
  function check(field) {
    if (!reads || !field.name.startsWith("temperature-")) return true;
    const right = !Number.isNaN(heat_of(field.value));
    const id = `range-${field.id}`;
    document.getElementById(id)?.remove();
    if (right && !field.hasAttribute("aria-invalid")) return true;
    field.toggleAttribute("aria-invalid", false);
    field.removeAttribute("aria-describedby");
    if (right) return true;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", id);
    field.after(made("p", { id, className: "err", textContent: fill(words.range, { value: field.value }) }));
    return false;
  }

  const forms = $$("form[data-queue]");
  const named = (form, name) => form.querySelector(`[name="${name}"]`)?.value || "";
  const draft_key = (form) => [location.pathname, ...["round", "act", "need"].map((name) => named(form, name)), form.id].join("|");
  const fields_of = (form, submitter) => [...new FormData(form, submitter).entries()].filter(([, value]) => typeof value === "string" || value.size);
  const typed = ([name, value]) => typeof value !== "string" || !["csrfmiddlewaretoken", "queued_as", "sent", "id", "photo_id", "despite"].includes(name);
  const pending = new Map();
  function keep_soon(form) {
    clearTimeout(pending.get(form));
    pending.set(form, setTimeout(() => keep_now(form), 150));
  }
  async function keep_now(form) {
    clearTimeout(pending.get(form));
    pending.delete(form);
    const one = { key: draft_key(form), owner, path: location.pathname, fields: fields_of(form).filter(typed) };
    await Queue.keep_draft(one).catch(() => {});
  }
  async function restore(form) {
    const found = await Queue.draft(draft_key(form)).catch(() => null);
    if (!found || (found.owner || "") !== owner || form.querySelector("[aria-invalid], .err")) return;
    let changed = false;
    const said = new Map();
    for (const [name, value] of found.fields) said.set(name, [...(said.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || ["hidden", "submit", "button"].includes(field.type)) continue;
      const values = said.get(field.name) || [];
      if (field.type === "file") {
        if (!values.length) continue;
        const bag = new DataTransfer();
        values.forEach((file) => bag.items.add(file));
        field.files = bag.files;
      } else if (["checkbox", "radio"].includes(field.type)) {
        if (field.disabled || field.checked === values.includes(field.value)) continue;
        field.checked = values.includes(field.value);
      } else {
        if (field.value === (values[0] || "")) continue;
        field.value = values[0] || "";
        check(field);
      }
      changed = true;
      for (let at = field.closest("details"); at; at = at.parentElement?.closest("details")) at.open = true;
    }
    if (changed) form.prepend(made("p", { className: "hint", role: "status", textContent: words.draft }));
    if (changed) form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || form.dataset.queue === undefined) return;
    if (event.target.hasAttribute("aria-invalid")) check(event.target);
    keep_soon(form);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form || form.dataset.queue === undefined || !event.target.name) return;
    check(event.target);
    keep_soon(form);
  });
  for (const leaving of ["pagehide", "visibilitychange"]) addEventListener(leaving, () => [...pending.keys()].forEach(keep_now), true);

  // --- sending: on the disk first ---

  // A page that was kept, or is shown again, is sent from more than once: each time as another thing.
  const renew = (form) => { for (const field of $$(":is([name=sent], [name=id], [name=photo_id])", form)) field.value = Queue.new_id(); };
  forms.forEach(renew);
  addEventListener("pageshow", (event) => { if (event.persisted) forms.forEach(renew); });

  const row_ids = (form, fields) => {
    if (form.dataset.rows) return [form.dataset.rows];
    const one = fields.filter(([name]) => name === "one"), ticked = fields.filter(([name]) => name === "door");
    return (one.length ? one : ticked).map(([, value]) => "d-" + value.replaceAll("-", ""));
  };
  const QUIET = new Set(["csrfmiddlewaretoken", "sent", "id", "photo_id", "round", "act", "need", "stairwell", "do", "one", "door", "who", "say", "despite"]);
  function shown(form, fields) {
    const parts = fields.filter(([name, value]) => value && !QUIET.has(name) && !/^(seen|well)-/.test(name)).map(([name, value]) => {
      if (typeof value !== "string") return words.photo;
      const field = $$(`[name="${CSS.escape(name)}"]`, form).find((one) => one.type !== "radio" || one.value === value);
      return field?.type === "radio" ? field.closest("label").textContent.trim() : value;
    });
    return parts.join(" · ").slice(0, 300);
  }
  async function put_down(form, fields, what, rows, part = "") {
    const entry = {
      entry: Queue.new_id(), path: new URL(form.getAttribute("action") || "", location.href).pathname, owner, what, rows, part,
      fields, shown: shown(form, fields), measured: await measured(), draft: part ? "" : draft_key(form),
    };
    await Queue.add(entry);
    worker?.ready.then((ready) => ready.sync?.register("queue")).catch(() => {});
    return entry;
  }
  // What was left waiting on this page leads on when it arrives, unless somebody types by then.
  const left = new Set();
  Queue.on_arrival.push((one, said) => {
    const typing = document.activeElement?.matches("input, textarea, select");
    if (left.delete(one.entry) && said.next && !left.size && !pending.size && !typing) go(new URL(said.next, location.href));
  });
  const arrivals = new Map();
  Queue.on_arrival.push((one, said) => arrivals.set(one.entry, said));
  // What became of it within a moment: its receipt, a refusal, or that it waits.
  async function became(entry) {
    Queue.pump(true).catch(() => {});
    for (const until = performance.now() + IN_SIGHT; performance.now() < until;) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (arrivals.has(entry.entry)) return arrivals.get(entry.entry);
      const there = (await Queue.all()).find((one) => one.entry === entry.entry);
      if (!there) return { next: "" };
      if (there.refused || there.waits) return null;
    }
    return null;
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.queue === undefined || event.defaultPrevented) return;
    event.preventDefault();
    if (!form.dataset.busy) send(form, event.submitter);
  });
  async function send(form, submitter) {
    const wrong = $$("input", form).filter((field) => !check(field));
    if (wrong.length) {
      await keep_now(form);
      wrong[0].closest("details")?.setAttribute("open", "");
      wrong[0].focus();
      return;
    }
    form.dataset.busy = "1";
    try {
      const fields = fields_of(form, submitter).filter(([name]) => name !== "queued_as");
      clearTimeout(pending.get(form));
      pending.delete(form);
      const entry = await put_down(form, fields, form.dataset.queue, row_ids(form, fields)).catch(() => null);
      if (!entry) return plainly(form, submitter); // No disk to write on: it goes as from any page.
      renew(form);
      const said = await became(entry);
      leave(form, said, entry);
    } finally {
      delete form.dataset.busy;
    }
  }
  function plainly(form, submitter) {
    if (submitter?.name) form.append(made("input", { type: "hidden", name: submitter.name, value: submitter.value }));
    form.submit();
  }
  // To where the server leads; or, while it waits, back to the list if it can be opened without network.
  function leave(form, said, entry) {
    if (said?.next) return go(new URL(said.next, location.href));
    if (!said) left.add(entry.entry);
    const list = location.pathname.match(/^(\/rounds\/[0-9a-f-]+\/doors\/)[0-9a-f-]+\/$/);
    if (said?.words) bar.dataset.told = said.words;
    if (list && !said && worker?.controller) return Queue.all().then((rows) => {
      if (!rows.some((one) => one.entry === entry.entry && one.refused)) location.assign(words.back || list[1]);
      else bar.scrollIntoView({ block: "start" });
    });
    if (!said?.part) form.reset();
    document.activeElement?.blur();
    show();
    bar.scrollIntoView({ block: "start" });
    return undefined;
  }
  function go(url) {
    if (url.pathname === location.pathname && url.search === location.search) {
      location.hash = url.hash;
      return location.reload();
    }
    return location.assign(url.href);
  }

  // One household well: the button of a row, which htmx would send.
  document.addEventListener("htmx:confirm", (event) => {
    const button = event.detail.elt, form = button.form;
    if (form?.dataset.queue === undefined || button.name !== "one") return;
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    tick(form, button).catch(() => { button.disabled = false; event.detail.issueRequest(true); });
  });
  async function tick(form, button) {
    const fields = fields_of(form).filter(([name]) => name !== "door" && name !== "sent");
    fields.push(["one", button.value], ["sent", Queue.new_id()]);
    const entry = await put_down(form, fields, button.dataset.door || "", row_ids({ dataset: {} }, fields), "row");
    const said = await became(entry);
    if (!said) button.disabled = false;
  }
  Queue.on_arrival.push((one, said) => {
    if (!said.part || one.part !== "row") return;
    const row = document.getElementById(one.rows[0]);
    const fresh = row && new DOMParser().parseFromString(said.part, "text/html").body.firstElementChild;
    if (!fresh) return;
    row.replaceWith(fresh);
    window.htmx?.process(fresh);
  });

  // --- what is in sight ---

  const time = (ms) => new Date(ms).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  const why = (one, others) => fill({ network: words.network, login: words.login, server: words.server }[one.waits || others] || words.underway, { code: one.code });
  function item(one, state, others = "") {
    const row = bar.querySelector("template").content.cloneNode(true).firstElementChild;
    const put = (name, text) => { row.querySelector(`[data-${name}]`).textContent = text; };
    row.classList.add(state);
    put("what", one.what);
    put("phone", fill(words.phone, { at: time(one.measured || one.at) }));
    put("committee", state === "arrived" ? fill(words.arrived, { at: time(one.arrived) }) : state === "refused" ? words.refused : words.notyet);
    put("said", state === "arrived" ? one.words || "" : state === "refused" ? one.said || fill(words.code, { code: one.refused }) : why(one, others));
    put("shown", state === "arrived" ? "" : one.shown || "");
    const acts = row.querySelector(".btn-row");
    acts.hidden = state !== "refused";
    if (state !== "refused") return row;
    for (const button of $$("button", acts)) button.addEventListener("click", () => acted[button.value](one));
    acts.querySelector("[value=again]").hidden = one.refused === 422;
    acts.querySelector("[value=mend]").hidden = !one.draft || [404, 410].includes(one.refused);
    return row;
  }
  const acted = {
    again: (one) => Queue.again(one.n, one.refused === 409 ? { despite: "1" } : {}),
    drop: (one) => Queue.drop(one.n),
    mend: async (one) => { location.assign((await Queue.mend(one.n)) || location.href); },
  };
  function mark(waiting, arrived) {
    const said = new Map([...arrived.map((one) => [one, fill(words.arrived, { at: time(one.arrived) })]), ...waiting.map((one) => [one, words.row])].flatMap(([one, text]) => (one.rows || []).map((id) => [id, text])));
    const waits = new Set(waiting.flatMap((one) => one.rows || []));
    for (const row of $$(".row[id^=d-]")) {
      row.classList.toggle("waiting", waits.has(row.id));
      row.querySelector("[data-waits]")?.remove();
      if (said.has(row.id)) {
        const tag = made("span", { className: "tag strong", textContent: said.get(row.id) });
        tag.dataset.waits = "";
        row.querySelector(".body")?.append(tag);
      }
      for (const box of $$("input[type=checkbox]", row)) { box.disabled = waits.has(row.id); if (box.disabled) box.checked = false; }
    }
  }

  async function show() {
    const here = (one) => (owner ? one.owner === owner && !Queue.household(one.path) : one.path === location.pathname);
    const entries = (await Queue.all()).filter(here);
    const count = entries.length;
    unsent.hidden = !count;
    unsent.textContent = fill(unsent.dataset.words, { n: count });
    if (!bar) {
      if (count) unsent.href = entries[0].path;
      return;
    }
    const waiting = entries.filter((one) => !one.refused), refused = entries.filter((one) => one.refused);
    const arrived = (await Queue.receipts()).filter(here).sort((a, b) => b.at - a.at);
    mark(waiting, arrived);
    const login = waiting.some((one) => one.waits === Queue.LOGIN);
    const held_up = waiting.map((one) => one.waits).find((one) => [Queue.NETWORK, Queue.LOGIN].includes(one));
    const lines = [];
    if (kept_since) lines.push(fill(navigator.onLine ? words.old : words.kept, { at: time(Date.parse(kept_since)) }));
    if (waiting.length) lines.push(fill(login ? words.signin : words.waiting, { n: waiting.length }));
    if (refused.length) lines.push(words.look);
    if (!count && arrived.length) lines.push(words.sent);
    if (bar.dataset.told) lines.push(bar.dataset.told);
    bar.querySelector("[data-line]").textContent = lines.join(" ");
    bar.querySelector("[data-again]").hidden = !kept_since;
    bar.querySelector("[data-login]").hidden = !login;
    const rows = [
      ...refused.map((one) => item(one, "refused")),
      ...waiting.slice(0, SHOWN.waiting).map((one) => item(one, "waits", held_up)),
      ...arrived.slice(0, SHOWN.arrived).map((one) => item(one, "arrived")),
    ];
    bar.querySelector("ul").replaceChildren(...rows);
    bar.hidden = !lines.length && !rows.length;
    bar.classList.toggle("bad", refused.length > 0);
  }

  // --- photos, kept pages ---

  const shrink = async (input) => {
    const file = input.files[0];
    if (!file || file.size < 300_000) return;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const by = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = made("canvas", { width: picture.width * by, height: picture.height * by });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
    if (!small || small.size >= file.size || input.files[0] !== file) return;
    const bag = new DataTransfer();
    bag.items.add(new File([small], "photo.jpg", { type: "image/jpeg" }));
    input.files = bag.files;
  };
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("input[type=file][accept^=image]")) return;
    shrink(event.target).catch(() => {}).then(() => event.target.form?.dataset.queue !== undefined && keep_soon(event.target.form));
  });

  const list_kept = async () => {
    const list = document.querySelector("[data-kept-pages]");
    if (!list) return;
    const cache = await caches.open("pages");
    for (const request of await cache.keys()) {
      const page = new DOMParser().parseFromString(await (await cache.match(request)).text(), "text/html");
      const line = made("li", {});
      line.append(made("a", { href: request.url, textContent: page.title }));
      list.append(line);
    }
  };

  // --- from the start ---

  Queue.on_change(() => show().catch(() => {}));
  const pump = (now) => Queue.pump(now).catch(() => {});
  addEventListener("online", () => { show(); pump(true); });
  addEventListener("offline", () => show());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { show(); pump(true); } });
  setInterval(() => { if (!unsent.hidden) pump(); }, 3_000);
  document.addEventListener("submit", (event) => {
    if (new URL(event.target.action, location.href).pathname === "/logout/") Queue.forget().catch(() => {});
  });
  async function start() {
    if (anchor) await Queue.note("offset", anchor.server - anchor.clock);
    if (owner && !kept_since) {
      const before = await Queue.fact("owner");
      await Queue.note("owner", owner);
      await Queue.note("token", JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "");
      if (before && before !== owner) {
        await Queue.forget();
        worker?.ready.then((ready) => ready.active.postMessage({ do: "owner" }));
      }
    }
    await Queue.tidy();
    for (const form of forms) await restore(form);
    await show();
    pump(true);
  }
  start().catch(() => {});
  if (bar && worker) worker.register("/sw.js").then(async () => {
    const urls = $$("a[data-keep], [data-keep] a").map((link) => link.href).slice(0, 200);
    (await worker.ready).active.postMessage({ do: "keep", urls: [location.href.split("#")[0], ...urls] });
    await list_kept();
  }).catch(() => {});
})();

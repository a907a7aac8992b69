// What is filled in on a phone is on its disk before anything else, and stays there until the server
// has told its receipt for that very entry. Shared by the pages (offline.js) and the worker (sw.js).
"use strict";
const Queue = (() => {
  const PATIENCE = 10_000; // ms until a line that says nothing counts as cut; six times for a photo
  const PAUSES = [3_000, 5_000, 10_000, 20_000, 40_000, 60_000]; // ms until the next try
  const LIVES = { drafts: 3 * 86_400_000, receipts: 86_400_000 }; // ms
  const MOST_RECEIPTS = 200;
  const STORES = ["queue", "facts", "drafts", "receipts"];
  const [NETWORK, LOGIN, SERVER] = ["network", "login", "server"];

  // --- the disk ---

  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("wanjia", 2);
      asked.onupgradeneeded = () => {
        const db = asked.result, there = db.objectStoreNames;
        if (!there.contains("queue")) db.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
        if (!there.contains("facts")) db.createObjectStore("facts");
        if (!there.contains("drafts")) db.createObjectStore("drafts", { keyPath: "key" });
        if (!there.contains("receipts")) db.createObjectStore("receipts", { keyPath: "entry" });
      };
      asked.onsuccess = () => {
        asked.result.onversionchange = () => asked.result.close();
        resolve(asked.result);
      };
      asked.onerror = () => reject(asked.error);
    });
  }
  // One transaction: it is all on the disk when this resolves, or none of it.
  async function act(mode, work) {
    const db = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = db.transaction(STORES, mode, { durability: "strict" });
        const asked = work(Object.fromEntries(STORES.map((name) => [name, transaction.objectStore(name)])));
        transaction.oncomplete = () => resolve(asked?.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      db.close();
    }
  }
  const all = () => act("readonly", ({ queue }) => queue.getAll());
  const receipts = () => act("readonly", ({ receipts }) => receipts.getAll());
  const fact = (key) => act("readonly", ({ facts }) => facts.get(key));
  const note = (key, value) => act("readwrite", ({ facts }) => facts.put(value, key));
  const draft = (key) => act("readonly", ({ drafts }) => drafts.get(key));
  const keep_draft = (one) => act("readwrite", ({ drafts }) => drafts.put({ ...one, at: Date.now() }));
  const drop_draft = (key) => act("readwrite", ({ drafts }) => drafts.delete(key));

  // --- who hears of it ---

  const heard = [];
  const channel = self.BroadcastChannel ? new BroadcastChannel("wanjia") : null;
  if (channel) channel.onmessage = () => heard.forEach((hear) => hear());
  const on_change = (hear) => heard.push(hear);
  function tell() {
    heard.forEach((hear) => hear());
    channel?.postMessage("changed");
  }

  const household = (path) => path.startsWith("/h/");
  const mine = (one, owner) => household(one.path) || one.owner === owner;

  // --- what a page asks ---

  // Written down first; what was a draft of it is now the entry, in the same transaction.
  async function add(entry) {
    const row = { ...entry, at: Date.now(), tries: 0, refused: 0, said: "", waits: "" };
    await act("readwrite", ({ queue, drafts }) => {
      if (row.draft) drafts.delete(row.draft);
      return queue.add(row);
    });
    tell();
  }
  async function again(n, fields = {}) {
    const one = (await all()).find((row) => row.n === n);
    if (!one) return;
    const kept = one.fields.filter(([name]) => !(name in fields));
    const row = { ...one, entry: new_id(), fields: [...kept, ...Object.entries(fields)], refused: 0, said: "", next: 0 };
    await act("readwrite", ({ queue }) => queue.put(row));
    tell();
    await pump(true);
  }
  async function drop(n) {
    await act("readwrite", ({ queue }) => queue.delete(n));
    tell();
  }
  // What was refused is a draft again, for a person to mend.
  async function mend(n) {
    const one = (await all()).find((row) => row.n === n);
    if (!one) return "";
    await act("readwrite", ({ queue, drafts }) => {
      if (one.draft) drafts.put({ key: one.draft, owner: one.owner, fields: one.fields, at: Date.now() });
      return queue.delete(n);
    });
    tell();
    return one.path;
  }
  // What an officer leaves behind at sign-out: nothing but what has not arrived, which is theirs alone.
  async function forget() {
    await act("readwrite", ({ drafts, receipts }) => {
      for (const rows of [drafts, receipts]) {
        rows.openCursor().onsuccess = ({ target: { result: at } }) => {
          if (!at) return;
          if (!household(at.value.path || at.value.key)) at.delete();
          at.continue();
        };
      }
    });
    tell();
  }
  async function tidy() {
    const kept = (await receipts()).sort((a, b) => b.arrived - a.arrived).slice(MOST_RECEIPTS);
    await act("readwrite", (stores) => {
      for (const one of kept) stores.receipts.delete(one.entry);
      for (const [name, life] of Object.entries(LIVES)) {
        stores[name].openCursor().onsuccess = ({ target: { result: at } }) => {
          if (!at) return;
          if (Math.abs(Date.now() - at.value.at) > life) at.delete();
          at.continue();
        };
      }
    });
  }
  function new_id() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    [bytes[6], bytes[8]] = [(bytes[6] & 15) | 64, (bytes[8] & 63) | 128];
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // --- the pump ---

  function body(one, token) {
    const fields = one.fields.map(([name, value]) => [name, name === "csrfmiddlewaretoken" ? token || "" : value]);
    const data = has_file(one) ? new FormData() : new URLSearchParams();
    for (const [name, value] of fields) data.append(name, value);
    return data;
  }
  const has_file = (one) => one.fields.some(([, value]) => typeof value !== "string");

  // The answer and all of its words, or nothing after a while: a line may be there and say nothing.
  async function sent(one) {
    const token = household(one.path) ? "" : await fact("token");
    const headers = { "X-Wanjia-Entry": one.entry, "X-Wanjia-Late": String(Math.max(0, Math.round((Date.now() - one.at) / 1000))) };
    if (one.measured) headers["X-Wanjia-Measured"] = String(Math.round(one.measured));
    if (one.part) headers["HX-Request"] = "true";
    if (token) headers["X-CSRFToken"] = token;
    const control = new AbortController();
    const timer = setTimeout(() => control.abort(), (has_file(one) ? 6 : 1) * PATIENCE);
    try {
      const answer = await fetch(one.path, {
        method: "POST", body: body(one, token), headers, credentials: "same-origin",
        redirect: "manual", cache: "no-store", signal: control.signal,
      });
      const words = answer.type === "opaqueredirect" ? "" : await answer.text();
      return { status: answer.status, signed_out: answer.type === "opaqueredirect", said: read(words) };
    } finally {
      clearTimeout(timer);
    }
  }
  function read(words) {
    try { return JSON.parse(words) || {}; } catch { return {}; }
  }

  async function waits(one, why, code = 0) {
    const tries = (one.tries || 0) + 1;
    const row = { ...one, waits: why, code, tries, next: Date.now() + PAUSES[Math.min(tries, PAUSES.length) - 1] };
    await replace(row);
    return why;
  }
  // It may have been taken away meanwhile by whoever filled it in: then it stays away.
  function replace(row) {
    return act("readwrite", ({ queue }) => {
      queue.get(row.n).onsuccess = ({ target: { result: there } }) => { if (there?.entry === row.entry) queue.put(row); };
    });
  }

  // Of one entry: it arrived, it was refused, or what it waits for.
  async function settle(one) {
    let answer;
    try { answer = await sent(one); } catch { return waits(one, NETWORK); }
    const { status, signed_out, said } = answer;
    if (signed_out || status === 401 || status === 403) return waits(one, LOGIN, status);
    if (status >= 500 || status === 429 || status === 408) return waits(one, SERVER, status);
    if (status >= 200 && status < 300) {
      if (said.entry !== one.entry) return waits(one, SERVER, status); // A page, but no receipt.
      await arrived(one, said);
      return "arrived";
    }
    await replace({ ...one, refused: status, waits: "", said: said.refused === one.entry ? said.words : "" });
    return "refused";
  }
  async function arrived(one, said) {
    const { entry, path, owner, what, rows, measured } = one;
    const receipt = { entry, path, owner, what, rows, measured, arrived: said.arrived, words: said.words, at: Date.now() };
    await act("readwrite", ({ queue, receipts, facts }) => {
      receipts.put(receipt);
      facts.put(said.arrived - Date.now(), "offset");
      return queue.delete(one.n);
    });
    on_arrival.forEach((hear) => hear(one, said));
  }
  const on_arrival = [];

  // One at a time, in the order in which they were filled in. Nobody waits here for anybody: whoever
  // finds the pump at work goes on, and what they wrote down is taken in its turn.
  let working = false;
  async function pump(now = false) {
    if (navigator.locks) return navigator.locks.request("wanjia-pump", { ifAvailable: true }, (lock) => lock && round(now));
    if (working) return undefined;
    working = true;
    try { return await round(now); } finally { working = false; }
  }
  async function round(now) {
    const tried = new Set();
    for (;;) {
      const owner = await fact("owner");
      const one = (await all()).find((row) => !row.refused && mine(row, owner) && !tried.has(row.entry) && is_due(row, now));
      if (!one) break;
      one.entry ||= new_id();
      tried.add(one.entry);
      const end = await settle(one);
      tell();
      if (end === NETWORK || end === LOGIN) break;
    }
  }
  // A clock that was set back keeps nothing waiting for hours.
  function is_due(row, now) {
    const left = (row.next || 0) - Date.now();
    return now || left <= 0 || left > PAUSES.at(-1);
  }

  return {
    NETWORK, LOGIN, SERVER, add, again, all, draft, drop, drop_draft, fact, forget, household, keep_draft, mend, mine,
    new_id, note, on_arrival, on_change, pump, receipts, tidy,
  };
})();

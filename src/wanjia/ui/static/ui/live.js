// What is new comes to the screen that is open: one stream of events, or a look every 15 seconds.
// Nothing that somebody points at or stands in is moved: it waits behind a button that counts it.
(() => {
  "use strict";
  const body = document.body;
  const parts = (body.dataset.liveParts || "").split(",").filter(Boolean);
  if (!parts.length) return;
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const kept = {
    read: (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    write: (name, value) => { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* no room */ } },
  };

  // --- regions of HTML -------------------------------------------------------------------------
  const token = () => JSON.parse(body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const waiting = new Map();

  const isTouched = (region) =>
    region.contains(document.activeElement) ||
    (matchMedia("(hover: hover)").matches && region.matches(":hover"));

  const read = (html) => {
    const part = document.createElement("template");
    part.innerHTML = html;
    $$("input[name=csrfmiddlewaretoken]", part.content).forEach((one) => (one.value = token()));
    return part.content;
  };
  const plain = (node) => node.textContent.replace(/\s+/g, " ").trim();

  // Put rows into a list by their keys: those that stay stay the same elements.
  const mergeRows = (list, wanted) => {
    const before = new Map($$(":scope > [data-row]", list).map((row) => [row.dataset.row, row]));
    const fresh = [];
    let place = list.firstElementChild;
    for (const row of $$(":scope > [data-row]", wanted)) {
      let here = before.get(row.dataset.row);
      if (!here) {
        here = row;
        row.classList.add("fresh");
        const mark = Object.assign(document.createElement("b"), { className: "tag new" });
        mark.textContent = body.dataset.liveNew;
        row.querySelector(".body")?.prepend(mark, " ");
        fresh.push(row);
      } else {
        before.delete(row.dataset.row);
        if (plain(here.querySelector(".body") || here) !== plain(row.querySelector(".body") || row) ||
            plain(here) !== plain(row)) here.innerHTML = row.innerHTML;
        here.className = row.className + (here.classList.contains("fresh") ? " fresh" : "");
      }
      if (here === place) place = place.nextElementSibling;
      else list.insertBefore(here, place);
    }
    before.forEach((row) => row.remove());
    return fresh;
  };

  const say = Object.assign(document.createElement("p"), { className: "sr", id: "live-said" });
  say.setAttribute("role", "status");
  body.append(say);

  const put = (region, content) => {
    const [list, wanted] = [region, content].map((at) => [...at.children].find((one) => one.matches("ul.rows")));
    const anchor = scrollY > 0 && $$("[data-row], h2, main > *").find((one) => one.getBoundingClientRect().top >= 0);
    const before = anchor && anchor.getBoundingClientRect().top;
    let fresh = [];
    if (list && wanted) fresh = mergeRows(list, wanted);
    else if (plain(region) !== plain(content)) region.replaceChildren(content);
    if (anchor && anchor.isConnected) scrollBy(0, anchor.getBoundingClientRect().top - before);
    if (fresh.length) say.textContent = `${body.dataset.liveNew}: ${fresh.slice(0, 3).map((row) => plain(row.querySelector("a, b:not(.new)") || row)).join("; ")}`;
    body.classList.toggle("has-alarms", !!document.querySelector(".alarms"));
    document.dispatchEvent(new CustomEvent("live:put"));
  };

  const pill = (region, many) => {
    let button = region.querySelector(":scope > .live-pill");
    if (!button) {
      button = Object.assign(document.createElement("button"), { type: "button", className: "btn live-pill" });
      button.addEventListener("click", () => { button.remove(); release(region, true); });
      region.prepend(button);
    }
    button.textContent = body.dataset.liveMore.replace("{}", many);
  };

  const release = (region, now = false) => {
    const html = waiting.get(region);
    if (html === undefined || (!now && isTouched(region))) return;
    waiting.delete(region);
    region.querySelector(":scope > .live-pill")?.remove();
    put(region, read(html));
  };
  const later = () => setTimeout(() => waiting.forEach((_html, region) => release(region)), 300);
  document.addEventListener("pointerout", later);
  document.addEventListener("focusout", later);

  const show = (name, html) => $$(`[data-live="${CSS.escape(name)}"]`).forEach((region) => {
    const content = read(html || "");
    if (!isTouched(region)) { waiting.delete(region); region.querySelector(":scope > .live-pill")?.remove(); return put(region, content); }
    const old = new Set($$("[data-row]", region).map((row) => row.dataset.row));
    const rows = $$("[data-row]", content);
    const many = rows.filter((row) => !old.has(row.dataset.row)).length;
    waiting.set(region, html || "");
    if (many) pill(region, many);
  });

  // --- counts, windows, who else is there ------------------------------------------------------
  const count = (url, many) => $$(`[data-count-of="${CSS.escape(url)}"]`).forEach((one) => {
    one.textContent = many ? (many > 999 ? "999+" : many) : "";
  });

  const windowOf = (dwelling, look) => $$(`.wall a.w[href="/dwellings/${CSS.escape(dwelling)}/"]`).forEach((pane) => {
    if (!look) return;
    const words = `${pane.dataset.door || (pane.dataset.door = pane.getAttribute("aria-label").split(" ")[0])} ${look[1]}`;
    if (pane.className === look[0] && pane.getAttribute("aria-label") === words) return;
    pane.className = `${look[0]} lit-now`;
    pane.setAttribute("aria-label", words);
  });

  const lamp = (dwelling, look) => $$(`.wall [data-dwelling="${CSS.escape(dwelling)}"]`).forEach((pane) => {
    if (look && !pane.className.startsWith(look[0])) pane.className = `${look[0]} lit-now`;
  });

  // A row whose person has answered is marked where it stands: nothing moves under the finger.
  const done = (row, words) => {
    if (row === "left") return $$("[data-left]").forEach((at) => (at.textContent = words));
    const at = words && document.getElementById(row);
    if (!at || at.classList.contains("answered")) return;
    at.classList.add("answered", "called");
    const mark = Object.assign(document.createElement("b"), { className: "tag done-now", textContent: words });
    at.append(mark);
    say.textContent = `${plain(at.querySelector("a") || at)}: ${words}`;
  };

  const open = (page, names) => {
    const words = names ? body.dataset.liveOpen.replace("{}", names.join("、")) : "";
    const mark = (at, css) => {
      let tag = at.querySelector(":scope > .open-by");
      if (!words) return tag?.remove();
      if (!tag) at.append(tag = Object.assign(document.createElement("span"), { className: `open-by ${css}` }));
      tag.textContent = words;
    };
    if (page === location.pathname) {
      const head = document.querySelector(".page-head h1");
      if (head && /\/[0-9a-f-]{36}\//.test(page)) mark(head.parentElement, "note");
    } else $$(`[data-row="${CSS.escape(page)}"] .body`).forEach((row) => mark(row, "tag"));
  };

  // --- what is grave: sound once, title and icon until it is taken -----------------------------
  const grave = new Map();
  const title = document.title;
  const icon = document.querySelector("link[rel=icon]");
  const calm = icon?.getAttribute("href");

  const sound = async () => {
    if (kept.read("wanjia-mute") || !window.AudioContext) return;
    try {
      const audio = new AudioContext();
      if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 500))]);
      [0, 0.35].forEach((at) => {
        const tone = audio.createOscillator(), gain = audio.createGain();
        tone.frequency.value = 880;
        gain.gain.setValueAtTime(0.0001, audio.currentTime + at);
        gain.gain.exponentialRampToValueAtTime(0.3, audio.currentTime + at + 0.03);
        gain.gain.exponentialRampToValueAtTime(0.0001, audio.currentTime + at + 0.3);
        tone.connect(gain).connect(audio.destination);
        tone.start(audio.currentTime + at);
        tone.stop(audio.currentTime + at + 0.32);
      });
      setTimeout(() => audio.close(), 1500);
    } catch { /* a browser that lets nobody hear is no reason to show nothing */ }
  };

  const warn = (values) => {
    const heard = new Set(kept.read("wanjia-heard") || []);
    const news = Object.keys(values).filter((url) => values[url] && !heard.has(url));
    Object.entries(values).forEach(([url, words]) => words ? grave.set(url, words) : grave.delete(url));
    if (news.length) {
      kept.write("wanjia-heard", [...heard, ...news].slice(-200));
      body.dataset.sounded = String(Number(body.dataset.sounded || 0) + 1);
      sound();
      say.textContent = news.map((url) => values[url]).join("; ");
    }
    document.title = grave.size ? `(${grave.size}!) ${title}` : title;
    icon?.setAttribute("href", grave.size ? body.dataset.liveAlarm : calm);
  };

  const mute = document.querySelector("[data-mute]");
  const showMute = () => mute?.setAttribute("aria-pressed", kept.read("wanjia-mute") ? "true" : "false");
  mute?.addEventListener("click", () => { kept.write("wanjia-mute", !kept.read("wanjia-mute")); showMute(); });
  mute?.removeAttribute("hidden");
  showMute();

  // --- the stream, or a look now and then ------------------------------------------------------
  const take = ({ kind, values }) => {
    if (kind === "grave") return warn(values);
    Object.entries(values).forEach(([name, value]) => {
      ({ html: show, count, done, window: (name, look) => { windowOf(name, look); lamp(name, look); }, open })[kind]?.(name, value);
    });
    body.dataset.liveAt = String(Date.now());
  };
  const query = new URLSearchParams({ parts: parts.join(","), page: location.pathname });

  let polling = 0;
  const look = async () => {
    if (document.hidden) return;
    const answer = await fetch(`/live/now/?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) (await answer.json()).events.forEach(take);
  };
  const poll = () => { polling ||= setInterval(look, 15000); };

  const listen = () => {
    if (!window.EventSource) return poll();
    const stream = new EventSource(`/live/?${query}`);
    stream.onmessage = (event) => take(JSON.parse(event.data));
    stream.onopen = () => { clearInterval(polling); polling = 0; };
    stream.onerror = () => { if (stream.readyState === EventSource.CLOSED) poll(); };
    addEventListener("pagehide", () => stream.close());
    addEventListener("pageshow", (event) => { if (event.persisted) listen(); }, { once: true });
  };
  listen();
})();

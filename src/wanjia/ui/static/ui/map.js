// Draws an estate from data: no tiles, no other host. Each zone has a colour, a pattern and a word.
(() => {
  "use strict";
  const HATCH = `<svg aria-hidden="true" width="0" height="0" class="map-hatch"><defs>
    <pattern id="map-sealed" width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="12" height="12" fill="#f7d3ce"/><rect width="4" height="12" fill="#d9766d"/></pattern>
    <pattern id="map-controlled" width="11" height="11" patternUnits="userSpaceOnUse"><rect width="11" height="11" fill="#fdeaae"/><circle cx="5.5" cy="5.5" r="1.8" fill="#9a7300"/></pattern>
  </defs></svg>`;
  const GROUND = { sealed: "url(#map-sealed)", controlled: "url(#map-controlled)" };
  const KLASSES = ["sealed", "controlled", "precaution"];
  const text = (value) => Object.assign(document.createElement("i"), { textContent: value ?? "" }).innerHTML;
  const fill = (pattern, values) => pattern.replace(/\{(\w)\}/g, (_, key) => values[key] ?? "");

  // The usual distance in metres from a door to the next one, so that marks are sized to fit.
  const spacing = (points) => {
    const sample = points.slice(0, 200);
    const nearest = sample.map((one) => Math.min(...sample.filter((other) => other !== one).map((other) => L.latLng(one).distanceTo(other))));
    nearest.sort((a, b) => a - b);
    const middle = nearest[Math.floor(nearest.length / 2)];
    return Number.isFinite(middle) && middle > 1 ? middle : 20;
  };

  class EstateMap {
    constructor(box) {
      this.box = box;
      const [sealed, controlled, precaution, hit, post, day, homes, guards] = box.dataset.words.split("|");
      this.words = { sealed, controlled, precaution, case: hit, post, day, homes, guards };
      if (!document.getElementById("map-sealed")) document.body.insertAdjacentHTML("beforeend", HATCH);
      this.map = L.map(box, {
        attributionControl: false, zoomSnap: 0.1, zoomDelta: 0.5, minZoom: 12, maxZoom: 22,
        scrollWheelZoom: true, zoomControl: true, fadeAnimation: false,
        zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      });
      this.map.zoomControl.setPosition("bottomright");
      this.layer = L.layerGroup().addTo(this.map);
      this.fitted = false;
      this.doors = new Map();
      this.map.on("zoomend", () => this.rescale());
      new ResizeObserver(() => this.map.invalidateSize()).observe(box);
      box.ownerDocument.addEventListener("change", (event) => {
        if (event.target.name === "sealed" && event.target.form === this.form) this.follow(event.target);
      });
    }

    get form() { return this.box.dataset.form ? document.getElementById(this.box.dataset.form) : null; }

    async load() {
      const { url, json } = this.box.dataset;
      if (url) {
        const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
        if (answer.ok) this.draw(await answer.json());
      } else {
        const source = document.getElementById(json);
        if (source) this.draw(JSON.parse(source.textContent));
      }
    }

    draw(data) {
      this.layer.clearLayers();
      this.doors.clear();
      this.estate = null;
      if (!this.fit(data)) return;
      for (const estate of data.estates ?? []) {
        if (estate.outline?.length) {
          this.estate = this.add(L.polygon(estate.outline, { color: "#505b69", weight: 3, dashArray: "1 7", lineCap: "round", fillColor: "#f7f3e8", fillOpacity: 1, interactive: false }));
        }
      }
      this.space = spacing((data.stairwells ?? []).map((one) => one.at).filter(Boolean));
      const lines = (data.paths ?? []).filter((path) => path.line?.length);
      for (const path of lines) {
        this.add(L.polyline(path.line, { color: "#d5cdb8", weight: 7, interactive: false }));
      }
      for (const building of data.buildings ?? []) {
        if (!building.polygon?.length) continue;
        const shape = L.polygon(building.polygon, { color: "#8a8778", weight: 1.5, fillColor: "#e6e0d0", fillOpacity: 1, interactive: false });
        shape.bindTooltip(text(building.label), { permanent: true, direction: "center", className: "map-bld" });
        this.add(shape);
      }
      for (const stairwell of data.stairwells ?? []) {
        if (stairwell.at) this.door(stairwell);
      }
      for (const path of lines) if (path.post) this.post(path);
      for (const gate of data.gates ?? []) if (gate.at) this.gate(gate);
      this.zones(data.zones ?? [], data.stairwells ?? []);
      this.rescale();
      this.box.dataset.ready = "";
    }

    // Leaflet makes no element before it has a view, so the view comes first; later draws keep it.
    fit(data) {
      const bounds = L.latLngBounds([]);
      for (const { outline } of data.estates ?? []) outline?.forEach((point) => bounds.extend(point));
      for (const { polygon } of data.buildings ?? []) polygon?.forEach((point) => bounds.extend(point));
      for (const { line } of data.paths ?? []) line?.forEach((point) => bounds.extend(point));
      for (const { at } of [...(data.stairwells ?? []), ...(data.gates ?? [])]) if (at) bounds.extend(at);
      if (!this.fitted && bounds.isValid()) this.map.fitBounds(bounds, { padding: [40, 30], animate: false });
      this.fitted ||= bounds.isValid();
      return this.fitted;
    }

    add(shape) { return shape.addTo(this.layer); }

    door(stairwell) {
      const marker = this.add(L.marker(stairwell.at, { icon: this.doorIcon(stairwell), keyboard: Boolean(this.form), riseOnHover: true, zIndexOffset: stairwell.case ? 400 : 0 }));
      const radius = Math.max(8, this.space * 0.95);
      const ground = L.circle(stairwell.at, { radius, stroke: false, fillOpacity: 1, interactive: false });
      this.doors.set(String(stairwell.id), { stairwell, marker, ground });
      this.colour(stairwell);
      marker.bindTooltip(() => this.sentence(stairwell), { direction: "top", offset: [0, -14], className: "map-tip" });
      this.name(marker, stairwell);
      marker.on("click keypress", (event) => {
        if (event.type === "keypress" && !["Enter", " "].includes(event.originalEvent.key)) return;
        this.toggle(stairwell);
      });
    }

    // While planning, a stairwell picked is sealed and one left out is not, unless it is kept: sealed by another zone that the plan leaves alone.
    zoneOf(stairwell) {
      if (!this.form) return stairwell.zone;
      if (stairwell.in) return "sealed";
      return stairwell.zone === "sealed" && !stairwell.kept ? null : stairwell.zone;
    }

    colour(stairwell) {
      const { ground } = this.doors.get(String(stairwell.id));
      const fillColor = GROUND[this.zoneOf(stairwell)];
      if (!fillColor) { ground.remove(); return; }
      ground.setStyle({ fillColor }).addTo(this.layer).bringToBack();
      this.estate?.bringToBack();
    }

    doorIcon(stairwell) {
      const zone = this.zoneOf(stairwell);
      const classes = ["map-door", zone ? `z-${zone}` : "", stairwell.case ? "is-case" : "", this.form ? "can" : ""].join(" ");
      return L.divIcon({ className: classes, html: `<span>${text(stairwell.label)}</span>`, iconSize: null });
    }

    sentence(stairwell) {
      const homes = fill(this.words.homes, { h: stairwell.households, r: stairwell.residents });
      return [stairwell.label, homes, this.words[this.zoneOf(stairwell)], stairwell.case ? this.words.case : ""].filter(Boolean).map(text).join(" · ");
    }

    name(marker, stairwell) {
      const element = marker.getElement();
      if (!element) return;
      const plain = document.createElement("i");
      plain.innerHTML = this.sentence(stairwell);
      element.setAttribute("aria-label", plain.textContent);
      if (this.form) {
        element.setAttribute("role", "checkbox");
        element.setAttribute("aria-checked", String(Boolean(stairwell.in)));
      } else {
        element.setAttribute("role", "img");
      }
    }

    toggle(stairwell) {
      if (!this.form) {
        this.tell(stairwell);
        return;
      }
      const tick = [...this.form.elements].find((one) => one.name === "sealed" && one.value === String(stairwell.id));
      if (tick) {
        tick.checked = !tick.checked;
        tick.dispatchEvent(new Event("change", { bubbles: true }));
      } else {
        stairwell.in = !stairwell.in;
        this.repaint(stairwell);
        this.tell(stairwell);
      }
    }

    follow(tick) {
      const found = this.doors.get(tick.value);
      if (!found) return;
      found.stairwell.in = tick.checked;
      this.repaint(found.stairwell);
      this.tell(found.stairwell);
    }

    repaint(stairwell) {
      const { marker } = this.doors.get(String(stairwell.id));
      const focused = document.activeElement === marker.getElement();
      marker.setIcon(this.doorIcon(stairwell));
      this.colour(stairwell);
      this.name(marker, stairwell);
      if (focused) marker.getElement().focus();
    }

    tell(stairwell) {
      this.box.dispatchEvent(new CustomEvent("wanjia:stairwell", { bubbles: true, detail: { id: stairwell.id, in: Boolean(stairwell.in) } }));
    }

    post({ line, guards, name }) {
      const at = line[Math.floor((line.length - 1) / 2)];
      this.add(L.polyline(line, { color: "#1b2430", weight: 7, interactive: false }));
      const middle = line.length === 2 ? [(line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2] : at;
      this.sign(middle, "map-post", text(guards ?? ""), `${name ? `${name} · ` : ""}${this.words.post} ${fill(this.words.guards, { g: guards ?? "" })}`);
    }

    gate(gate) {
      const words = gate.post ? `${gate.name} · ${this.words.post} ${fill(this.words.guards, { g: gate.guards })}` : gate.name;
      this.sign(gate.at, `map-gate${gate.post ? " is-post" : ""}`, text(gate.name) + (gate.post ? ` <b>${text(gate.guards)}</b>` : ""), words);
    }

    sign(at, className, html, words) {
      const marker = this.add(L.marker(at, { icon: L.divIcon({ className, html: `<span>${html}</span>`, iconSize: null }), keyboard: false, zIndexOffset: 500 }));
      marker.bindTooltip(text(words), { direction: "top", className: "map-tip", offset: [0, -12] });
      marker.getElement()?.setAttribute("role", "img");
      marker.getElement()?.setAttribute("aria-label", words);
    }

    zones(zones, stairwells) {
      this.key?.remove();
      if (!zones.length) return;
      const shown = [...zones].sort((a, b) => KLASSES.indexOf(a.klass) - KLASSES.indexOf(b.klass));
      this.key = L.control({ position: "topleft" });
      this.key.onAdd = () => {
        const list = L.DomUtil.create("ul", "map-zones");
        for (const zone of shown) {
          const age = zone.days == null ? "" : ` <small>${text(fill(this.words.day, { n: zone.days + 1 }))}</small>`;
          list.innerHTML += `<li><span class="zone z-${text(zone.klass)}">${text(zone.name)} ${text(this.words[zone.klass])}${age}</span></li>`;
        }
        return list;
      };
      this.key.addTo(this.map);
    }

    rescale() {
      const { lat } = this.map.getCenter();
      const metresPerPixel = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / 2 ** (this.map.getZoom() + 8);
      const pixels = (this.space ?? 100) / metresPerPixel;
      this.box.classList.toggle("far", pixels < 19);
      this.box.classList.toggle("mid", pixels >= 19 && pixels < 36);
    }
  }

  const open = () => {
    for (const box of document.querySelectorAll("[data-map]")) {
      if (!box.estateMap) box.estateMap = new EstateMap(box);
      box.estateMap.load();
    }
  };
  document.addEventListener("DOMContentLoaded", open);
  document.addEventListener("htmx:afterSettle", (event) => {
    const swapped = event.detail?.elt ?? event.target;
    for (const box of document.querySelectorAll("[data-map]")) {
      const source = document.getElementById(box.dataset.json);
      if (!box.estateMap || (source && (swapped.contains(source) || swapped === source))) open();
    }
  });
})();

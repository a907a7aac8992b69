// Traces an estate's map: what is drawn is a list of parts; Leaflet-Geoman draws and bends lines.
(() => {
  "use strict";
  const METRES_A_DEGREE = 111320;
  const DOOR_SNAP = 5, GATE_SNAP = 6;   // metres to a building's side, to the wall
  const SAVE_AFTER = 900, AGAIN_AFTER = 5000, KEPT = 200;
  const BESIDE_BUTTONS = { paddingTopLeft: [24, 24], paddingBottomRight: [72, 36], animate: false };
  const DRAWN = { building: "Polygon", path: "Line", wall: "Line", estate: "Polygon" };
  const COPIED = ["building", "path", "wall"];
  const LINES = {
    estate: { color: "#505b69", weight: 4, dashArray: "1 7", lineCap: "round", fillColor: "#f7f3e8", fillOpacity: 0.25 },
    building: { color: "#6f6a58", weight: 2, fillColor: "#e6e0d0", fillOpacity: 0.7 },
    path: { color: "#0b5a73", weight: 6, opacity: 0.75 },
    wall: { color: "#505b69", weight: 4, dashArray: "1 7", lineCap: "round" },
    shared: { color: "#7a3f8f", weight: 4, dashArray: "8 6" },
  };
  const text = (value) => Object.assign(document.createElement("i"), { textContent: value ?? "" }).innerHTML;
  const clone = (value) => JSON.parse(JSON.stringify(value));

  // Metres on the flat ground around a place; places are [lat, lon].
  const ground = (at) => {
    const east = METRES_A_DEGREE * Math.cos((at[0] * Math.PI) / 180);
    return {
      toMetres: ([lat, lon]) => [(lon - at[1]) * east, (lat - at[0]) * METRES_A_DEGREE],
      toPlace: ([x, y]) => [at[0] + y / METRES_A_DEGREE, at[1] + x / east],
    };
  };
  const apart = (a, b) => Math.hypot(...ground(a).toMetres(b));
  const footOn = (at, a, b) => {
    const flat = ground(at), [ax, ay] = flat.toMetres(a), [bx, by] = flat.toMetres(b);
    const [dx, dy] = [bx - ax, by - ay], length = dx * dx + dy * dy;
    const along = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
    return flat.toPlace([ax + along * dx, ay + along * dy]);
  };
  const round = (at) => at.map((value) => Number(value.toFixed(7)));

  // A part is { id, what, points: [[lat, lon], …], …properties }; a point's points are one.
  const readParts = (drawing) => (drawing.features ?? []).map(({ id, geometry, properties }) => {
    const turn = ([lon, lat]) => [lat, lon];
    const at = geometry?.coordinates;
    const points = { Point: () => [turn(at)], LineString: () => at.map(turn), Polygon: () => at[0].slice(0, -1).map(turn) };
    return { id, ...properties, points: points[geometry?.type]?.() ?? [] };
  });
  const writeParts = (parts) => ({
    type: "FeatureCollection",
    features: parts.map(({ id, points, ...properties }) => {
      const at = points.map(([lat, lon]) => [lon, lat]);
      const ring = ["building", "estate"].includes(properties.what);
      const geometry = !at.length ? null
        : ring ? { type: "Polygon", coordinates: [[...at, at[0]]] }
        : ["path", "wall"].includes(properties.what) ? { type: "LineString", coordinates: at }
        : { type: "Point", coordinates: at[0] };
      return { type: "Feature", id, geometry, properties };
    }),
  });

  class Editor {
    constructor(root) {
      this.root = root;
      this.data = JSON.parse(document.getElementById("editor-data").textContent);
      this.words = JSON.parse(document.getElementById("editor-words").textContent);
      this.parts = readParts(this.data.drawing);
      this.picture = this.data.picture;
      this.findings = this.data.findings;
      this.hangs = this.data.hangs;
      this.revision = Number(root.dataset.revision);
      this.past = []; this.future = [];
      this.layers = new Map();
      this.tool = "select"; this.selected = null; this.first = null; this.next = null;
      this.openMap();
      this.listen();
      this.draw();
      this.fit();
      this.choose("select");
      root.dataset.ready = "";
    }

    $(name) { return this.root.querySelector(`[data-${name}]`); }

    openMap() {
      this.box = this.$("canvas");
      this.map = L.map(this.box, {
        attributionControl: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 13, maxZoom: 23,
        fadeAnimation: false, zoomAnimation: false, keyboard: false, doubleClickZoom: false, zoomControl: false,
      });
      this.map.setView([31.06, 121.23], 17);
      L.control.zoom({ position: "bottomright", zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
      L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
      this.below = this.map.createPane("picture");
      this.below.style.zIndex = 150;
      this.group = L.layerGroup().addTo(this.map);
      this.map.pm.setLang("zh");
      this.map.pm.setGlobalOptions({ snappable: true, snapDistance: 14, allowSelfIntersection: true, continueDrawing: false, tooltips: false, markerStyle: {}, templineStyle: { color: "#a80f68", weight: 3 }, hintlineStyle: { color: "#a80f68", weight: 2, dashArray: "5 5" } });
      this.map.on("pm:create", ({ layer }) => { layer.remove(); this.finishLine(layer); });
      this.map.on("pm:drawend", () => this.showDrawing());
      this.map.on("click", (event) => this.tapped(event.latlng));
      this.map.on("pm:drawstart", ({ workingLayer }) => workingLayer?.on("pm:vertexadded", () => this.showDrawing()));
      this.map.on("zoomend", () => this.rescale());
      new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.box);
    }

    listen() {
      this.root.addEventListener("click", (event) => {
        const button = event.target.closest("button[data-tool], button[data-do], button[data-part], button[data-door]");
        if (!button || button.type === "submit") return;
        if (button.dataset.tool) this.choose(button.dataset.tool);
        else if (button.dataset.do) this[button.dataset.do]?.();
        else if (button.dataset.part) { this.choose("select"); this.select(button.dataset.part, true); }
        else this.place(Number(button.dataset.door));
      });
      this.root.addEventListener("change", (event) => this.typed(event.target));
      this.root.addEventListener("input", (event) => {
        if (event.target.matches("[data-opacity]")) this.shade?.setOpacity(event.target.value / 100);
      });
      document.addEventListener("keydown", (event) => this.pressed(event));
      const save = this.$("save");
      save.addEventListener("submit", async (event) => {
        event.preventDefault();
        await this.keep();
        if (this.dirty || !this.revision) return;
        save.elements.revision.value = this.revision;
        save.submit();
      });
      addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    }

    // What is drawn ------------------------------------------------------------------------------

    draw() {
      this.group.clearLayers();
      this.layers.clear();
      this.drawPicture();
      for (const what of ["estate", "building", "wall", "path", "shared", "stairwell", "gate"]) {
        for (const part of this.parts) if (part.what === what) this.drawPart(part);
      }
      this.drawLeaders();
      this.highlight();
      this.showPanel();
    }

    drawPart(part) {
      const layer = this.layerOf(part);
      if (!layer) return;
      layer.on("click", (event) => {
        if (this.tool === "shared" && part.what === "stairwell") this.joinDoor(part);
        else if (this.tool === "select") this.select(part.id);
        else if (layer instanceof L.Marker) this.tapped(event.latlng);
        else return;  // the map hears it too
        L.DomEvent.stop(event);
      });
      layer.addTo(this.group);
      this.layers.set(part.id, layer);
      if (LINES[part.what] && part.what !== "shared") {
        layer.getElement().addEventListener("pointerdown", (event) => this.drag(event, part, layer));
      }
    }

    layerOf(part) {
      const style = LINES[part.what];
      if (part.what === "stairwell" || part.what === "gate") {
        const door = part.what === "stairwell";
        const name = door ? (part.label || "?") : (part.name || "?");
        const icon = L.divIcon({ className: door ? "map-door can" : "map-gate can", html: `<span>${text(name)}</span>`, iconSize: null });
        const marker = L.marker(part.points[0], { icon, draggable: true, keyboard: false, pmIgnore: true, zIndexOffset: door ? 0 : 300, title: this.nameOf(part) });
        marker.on("dragstart", () => this.select(part.id));
        marker.on("dragend", () => this.movePoint(part.id, marker.getLatLng()));
        return marker;
      }
      if (part.what === "shared") {
        const ends = part.between.map((id) => this.find(id)?.points[0]);
        return ends.every(Boolean) ? L.polyline(ends, { ...style, pmIgnore: true }) : null;
      }
      const make = ["building", "estate"].includes(part.what) ? L.polygon : L.polyline;
      const layer = make(part.points, { ...style, interactive: part.what !== "estate" || this.tool === "select" });
      if (part.what === "building") layer.bindTooltip(text(part.label || "?"), { permanent: true, direction: "center", className: "map-bld" });
      return layer;
    }

    drawLeaders() {
      this.leaders?.remove();
      this.leaders = L.layerGroup().addTo(this.map);
      for (const part of this.parts) {
        const foot = this.hangs[part.id];
        if (foot && part.points[0]) {
          L.polyline([part.points[0], foot], { color: "#0b5a73", weight: 2, dashArray: "2 5", interactive: false, pmIgnore: true }).addTo(this.leaders);
        }
      }
    }

    drawPicture() {
      this.shade?.remove();
      this.shade = null;
      if (!this.picture) return;
      const opacity = (this.$("opacity")?.value ?? 70) / 100;
      const url = `${this.root.dataset.picture}?${this.picture.stamp}`;
      this.shade = L.imageOverlay(url, this.pictureBounds(), { pane: "picture", opacity, interactive: false, pmIgnore: true, alt: this.words.picture }).addTo(this.map);
    }

    pictureBounds() {
      const { at, metres, ratio } = this.picture;
      return [at, ground(at).toPlace([metres, -metres * ratio])];
    }

    fit() {
      const bounds = L.latLngBounds(this.parts.flatMap((part) => part.points));
      if (!bounds.isValid() && this.picture) this.pictureBounds().forEach((at) => bounds.extend(at));
      if (bounds.isValid()) this.map.fitBounds(bounds, BESIDE_BUTTONS);
    }

    // Doors are drawn smaller where they would cover each other.
    rescale() {
      const { lat } = this.map.getCenter();
      const metresPerPixel = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / 2 ** (this.map.getZoom() + 8);
      this.box.classList.toggle("far", metresPerPixel > 0.7);
      this.box.classList.toggle("mid", metresPerPixel > 0.35 && metresPerPixel <= 0.7);
    }

    find(id) { return this.parts.find((part) => part.id === id); }

    nameOf(part) {
      const name = part.name || part.label || (part.what === "shared" ? part.between.map((id) => this.find(id)?.label).join("–") : "");
      return `${this.words[part.what]} ${name}`.trim();
    }

    // A building or a line that is chosen moves as a whole with whoever holds it.
    drag(event, part, layer) {
      if (this.tool !== "select" || this.selected !== part.id || event.button) return;
      const from = this.map.mouseEventToLatLng(event), flat = ground([from.lat, from.lng]);
      let moved = null;
      this.map.dragging.disable();
      const move = (later) => {
        const { lat, lng } = this.map.mouseEventToLatLng(later), [east, north] = flat.toMetres([lat, lng]);
        if (!moved && Math.hypot(east, north) < 0.5) return;
        layer.pm.disable();
        moved = part.points.map((at) => ground(at).toPlace([east, north]));
        layer.setLatLngs(moved);
      };
      const drop = () => {
        removeEventListener("pointermove", move);
        this.map.dragging.enable();
        if (moved) this.change(() => { this.find(part.id).points = moved.map(round); this.loosenAround(part); });
      };
      addEventListener("pointermove", move);
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, drop, { once: true });
    }

    loosenAround(part) {
      if (part.what === "building") this.parts.forEach((other) => delete other.building);
    }

    // What changes it ----------------------------------------------------------------------------

    change(act) {
      const before = JSON.stringify(this.parts);
      act();
      if (JSON.stringify(this.parts) === before) return;
      this.past.push(before);
      this.past.splice(0, this.past.length - KEPT);
      this.future = [];
      this.changed();
    }

    changed() {
      if (this.selected && !this.find(this.selected)) this.selected = null;
      this.draw();
      this.dirty = true;
      this.say(this.words.unsaved);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), SAVE_AFTER);
    }

    undo() { this.step(this.past, this.future); }
    redo() { this.step(this.future, this.past); }
    step(from, to) {
      this.map.pm.disableDraw();
      if (!from.length) return;
      to.push(JSON.stringify(this.parts));
      this.parts = JSON.parse(from.pop());
      this.changed();
    }

    add(part) {
      const id = `n${Date.now().toString(36)}${this.parts.length}`;
      this.parts.push({ id, ...part, points: part.points.map(round) });
      return id;
    }

    loosen(part) { delete part.junction; delete part.hangs; delete part.building; }

    movePoint(id, latlng) {
      this.change(() => {
        const part = this.find(id), at = [latlng.lat, latlng.lng];
        part.points = [round(part.what === "stairwell" ? this.snapDoor(at) : this.snapGate(at))];
        this.loosen(part);
      });
    }

    snapTo(at, whats, within) {
      let best = at, least = within;
      for (const { what, points } of this.parts) {
        if (!whats.includes(what)) continue;
        const ring = ["building", "estate"].includes(what) ? [...points, points[0]] : points;
        for (let i = 1; i < ring.length; i++) {
          const foot = footOn(at, ring[i - 1], ring[i]), far = apart(at, foot);
          if (far < least) { least = far; best = foot; }
        }
      }
      return best;
    }
    snapDoor(at) { return this.snapTo(at, ["building"], DOOR_SNAP); }
    snapGate(at) { return this.snapTo(at, ["estate"], GATE_SNAP); }

    nudge(east, north, metres) {
      const part = this.find(this.selected);
      if (!part?.points.length) return;
      this.change(() => {
        part.points = part.points.map((at) => round(ground(at).toPlace([east * metres, north * metres])));
        this.loosen(part);
      });
    }

    remove() {
      const part = this.find(this.selected);
      if (!part) return;
      this.change(() => {
        this.parts = this.parts.filter((other) => other.id !== part.id && !other.between?.includes(part.id));
      });
      this.tell(`${this.words.removed} ${this.nameOf(part)}`);
      this.box.focus();
    }

    copy() {
      const part = this.find(this.selected);
      if (!COPIED.includes(part?.what)) return;
      let id;
      this.change(() => {
        const aside = part.points.map((at) => ground(at).toPlace([6, -18]));
        id = this.add({ what: part.what, floors: part.floors, guards: part.guards, label: this.nextLabel(part), points: aside });
      });
      this.select(id);
    }

    nextLabel(part) {
      if (part.what === "path") return this.freeLabel("path", "p");
      const used = new Set(this.parts.filter((other) => other.what === part.what).map((other) => other.label));
      const number = /^(\d+)$/.exec(part.label ?? "");
      let next = number ? Number(number[1]) + 1 : 0;
      while (number && used.has(String(next))) next++;
      return number ? String(next) : "";
    }

    freeLabel(what, stem) {
      const used = new Set(this.parts.filter((part) => part.what === what).map((part) => part.label));
      let number = 1;
      while (used.has(`${stem}${number}`)) number++;
      return `${stem}${number}`;
    }

    typed(field) {
      const part = this.find(this.selected);
      if (field.matches("[data-field]") && part) {
        const name = field.dataset.field;
        this.change(() => {
          const value = field.type === "number" ? Number(field.value) : field.value.trim();
          if (value === "") delete part[name]; else part[name] = value;
          if (name === "label") this.loosenAround(part);
        });
      }
    }

    // Tools --------------------------------------------------------------------------------------

    choose(tool) {
      this.map.pm.disableDraw();
      this.tool = tool; this.first = null;
      if (tool !== "select") this.selected = null;
      if (tool === "stairwell") this.next ??= this.waiting()[0] ?? null;
      this.root.dataset.using = tool;
      this.root.querySelectorAll("button[data-tool]").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.tool === tool)));
      this.draw();
      if (DRAWN[tool]) this.map.pm.enableDraw(DRAWN[tool], { snappable: true, cursorMarker: true });
      this.tell(this.words.hints[tool]);
      this.showDrawing();
    }

    tapped(latlng) {
      const at = [latlng.lat, latlng.lng];
      if (this.tool === "stairwell") this.putDoor(at);
      else if (this.tool === "gate") this.putGate(at);
      else if (this.tool === "scale") this.measure(at);
      else if (this.tool === "slide") this.slide(at);
      else if (this.tool === "select") this.select(null);
    }

    putDoor(at) {
      const door = this.next ?? { lane: "", label: "" };
      let id;
      this.change(() => { id = this.add({ what: "stairwell", label: door.label, lane: door.lane, points: [this.snapDoor(at)] }); });
      this.next = this.waiting()[0] ?? null;
      if (this.next) {
        this.showPanel();
        this.tell(`${this.words.placed} ${door.label}${this.words.then} ${this.next.label}`);
      } else {
        this.choose("select");
        this.select(id);
      }
    }

    place(number) {
      this.next = this.waiting()[number] ?? null;
      this.choose("stairwell");
    }

    putGate(at) {
      let id;
      this.change(() => { id = this.add({ what: "gate", label: this.freeLabel("gate", "gate"), name: "", guards: 2, points: [this.snapGate(at)] }); });
      this.choose("select");
      this.select(id);
      this.root.querySelector('[data-field="name"]')?.focus();
    }

    joinDoor(part) {
      if (!this.first) { this.first = part.id; this.highlight(); return this.tell(this.words.second); }
      const between = [this.first, part.id];
      this.first = null;
      if (between[0] === between[1]) return this.highlight();
      let id;
      this.change(() => { id = this.add({ what: "shared", between, kind: "garage", points: [] }); });
      this.choose("select");
      this.select(id);
    }

    finishLine(layer) {
      const flat = layer.getLatLngs();
      const points = (Array.isArray(flat[0]) ? flat[0] : flat).map(({ lat, lng }) => [lat, lng]);
      const what = this.tool;
      if (!DRAWN[what]) return;
      let id;
      this.change(() => {
        if (what === "estate") this.parts = this.parts.filter((part) => part.what !== "estate");
        const more = { building: { label: this.freshNumber(), floors: 6 }, path: { label: this.freeLabel("path", "p"), guards: 1 } };
        id = this.add({ what, ...more[what], points });
      });
      if (what === "path") setTimeout(() => this.choose("path"));  // one path after another
      else setTimeout(() => { this.choose("select"); this.select(id); });
    }

    freshNumber() {
      const used = new Set(this.parts.filter((part) => part.what === "building").map((part) => part.label));
      let number = 1;
      while (used.has(String(number))) number++;
      return String(number);
    }

    finish() { const draw = this.map.pm.Draw; draw[draw.getActiveShape()]?._finishShape?.(); }
    back() { const draw = this.map.pm.Draw; draw[draw.getActiveShape()]?._removeLastVertex?.(); this.showDrawing(); }
    cancel() { this.choose("select"); }

    // The picture: two points and how far apart they are; or two taps, from where and to where.
    measure(at) {
      if (!this.first) { this.first = at; this.mark(at); return this.tell(this.words.second); }
      this.mark(at);
      this.span = [this.first, at];
      this.first = null;
      this.$("scale-form").hidden = false;
      this.$("scale-metres").focus();
    }

    async setScale() {
      const real = Number(this.$("scale-metres").value);
      if (!(real > 0.5) || !this.span) return;
      const [a, b] = this.span, factor = real / apart(a, b), flat = ground(a);
      const corner = flat.toMetres(this.picture.at).map((value) => value * factor);
      await this.putPicture({ at: flat.toPlace(corner), metres: this.picture.metres * factor });
      this.$("scale-form").hidden = true;
      this.span = null;
      this.choose("select");
      this.map.fitBounds(this.pictureBounds(), BESIDE_BUTTONS);
    }

    async slide(at) {
      if (!this.first) { this.first = at; this.mark(at); return this.tell(this.words.second); }
      const [east, north] = ground(this.first).toMetres(at);
      this.first = null;
      await this.putPicture({ at: ground(this.picture.at).toPlace([east, north]) });
      this.choose("select");
    }

    mark(at) { L.circleMarker(at, { radius: 7, color: "#a80f68", weight: 3, interactive: false, pmIgnore: true }).addTo(this.group); }

    async putPicture(placed) {
      const picture = { ...this.picture, ...placed, scaled: true };
      const body = new URLSearchParams({ lat: picture.at[0], lon: picture.at[1], metres: picture.metres });
      const answer = await this.post(this.root.dataset.place, body);
      if (!answer?.ok) return this.say(this.words.offline, true);
      this.picture = picture;
      this.root.dataset.scaled = "";
      this.draw();
    }

    // Choosing a part ----------------------------------------------------------------------------

    select(id, look = false) {
      this.selected = id;
      this.highlight();
      this.showPanel();
      const part = this.find(id);
      if (part) this.tell(this.nameOf(part));
      if (look && part?.points.length) this.map.setView(L.latLngBounds(part.points).getCenter(), Math.max(this.map.getZoom(), 18), { animate: false });
    }

    highlight() {
      for (const [id, layer] of this.layers) {
        const on = id === this.selected || id === this.first;
        const bad = this.findings.some((finding) => finding.part === id && finding.blocks);
        const element = layer.getElement?.();
        element?.classList.toggle("is-on", on);
        element?.classList.toggle("is-bad", bad);
        const part = this.find(id);
        if (!LINES[part?.what]) continue;
        layer.setStyle({ ...LINES[part.what], ...(bad ? { color: "#a80f68" } : {}), ...(on ? { color: "#d2560a" } : {}) });
        if (layer.pm && part.what !== "shared") this.bend(layer, part, on);
      }
    }

    bend(layer, part, on) {
      if (!on || this.tool !== "select") return void layer.pm.disable();
      if (layer.pm.enabled()) return;
      layer.pm.enable({ snappable: true, snapDistance: 14, allowSelfIntersection: true });
      const settle = () => {
        const flat = layer.getLatLngs();
        const points = (Array.isArray(flat[0]) ? flat[0] : flat).map(({ lat, lng }) => round([lat, lng]));
        this.change(() => {
          const there = this.find(part.id);
          if (!points.length) this.parts = this.parts.filter((other) => other !== there);
          else there.points = points;
        });
      };
      layer.on("pm:markerdragend pm:vertexremoved", settle);
    }

    // The panel ----------------------------------------------------------------------------------

    waiting() {
      const there = new Set(this.parts.filter((part) => part.what === "stairwell").map((part) => `${part.lane ?? ""}|${part.label}`));
      return this.data.doors.filter((door) => !there.has(`${door.lane}|${door.label}`));
    }

    showPanel() {
      const part = this.find(this.selected);
      this.root.querySelectorAll("[data-form]").forEach((form) => { form.hidden = form.dataset.form !== part?.what; });
      const form = part && this.root.querySelector(`[data-form="${part.what}"]`);
      form?.querySelectorAll("[data-field]").forEach((field) => {
        field.value = part[field.dataset.field] ?? "";
        if (field.dataset.field === "label" && part.what === "stairwell") {
          field.readOnly = this.data.doors.some((door) => door.homes && door.lane === (part.lane ?? "") && door.label === part.label);
        }
      });
      this.$("chosen").textContent = part ? this.nameOf(part) : "";
      this.$("chosen-box").hidden = !part;
      this.root.querySelector('[data-do="copy"]').hidden = !COPIED.includes(part?.what);
      this.showWaiting();
      this.showFindings();
      this.showParts();
      this.root.querySelector('[data-do="undo"]').disabled = !this.past.length;
      this.root.querySelector('[data-do="redo"]').disabled = !this.future.length;
    }

    showWaiting() {
      const waiting = this.waiting();
      this.$("waiting-box").hidden = !waiting.length;
      this.$("waiting").innerHTML = waiting.map((door, number) => {
        const name = door.lane && this.data.doors.some((other) => other !== door && other.label === door.label) ? `${door.lane}–${door.label}` : door.label;
        const on = this.tool === "stairwell" && this.next?.label === door.label && this.next?.lane === door.lane;
        return `<li><button type="button" class="btn small" data-door="${number}" aria-pressed="${on}">${text(name)}</button></li>`;
      }).join("");
    }

    showFindings() {
      const rows = this.findings.map(({ blocks, part, text: words }) => {
        const name = `${blocks ? `<b>${text(this.words.must)}</b> ` : ""}${text(words)}`;
        return part && this.find(part) ? `<li><button type="button" class="linklike" data-part="${text(part)}">${name}</button></li>` : `<li>${name}</li>`;
      });
      const blocking = this.findings.filter((finding) => finding.blocks).length;
      this.$("findings").innerHTML = rows.join("");
      this.$("findings-box").hidden = !rows.length;
      this.$("left").textContent = blocking ? this.words.left.replace("{n}", blocking) : this.words.ready;
      this.$("save").querySelector("button").disabled = Boolean(blocking) || !(this.revision || this.dirty);
    }

    showParts() {
      const order = ["gate", "building", "stairwell", "path", "wall", "shared", "estate"];
      const rows = [...this.parts].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what) || String(a.label).localeCompare(String(b.label), undefined, { numeric: true }));
      this.$("parts").innerHTML = rows.map((part) => `<li><button type="button" class="linklike" data-part="${text(part.id)}">${text(this.nameOf(part))}</button></li>`).join("");
    }

    showDrawing() {
      const drawing = Boolean(this.map.pm.Draw.getActiveShape());
      this.$("drawing").hidden = !drawing;
    }

    tell(words) { this.$("hint").textContent = words ?? ""; }
    say(words, bad = false) { const box = this.$("state"); box.textContent = words; box.classList.toggle("is-bad", bad); }

    // Keeping it ---------------------------------------------------------------------------------

    async post(url, body) {
      const token = this.root.querySelector("[name=csrfmiddlewaretoken]").value;
      const headers = { "X-CSRFToken": token, Accept: "application/json" };
      return fetch(url, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => null);
    }

    keep() {
      clearTimeout(this.timer);
      if (!this.dirty || this.stopped) return this.keeping ?? Promise.resolve();
      this.keeping = (this.keeping ?? Promise.resolve()).then(() => this.send());
      return this.keeping;
    }

    async send() {
      if (!this.dirty || this.stopped) return;
      const drawing = JSON.stringify(writeParts(this.parts));
      this.dirty = false;
      const answer = await this.post(this.root.dataset.draft, new URLSearchParams({ drawing, revision: this.revision }));
      const told = await answer?.json().catch(() => null);
      if (answer?.ok && told) {
        Object.assign(this, { revision: told.revision, findings: told.findings, hangs: told.hangs });
        this.say(this.words.kept);
        this.drawLeaders();
        this.highlight();
        this.showFindings();
        return;
      }
      this.dirty = true;
      this.stopped = answer?.status === 409;
      this.say(told?.problem ?? this.words.offline, true);
      if (!answer) this.timer = setTimeout(() => this.keep(), AGAIN_AFTER);
    }

    // Keys ---------------------------------------------------------------------------------------

    pressed(event) {
      const typing = event.target.closest("input, textarea, select");
      const command = event.ctrlKey || event.metaKey;
      if (typing || event.altKey) return;
      const act = command ? this.commanded(event) : this.keyed(event);
      if (act) { event.preventDefault(); act(); }
    }

    commanded({ key, shiftKey }) {
      const letter = key.toLowerCase();
      if (letter === "z") return shiftKey ? () => this.redo() : () => this.undo();
      if (letter === "y") return () => this.redo();
      if (letter === "d" && this.selected) return () => this.copy();
      return null;
    }

    keyed({ key, shiftKey, target }) {
      const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
      const inside = target === document.body || this.root.contains(target);
      if (!inside) return null;
      if (key === "Escape") return () => { this.choose("select"); this.select(null); };
      if (["Delete", "Backspace"].includes(key) && this.selected) return () => this.remove();
      if (arrows[key] && this.selected) return () => this.nudge(...arrows[key], shiftKey ? 5 : 0.5);
      if (arrows[key] && target === this.box) return () => this.map.panBy([arrows[key][0] * 80, -arrows[key][1] * 80], { animate: false });
      if (target === this.box && ["+", "-"].includes(key)) return () => this.map.setZoom(this.map.getZoom() + (key === "+" ? 0.5 : -0.5));
      if (target === this.box && key === "Enter") return () => this.entered();
      const tools = [...this.root.querySelectorAll("button[data-tool]")];
      const tool = /^[1-8]$/.test(key) ? tools[Number(key) - 1] : null;
      return tool ? () => tool.click() : null;
    }

    // By keyboard a point is put at the middle of the map, and a line's corners one after another.
    entered() {
      const middle = this.map.getCenter();
      const shape = this.map.pm.Draw.getActiveShape();
      if (shape) this.map.pm.Draw[shape]._createVertex({ latlng: middle });
      else this.tapped(middle);
      this.showDrawing();
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const root = document.querySelector("[data-editor]");
    if (root) root.editor = new Editor(root);
  });
})();

// The tools: what a tap on the map does with each of them.
import { DRAWN } from "./looks.js";

export const tools = {
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
  },

  tapped(latlng) {
    const at = [latlng.lat, latlng.lng];
    if (this.tool === "stairwell") this.putDoor(at);
    else if (this.tool === "gate") this.putGate(at);
    else if (this.tool === "scale") this.measure(at);
    else if (this.tool === "slide") this.slide(at);
    else if (this.tool === "select") this.select(null);
  },

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
  },

  place(number) {
    this.next = this.waiting()[number] ?? null;
    this.choose("stairwell");
  },

  putGate(at) {
    let id;
    this.change(() => { id = this.add({ what: "gate", label: this.freeLabel("gate", "gate"), name: "", guards: 2, points: [this.snapGate(at)] }); });
    this.choose("select");
    this.select(id);
    this.root.querySelector('[data-field="name"]')?.focus();
  },

  joinDoor(part) {
    if (!this.first) { this.first = part.id; this.highlight(); return this.tell(this.words.second); }
    const between = [this.first, part.id];
    this.first = null;
    if (between[0] === between[1]) return this.highlight();
    let id;
    this.change(() => { id = this.add({ what: "shared", between, kind: "garage", points: [] }); });
    this.choose("select");
    this.select(id);
  },

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
  },

  freshNumber() {
    const used = new Set(this.parts.filter((part) => part.what === "building").map((part) => part.label));
    let number = 1;
    while (used.has(String(number))) number++;
    return String(number);
  },

  finish() { const draw = this.map.pm.Draw; draw[draw.getActiveShape()]?._finishShape?.(); },
  back() { const draw = this.map.pm.Draw; draw[draw.getActiveShape()]?._removeLastVertex?.(); this.showDrawing(); },
  cancel() { this.choose("select"); },
};

// What changes the drawing, with undo; where doors and gates snap to.
import { ground, apart, footOn, round } from "./geometry.js";
import { DOOR_SNAP, GATE_SNAP, SAVE_AFTER, KEPT, COPIED } from "./looks.js";

export const changes = {
  change(act) {
    const before = JSON.stringify(this.parts);
    act();
    if (JSON.stringify(this.parts) === before) return;
    this.past.push(before);
    this.past.splice(0, this.past.length - KEPT);
    this.future = [];
    this.changed();
  },

  changed() {
    if (this.selected && !this.find(this.selected)) this.selected = null;
    this.draw();
    this.dirty = true;
    this.say(this.words.unsaved);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SAVE_AFTER);
  },

  undo() { this.step(this.past, this.future); },
  redo() { this.step(this.future, this.past); },
  step(from, to) {
    this.map.pm.disableDraw();
    if (!from.length) return;
    to.push(JSON.stringify(this.parts));
    this.parts = JSON.parse(from.pop());
    this.changed();
  },

  add(part) {
    const id = `n${Date.now().toString(36)}${this.parts.length}`;
    this.parts.push({ id, ...part, points: part.points.map(round) });
    return id;
  },

  loosen(part) { delete part.junction; delete part.hangs; delete part.building; },

  movePoint(id, latlng) {
    this.change(() => {
      const part = this.find(id), at = [latlng.lat, latlng.lng];
      part.points = [round(part.what === "stairwell" ? this.snapDoor(at) : this.snapGate(at))];
      this.loosen(part);
    });
  },

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
  },
  snapDoor(at) { return this.snapTo(at, ["building"], DOOR_SNAP); },
  snapGate(at) { return this.snapTo(at, ["estate"], GATE_SNAP); },

  nudge(east, north, metres) {
    const part = this.find(this.selected);
    if (!part?.points.length) return;
    this.change(() => {
      part.points = part.points.map((at) => round(ground(at).toPlace([east * metres, north * metres])));
      this.loosen(part);
    });
  },

  remove() {
    const part = this.find(this.selected);
    if (!part) return;
    this.change(() => {
      this.parts = this.parts.filter((other) => other.id !== part.id && !other.between?.includes(part.id));
    });
    this.tell(`${this.words.removed} ${this.nameOf(part)}`);
    this.box.focus();
  },

  copy() {
    const part = this.find(this.selected);
    if (!COPIED.includes(part?.what)) return;
    let id;
    this.change(() => {
      const aside = part.points.map((at) => ground(at).toPlace([6, -18]));
      id = this.add({ what: part.what, floors: part.floors, guards: part.guards, label: this.nextLabel(part), points: aside });
    });
    this.select(id);
  },

  nextLabel(part) {
    if (part.what === "path") return this.freeLabel("path", "p");
    const used = new Set(this.parts.filter((other) => other.what === part.what).map((other) => other.label));
    const number = /^(\d+)$/.exec(part.label ?? "");
    let next = number ? Number(number[1]) + 1 : 0;
    while (number && used.has(String(next))) next++;
    return number ? String(next) : "";
  },

  freeLabel(what, stem) {
    const used = new Set(this.parts.filter((part) => part.what === what).map((part) => part.label));
    let number = 1;
    while (used.has(`${stem}${number}`)) number++;
    return `${stem}${number}`;
  },

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
  },
};

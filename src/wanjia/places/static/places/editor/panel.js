// The panel beside the map: what is chosen, what waits, what was found.
import { COPIED, text } from "./looks.js";

export const panel = {
  waiting() {
    const there = new Set(this.parts.filter((part) => part.what === "stairwell").map((part) => `${part.lane ?? ""}|${part.label}`));
    return this.data.doors.filter((door) => !there.has(`${door.lane}|${door.label}`));
  },

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
  },

  showWaiting() {
    const waiting = this.waiting();
    this.$("waiting-box").hidden = !waiting.length;
    this.$("waiting").innerHTML = waiting.map((door, number) => {
      const name = door.lane && this.data.doors.some((other) => other !== door && other.label === door.label) ? `${door.lane}–${door.label}` : door.label;
      const on = this.tool === "stairwell" && this.next?.label === door.label && this.next?.lane === door.lane;
      return `<li><button type="button" class="btn small" data-door="${number}" aria-pressed="${on}">${text(name)}</button></li>`;
    }).join("");
  },

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
  },

  showParts() {
    const order = ["gate", "building", "stairwell", "path", "wall", "shared", "estate"];
    const rows = [...this.parts].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what) || String(a.label).localeCompare(String(b.label), undefined, { numeric: true }));
    this.$("parts").innerHTML = rows.map((part) => `<li><button type="button" class="linklike" data-part="${text(part.id)}">${text(this.nameOf(part))}</button></li>`).join("");
  },

  showDrawing() {
    const drawing = Boolean(this.map.pm.Draw.getActiveShape());
    this.$("drawing").hidden = !drawing;
  },

  tell(words) { this.$("hint").textContent = words ?? ""; },
  say(words, bad = false) { const box = this.$("state"); box.textContent = words; box.classList.toggle("is-bad", bad); },
};

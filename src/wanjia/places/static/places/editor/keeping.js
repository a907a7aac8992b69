// Keeping the draft on the server.
import { AGAIN_AFTER } from "./looks.js";
import { writeParts } from "./parts.js";

export const keeping = {
  async post(url, body) {
    const token = this.root.querySelector("[name=csrfmiddlewaretoken]").value;
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    return fetch(url, { method: "POST", body, headers, credentials: "same-origin" }).catch(() => null);
  },

  keep() {
    clearTimeout(this.timer);
    if (!this.dirty || this.stopped) return this.keeping ?? Promise.resolve();
    this.keeping = (this.keeping ?? Promise.resolve()).then(() => this.send());
    return this.keeping;
  },

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
  },
};

// The picture below: two points and how far apart they are; or two taps, from where to where.
import { ground, apart } from "./geometry.js";
import { BESIDE_BUTTONS } from "./looks.js";

export const picture = {
  drawPicture() {
    this.shade?.remove();
    this.shade = null;
    if (!this.picture) return;
    const opacity = (this.$("opacity")?.value ?? 70) / 100;
    const url = `${this.root.dataset.picture}?${this.picture.stamp}`;
    this.shade = L.imageOverlay(url, this.pictureBounds(), { pane: "picture", opacity, interactive: false, pmIgnore: true, alt: this.words.picture }).addTo(this.map);
  },

  pictureBounds() {
    const { at, metres, ratio } = this.picture;
    return [at, ground(at).toPlace([metres, -metres * ratio])];
  },

  measure(at) {
    if (!this.first) { this.first = at; this.mark(at); return this.tell(this.words.second); }
    this.mark(at);
    this.span = [this.first, at];
    this.first = null;
    this.$("scale-form").hidden = false;
    this.$("scale-metres").focus();
  },

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
  },

  async slide(at) {
    if (!this.first) { this.first = at; this.mark(at); return this.tell(this.words.second); }
    const [east, north] = ground(this.first).toMetres(at);
    this.first = null;
    await this.putPicture({ at: ground(this.picture.at).toPlace([east, north]) });
    this.choose("select");
  },

  mark(at) { L.circleMarker(at, { radius: 7, color: "#a80f68", weight: 3, interactive: false, pmIgnore: true }).addTo(this.group); },

  async putPicture(placed) {
    const picture = { ...this.picture, ...placed, scaled: true };
    const body = new URLSearchParams({ lat: picture.at[0], lon: picture.at[1], metres: picture.metres });
    const answer = await this.post(this.root.dataset.place, body);
    if (!answer?.ok) return this.say(this.words.offline, true);
    this.picture = picture;
    this.root.dataset.scaled = "";
    this.draw();
  },
};

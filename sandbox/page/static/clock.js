// The clock card: sandbox time, and how to push it.

import { act, get } from "./api.js";
import { button, h } from "./dom.js";
import { clockSeconds, day, span, zoneName } from "./times.js";

const PUSHES = [["+10 min", 600], ["+1 h", 3600], ["+6 h", 21600], ["+24 h", 86400]];

export class ClockCard {
  constructor(root) {
    this.offset = 0;
    this.time = h("time", { class: "now" }, "--:--:--");
    this.date = h("p", { class: "date" });
    this.state = h("p", { class: "small", role: "status" });
    this.bar = h("progress", { max: "1", value: "0", hidden: true, "aria-label": "Time played" });
    this.pushes = PUSHES.map(([label, seconds]) => button(label, () => this.push(seconds), { title: `Play ${label.slice(1)} through, minute by minute` }));
    root.append(h("h2", {}, `Sandbox time in ${zoneName()}`), this.time, this.date, h("div", { class: "pushes" }, this.pushes), this.bar, this.state);
    setInterval(() => this.tick(), 1000);
  }

  async refresh() {
    const view = await get("/sim/clock").catch(() => null);
    if (!view) return;
    this.offset = Date.parse(view.now) - Date.now();
    this.ahead = view.offset;
    this.tick();
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  tick() {
    const now = this.now();
    this.time.textContent = clockSeconds(now);
    this.time.dateTime = now.toISOString();
    this.date.textContent = day(now);
    if (!this.target) this.state.textContent = Math.abs(this.ahead) >= 60 ? `${span(this.ahead)} ${this.ahead > 0 ? "ahead of" : "behind"} real time` : "Same as real time";
  }

  // Play time through; the bot does at each step what is due.
  async push(seconds) {
    const from = this.now().getTime();
    this.target = from + seconds * 1000;
    this.busy(true, `Playing ${span(seconds)} …`);
    const watch = setInterval(async () => {
      await this.refresh();
      this.bar.value = Math.min(1, (this.now().getTime() - from) / (seconds * 1000));
    }, 400);
    await act("/sim/clock", { advance: seconds });
    clearInterval(watch);
    this.target = null;
    this.busy(false, "");
    await this.refresh();
  }

  busy(on, words) {
    this.bar.hidden = !on;
    this.bar.value = 0;
    this.state.textContent = words;
    for (const each of this.pushes) each.disabled = on;
  }
}

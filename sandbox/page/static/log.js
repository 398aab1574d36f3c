// The log of Bot API calls.

import { get } from "./api.js";
import { button, h } from "./dom.js";
import { clockSeconds } from "./times.js";

const MOST = 150;
const QUIET = new Set(["getUpdates"]);

export class CallLog {
  constructor(root) {
    this.root = root;
    this.seen = 0;
    this.count = 0;
    this.polls = false;
    this.list = h("ol", { class: "calls" });
    const polls = h("label", {}, h("input", { type: "checkbox", onchange: (event) => { this.polls = event.target.checked; } }), " show polls too");
    root.querySelector(".body").append(h("div", { class: "bar" }, polls, button("Clear", () => this.list.replaceChildren(), { class: "quiet" })), this.list);
    root.addEventListener("toggle", () => this.refresh());
  }

  note() {
    if (this.timer) return;
    this.timer = setTimeout(() => { this.timer = null; this.refresh(); }, 300);
  }

  async refresh() {
    const calls = await get(`/sim/calls?since=${this.seen}`).catch(() => []);
    if (!calls.length) return;
    this.seen = calls.at(-1).n;
    const shown = calls.filter((call) => this.polls || !QUIET.has(call.method));
    this.count += shown.length;
    this.root.querySelector(".count").textContent = this.count;
    this.list.prepend(...shown.slice(-MOST).reverse().map((call) => this.entry(call)));
    while (this.list.childElementCount > MOST) this.list.lastElementChild.remove();
  }

  entry(call) {
    const bad = call.status !== 200;
    const what = bad ? call.answer.description : call.params.text || call.params.caption || "";
    const line = h("summary", {}, h("time", {}, clockSeconds(new Date(call.at))), h("b", {}, call.method),
      h("span", { class: bad ? "bad" : "good" }, call.status || "cut"), h("span", { class: "what" }, String(what).slice(0, 80)));
    const whole = h("pre", { tabindex: "0" });
    const details = h("details", { ontoggle: () => { whole.textContent = JSON.stringify({ params: call.params, answer: call.answer }, null, 1).slice(0, 8000); } }, line, whole);
    return h("li", {}, details);
  }
}

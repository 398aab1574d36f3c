// Faults and outages, planned by a click.

import { act, get } from "./api.js";
import { button, h } from "./dom.js";
import { span } from "./times.js";

const FAULTS = [
  ["Next send: no connection", { method: "send*", error: "drop" }],
  ["Next send: answer lost", { method: "send*", error: "lost" }],
  ["Next send: slow, 5 s", { method: "send*", error: "slow", seconds: 5 }],
  ["Next send: 429, wait 5 s", { method: "send*", error: "429", retry_after: 5 }],
  ["Next 3 sends: 502", { method: "send*", error: "502", times: 3 }],
];

export class Trouble {
  constructor(root, app) {
    this.app = app;
    this.waiting = h("ul", { class: "waiting" });
    this.block = button("", () => this.toggleBlock());
    const jumps = [[3600, "1 h"], [6 * 3600, "6 h"]].map(([seconds, words]) =>
      button(`Outage of ${words}`, () => act("/sim/clock", { jump: seconds }).then(() => app.clock.refresh()),
        { title: `The clock jumps ${span(seconds)} at once` }));
    root.querySelector(".body").append(
      h("div", { class: "stack" }, FAULTS.map(([label, fault]) => button(label, () => this.plan(fault))), this.block, jumps),
      this.waiting);
  }

  async plan(fault) {
    await act("/sim/fault", fault);
    await this.refresh();
  }

  async toggleBlock() {
    const patient = this.app.patient();
    if (patient) await act("/sim/block", { user: patient.id, blocked: !patient.blocked });
    await this.app.refreshPeople();
  }

  async refresh() {
    const patient = this.app.patient();
    this.block.disabled = !patient || !patient.started;
    this.block.textContent = patient ? `${patient.name} ${patient.blocked ? "unblocks" : "blocks"} the bot` : "A patient blocks the bot";
    const faults = await get("/sim/fault").catch(() => []);
    this.waiting.replaceChildren(...faults.map((fault) => h("li", {}, `${fault.error} on ${fault.method}, ${fault.times}×`)));
    if (faults.length) this.waiting.append(h("li", {}, button("Call all off", async () => { await act("/sim/fault", undefined, "DELETE"); await this.refresh(); })));
  }
}

// The demo page: a patient's phone, the staff's phones, and a clock between them.

import { act, get, listen } from "./api.js";
import { ClockCard } from "./clock.js";
import { ask, button, h, toast } from "./dom.js";
import { CallLog } from "./log.js";
import { Phone } from "./phone.js";
import { drawTabs } from "./tabs.js";
import { links } from "./text.js";
import { useZone } from "./times.js";
import { Trouble } from "./trouble.js";

const NAMES = ["Mara", "Joon", "Elif", "Tomas", "Priya", "Noah", "Lucía", "Grace"];
const $ = (id) => document.getElementById(id);

class App {
  async begin() {
    this.world = await get("/sim/world");
    this.bot = this.world.bot;
    useZone(this.world.zone);
    this.seen = new Map();
    this.clock = new ClockCard($("clock"));
    this.log = new CallLog($("log"));
    this.left = new Phone($("patient-phone"), this);
    this.right = new Phone($("staff-phone"), this);
    this.trouble = new Trouble($("trouble"), this);
    this.chosen = { patient: null, staff: "group", speaker: null };
    this.showBanner();
    this.sides();
    await this.refreshPeople();
    await Promise.all([this.clock.refresh(), this.log.refresh()]);
    listen((news) => this.hear(news), (on) => this.state(on));
  }

  showBanner() {
    $("banner").textContent = this.world.banner;
    $("banner").hidden = !this.world.banner;
  }

  state(on) {
    $("link").textContent = on ? "" : "The sandbox is not answering. Is it still running?";
    // What happened meanwhile was not heard.
    if (on) this.refreshPeople().catch(() => null);
  }

  sides() {
    for (const each of document.querySelectorAll("[data-show]")) {
      each.addEventListener("click", () => this.showSide(each.dataset.show));
    }
    this.showSide("patient");
  }

  showSide(name) {
    document.body.dataset.side = name;
    for (const each of document.querySelectorAll("[data-show]")) each.setAttribute("aria-pressed", String(each.dataset.show === name));
    if (this.left) for (const phone of [this.left, this.right]) phone.list.scrollTop = phone.list.scrollHeight;
    if (this.chats) this.draw();
  }

  hear(news) {
    if (news.kind === "call") this.log.note();
    if (news.kind === "clock") this.clock.refresh();
    if (news.kind !== "chat" && news.kind !== "people") return;
    this.pending = true;
    if (!this.timer) this.timer = setTimeout(() => this.catchUp(), 80);
  }

  async catchUp() {
    this.pending = false;
    // A sandbox that is gone is told by `state`; the page goes on when it is back.
    await this.refreshPeople().catch(() => null);
    this.timer = this.pending ? setTimeout(() => this.catchUp(), 80) : null;
  }

  async refreshPeople() {
    const [people, chats] = await Promise.all([get("/sim/people"), get("/sim/chats")]);
    this.people = people;
    this.chats = new Map(chats.map((chat) => [chat.id, chat]));
    const group = this.group();
    this.staff = group ? group.members.filter((each) => each.id !== this.bot.id) : [];
    const ids = new Set(this.staff.map((each) => each.id));
    this.patients = people.filter((each) => !ids.has(each.id));
    await this.draw();
  }

  group() {
    let chat = this.chats.get(this.world.staff_chat);
    while (chat && chat.moved_to) chat = this.chats.get(chat.moved_to);
    return chat;
  }

  patient() {
    return this.patients.find((each) => each.id === this.chosen.patient) || this.patients[0] || null;
  }

  speaker() {
    return this.staff.find((each) => each.id === this.chosen.speaker) || this.staff[0] || null;
  }

  unread(chatId, visible) {
    const count = this.chats.get(chatId)?.messages || 0;
    if (visible || !this.seen.has(chatId)) this.seen.set(chatId, count);
    return count - this.seen.get(chatId);
  }

  async draw() {
    this.drawPatientTabs();
    this.drawStaffTabs();
    this.drawSides();
    await Promise.all([this.drawPatient(), this.drawStaff(), this.trouble.refresh()]);
  }

  // On a small screen one side is hidden: its news must show on the way to it.
  shows(side) {
    return $(`${side}-phone`).offsetParent !== null;
  }

  drawSides() {
    for (const side of ["patient", "staff"]) {
      const count = [...$(`${side}-tabs`).querySelectorAll(".badge")].reduce((sum, each) => sum + Number(each.textContent), 0);
      const badge = count ? [h("span", { class: "badge", "aria-label": `${count} new` }, count)] : [];
      document.querySelector(`[data-show=${side}]`).replaceChildren(side === "staff" ? "Staff" : "Patient", ...badge);
    }
  }

  drawPatientTabs() {
    const chosen = this.patient()?.id;
    const shown = this.shows("patient");
    const tabs = this.patients.map((each) => ({ key: String(each.id), name: each.name, unread: this.unread(each.id, each.id === chosen && shown) }));
    const add = button("+ Patient", () => this.newPatient(), { class: "quiet", "aria-label": "Another patient" });
    drawTabs($("patient-tabs"), "Patients", tabs, String(chosen), (key) => { this.chosen.patient = Number(key); this.draw(); }, [add]);
  }

  drawStaffTabs() {
    const group = this.group();
    const open = (key) => this.chosen.staff === key && this.shows("staff");
    const tabs = [{ key: "group", name: "Group", unread: group ? this.unread(group.id, open("group")) : 0 },
      ...this.staff.map((each) => ({ key: String(each.id), name: each.name, unread: this.unread(each.id, open(String(each.id))) }))];
    const speakers = this.chosen.staff === "group" ? [h("label", { class: "speaker" }, "Speak as ", this.speakerPicker())] : [];
    drawTabs($("staff-tabs"), "Staff chats", tabs, this.chosen.staff, (key) => { this.chosen.staff = key; this.draw(); }, speakers);
  }

  speakerPicker() {
    const options = this.staff.map((each) => h("option", { value: each.id, selected: each.id === this.speaker()?.id }, each.name));
    return h("select", { onchange: (event) => { this.chosen.speaker = Number(event.target.value); this.draw(); } }, options);
  }

  drawPatient() {
    const patient = this.patient();
    const empty = [h("p", {}, "No patient has a phone yet."), button("Hand a patient a phone", () => this.newPatient(), { class: "start" }),
      h("p", { class: "small" }, "Or make an invite as staff, and scan its code.")];
    return this.left.show(patient ? patient.id : null, patient, empty);
  }

  drawStaff() {
    const person = this.staff.find((each) => String(each.id) === this.chosen.staff);
    if (person) return this.right.show(person.id, person);
    const group = this.group();
    return this.right.show(group ? group.id : null, this.speaker() || { id: 0, name: "" }, [h("p", {}, "There is no staff group.")]);
  }

  async newPatient() {
    const suggestion = NAMES.find((name) => !this.people.some((each) => each.name === name)) || "Sam";
    const name = await ask("Another patient", (done) => {
      const field = h("input", { value: suggestion, required: true, maxlength: "40", autofocus: true });
      return [h("form", { onsubmit: (event) => { event.preventDefault(); done(field.value.trim()); } },
        h("label", {}, "First name ", field), h("button", { class: "start" }, "Hand over a phone"))];
    });
    return name ? this.addPatient(name) : null;
  }

  async addPatient(name) {
    const taken = new Set(this.people.map((each) => each.id));
    let id = 5001;
    while (taken.has(id)) id += 1;
    const made = await act("/sim/people", { id, first_name: name });
    if (!made) return null;
    this.chosen.patient = id;
    await this.refreshPeople();
    return this.patient();
  }

  ours(url) {
    const parts = URL.canParse(url) ? new URL(url) : null;
    return Boolean(parts) && ["t.me", "telegram.me"].includes(parts.hostname) && parts.pathname.slice(1).replace(/\/$/, "") === this.bot.username;
  }

  // A code carries the link that stands by it: in the caption, on a button, or in a message near it.
  scan(message, phone) {
    const near = [message, ...phone.chat.messages.filter((each) => Math.abs(each.id - message.id) <= 2)];
    const url = near.flatMap(links).find((each) => this.ours(each));
    return url ? this.open(url, phone) : toast("There is no link to this bot beside the picture.");
  }

  async open(url, phone) {
    const here = phone.me;
    const choice = (who, words) => [who, words];
    const choices = [...this.patients.map((each) => choice(each, each.name)), choice("new", "A new patient"),
      ...(this.patients.some((each) => each.id === here.id) ? [] : [choice(here, `${here.name}, on this phone`)])];
    const who = await ask("Open this link on whose phone?", (done) => [h("div", { class: "stack" },
      choices.map(([value, words]) => button(words, () => done(value))))]);
    if (!who) return;
    const person = who === "new" ? await this.newPatient() : who;
    if (!person || !(await act("/sim/open", { from: person.id, url }))) return;
    this.turnTo(person);
    await this.refreshPeople();
  }

  turnTo(person) {
    const staff = this.staff.some((each) => each.id === person.id);
    if (staff) this.chosen.staff = String(person.id);
    else this.chosen.patient = person.id;
    this.showSide(staff ? "staff" : "patient");
  }
}

new App().begin().catch((error) => toast(error.message));

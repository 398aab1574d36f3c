// A phone: one chat as one person sees it.

import { act, get } from "./api.js";
import { bubble } from "./bubble.js";
import { ask, button, h, toast } from "./dom.js";
import { day } from "./times.js";

const THINGS = [
  ["Photo", { photo: true }], ["Voice note", { voice: true }], ["Sticker", { sticker: true }],
  ["Document", { document: true }], ["Location", { location: true }], ["Contact", { contact: true }],
];

export class Phone {
  // `app` offers: bot, open(url, phone), scan(message, chat, phone), staff (list of members).
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.chat = null;
    this.me = null;
    this.drawn = new Map();
    this.drafts = new Map();
    this.replying = null;
    this.editing = null;
    this.writing = null;
    this.build();
  }

  build() {
    this.face = h("header", { class: "face" });
    this.list = h("div", { class: "talk", role: "log", "aria-live": "polite", tabindex: "0", "aria-label": "Messages" });
    this.keyboard = h("div", { class: "keyboard", role: "group", "aria-label": "Reply keyboard" });
    this.context = h("div", { class: "context", hidden: true });
    this.input = h("textarea", { rows: "1", placeholder: "Message", "aria-label": "Message", maxlength: "20000", oninput: () => this.grow(), onkeydown: (event) => this.key(event) });
    this.attach = h("details", { class: "attach" },
      h("summary", { "aria-label": "Attach" }, "+"),
      h("div", { class: "menu" }, THINGS.map(([label, what]) => button(label, () => this.sendThing(what)))));
    const go = h("button", { class: "go", "aria-label": "Send" }, "➤");
    this.form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.sendText(); } }, this.attach, this.input, go);
    document.addEventListener("pointerdown", (event) => { if (!this.attach.contains(event.target)) this.attach.open = false; });
    this.attach.addEventListener("keydown", (event) => { if (event.key === "Escape") this.attach.open = false; });
    this.root.replaceChildren(this.face, this.list, this.keyboard, this.context, this.form);
  }

  // Show a chat as a person; null shows `empty` instead.
  async show(chatId, person, empty = []) {
    const changed = this.chatId !== chatId;
    if (changed) this.changeDraft(chatId);
    this.chatId = chatId;
    this.me = person;
    this.empty = empty;
    if (changed) { this.chat = null; this.drawn.clear(); this.list.replaceChildren(); }
    await this.refresh();
  }

  // Half-written words stay on the phone they were written on.
  changeDraft(chatId) {
    this.unsay();
    this.drafts.set(this.chatId, this.input.value);
    this.input.value = this.drafts.get(chatId) || "";
    this.grow();
  }

  async refresh() {
    const wanted = this.chatId;
    if (wanted === null || wanted === undefined) return this.drawEmpty(this.empty);
    // A person who never pressed Start has no chat to look at.
    if (!this.app.chats.has(wanted)) return this.drawStart();
    const chat = await get(`/sim/chats/${wanted}`).catch(() => null);
    if (wanted !== this.chatId) return null;
    if (!chat || (chat.type === "private" && !chat.started)) return this.drawStart();
    this.chat = chat;
    return this.draw();
  }

  drawEmpty(content) {
    this.drawn.clear();
    this.face.replaceChildren(h("b", {}, "No phone yet"));
    this.list.replaceChildren(h("div", { class: "hello" }, content));
    this.keyboard.replaceChildren();
    this.form.hidden = true;
  }

  drawStart() {
    this.drawn.clear();
    this.form.hidden = true;
    this.keyboard.replaceChildren();
    this.head(this.app.bot.name, "bot");
    const start = button("Start", () => act("/sim/message", { chat: this.me.id, from: this.me.id, text: "/start" }), { class: "start" });
    this.list.replaceChildren(h("div", { class: "hello" }, h("p", {}, `${this.me.name} has not started the bot.`), start,
      h("p", { class: "small" }, "An invite opens by its link or code, on this phone or from the staff side.")));
  }

  head(title, line) {
    this.face.replaceChildren(h("span", { class: "avatar", "aria-hidden": "true" }, title.slice(0, 1)),
      h("div", {}, h("b", {}, title), h("small", {}, line)));
  }

  draw() {
    const { chat } = this;
    const group = chat.type !== "private";
    this.form.hidden = Boolean(chat.moved_to);
    this.list.dataset.empty = group ? "All quiet. What patients need help with shows up here." : "Nothing said yet.";
    this.head(group ? chat.title : this.app.bot.name, group ? chat.members.map((each) => each.name).join(", ") : chat.blocked ? "you blocked this bot" : "bot");
    const stick = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight < 60 || !this.drawn.size;
    this.drawMessages(group);
    this.drawKeyboard();
    // Last, since the keyboard takes room from the list.
    if (stick) this.list.scrollTop = this.list.scrollHeight;
  }

  drawMessages(group) {
    const { messages } = this.chat;
    const byId = new Map(messages.map((message) => [message.id, message]));
    const topics = new Map((this.chat.topics || []).map((topic) => [topic.id, topic]));
    const last = messages.filter((message) => message.from.id === this.me.id && !message.deleted).at(-1);
    const wanted = [];
    let date = "";
    for (const message of messages) {
      const today = day(new Date(message.date));
      if (today !== date) wanted.push([`day ${today}`, () => h("p", { class: "day" }, today)]);
      date = today;
      const view = { mine: message.from.id === this.me.id, byId, deeds: this.deeds(), last: message === last };
      view.named = group && !view.mine;
      view.topic = topics.get(message.thread);
      wanted.push([`${message.id} ${view.mine} ${view.last} ${JSON.stringify([message, view.topic])}`, () => bubble(message, view)]);
    }
    const next = new Map(wanted.map(([key, make]) => [key, this.drawn.get(key) || make()]));
    for (const [key, node] of this.drawn) if (!next.has(key)) node.remove();
    let before = null;
    for (const node of next.values()) {
      const place = before ? before.nextSibling : this.list.firstChild;
      if (place !== node) this.list.insertBefore(node, place);
      before = node;
    }
    while (before ? before.nextSibling : this.list.firstChild) (before ? before.nextSibling : this.list.firstChild).remove();
    this.drawn = next;
  }

  drawKeyboard() {
    const label = JSON.stringify(this.chat.keyboard);
    if (this.keyboard.dataset.shown === label && this.keyboard.childElementCount) return;
    this.keyboard.dataset.shown = label;
    this.keyboard.replaceChildren(...this.chat.keyboard.map((row) => h("div", { class: "row" },
      row.map((words) => button(words, () => act("/sim/tap", { chat: this.chatId, from: this.me.id, label: words }))))));
  }

  deeds() {
    return {
      reply: (message) => this.compose("Reply to", message, "replying"),
      edit: (message) => { this.compose("Edit", message, "editing"); this.input.value = message.text; this.grow(); },
      tap: (message, key, element) => this.tap(message, key, element),
      open: (event, url) => { if (this.app.ours(url)) { event.preventDefault(); this.app.open(url, this); } },
      scan: (message) => this.app.scan(message, this),
      command: (words) => this.say({ text: words }),
      write: (topic) => this.compose("Write in", { id: topic.id, text: topic.name }, "writing"),
    };
  }

  compose(verb, message, role) {
    this.unsay();
    this[role] = message.id;
    this.context.hidden = false;
    this.context.replaceChildren(h("span", {}, h("b", {}, verb), ` ${(message.text || "…").slice(0, 60)}`),
      button("✕", () => this.unsay(), { "aria-label": "Cancel" }));
    this.input.focus();
  }

  unsay() {
    if (this.editing) this.input.value = "";
    this.replying = this.editing = this.writing = null;
    this.context.hidden = true;
  }

  grow() {
    this.input.rows = Math.min(5, this.input.value.split("\n").length);
  }

  key(event) {
    if (event.key === "Escape") this.unsay();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.sendText();
  }

  async sendText() {
    const text = this.input.value.trim();
    if (!text) return;
    const edited = this.editing;
    const done = edited
      ? await act("/sim/edit", { chat: this.chatId, from: this.me.id, message_id: edited, text })
      : await this.say({ text });
    if (!done) return;
    this.input.value = "";
    this.editing = null;
    this.unsay();
    this.grow();
  }

  async sendThing(what) {
    this.attach.open = false;
    const text = this.input.value.trim();
    const captioned = text && (what.photo || what.voice || what.document) ? { ...what, caption: text } : what;
    if (await this.say(captioned) && captioned.caption) this.input.value = "";
  }

  async say(what) {
    const reply = this.replying ? { reply_to: this.replying } : this.writing ? { thread: this.writing } : {};
    const done = await act("/sim/message", { chat: this.chatId, from: this.me.id, ...what, ...reply });
    if (done) this.unsay();
    this.list.scrollTop = this.list.scrollHeight;
    return done;
  }

  async tap(message, key, element) {
    if (key.url && this.app.ours(key.url)) return this.app.open(key.url, this);
    if (key.url) return window.open(key.url, "_blank", "noopener");
    element.setAttribute("aria-busy", "true");
    const done = await act("/sim/tap", { chat: this.chatId, from: this.me.id, message_id: message.id, data: key.data });
    element.removeAttribute("aria-busy");
    if (!done) return null;
    if (!done.answer) return toast("The bot has not answered this tap.");
    if (done.answer.show_alert) return ask(this.app.bot.name, () => [h("p", {}, done.answer.text)]);
    return toast(done.answer.text);
  }
}

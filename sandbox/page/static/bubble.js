// One message as a bubble, with the buttons below it.

import { button, h } from "./dom.js";
import { rich } from "./text.js";
import { clockTime } from "./times.js";

// Drawn as text, not as emoji.
const PLAIN = "\uFE0E";

function thing(message, deeds) {
  if (message.photo) {
    const photo = message.photo.at(-1);
    const code = message.from.bot;
    const image = h("img", { src: `/sim/file/${encodeURIComponent(photo.file_id)}`, alt: code ? "Picture from the bot" : "Photo", loading: "lazy" });
    if (!code) return h("div", { class: "photo made-up" }, "Photo");
    return h("button", { type: "button", class: "photo", title: "Scan this code", onclick: () => deeds.scan(message) }, image);
  }
  if (message.voice) return h("div", { class: "thing" }, "▶ Voice note", h("span", { class: "wave", "aria-hidden": "true" }), `0:0${message.voice.duration % 10}`);
  if (message.sticker) return h("div", { class: "sticker" }, message.sticker.emoji || "Sticker");
  if (message.video) return h("div", { class: "thing" }, "▶ Video");
  if (message.document) {
    const address = `/sim/file/${encodeURIComponent(message.document.file_id)}`;
    return h("div", { class: "thing" }, "Document: ", h("a", { href: address, target: "_blank", rel: "noopener" }, message.document.file_name));
  }
  if (message.location) return h("div", { class: "thing" }, "Location shared");
  if (message.contact) return h("div", { class: "thing" }, `Contact: ${message.contact.first_name}`);
  return null;
}

function notice(message) {
  if (message.new_chat_members) return `${message.new_chat_members.map((each) => each.first_name).join(", ")} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.migrate_to_chat_id) return "This group moved to a new number";
  if (message.migrate_from_chat_id) return "The group goes on here";
  if (message.forum_topic_created) return `New topic: ${message.forum_topic_created.name}`;
  if (message.forum_topic_closed) return "This topic was closed";
  if (message.forum_topic_reopened) return "This topic is open again";
  if (message.forum_topic_edited) return `This topic is now called ${message.forum_topic_edited.name}`;
  return null;
}

function quote(message, byId) {
  const source = byId.get(message.reply_to);
  if (!message.reply_to) return null;
  const words = source ? source.text || "…" : "a message";
  return h("div", { class: "quote" }, h("b", {}, source ? source.from.name : ""), ` ${words.slice(0, 90)}`);
}

function foot(message) {
  const old = message.edits.length
    ? h("details", { class: "old" }, h("summary", {}, "edited"), ...message.edits.map((text) => h("p", {}, text)))
    : null;
  return h("div", { class: "foot" }, old, h("time", { datetime: message.date }, clockTime(new Date(message.date))));
}

// The topic that a message stands in; choosing it writes there.
function chip(topic, deeds) {
  if (!topic) return null;
  const name = topic.closed ? `${topic.name} (closed)` : topic.name;
  return button(`# ${name}`, () => deeds.write(topic), { class: "topic", "aria-label": `Write in topic ${name}`, title: "Write in this topic" });
}

function keys(message, deeds) {
  if (!message.buttons.length) return null;
  const row = (each) => h("div", { class: "row" }, each.map((key) => button(
    key.url ? `${key.label} ↗` : key.label, (event) => deeds.tap(message, key, event.currentTarget), { class: "key" },
  )));
  return h("div", { class: "keys" }, message.buttons.map(row));
}

export function bubble(message, { mine, named, byId, deeds, last, topic }) {
  const said = notice(message);
  if (said) return h("p", { class: "notice" }, said, chip(topic, deeds));
  if (message.deleted) return h("p", { class: "notice" }, "Message deleted");
  const text = message.text ? h("div", { class: "text" }, rich(message.text, message.entities, deeds)) : null;
  const tools = h("div", { class: "tools" },
    button(`↩${PLAIN}`, () => deeds.reply(message), { "aria-label": `Reply to ${message.from.name}`, title: "Reply" }),
    mine && last && message.text ? button(`✎${PLAIN}`, () => deeds.edit(message), { "aria-label": "Edit", title: "Edit" }) : null);
  const marks = message.reactions.length ? h("div", { class: "marks" }, message.reactions.join(" ")) : null;
  const box = h("div", { class: "bubble" },
    chip(topic, deeds),
    named ? h("div", { class: "who" }, message.sender_chat ? `${message.sender_chat.title} (no name shown)` : message.from.name) : null,
    message.forward_origin ? h("div", { class: "quote" }, "Forwarded") : null,
    quote(message, byId), thing(message, deeds), text, foot(message), marks);
  return h("article", { class: mine ? "message mine" : "message", data: { id: message.id } }, h("div", { class: "line" }, box, tools), keys(message, deeds));
}

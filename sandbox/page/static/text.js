// A message's text with its entities as elements. Offsets count UTF-16 units, as JavaScript's strings do.

import { h } from "./dom.js";

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const LINK = /https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]|(?<![\w./@])t\.me\/[^\s<>"]*[^\s<>".,;:!?)]/g;

function marks(text, entities) {
  const given = entities.map((entity) => ({ ...entity, end: entity.offset + entity.length }));
  const taken = given.filter((entity) => ["url", "text_link", "code", "pre"].includes(entity.type));
  for (const match of text.matchAll(LINK)) {
    const end = match.index + match[0].length;
    const clash = taken.some((entity) => entity.offset < end && entity.end > match.index);
    if (!clash) given.push({ type: "url", offset: match.index, end });
  }
  return given;
}

function wrap(mark, inner, words, deeds) {
  if (mark.type === "url" || mark.type === "text_link") {
    const url = mark.url || (words.includes("//") ? words : `https://${words}`);
    return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", onclick: (event) => deeds.open(event, url) }, inner);
  }
  if (mark.type === "bot_command") {
    return h("button", { type: "button", class: "command", onclick: () => deeds.command(words) }, inner);
  }
  if (mark.type === "spoiler") {
    return h("button", { type: "button", class: "spoiler", onclick: (event) => event.currentTarget.classList.add("seen") }, inner);
  }
  return TAGS[mark.type] ? h(TAGS[mark.type], {}, inner) : inner;
}

export function rich(text, entities, deeds) {
  const all = marks(text, entities);
  const edges = [...new Set([0, text.length, ...all.flatMap((mark) => [mark.offset, mark.end])])].sort((a, b) => a - b);
  const pieces = [];
  for (let place = 0; place < edges.length - 1; place += 1) {
    const [from, to] = [edges[place], edges[place + 1]];
    const inside = all.filter((mark) => mark.offset <= from && mark.end >= to);
    let node = document.createTextNode(text.slice(from, to));
    for (const mark of inside) node = wrap(mark, node, text.slice(mark.offset, mark.end), deeds);
    pieces.push(node);
  }
  return pieces;
}

export const links = (message) => [
  ...message.entities.filter((entity) => entity.type === "text_link").map((entity) => entity.url),
  ...(message.text.match(LINK) || []),
  ...message.buttons.flat().map((each) => each.url).filter(Boolean),
];

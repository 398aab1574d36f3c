// Tabs above a phone: one for each person or chat.

import { button, h } from "./dom.js";

export function drawTabs(root, label, tabs, chosen, choose, extra = []) {
  // What has not changed stays: an open picker would close under the hand.
  const drawn = JSON.stringify([tabs, chosen, extra.map((each) => each.outerHTML)]);
  if (root.dataset.drawn === drawn) return;
  root.dataset.drawn = drawn;
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const list = h("div", { role: "tablist", "aria-label": label, class: "list" }, tabs.map((tab) => button(
    [tab.name, tab.unread ? h("span", { class: "badge", "aria-label": `${tab.unread} new` }, tab.unread) : null],
    () => choose(tab.key),
    { role: "tab", "aria-selected": String(tab.key === chosen), tabindex: tab.key === chosen ? "0" : "-1", data: { key: tab.key }, onkeydown: arrows },
  )));
  root.replaceChildren(...(tabs.length ? [list] : []), ...extra);
  if (focused) root.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function arrows(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...event.currentTarget.parentElement.children];
  const next = all[(all.indexOf(event.currentTarget) + step + all.length) % all.length];
  next.focus();
  next.click();
}

// Small helpers to make elements; text is always text, never markup.

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const button = (label, onclick, props = {}) => h("button", { type: "button", onclick, ...props }, label);

export function toast(text) {
  if (!text) return;
  const note = h("p", { class: "toast" }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 4500);
}

// Ask something in the page's one dialog; the promise is null when it is closed without an answer.
export function ask(title, fill) {
  const dialog = document.getElementById("ask");
  return new Promise((resolve) => {
    let answer = null;
    const done = (value) => { answer = value; dialog.close(); };
    const close = button("Cancel", () => done(null), { class: "quiet" });
    dialog.replaceChildren(h("h2", { id: "ask-title" }, title), ...fill(done), close);
    dialog.addEventListener("close", () => resolve(answer), { once: true });
    dialog.showModal();
  });
}

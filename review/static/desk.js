// The desk is whole without this; with it lists stay fresh, keys move, and a reply counts its letters.
"use strict";
(() => {
  const EVERY = 5000;
  const root = document.documentElement;
  const all = (what, within = document) => [...within.querySelectorAll(what)];

  // Dark or light, as the system says or as somebody chose.
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const name = () => all("[data-theme-switch]").forEach((each) => { each.textContent = dark() ? "Light" : "Dark"; });
  for (const each of all("[data-theme-switch]")) {
    each.hidden = false;
    each.addEventListener("click", () => {
      root.dataset.theme = dark() ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
      name();
    });
  }
  name();

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 3000);
  });

  // The queue: fetched anew, what is new is said, and the focus stays where it was.
  const queue = document.getElementById("queue");
  const news = document.getElementById("news");
  const counts = () => Object.fromEntries(all("[data-group]").map((each) => [each.dataset.group, Number(each.dataset.count)]));
  const place = () => {
    const at = document.activeElement;
    const row = at?.closest?.("[data-ref]");
    return row ? { ref: row.dataset.ref, button: at.tagName === "BUTTON" } : at?.closest?.("#queue") ? { href: at.getAttribute("href") } : null;
  };
  const back = (was) => {
    if (!was) return;
    const row = was.ref && queue.querySelector(`[data-ref="${CSS.escape(was.ref)}"]`);
    const to = row ? row.querySelector(was.button ? "button" : "a") || row.querySelector("a") : was.href && all("a", queue).find((each) => each.getAttribute("href") === was.href);
    if (to) to.focus({ preventScroll: true });
  };
  const NAMES = { emergency: "emergency", crisis: "crisis", urgent: "urgent flag", review: "flag for review" };
  const refs = () => new Set(all("[data-ref]", queue).map((each) => `${each.dataset.ref} ${each.className}`));
  const tell = (before) => {
    const more = all("[data-ref]", queue).filter((each) => !before.has(`${each.dataset.ref} ${each.className}`));
    if (!more.length) return;
    const groups = Object.keys(NAMES).filter((group) => more.some((each) => each.classList.contains(group)));
    const told = groups.map((group) => `${more.filter((each) => each.classList.contains(group)).length} ${NAMES[group]}`);
    news.textContent = `New: ${told.join(", ")}.`;
    if (fresh) fresh.textContent = news.textContent;
  };
  const fresh = document.getElementById("fresh");
  const stale = () => { if (fresh) fresh.textContent = "This list is no longer up to date. Load it again."; };
  const title = () => {
    const total = Object.values(counts()).reduce((sum, each) => sum + each, 0);
    document.title = document.title.replace(/\(\d+\)/, `(${total})`);
  };
  let drawn = null;
  let pressed = false;
  document.addEventListener("pointerdown", () => { pressed = true; });
  document.addEventListener("pointerup", () => setTimeout(() => { pressed = false; }, 300));
  const renew = async () => {
    const answer = await fetch(queue.dataset.live + location.search, { redirect: "error" });
    // Logged out: what patients wrote does not stay on the screen.
    if (answer.status === 403) return location.reload();
    if (!answer.ok) return stale();
    const text = await answer.text();
    if (fresh && text !== drawn) fresh.textContent = "";
    // A list that moves under the hand lets it take the wrong one.
    if (text === drawn || queue.querySelector("form[data-sent]") || pressed) return;
    const [was, before] = [place(), refs()];
    queue.innerHTML = drawn = text;
    back(was);
    tell(before);
    title();
  };

  // A patient's page: what is read or written there is never taken away; a line says that there is more.
  const story = document.querySelector("[data-live-mark]");
  const look = async () => {
    const answer = await fetch(story.dataset.live, { redirect: "error" });
    if (answer.status === 403 && !box?.value) return location.reload();
    if (answer.ok && (await answer.json()).mark !== story.dataset.liveMark) news.hidden = false;
  };

  const task = queue ? renew : story ? look : null;
  if (task) setInterval(() => { if (!document.hidden) task().catch(() => queue && stale()); }, EVERY);

  // j and k go through the rows.
  const keys = document.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (!queue || typing || event.ctrlKey || event.metaKey || event.altKey || !["j", "k"].includes(event.key)) return;
    const people = all(".person", queue);
    const at = people.findIndex((each) => each.closest(".row").contains(document.activeElement));
    const to = people[at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)];
    if (to) to.focus();
  });

  // A reply: letters left, and ready answers that go into the box without leaving the page.
  const box = document.querySelector("textarea[data-limit]");
  const left = document.getElementById("left");
  const count = () => {
    const rest = Number(box.dataset.limit) - box.value.length;
    left.textContent = rest < 0 ? `Too long by ${-rest} letters.` : rest < 500 ? `${rest} letters left.` : `Up to ${box.dataset.limit} letters.`;
    left.classList.toggle("late", rest < 0);
  };
  if (box) { box.addEventListener("input", count); count(); }
  for (const each of all("[data-ready]")) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      const before = box.value.trimEnd();
      box.value = before ? `${before}\n${each.dataset.ready}` : each.dataset.ready;
      box.focus();
      count();
    });
  }

  for (const each of all("[data-copy]")) {
    each.hidden = false;
    each.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(each.dataset.copy).textContent.trim());
      document.getElementById("copied").textContent = "Copied.";
    });
  }
})();

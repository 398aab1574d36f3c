// The links of the last days stay fresh while the page is open; without this they are as they were when it was loaded.
"use strict";
(() => {
  const EVERY = 10000;
  const links = document.getElementById("links");
  if (!links) return;
  const busy = () => links.contains(document.activeElement) || links.querySelector("form[data-sent]");
  const renew = async () => {
    if (document.hidden || busy()) return;
    const answer = await fetch(links.dataset.links, { redirect: "error" });
    if (answer.ok && !busy()) links.innerHTML = await answer.text();
  };
  setInterval(() => renew().catch(() => undefined), EVERY);
})();

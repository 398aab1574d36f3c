// Hand Telegram's word for who opened this to our own server.
"use strict";
(() => {
  const said = window.Telegram?.WebApp?.initData;
  const form = document.getElementById("launch");
  if (!said || !form) return;
  form.elements.init.value = said;
  form.querySelector("button").disabled = false;
  document.getElementById("outside").hidden = true;
  // In a frame the desk itself may not be shown: it opens in a tab of its own, which needs a person's click.
  if (window.top !== window.self) form.target = "_blank";
  else form.submit();
})();

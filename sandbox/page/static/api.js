// What the page asks of the sandbox.

import { toast } from "./dom.js";

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (response.ok) return body;
  throw new Error(body.error || `The sandbox answered ${response.status}.`);
}

export const get = async (path) => answer(await fetch(path, { cache: "no-store" }));

export async function send(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  return answer(await fetch(path, { method, headers, body: body && JSON.stringify(body) }));
}

// Do something for the person at the page, and tell them when it does not work.
export async function act(path, body, method = "POST") {
  try {
    return await send(method, path, body);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

export function listen(onNews, onState) {
  const source = new EventSource("/sim/events");
  source.onopen = () => onState(true);
  source.onerror = () => onState(false);
  source.onmessage = (event) => onNews(JSON.parse(event.data));
}

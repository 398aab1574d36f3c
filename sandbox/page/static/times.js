// Dates in the clinic's zone.

let zone = "UTC";
let formats = {};

export function useZone(name) {
  zone = name;
  const made = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options });
  formats = {
    time: made({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    seconds: made({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    day: made({ weekday: "long", day: "numeric", month: "long" }),
  };
}

export const zoneName = () => zone.split("/").at(-1).replaceAll("_", " ");
export const clockTime = (date) => formats.time.format(date);
export const clockSeconds = (date) => formats.seconds.format(date);
export const day = (date) => formats.day.format(date);

export function span(seconds) {
  const size = Math.abs(Math.round(seconds));
  const hours = Math.floor(size / 3600);
  const minutes = Math.floor((size % 3600) / 60);
  const days = Math.floor(hours / 24);
  const parts = [days && `${days} d`, hours % 24 && `${hours % 24} h`, !days && minutes && `${minutes} min`];
  return parts.filter(Boolean).join(" ") || "under a minute";
}

// The stream of events from the workbook: figures, keys, events and steps. Parts of the page
// subscribe to what they show. A hidden tab holds no connection.

import { byId, start, t, token } from "./base.js";

const subscribers = new Map();
let source = null;
let offset = 0;

/** Calls `listener` with the data of every event called `name`. */
export function on(name, listener) {
  if (!subscribers.has(name)) subscribers.set(name, []);
  subscribers.get(name).push(listener);
}

function tell(name, data) {
  for (const listener of subscribers.get(name) ?? []) listener(data);
}

/** The engine's time, in milliseconds since 1970. */
export const engineNow = () => Date.now() + offset;

function open() {
  if (source) return;
  source = new EventSource(`/api/live?token=${token}`);
  source.addEventListener("picture", (event) => {
    const picture = JSON.parse(event.data);
    offset = picture.now - Date.now();
    reachable(true);
    tell("picture", picture);
  });
  for (const name of ["figures", "keys", "events", "steps"]) {
    source.addEventListener(name, (event) => tell(name, JSON.parse(event.data)));
  }
  source.onerror = () => lost();
}

function shut() {
  source?.close();
  source = null;
}

/** After the connection broke: waits until a workbook answers, and reloads if it is a new one. */
async function lost() {
  shut();
  reachable(false);
  try {
    const alive = await (await fetch("/alive", { cache: "no-store" })).json();
    if (alive.start !== start) {
      location.reload();
      return;
    }
    if (!document.hidden) open();
  } catch {
    setTimeout(lost, 1000);
  }
}

let troubled;

function reachable(yes) {
  clearTimeout(troubled);
  const show = () => {
    byId("pulse").classList.toggle("off", !yes);
    const notice = byId("notice");
    notice.hidden = yes;
    notice.textContent = yes ? "" : t("engine.gone");
  };
  if (yes) show();
  else troubled = setTimeout(show, 700); // a stream that is renewed at once is no news
}

export function connect() {
  document.addEventListener("visibilitychange", () => (document.hidden ? shut() : open()));
  if (!document.hidden) open();
}

// The keys the engine holds, with the time each has left, and the list of what just happened.

import { byId, bytes, count, el, hasText, setText, t, timeOfDay } from "./base.js";
import { engineNow, on } from "./live.js";
import { runInConsole } from "./console.js";

const MOST_EVENTS = 200;
const rows = new Map();
let keys = { total: 0, rows: [] };
let dropped = 0;

const READ = { string: (key) => `GET ${key}`, hash: (key) => `HGETALL ${key}`,
  list: (key) => `LRANGE ${key} 0 -1`, set: (key) => `SMEMBERS ${key}`,
  zset: (key) => `ZRANGE ${key} 0 -1 WITHSCORES`, stream: (key) => `XRANGE ${key} - +` };

/** A key as a word of a command line. */
function quoted(key) {
  return /^[\w:.\-{}@/+*]+$/.test(key) ? key : `"${key.replace(/["\\]/g, "\\$&")}"`;
}

/** The key's row of the key list, or undefined. */
export const keyNamed = (name) => keys.rows.find((row) => row.name === name);

/** Whole seconds until `expiresAt`, at least 0. */
export const secondsLeft = (expiresAt) => Math.max(0, Math.ceil((expiresAt - engineNow()) / 1000));

function makeRow(key) {
  const read = READ[key.type] ?? ((name) => `TYPE ${name}`);
  const name = el("button", {
    type: "button",
    className: "key",
    title: t("watch.read", key.name),
    onclick: () => runInConsole(read(quoted(key.name))),
  }, key.name);
  const bar = el("span", { className: "bar" }, el("i"));
  const left = el("span", { className: "left" });
  const row = {
    type: el("td", { className: "type" }),
    value: el("td", { className: "value" }),
    left,
    bar,
    full: 0,
    expiresAt: -1,
  };
  row.element = el("tr", {}, el("th", { scope: "row" }, name), row.type, row.value,
    el("td", { className: "ttl" }, left, bar));
  return row;
}

function showKeys(next) {
  keys = next;
  const body = byId("keys");
  const present = new Set(next.rows.map((key) => key.name));
  for (const [name, row] of rows) {
    if (!present.has(name)) {
      row.element.remove();
      rows.delete(name);
    }
  }
  let after = null;
  for (const key of next.rows) {
    let row = rows.get(key.name);
    if (!row) {
      row = makeRow(key);
      rows.set(key.name, row);
    }
    const place = after ? after.nextSibling : body.firstChild;
    if (row.element !== place) body.insertBefore(row.element, place);
    after = row.element;
    setText(row.type, key.type);
    setText(row.value, key.type === "string" ? key.preview : bytes(key.size));
    if (row.expiresAt !== key.expiresAt) {
      row.expiresAt = key.expiresAt;
      row.full = key.expiresAt ? key.expiresAt - engineNow() : 0;
    }
  }
  byId("keys-empty").hidden = next.rows.length > 0;
  body.closest("table").hidden = next.rows.length === 0;
  tick();
  note();
}

/** Moves the time that is left, twice a second. */
function tick() {
  for (const row of rows.values()) {
    const left = row.expiresAt - engineNow();
    const share = row.expiresAt && row.full > 0 ? Math.min(1, Math.max(0, left / row.full)) : 0;
    row.bar.firstChild.style.transform = `scaleX(${share.toFixed(3)})`;
    row.element.classList.toggle("mortal", row.expiresAt > 0);
    row.element.classList.toggle("soon", row.expiresAt > 0 && left < 6000);
    setText(row.left, row.expiresAt ? duration(secondsLeft(row.expiresAt)) : t("watch.forever"));
  }
}

function duration(seconds) {
  if (seconds < 600) return t("watch.seconds", seconds);
  const hours = Math.floor(seconds / 3600);
  const minutes = String(Math.floor((seconds % 3600) / 60)).padStart(2, "0");
  return `${hours}:${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}

function eventLine(event) {
  const kind = event.kind.toLowerCase();
  const word = hasText(`event.${event.kind}`) ? t(`event.${event.kind}`) : event.name;
  return el("li", { className: kind }, el("time", {}, timeOfDay(event.atMillis)),
    el("b", {}, word), el("span", {}, event.key));
}

function showEvents(events) {
  const list = byId("events");
  for (const event of events) list.prepend(eventLine(event));
  while (list.childElementCount > MOST_EVENTS) list.lastElementChild.remove();
  byId("events-empty").hidden = list.childElementCount > 0;
}

function note() {
  const onKeys = !byId("panel-keys").hidden;
  let text = "";
  if (onKeys && keys.total > keys.rows.length) {
    text = t("watch.more", count(keys.rows.length), count(keys.total));
  } else if (!onKeys && dropped > 0) {
    text = t("watch.dropped", count(dropped));
  }
  setText(byId("watch-note"), text);
}

function select(tab) {
  for (const name of ["keys", "events"]) {
    const chosen = name === tab;
    byId(`tab-${name}`).setAttribute("aria-selected", String(chosen));
    byId(`tab-${name}`).tabIndex = chosen ? 0 : -1;
    byId(`panel-${name}`).hidden = !chosen;
  }
  note();
}

export function install() {
  on("picture", (picture) => {
    byId("events").replaceChildren();
    showEvents(picture.events);
    showKeys(picture.keys);
  });
  on("keys", showKeys);
  on("events", (news) => {
    dropped += news.dropped;
    showEvents(news.events);
    note();
  });
  for (const name of ["keys", "events"]) {
    byId(`tab-${name}`).addEventListener("click", () => select(name));
    byId(`tab-${name}`).addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        const other = name === "keys" ? "events" : "keys";
        select(other);
        byId(`tab-${other}`).focus();
      }
    });
  }
  setInterval(tick, 500);
}

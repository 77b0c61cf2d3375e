// The console: a line, its completion and hint, and the output of commands as it comes.

import { ask, askJson, byId, el, setText, t, token } from "./base.js";

const MOST_ENTRIES = 300;
const MOST_HISTORY = 200;
const session = crypto.randomUUID();
const line = byId("line");
const output = byId("output");
const ghost = byId("ghost");
const list = byId("completions");
const history = remembered();
let position = history.length;
let draft = "";
let running = null;
let queue = Promise.resolve();
let asked = 0;
let candidates = [];
let chosen = -1;

function remembered() {
  try {
    return JSON.parse(sessionStorage.getItem("hitrate-lines")) ?? [];
  } catch {
    return [];
  }
}

/** Lines with passwords are not kept. */
function remember(text) {
  if (/\b(auth|requirepass|masterauth|setuser)\b/i.test(text)) return;
  if (history.at(-1) !== text) history.push(text);
  if (history.length > MOST_HISTORY) history.shift();
  try {
    sessionStorage.setItem("hitrate-lines", JSON.stringify(history));
  } catch {
    // Without storage the history lasts as long as the page.
  }
}

/** Puts `text` into the console, runs it, and shows the console where only one part is shown. */
export function runInConsole(text) {
  document.dispatchEvent(new CustomEvent("show-pane", { detail: "console" }));
  run(text);
}

function atBottom() {
  return output.scrollHeight - output.scrollTop - output.clientHeight < 40;
}

/** Who reads the end goes on reading it when the console gets narrower, lower or is shown again. */
let reading = true;
let size = "";
const measured = () => output.clientWidth + "x" + output.clientHeight;
output.addEventListener("scroll", () => {
  if (size === measured()) reading = atBottom();
});
new ResizeObserver(() => {
  size = measured();
  if (reading) output.scrollTop = output.scrollHeight;
}).observe(output);

function print(kind, text) {
  const stay = atBottom();
  const last = output.lastElementChild;
  if (kind === "note" && last?.className === "note") last.textContent += "\n" + text;
  else output.append(el("pre", { className: kind }, text));
  while (output.childElementCount > MOST_ENTRIES) output.firstElementChild.remove();
  if (stay) output.scrollTop = output.scrollHeight;
}

/** Runs one line after the ones before it. */
function run(text) {
  queue = queue.then(() => carryOut(text)).catch(() => print("problem", t("prompt.failed")));
}

async function carryOut(text) {
  remember(text);
  position = history.length;
  output.append(el("p", { className: "command" },
    el("span", {}, byId("prompt-text").textContent + " "), text));
  output.scrollTop = output.scrollHeight;
  if (text.trim() === "") return;
  const slow = setTimeout(() => setRunning(true), 300);
  running = text;
  try {
    const response = await ask("/api/console", { session, line: text });
    if (!response.ok) {
      print("problem", (await response.text()).trim());
      return;
    }
    await read(response.body);
  } finally {
    clearTimeout(slow);
    running = null;
    setRunning(false);
  }
}

/** Shows pieces of output, one JSON object a line, until the command ends. */
async function read(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const each of lines) show(JSON.parse(each));
  }
}

function show({ kind, text }) {
  if (kind === "clear") output.replaceChildren();
  else if (kind === "end") setText(byId("prompt-text"), text.trim());
  else print(kind, text);
}

function setRunning(yes) {
  byId("stop").hidden = !yes;
  byId("send").hidden = yes;
}

function stop() {
  if (running !== null) askJson("/api/console/stop", { session, line: "" }).catch(() => {});
}

// ---- hint and completion --------------------------------------------------------------------

async function assist() {
  const typed = line.value;
  const turn = ++asked;
  if (typed.trim() === "") {
    showHint("");
    return null;
  }
  try {
    const answer = await askJson("/api/assist", { session, line: typed });
    if (turn !== asked || line.value !== typed) return null;
    showHint(answer.hint);
    return answer.candidates;
  } catch {
    return null; // Typing goes on without help.
  }
}

function showHint(hint) {
  ghost.replaceChildren(el("span", {}, line.value), hint);
}

function closeList() {
  list.hidden = true;
  line.setAttribute("aria-expanded", "false");
  line.removeAttribute("aria-activedescendant");
  candidates = [];
  chosen = -1;
}

function openList(found) {
  candidates = found.slice(0, 60);
  list.replaceChildren(...candidates.map((each, index) =>
    el("li", { id: `completion-${index}`, role: "option", "aria-selected": "false",
      onpointerdown: (event) => {
        event.preventDefault();
        choose(index);
        accept();
      } }, el("code", {}, each.word), el("span", {}, each.description))));
  list.hidden = false;
  line.setAttribute("aria-expanded", "true");
  choose(0);
}

function choose(index) {
  list.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = (index + candidates.length) % candidates.length;
  const item = list.children[chosen];
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  line.setAttribute("aria-activedescendant", item.id);
}

function accept() {
  insert(candidates[chosen].word);
  closeList();
}

/** Puts `word` in the place of the last word of the line. */
function insert(word) {
  line.value = line.value.replace(/\S*$/, "") + word + " ";
  assist();
}

async function complete() {
  const found = await assist();
  if (!found || found.length === 0) return;
  if (found.length === 1) insert(found[0].word);
  else openList(found);
}

// ---- keys ------------------------------------------------------------------------------------

function recall(step) {
  if (position === history.length) draft = line.value;
  position = Math.min(history.length, Math.max(0, position + step));
  line.value = position === history.length ? draft : history[position];
  line.setSelectionRange(line.value.length, line.value.length);
  assist();
}

function whileListing(event) {
  if (event.key === "ArrowDown" || (event.key === "Tab" && !event.shiftKey)) choose(chosen + 1);
  else if (event.key === "ArrowUp" || event.key === "Tab") choose(chosen - 1);
  else if (event.key === "Enter" || event.key === "ArrowRight") accept();
  else if (event.key === "Escape") closeList();
  else return false;
  return true;
}

function onKey(event) {
  if (!list.hidden && whileListing(event)) {
    event.preventDefault();
    return;
  }
  const control = event.ctrlKey && !event.altKey && !event.metaKey;
  if (event.key === "ArrowUp") recall(-1);
  else if (event.key === "ArrowDown") recall(1);
  else if (event.key === "Tab" && !event.shiftKey && line.value.trim() !== "") complete();
  else if (control && event.key === "l") output.replaceChildren();
  else if (control && event.key === "c" && line.selectionStart === line.selectionEnd) interrupt();
  else return;
  event.preventDefault();
}

/** Runs the lines that are pasted, as a terminal does; what follows the last end of line waits. */
function paste(event) {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\r\n]/.test(text)) return;
  event.preventDefault();
  const before = line.value.slice(0, line.selectionStart);
  const lines = (before + text + line.value.slice(line.selectionEnd)).split(/\r\n|\r|\n/);
  line.value = lines.pop();
  closeList();
  lines.filter((each) => each.trim() !== "").forEach(run);
  assist();
}

/** Stops what visibly runs, else drops the line; a reply that is just arriving is not meant. */
function interrupt() {
  if (running !== null && (!byId("stop").hidden || line.value === "")) stop();
  else line.value = "";
  assist();
}

export function install() {
  const touch = matchMedia("(pointer: coarse)").matches;
  print("note", t(touch ? "prompt.welcomeTouch" : "prompt.welcome"));
  line.addEventListener("keydown", onKey);
  line.addEventListener("paste", paste);
  line.addEventListener("input", () => {
    closeList();
    showHint("");
    assist();
  });
  line.addEventListener("blur", closeList);
  line.addEventListener("scroll", () => (ghost.style.transform = `translateX(${-line.scrollLeft}px)`));
  byId("prompt").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = line.value;
    line.value = "";
    asked++;
    showHint("");
    closeList();
    run(text);
  });
  byId("stop").addEventListener("click", stop);
  output.addEventListener("click", () => {
    if (getSelection().isCollapsed && matchMedia("(pointer: fine)").matches) line.focus();
  });
  const thumb = (id, action) => byId(id).addEventListener("click", () => {
    action();
    line.focus();
  });
  thumb("key-earlier", () => recall(-1));
  thumb("key-later", () => recall(1));
  thumb("key-complete", complete);
  thumb("key-clear", () => output.replaceChildren());
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.dispatchEvent(new CustomEvent("show-pane", { detail: "console" }));
      line.focus();
    }
  });
  addEventListener("pagehide", () => {
    const body = new Blob([JSON.stringify({ session, line: "" })], { type: "application/json" });
    navigator.sendBeacon(`/api/console/stop?token=${token}`, body);
  });
}

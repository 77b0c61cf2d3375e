// The left half: first steps, what to do next, the book and the exercises.

import { askJson, byId, copy, el, hasText, setText, t } from "./base.js";
import { on } from "./live.js";
import { runInConsole } from "./console.js";
import { keyNamed, secondsLeft } from "./watch.js";

// Which of the engine's six observations complete each of the five steps of the page.
const STEPS = [1, 2, 3, 4, 6];
const items = [];
let steps = { done: 0, key: "" };
let learn = { book: [], building: false, exercises: [] };

function commandButton(command) {
  return el("button", { type: "button", className: "run", onclick: () => runInConsole(command) },
    el("code", {}, command), el("span", {}, t("steps.run")));
}

/** A terminal command that can be copied with one click. */
function copyButton(command) {
  const button = el("button", { type: "button", className: "run copy",
    title: t("next.copy", command) }, el("code", {}, command), el("span", {}));
  button.addEventListener("click", () => copy(button, command, t("next.copied")));
  return button;
}

function buildSteps() {
  STEPS.forEach((_, index) => {
    const number = index + 1;
    const key = `steps.${number}`;
    const commands = [`${key}.command`, `${key}.command2`].filter(hasText).map((k) => t(k));
    const seen = el("p", { className: "seen" });
    const item = el("li", {}, el("span", { className: "mark", "aria-hidden": "true" }, `${number}`),
      el("div", {}, el("h3", {}, t(`${key}.title`)), el("p", {}, t(`${key}.text`)),
        ...commands.map(commandButton), seen));
    items.push({ item, seen, number });
    byId("steps").append(item);
  });
}

function showSteps() {
  const finished = STEPS.filter((needed) => steps.done >= needed).length;
  items.forEach(({ item, seen, number }, index) => {
    const done = steps.done >= STEPS[index];
    const due = !done && index === finished;
    item.className = done ? "done" : due ? "due" : "later";
    if (due) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
    let text = "";
    if (done && steps.key) text = t(`steps.${number}.seen`, steps.key);
    else if (due && number === 3) text = waiting();
    setText(seen, text);
  });
  setText(byId("steps-progress"), t("steps.progress", finished, STEPS.length));
  byId("steps-complete").hidden = finished < STEPS.length;
  byId("steps-again").hidden = steps.done === 0;
}

function waiting() {
  const row = keyNamed(steps.key);
  return row?.expiresAt ? t("steps.3.waiting", steps.key, secondsLeft(row.expiresAt)) : "";
}

// ---- book --------------------------------------------------------------------------------------

const bookLink = (page) => `#/book/${page.id}`;

function pageList(pages, title) {
  if (pages.length === 0) return [];
  const entries = pages.map((page) => el("li", {}, el("a", { href: bookLink(page) },
    el("strong", {}, page.title), el("span", {}, page.summary))));
  return [el("h2", {}, title), el("ol", { className: "pages" }, ...entries)];
}

function noBook() {
  return learn.building ? [el("p", { className: "empty" }, t("book.building"))]
    : [el("p", { className: "empty" }, t("book.none")), copyButton("./lab book")];
}

function nextToRead(chapter) {
  if (chapter) {
    return nextItem(t("next.read"), chapter.title, chapter.summary,
      el("a", { href: bookLink(chapter), className: "go" }, t("next.read")));
  }
  return learn.building ? nextItem(t("next.read"), t("next.readSoon"), t("next.readSoonText"), "")
    : nextItem(t("next.read"), t("next.readNone"), t("next.readNoneText"), copyButton("./lab book"));
}

function showBook() {
  const of = (kind) => learn.book.filter((page) => kind.includes(page.kind));
  byId("book-pages").replaceChildren(...(learn.book.length === 0
    ? noBook()
    : [...pageList(of("preface chapter"), t("book.chapters")), ...pageList(of("lab"), t("book.labs"))]));
}

/** Opens the page `id` of the book beside the console; the list when there is none. */
export function openPage(id) {
  const page = learn.book.find((each) => each.id === id);
  byId("book-list").hidden = Boolean(page);
  byId("book-reader").hidden = !page;
  document.body.classList.toggle("reading", Boolean(page));
  if (!page) return;
  const address = `/book/${page.file}`;
  byId("book-own-tab").href = address;
  const frame = byId("book-frame");
  frame.title = page.title;
  if (frame.dataset.page !== address) {
    frame.dataset.page = address;
    frame.contentWindow.location.replace(address);
  }
}

/** Gives the chapter the theme of the page around it. */
export function themeFrame() {
  const inside = byId("book-frame").contentDocument?.documentElement;
  if (!inside) return;
  const theme = document.documentElement.dataset.theme;
  if (theme) inside.dataset.theme = theme;
  else delete inside.dataset.theme;
}

// ---- exercises and what comes next ---------------------------------------------------------------

function stateText(exercise) {
  const started = exercise.state === "started" && exercise.maxPoints > 0;
  return started ? t("exercises.state.started", exercise.points, exercise.maxPoints)
    : t(`exercises.state.${exercise.state}`);
}

function showExercises() {
  const all = learn.exercises;
  const passed = all.filter((exercise) => exercise.state === "passed").length;
  setText(byId("exercises-progress"),
    all.length === 0 ? t("exercises.none") : t("exercises.progress", passed, all.length));
  byId("exercises").replaceChildren(...all.map((exercise) =>
    el("li", { className: exercise.state }, el("span", { className: "mark", "aria-hidden": "true" }),
      el("div", {}, el("strong", {}, exercise.title), el("code", {}, exercise.id)),
      el("span", { className: "state" }, stateText(exercise)))));
}

function nextItem(kind, title, text, action) {
  return el("li", {}, el("span", { className: "kind" }, kind),
    el("div", {}, el("strong", {}, title), ...(text ? [el("p", {}, text)] : []), action));
}

function showNext() {
  const chapter = learn.book.find((page) => page.kind === "chapter");
  const exercise = learn.exercises.find((each) => each.state !== "passed");
  const practise = exercise
    ? nextItem(t("next.practise"), exercise.title, stateText(exercise), copyButton("./lab watch"))
    : nextItem(t("next.practise"),
      t(learn.exercises.length === 0 ? "exercises.none" : "next.practiseAll"), "",
      copyButton("./lab list"));
  const exam = nextItem(t("next.exam"), t("next.examText"), "", copyButton("./lab exam"));
  byId("next").replaceChildren(nextToRead(chapter), practise, exam);
}

/** Asks again what the book and the exercises are; both change while the page is open. */
export async function refresh() {
  const fresh = await askJson("/api/learn");
  if (JSON.stringify(fresh) === JSON.stringify(learn) && byId("next").childElementCount > 0) return;
  learn = fresh;
  showBook();
  showExercises();
  showNext();
}

export function install() {
  buildSteps();
  byId("exercises-command").append(copyButton("./lab watch"));
  byId("steps-again").addEventListener("click", () => askJson("/api/steps/reset", {}));
  byId("book-frame").addEventListener("load", themeFrame);
  on("picture", (picture) => {
    steps = picture.steps;
    showSteps();
  });
  on("steps", (state) => {
    steps = state;
    showSteps();
  });
  on("keys", showSteps);
  setInterval(() => {
    if (STEPS.filter((needed) => steps.done >= needed).length === 2) showSteps();
  }, 500);
}

// Starts the page: texts, parts, sections, theme.

import { byId, copy, loadTexts, t } from "./base.js";
import * as live from "./live.js";
import * as gauge from "./gauge.js";
import * as watch from "./watch.js";
import * as prompt from "./console.js";
import * as learn from "./learn.js";

const VIEWS = ["start", "book", "exercises"];
const root = document.documentElement;

/** Shows the section that the address names: #/start, #/book, #/book/d1-strings, #/exercises. */
function route() {
  const [, name, id] = location.hash.split("/");
  const view = VIEWS.includes(name) ? name : "start";
  for (const each of VIEWS) {
    byId(`view-${each}`).hidden = each !== view;
    const link = document.querySelector(`.sections [data-view="${each}"]`);
    if (each === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  learn.openPage(view === "book" ? id : undefined);
  byId("learn").scrollTop = 0;
}

function showPane(name) {
  document.body.dataset.pane = name;
  for (const button of document.querySelectorAll(".phone-tabs button")) {
    button.setAttribute("aria-pressed", String(button.dataset.pane === name));
  }
}

const isDark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

function labelTheme() {
  byId("theme").setAttribute("aria-label", t(isDark() ? "theme.toLight" : "theme.toDark"));
  byId("theme").title = byId("theme").getAttribute("aria-label");
}

function switchTheme() {
  root.dataset.theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem("hitrate-theme", root.dataset.theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
  labelTheme();
  learn.themeFrame();
}

async function boot() {
  await loadTexts();
  gauge.install();
  watch.install();
  prompt.install();
  learn.install();
  labelTheme();
  byId("theme").addEventListener("click", switchTheme);
  byId("engine").addEventListener("click", () =>
    copy(byId("engine"), "redis://" + byId("engine").querySelector("code").textContent, t("engine.copied")));
  for (const button of document.querySelectorAll(".phone-tabs button")) {
    button.addEventListener("click", () => showPane(button.dataset.pane));
  }
  document.addEventListener("show-pane", (event) => showPane(event.detail));
  addEventListener("hashchange", () => {
    route();
    showPane("learn");
  });
  for (const link of document.querySelectorAll(".sections a, .brand")) {
    link.addEventListener("click", () => showPane("learn"));
  }
  await learn.refresh();
  route();
  live.connect();
  setInterval(() => {
    if (!document.hidden) learn.refresh().catch(() => {});
  }, 3000);
  document.body.dataset.ready = "yes";
}

boot();

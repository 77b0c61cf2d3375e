// The figures at the top of the bench: hit rate, the tape of hits and misses, two small charts.

import { byId, bytes, count, percent, setText, t } from "./base.js";
import { on } from "./live.js";

const POINTS = 120;
const tape = byId("tape");
let samples = [];

/** One column per half second: how many hits and misses came during it. */
function columns() {
  const result = [];
  for (let i = 1; i < samples.length; i++) {
    const now = samples[i].figures;
    const before = samples[i - 1].figures;
    const reset = now.hits < before.hits || now.misses < before.misses; // CONFIG RESETSTAT
    result.push({
      hits: now.hits - (reset ? 0 : before.hits),
      misses: now.misses - (reset ? 0 : before.misses),
    });
  }
  return result;
}

function drawTape() {
  const { width, height } = tape.getBoundingClientRect();
  if (width === 0) return;
  const middle = Math.round(height * 0.62);
  const all = columns();
  const most = Math.max(4, ...all.map((c) => Math.max(c.hits, c.misses)));
  const step = width / POINTS;
  const bar = Math.max(2, step - 1.5);
  // The square root keeps a single read visible beside a burst of thousands.
  const tall = (value, room) => (value === 0 ? 0 : Math.max(4, Math.sqrt(value / most) * room));
  let hits = "";
  let misses = "";
  all.forEach((column, index) => {
    const x = (width - (all.length - index) * step).toFixed(1);
    const up = tall(column.hits, middle - 4).toFixed(1);
    const down = tall(column.misses, height - middle - 4).toFixed(1);
    if (column.hits) hits += `M${x} ${middle - 1}v-${up}h${bar.toFixed(1)}v${up}z`;
    if (column.misses) misses += `M${x} ${middle + 1}v${down}h${bar.toFixed(1)}v-${down}z`;
  });
  tape.querySelector(".axis").setAttribute("d", `M0 ${middle}H${width}`);
  tape.querySelector(".hits").setAttribute("d", hits);
  tape.querySelector(".misses").setAttribute("d", misses);
}

function drawSpark(id, values, fromZero) {
  const svg = byId(id);
  const { width, height } = svg.getBoundingClientRect();
  if (width === 0 || values.length < 2) return;
  const top = Math.max(...values);
  const bottom = fromZero ? 0 : Math.min(...values);
  const span = Math.max(top - bottom, fromZero ? 10 : top * 0.02 + 1);
  const points = values.map((value, index) => {
    const x = width - ((values.length - 1 - index) * width) / (POINTS - 1);
    const y = height - 1.5 - ((value - bottom) / span) * (height - 3);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  svg.firstElementChild.setAttribute("d", "M" + points.join("L"));
}

function show() {
  const latest = samples.at(-1);
  if (!latest) return;
  const figures = latest.figures;
  const reads = figures.hits + figures.misses;
  setText(byId("rate"), reads === 0 ? "–" : percent(figures.hits / reads));
  setText(byId("rate-label"), t(reads === 0 ? "gauge.noReads" : "gauge.rate"));
  setText(byId("hits"), count(figures.hits));
  setText(byId("misses"), count(figures.misses));
  setText(byId("ops"), count(figures.opsPerSecond));
  setText(byId("memory"), bytes(figures.usedMemory));
  setText(byId("keys-total"), count(figures.keys));
  drawTape();
  drawSpark("spark-ops", samples.map((s) => s.figures.opsPerSecond), true);
  drawSpark("spark-memory", samples.map((s) => s.figures.usedMemory), false);
}

export function install() {
  on("picture", (picture) => {
    samples = picture.history.slice(-POINTS - 1);
    show();
  });
  on("figures", (sample) => {
    samples.push(sample);
    if (samples.length > POINTS + 1) samples.shift();
    show();
  });
  new ResizeObserver(show).observe(tape);
}

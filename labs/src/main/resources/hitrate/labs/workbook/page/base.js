// What every part of the page uses: the token, the texts, elements, numbers.

const meta = (name) => document.querySelector(`meta[name="${name}"]`).content;

export const token = meta("workbook-token");
export const start = meta("workbook-start");
export const byId = (id) => document.getElementById(id);
export const calm = matchMedia("(prefers-reduced-motion: reduce)");

const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
const tenth = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat(language, {
  hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false,
});

let texts = {};

/** Asks the server; the answer is the response, which may still be streaming. */
export async function ask(path, body) {
  const options = { headers: { "X-Workbook-Token": token } };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  return fetch(path, options);
}

/** Asks the server for JSON; throws with the server's own line when it refuses. */
export async function askJson(path, body) {
  const response = await ask(path, body);
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}

export async function loadTexts() {
  texts = await askJson("/api/texts");
}

/** The text of `key` with {0}, {1}, ... filled in. */
export function t(key, ...values) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\d)\}/g, (place, index) => values[index] ?? place);
}

export const hasText = (key) => key in texts;

/** An element with properties and children; strings become text, never markup. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

export const count = (value) => (value < 100000 ? whole.format(value) : compact.format(value));
/** Rounded down: 100% is said only when there was no miss at all. */
export const percent = (share) => tenth.format(Math.floor(share * 1000) / 10) + "%";
export const timeOfDay = (millis) => clock.format(millis);

export function bytes(value) {
  if (value < 1024) return `${value} B`;
  if (value < 1024 * 1024) return `${tenth.format(value / 1024)} KB`;
  if (value < 1024 ** 3) return `${tenth.format(value / 1024 ** 2)} MB`;
  return `${tenth.format(value / 1024 ** 3)} GB`;
}

/** Sets text only when it differs, so that screen readers and selections are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Copies text and says so on the button for a moment. */
export async function copy(button, text, said) {
  const before = button.dataset.before ?? button.title;
  button.dataset.before = before;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return; // The browser may forbid it; the text stays selectable.
  }
  button.title = said;
  button.classList.add("copied");
  setTimeout(() => {
    button.title = before;
    button.classList.remove("copied");
  }, 1500);
}

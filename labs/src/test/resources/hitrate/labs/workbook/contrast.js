// The contrast of what a page shows, as WCAG 2.1 reckons it.
({
  parse: (color) => color.match(/[\d.]+/g).map(Number),

  light: ([r, g, b]) => [r, g, b]
    .map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0),

  behind(element) {
    for (let e = element; e; e = e.parentElement) {
      const color = this.parse(getComputedStyle(e).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  },

  between(one, other) {
    const [a, b] = [this.light(one), this.light(other)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  },

  describe: (e, ratio) =>
    `${e.tagName}.${e.getAttribute("class")} ${e.textContent.trim().slice(0, 40)}: ${ratio.toFixed(2)}`,

  // Text below 4.5 to 1, or 3 to 1 when it is large: SC 1.4.3.
  faintText() {
    const found = [];
    for (const e of document.querySelectorAll("body *")) {
      const style = getComputedStyle(e);
      const text = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
      const hint = e.placeholder && !e.value;
      if (!(text || hint) || !e.checkVisibility() || e.closest(".skip, .sr-only")) continue;
      const paint = e.closest("svg") ? style.fill : hint ? getComputedStyle(e, "::placeholder").color : style.color;
      const color = this.parse(paint);
      if (color[3] === 0) continue;
      const ratio = this.between(color, this.behind(e));
      if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) found.push(this.describe(e, ratio));
    }
    return found;
  },

  // Parts that say something by their shape, each [selector, property, pseudo-element], below 3 to 1
  // to what is behind them, or not there: SC 1.4.11.
  faintParts(parts) {
    const found = [];
    for (const [selector, property, pseudo] of parts) {
      const e = document.querySelector(selector);
      if (!e) {
        found.push(selector + " is not there");
        continue;
      }
      const own = property === "backgroundColor" && !pseudo;
      const color = this.parse(getComputedStyle(e, pseudo)[property]);
      const ratio = this.between(color, this.behind(own ? e.parentElement : e));
      if (ratio < 3) found.push(selector + " " + property + ": " + ratio.toFixed(2));
    }
    return found;
  },
})

// The pages work without this file; it adds the theme button, the menu of narrow screens, the copy
// buttons of consoles, and the mark of the section being read.
(() => {
  const root = document.documentElement;
  const remember = (value) => {
    try {
      localStorage.setItem("hitrate-theme", value);
    } catch {
      // Storage may be switched off; the choice then lasts for this page.
    }
  };
  let saved = null;
  try {
    saved = localStorage.getItem("hitrate-theme");
  } catch {
    // See above.
  }
  if (saved) root.dataset.theme = saved;

  document.querySelector(".theme").addEventListener("click", () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const next = (root.dataset.theme || system) === "dark" ? "light" : "dark";
    root.dataset.theme = next;
    remember(next);
  });

  const menu = document.querySelector(".menu");
  const nav = document.getElementById("nav");
  menu.addEventListener("click", () => {
    menu.setAttribute("aria-expanded", String(nav.classList.toggle("open")));
  });
  nav.addEventListener("click", (event) => {
    if (event.target.closest("a")) {
      nav.classList.remove("open");
      menu.setAttribute("aria-expanded", "false");
    }
  });

  // Paper cannot be unfolded: the answers are printed, and folded again afterwards.
  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    for (const answer of unfolded) answer.open = true;
  });
  addEventListener("afterprint", () => {
    for (const answer of unfolded) answer.open = false;
  });

  if (navigator.clipboard) {
    const label = document.body.dataset.copy;
    for (const box of document.querySelectorAll(".transcript")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = label;
      button.addEventListener("click", async () => {
        const commands = [...box.querySelectorAll(".cmd")].map((line) => line.textContent);
        await navigator.clipboard.writeText(commands.join("\n") + "\n");
        button.textContent = document.body.dataset.copied;
        setTimeout(() => (button.textContent = label), 1500);
      });
      box.append(button);
    }
  }

  const links = new Map();
  for (const link of nav.querySelectorAll("ol a")) {
    const heading = document.getElementById(link.hash.slice(1));
    if (heading) links.set(heading, link);
  }
  if (links.size > 0) {
    const watch = () => {
      let here = null;
      for (const [heading, link] of links) {
        link.classList.remove("here");
        if (heading.getBoundingClientRect().top < 120) here = link;
      }
      if (here) here.classList.add("here");
    };
    addEventListener("scroll", watch, { passive: true });
    watch();
  }
})();

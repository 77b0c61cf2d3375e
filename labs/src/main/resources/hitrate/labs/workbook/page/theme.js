// Runs before the first paint, so that a chosen theme never flashes. The book's pages use the same
// entry of the storage.
(() => {
  let saved = null;
  try {
    saved = localStorage.getItem("hitrate-theme");
  } catch {
    // Storage may be switched off; the system's theme it is.
  }
  if (saved === "light" || saved === "dark") document.documentElement.dataset.theme = saved;
})();

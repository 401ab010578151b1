// Asks on the newspaper's pages stay away until that day. This browser keeps the day, and not why; nothing is sent.
(() => {
  const until = +document.querySelector("[data-quiet]").dataset.quiet;
  try {
    const kept = JSON.parse(localStorage.asks || "{}");
    kept.until = Math.max(kept.until || 0, until);
    localStorage.asks = JSON.stringify(kept);
  } catch {}
})();

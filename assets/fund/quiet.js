// Asks on the newspaper's pages stay away until that day; one that has come lets them return. This browser keeps the day, and not why; nothing is sent.
(() => {
  const until = +document.querySelector("[data-quiet]").dataset.quiet;
  try {
    const kept = JSON.parse(localStorage.asks || "{}");
    kept.until = until * 864e5 > Date.now() ? Math.max(kept.until || 0, until) : 0;
    localStorage.asks = JSON.stringify(kept);
  } catch {}
})();

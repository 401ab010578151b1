// A courtesy: asks only so often, and not before the day that this browser keeps. It keeps days, no reasons, and tells nobody. It decides before the page is drawn, so that nothing moves later.
(() => {
  const page = document.documentElement;
  const today = Math.floor(Date.now() / 864e5);
  let kept = {};
  try { kept = JSON.parse(localStorage.asks) || kept; } catch {}
  const keep = () => { try { localStorage.asks = JSON.stringify(kept); } catch {} };
  const quiet = (until) => {
    kept.until = until > today ? Math.max(kept.until || 0, Math.min(until, today + 400)) : 0;
    keep();
    page.dataset.asks = "no";
  };
  // The pages where people give may be on another host; the way back from there says until which day. One that has come lets asks return.
  const said = /^#quiet-(\d{5})$/.exec(location.hash);
  if (said) {
    history.replaceState(null, "", location.pathname);
    quiet(+said[1]);
  }
  if (!page.dataset.often) return;
  const [most, days] = page.dataset.often.split(" ").map(Number);
  kept.seen = [].concat(kept.seen || []).filter((day) => day > today - days && day <= today);
  const over = kept.until > today || kept.seen.length >= most;
  page.dataset.asks = over ? "no" : "yes";
  if (over) return;
  addEventListener("DOMContentLoaded", () => {
    const watch = new IntersectionObserver((all) => {
      if (!all.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      kept.seen.push(today);
      keep();
    }, { threshold: 0.1 });
    document.querySelectorAll("[data-ask]").forEach((ask) => {
      watch.observe(ask);
      const no = ask.querySelector("[data-no]");
      if (no) no.onclick = () => quiet(today + days);
    });
  });
})();

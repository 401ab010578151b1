// A courtesy on a page that is whole without it: says that there are new posts, and lets the reader decide when they come in.
// It asks for one small printed file, with If-None-Match, so that nothing new costs a 304. XMLHttpRequest reads it as a document: no text becomes markup here.
(() => {
  const live = document.querySelector("[data-from]");
  if (!live) return;
  const news = live.dataset.news.split("|");
  const bar = live.querySelector(".fresh");
  const title = document.title;
  // Seconds between two questions: seen, and in a tab that nobody looks at.
  const SEEN = 20, HIDDEN = 180;
  let tag = "", failed = 0, asked = Date.now(), over = false, timer;

  const number = (post) => +post.id.slice(1);
  const posts = () => [...live.querySelectorAll(".post")];

  function wait() {
    clearTimeout(timer);
    if (over) return;
    const pause = (document.hidden ? HIDDEN : SEEN) * 2 ** Math.min(failed, 4) * (0.9 + Math.random() / 5);
    timer = setTimeout(ask, Math.max(0, asked + pause * 1000 - Date.now()));
  }

  function ask() {
    asked = Date.now();
    const request = new XMLHttpRequest();
    request.open("GET", live.dataset.from);
    request.responseType = "document";
    request.timeout = 15000;
    if (tag) request.setRequestHeader("If-None-Match", tag);
    request.onloadend = () => {
      const main = request.status === 200 && request.response && request.response.querySelector("[data-posts]");
      if (main) {
        tag = request.getResponseHeader("ETag") || "";
        take(main);
      }
      // Withdrawn, or a copy that has no such file: nothing more will come.
      if (request.status === 404 || request.status === 410) over = true;
      failed = main || request.status === 304 ? 0 : failed + 1;
      wait();
    };
    request.send();
  }

  function take(main) {
    const listed = new Map(main.dataset.posts.split(" ").filter(Boolean).map((one) => one.split(":")).map(([n, version]) => [+n, version]));
    const here = posts();
    const newest = Math.max(0, ...here.map(number));
    for (const post of here) {
      const n = number(post), version = listed.get(n);
      // What was withdrawn goes at once; what has only grown old stays.
      if (!version && (n >= +main.dataset.first || post.classList.contains("pinned"))) post.remove();
      const changed = version && version !== post.dataset.v && main.querySelector(`#p${n}`);
      if (changed) post.replaceWith(document.importNode(changed, true));
    }
    const state = main.querySelector(".state");
    if (state) live.querySelector(".state").replaceWith(document.importNode(state, true));
    const fresh = [...listed.keys()].filter((n) => n > newest);
    over = !("open" in main.dataset);
    offer(main, fresh);
  }

  function offer(main, fresh) {
    bar.textContent = "";
    document.title = fresh.length ? `(${fresh.length}) ${title}` : title;
    if (!fresh.length) return;
    const button = document.createElement("button");
    button.textContent = news[Math.min(fresh.length, news.length) - 1];
    button.onclick = () => {
      const whole = fresh.map((n) => main.querySelector(`#p${n}`));
      if (whole.includes(null)) return location.reload();
      const list = live.querySelector(".posts");
      const first = list.querySelector(".post:not(.pinned)");
      for (const post of whole.map((post) => document.importNode(post, true))) {
        post.classList.add("new");
        const pinned = post.classList.contains("pinned");
        list.insertBefore(post, pinned ? list.firstChild : first);
      }
      bar.textContent = "";
      document.title = title;
      live.querySelector(".new a").focus({ preventScroll: true });
      live.querySelector(".new").scrollIntoView({ block: "start" });
    };
    bar.append(button);
  }

  document.addEventListener("visibilitychange", wait);
  wait();
})();

// Courtesies: every page works without them.

const draft = document.querySelector("#draft, #issue, #post");
if (draft) {
  // Only a piece has a text that is counted.
  const body = draft.elements.body;
  const count = draft.querySelector(".count");
  let changed = false;
  let typedSince = false;

  const words = () => (body.value.match(/[\p{L}\p{N}]+(?:['’‌-][\p{L}\p{N}]+)*/gu) ?? []).length;
  const tell = () => {
    count.textContent = `${new Intl.NumberFormat(document.documentElement.lang).format(words())} ${count.dataset.words}`;
  };
  let waiting;
  if (count) body.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(tell, 300);
  });
  draft.addEventListener("input", () => (changed = typedSince = true));
  draft.addEventListener("submit", (event) => {
    // A preview opens beside the form; only a save makes it safe to leave.
    if (event.submitter?.formTarget !== "_blank") changed = false;
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      draft.querySelector(".acts button")?.click();
    }
    // A live post leaves with Ctrl and Enter.
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && draft.contains(event.target)) draft.querySelector("[data-enter]")?.click();
  });
  // A session ends after half an hour without a request; somebody who is writing is not away.
  setInterval(() => {
    if (typedSince) fetch("/pulse").catch(() => {});
    typedSince = false;
  }, 5 * 60 * 1000);
}

// The server does what is pressed twice once; this saves the second press.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true))));
}

// At a live desk others post too: whoever comes back to the window sees what they did.
const stream = document.querySelector("#stream");
if (stream) {
  let looked = Date.now();
  addEventListener("focus", () => {
    if (Date.now() - looked < 10_000 || document.querySelector("#stream").matches(":focus-within, :has(details[open])")) return;
    looked = Date.now();
    const request = new XMLHttpRequest();
    request.open("GET", location.pathname);
    // A document, so that no text becomes markup here.
    request.responseType = "document";
    request.onload = () => {
      const newer = request.response?.querySelector("#stream");
      if (newer) document.querySelector("#stream").replaceWith(document.importNode(newer, true));
    };
    request.send();
  });
}

// Finds a number whose hash begins with enough zero bits, a little at a time so that the page stays alive, and sends the form. Who has no script waits instead.
const form = document.getElementById('work');
const { seed, bits } = form.dataset;
const text = new TextEncoder();
let nonce = 0;
async function some() {
  for (let n = 0; n < 400; n++, nonce++) {
    const digest = new DataView(await crypto.subtle.digest('SHA-256', text.encode(seed + nonce)));
    if (Math.clz32(digest.getUint32(0)) >= Number(bits)) {
      form.elements.work.value = nonce;
      return form.requestSubmit();
    }
  }
  setTimeout(some);
}
if (globalThis.crypto && crypto.subtle) some();

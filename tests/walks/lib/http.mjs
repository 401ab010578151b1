// Plain requests with nothing hidden: no redirect is followed, the bytes on the wire are counted.

import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';

const plain = new http.Agent({ keepAlive: true, maxSockets: 16 });
const secure = new https.Agent({ keepAlive: true, maxSockets: 16, rejectUnauthorized: false });

/** `{ status, headers, wire, body }`: `wire` is the size of the body as it was sent, `body` a Buffer after decoding. */
export function get(url, { method = 'GET', headers = {}, body, agent, timeout_ms = 30_000 } = {}) {
  const target = new URL(url);
  const tls = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (tls ? https : http).request(
      target,
      { method, agent: agent ?? (tls ? secure : plain), headers: { 'accept-encoding': 'gzip', ...headers }, timeout: timeout_ms },
      (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const raw = Buffer.concat(parts);
          let decoded = raw;
          try {
            if (response.headers['content-encoding'] === 'gzip' && raw.length) decoded = zlib.gunzipSync(raw);
            if (response.headers['content-encoding'] === 'br' && raw.length) decoded = zlib.brotliDecompressSync(raw);
          } catch (error) {
            reject(new Error(`${url}: ${error.message}`));
            return;
          }
          resolve({ url: String(url), status: response.statusCode, headers: response.headers, wire: raw.length, body: decoded });
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error(`${url}: no answer within ${timeout_ms} ms`)));
    request.on('error', reject);
    if (body !== undefined) request.write(body);
    request.end();
  });
}

/** Runs `work` over `items`, `width` at a time. */
export async function each(items, width, work) {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.min(width, queue.length) }, async () => {
      while (queue.length) await work(queue.shift());
    }),
  );
}

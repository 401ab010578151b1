// What the chaos suites share: chance that can be repeated, a relay that behaves as relays do, and a verdict.

export function pause(ms) {
  return new Promise((later) => setTimeout(later, ms));
}

/** Random numbers from 0 to 1; the same seed gives the same ones. */
export function mulberry(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * A relay: answers one connection to it.
 *
 * `decide()` says of a recipient `yes`, `later`, `no`, or `drop` (it hangs up after the final dot), and `early()` whether `later` and `no` are said before the
 * letter comes. It takes its time for a letter, up to `longest_ms`. What became of whom is written into `letters` (reader to Message-IDs), `declined`, `dropped`
 * (reader to how often it hung up) and `count`.
 */
export function relay({ decide, early, random, longest_ms, letters, declined, dropped, count }) {
  return function serve(socket) {
    let buffer = '';
    let reader = null;
    let verdict = null;
    let in_data = false;
    let busy = false;
    const say = (line) => socket.writable && socket.write(`${line}\r\n`);
    socket.setNoDelay(true);
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      buffer += chunk;
      if (!busy) read();
    });
    say('220 relay.example ESMTP');

    function read() {
      for (;;) {
        const end = buffer.indexOf(in_data ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (in_data ? 5 : 2));
        if (in_data) {
          in_data = false;
          busy = true;
          body(text);
          return;
        }
        command(text);
      }
    }

    function command(line) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') say('250-relay.example\r\n250-PIPELINING\r\n250 ENHANCEDSTATUSCODES');
      else if (verb === 'RCPT') {
        reader = line.match(/<([^>]*)>/)?.[1];
        verdict = decide();
        if (verdict === 'later' && early()) return later();
        if (verdict === 'no' && early()) return no();
        say('250 2.1.5 well');
      } else if (verb === 'DATA') {
        in_data = reader !== null;
        say(in_data ? '354 go on' : '503 5.5.1 who for?');
      } else if (verb === 'RSET') {
        reader = null;
        say('250 2.0.0 forgotten');
      } else if (verb === 'QUIT') {
        say('221 2.0.0 farewell');
        socket.end();
      } else say('250 2.0.0 well');
    }

    async function body(text) {
      const to = reader;
      reader = null;
      // What has its final dot may have arrived, whoever dies next.
      if (verdict === 'yes' || verdict === 'drop') {
        const name = text.match(/^Message-ID: (\S+)/m)?.[1] ?? 'none';
        letters.has(to) ? letters.get(to).push(name) : letters.set(to, [name]);
        count.letters += 1;
      }
      const fate = verdict;
      if (fate === 'drop') (count.drops += 1), dropped.set(to, (dropped.get(to) ?? 0) + 1);
      await pause(random() * longest_ms);
      if (fate === 'drop') return socket.destroy();
      if (fate === 'later') (count.later += 1), say('451 4.3.0 later');
      else if (fate === 'no') (declined.add(to), (count.no += 1), say('554 5.7.1 no'));
      else say('250 2.0.0 taken');
      busy = false;
      read();
    }

    function later() {
      count.later += 1;
      reader = null;
      say('450 4.2.0 later');
    }

    function no() {
      count.no += 1;
      declined.add(reader);
      reader = null;
      say('550 5.1.1 nobody here');
    }
  };
}

/**
 * Letters that came more than once, by what put them in doubt. A relay that hangs up after the final dot has the letter, and the sender cannot know it (RFC
 * 1047): the letter is sent once more, whoever was killed or not. What is beyond that is the work of kills, and has to be within kills x connections.
 */
export function doubled(letters, dropped) {
  const extra = [...letters].map(([reader, names]) => [names.length - 1, dropped.get(reader) ?? 0]);
  const all = extra.reduce((sum, [more]) => sum + more, 0);
  const after_drops = extra.reduce((sum, [more, drops]) => sum + Math.min(more, drops), 0);
  return { all, after_drops, after_kills: all - after_drops };
}

/** Says which of `[what, holds, why]` do not hold, and ends the program. */
export function conclude(suite, checks) {
  let wrong = 0;
  for (const [what, holds, why] of checks) {
    if (holds) continue;
    wrong += 1;
    console.log(`NOT SO: ${what}`);
    for (const line of why.slice(0, 10)) console.log(`  ${JSON.stringify(line)}`);
  }
  console.log(`\n${suite}: ${checks.length - wrong} passed, ${wrong} failed`);
  process.exit(wrong ? 1 : 0);
}

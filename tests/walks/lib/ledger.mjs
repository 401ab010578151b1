// What was looked at and what was wrong with it. Checks with one name are counted together; only the first examples are shown.

const EXAMPLES = 6;

export class Ledger {
  constructor(name) {
    this.name = name;
    this.checks = new Map();
    this.began = Date.now();
  }

  /** Notes one outcome; `trouble` is empty when all is well, otherwise a sentence or several. */
  note(check, where, trouble) {
    const entry = this.checks.get(check) ?? { looked: 0, wrong: [] };
    this.checks.set(check, entry);
    entry.looked += 1;
    const troubles = Array.isArray(trouble) ? trouble : trouble ? [trouble] : [];
    if (troubles.length) entry.wrong.push({ where, troubles });
    return troubles.length === 0;
  }

  say(text) {
    const seconds = ((Date.now() - this.began) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s  ${text}`);
  }

  /** Prints every check and sets the exit code. A check that looked at nothing is a failure: the walk went past it. */
  close(expected = []) {
    for (const check of expected) if (!this.checks.has(check)) this.checks.set(check, { looked: 0, wrong: [] });
    let passed = 0;
    let failed = 0;
    console.log('');
    for (const [check, { looked, wrong }] of this.checks) {
      if (looked > 0 && wrong.length === 0) {
        passed += 1;
        console.log(`ok    ${check} (${looked})`);
        continue;
      }
      failed += 1;
      if (looked === 0) {
        console.log(`FAIL  ${check}: nothing was looked at`);
        continue;
      }
      console.log(`FAIL  ${check}: ${wrong.length} of ${looked}`);
      for (const { where, troubles } of wrong.slice(0, EXAMPLES)) {
        console.log(`        ${where}`);
        for (const trouble of troubles.slice(0, EXAMPLES)) console.log(`          ${trouble}`);
        if (troubles.length > EXAMPLES) console.log(`          … and ${troubles.length - EXAMPLES} more`);
      }
      if (wrong.length > EXAMPLES) console.log(`        … and ${wrong.length - EXAMPLES} more`);
    }
    console.log(`\n${this.name}: ${passed} passed, ${failed} failed`);
    process.exitCode = failed ? 1 : 0;
    return failed === 0;
  }
}

// Search in a copy of the newspaper on a static host: answers come from the small index that the export wrote beside the form, and nothing is asked of anybody else.
// A courtesy: without it the page says where one can search. The house's own address answers on the server and never comes here with a question.
(() => {
  'use strict';
  const said = document.currentScript.dataset;
  const asked = new URLSearchParams(location.search);
  const value = (name) => (asked.get(name) ?? '').trim();
  const LETTERS = /[\p{Alphabetic}\p{N}]+/gu;
  const words = [...new Set(value('q').toLowerCase().match(LETTERS) ?? [])].slice(0, 6);
  if (!words.length && !['section', 'author', 'from', 'to'].some(value)) return;

  const SHOWN = 10;
  const DAY = 864e5;
  // A word that stands often in a story weighs a little more, one in its headline much more.
  const WEIGHTS = [1, 1.4, 1.8, 4];
  let head;

  const load = async (name) => {
    const answer = await fetch(`${said.index}${name}.bin${head ? `?${head.edition}` : ''}`);
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return new Response(answer.body.pipeThrough(new DecompressionStream('gzip'))).text();
  };

  // Numbers of stories as steps in base 36, each with its weight in the last two bits.
  const read = (list) => {
    const found = new Map();
    let story = -1;
    for (const step of list ? list.split(' ') : []) {
      const number = parseInt(step, 36);
      story += Math.floor(number / 4) + 1;
      found.set(story, number % 4);
    }
    return found;
  };

  const alike = (a, b) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at += 1;
    return at >= 4 && Math.max(a.length, b.length) - at <= 3 ? at : 0;
  };

  // All forms of a word that the newspaper has printed, and the stories that have one of them. A form that it never used leads to the nearest one.
  const find = async (word) => {
    const key = [...word].slice(0, head.letters).join('');
    let shard = head.keys.length - 1;
    while (shard > 0 && head.keys[shard] > key) shard -= 1;
    let best = { near: 0, forms: [], list: '' };
    for (const line of (await load(`words-${shard}`)).split('\n')) {
      const [forms, list] = [line.slice(0, line.indexOf('|')).split(' '), line.slice(line.indexOf('|') + 1)];
      const near = forms.includes(word) ? Infinity : Math.max(...forms.map((form) => alike(form, word)));
      if (near > best.near) best = { near, forms, list };
    }
    return { forms: best.forms, stories: read(best.list) };
  };

  const answer = async () => {
    head = JSON.parse(await load('head'));
    const [found, ...limits] = await Promise.all([
      Promise.all(words.map(find)),
      ...['section', 'author'].filter(value).map(async (of) => read(await load(`${of}-${value(of)}`).catch(() => ''))),
    ]);
    const sets = [...found.map((one) => one.stories), ...limits].sort((a, b) => a.size - b.size);
    // Days alone limit all stories.
    const some = sets.length ? [...sets[0].keys()] : Array.from({ length: head.stories }, (_, story) => story);
    let stories = some.filter((story) => sets.every((set) => set.has(story)));
    const [from, to] = ['from', 'to'].map((name) => Date.parse(value(name)) / DAY);
    if (!Number.isNaN(from) || !Number.isNaN(to)) {
      let day = 0;
      const days = (await load('days')).split(' ').map((step) => (day -= parseInt(step, 36)));
      stories = stories.filter((story) => !(days[story] + head.day < from) && !(days[story] + head.day > to));
    }
    const score = (story) => found.reduce((sum, one) => sum + WEIGHTS[one.stories.get(story)] * Math.log(1 + head.stories / one.stories.size), 0);
    const scores = new Map(stories.map((story) => [story, score(story)]));
    stories.sort((a, b) => scores.get(b) - scores.get(a) || a - b);
    return { stories, forms: new Set(found.flatMap((one) => one.forms)) };
  };

  const blocks = new Map();
  const story = async (number) => {
    const block = Math.floor(number / head.block);
    if (!blocks.has(block)) blocks.set(block, load(`stories-${block}`).then(JSON.parse));
    return (await blocks.get(block))[number % head.block];
  };

  const make = (tag, text = '', className = '') => {
    const element = document.createElement(tag);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const marked = (text, forms) => {
    const line = make('p', '', 'sf');
    let at = 0;
    for (const match of text.matchAll(LETTERS)) {
      if (!forms.has(match[0].toLowerCase())) continue;
      line.append(text.slice(at, match.index), make('mark', match[0]));
      at = match.index + match[0].length;
    }
    line.append(text.slice(at));
    return line;
  };

  const show = async ({ stories, forms }) => {
    const section = make('section');
    section.setAttribute('aria-labelledby', 'hits');
    const title = make('h2', stories.length ? `${said.found} ${stories.length.toLocaleString(document.documentElement.lang)}` : said.none, 'h');
    title.id = 'hits';
    const rows = make('div', '', 'rows hits');
    const more = make('button', said.more);
    more.type = 'button';
    const next = async () => {
      const some = await Promise.all(stories.splice(0, SHOWN).map(story));
      for (const [path, headline, date, names, passage] of some) {
        const card = make('article', '', 'card');
        const heading = make('h3');
        const link = make('a', headline);
        link.href = said.root + path;
        heading.append(link);
        card.append(heading, marked(passage, forms), make('p', names ? `${names} · ${date}` : date, 'meta'));
        rows.append(card);
      }
      more.hidden = !stories.length;
    };
    section.append(title);
    if (!stories.length) section.append(make('p', said.noneText));
    section.append(rows, more);
    await next();
    more.addEventListener('click', next);
    document.querySelector('main .list').append(section);
    document.getElementById('copy').textContent = said.copy;
  };

  for (const field of document.querySelectorAll('.ask [name]')) field.value = value(field.name);
  // Where there is no index, or a browser cannot read it, the page goes on saying where one can search.
  answer().then(show, () => {});
})();

#!/usr/bin/env python3
"""Writes an archive of invented articles as a Hugo content folder, for `indelible import` and for Hugo itself.

The words come from the demo newspaper: a chain over its English pieces makes sentences that look like English, so that
compression, stemming and search meet what they would meet in a real archive. The same arguments give the same bytes.
"""

import argparse
import collections
import datetime
import pathlib
import random
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECTIONS = ["politics", "courts", "economy", "society", "climate", "culture", "science", "world", "opinion", "sport"]
FIRST = "Ada Bela Cyril Dora Emil Fenna Goran Hana Ilse Joren Katya Lev Mira Nils Orla Pavel Rosa Stefan Tova Ulla".split()
LAST = "Aster Brandt Corvin Dahl Eskola Farkas Grau Holm Ivers Jansky Koval Lindt Moran Novak Osten".split()
STARTS = "Bra Cor Dal Fen Gor Hal Ist Jor Kel Lor Mar Nor Ost Pel Rav Sel Tor Ulm Var Wes".split()
MIDDLES = "a e i o u an el in or ur ast ert ing olm und".split()
ENDS = "dek fors gen holt ina keth lund mere nik pol rov stad ten vik zin".split()


def chain_of_demo():
    """Which word follows two others in the demo's English pieces."""
    follows = collections.defaultdict(list)
    openings = []
    for file in sorted((ROOT / "demo/articles/en").glob("*.md")):
        body = file.read_text(encoding="utf-8").split("\n+++\n", 1)[-1]
        for paragraph in body.split("\n\n"):
            if not re.match(r"[A-Z“]", paragraph) or "\n" in paragraph.strip():
                continue
            plain = re.sub(r"\[\^\w+\]|\[([^\]]*)\]\([^)]*\)|[*_`#]", r"\1", paragraph)
            plain = re.sub(r"[“”\"()]", "", plain)
            for sentence in re.split(r"(?<=[.!?])\s+", plain):
                words = sentence.split()
                if 6 <= len(words) <= 60 and words[-1][-1] in ".!?":
                    openings.append((words[0], words[1]))
                    for a, b, c in zip(words, words[1:], words[2:]):
                        follows[a, b].append(c)
    if not openings:
        sys.exit(f"there are no English pieces under {ROOT / 'demo/articles/en'} to take words from")
    return follows, openings


def sentence(rng, follows, openings):
    a, b = rng.choice(openings)
    words = [a, b]
    while len(words) < 45 and words[-1][-1] not in ".!?":
        after = follows.get((a, b))
        if not after:
            break
        a, b = b, rng.choice(after)
        words.append(b)
    text = " ".join(words).rstrip(",;:—–- ")
    return text if text[-1] in ".!?" else text + "."


def name(rng):
    """A word that few articles share, as names of people and places are."""
    return rng.choice(STARTS) + rng.choice(MIDDLES) + rng.choice(ENDS)


def body(rng, sentences, least, most):
    wanted = rng.randint(least, most)
    paragraphs, words = [], 0
    while words < wanted:
        if words and rng.random() < 0.09:
            paragraphs.append("## " + rng.choice(sentences).rstrip(".!?")[:60].rsplit(" ", 1)[0])
        if words and rng.random() < 0.05:
            block = [rng.choice(sentences) for _ in range(3)]
            paragraphs.append("\n".join(f"- {line}" for line in block))
        elif words and rng.random() < 0.06:
            block = [rng.choice(sentences)]
            paragraphs.append(f"> {block[0]}")
        else:
            block = [rng.choice(sentences) for _ in range(rng.randint(2, 5))]
            if rng.random() < 0.5:
                block.insert(1, f"{rng.choice(FIRST)} {name(rng)} of {name(rng)} was there in {rng.randint(1950, 2026)}.")
            if rng.random() < 0.2:
                block[0] = "**" + block[0].split(" ", 1)[0] + "** " + block[0].split(" ", 1)[-1]
            paragraphs.append(" ".join(block))
        words += sum(line.count(" ") + 1 for line in block)
    return "\n\n".join(paragraphs)


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where `content/` is written; must be empty or not there")
    parser.add_argument("--articles", type=int, default=1000, help="how many (1000)")
    parser.add_argument("--words", default="400-900", help="shortest and longest article (400-900)")
    parser.add_argument("--years", type=int, default=20, help="how far back they go (20)")
    parser.add_argument("--newest", default="2026-11-20", help="date of the newest (2026-11-20)")
    parser.add_argument("--tags", type=int, default=200)
    parser.add_argument("--authors", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    least, most = map(int, given.words.split("-"))
    content = given.folder / "content"
    if content.exists() and any(content.iterdir()):
        sys.exit(f"{content} is there already: name another folder, or remove it")

    rng = random.Random(given.seed)
    follows, openings = chain_of_demo()
    sentences = [sentence(rng, follows, openings) for _ in range(min(60_000, 2_000 + given.articles))]
    count = collections.Counter(re.sub(r"\W", "", w).lower() for s in sentences[:4000] for w in s.split())
    topics = [w for w, _ in count.most_common(4000) if len(w) > 5 and w.isascii() and w.isalpha()][: given.tags]
    people = [f"{FIRST[i % len(FIRST)]} {LAST[(i // len(FIRST) + i) % len(LAST)]}" for i in range(given.authors)]
    slugs = [re.sub(r"\W+", "-", person.lower()) + (f"-{i}" if people.index(person) != i else "") for i, person in enumerate(people)]

    for kind, pairs in (("authors", zip(slugs, people)), ("tags", ((t, t.capitalize()) for t in topics))):
        for slug, title in pairs:
            folder = content / kind / slug
            folder.mkdir(parents=True)
            extra = f"display_name: {quoted(title)}\nslug: {slug}\n" if kind == "authors" else f"slug: {slug}\n"
            (folder / "_index.md").write_text(f"---\ntitle: {quoted(title)}\n{extra}---\n", encoding="utf-8")

    for section in SECTIONS:
        (content / section).mkdir()
        (content / section / "_index.md").write_text(f"---\ntitle: {section.capitalize()}\ndescription: {quoted(rng.choice(sentences))}\n---\n", encoding="utf-8")

    newest = datetime.datetime.fromisoformat(given.newest).replace(hour=18)
    step = datetime.timedelta(days=365.25 * given.years) / max(given.articles, 1)
    made = set()
    for number in range(given.articles):
        at = newest - step * number
        section = SECTIONS[min(int(rng.expovariate(0.45)), len(SECTIONS) - 1)]
        headline = " ".join(rng.choice(sentences).rstrip(".!?").split()[: rng.randint(6, 11)]).rstrip(",;:—- ")
        slug = re.sub(r"[^a-z0-9]+", "-", headline.lower()).strip("-")[:60].rstrip("-") + f"-{number}"
        folder = content / section / f"{at:%Y}" / f"{at:%m}"
        if folder not in made:
            folder.mkdir(parents=True, exist_ok=True)
            made.add(folder)
        lines = [
            "---", f"title: {quoted(headline)}", f"slug: {slug}", f"date: {at:%Y-%m-%dT%H:%M:%S}Z", f"summary: {quoted(rng.choice(sentences))}",
            f"authors: [{', '.join(rng.sample(slugs, rng.choice((1, 1, 1, 2))))}]",
            f"tags: [{', '.join(rng.sample(topics, rng.randint(2, 4)))}]", "---", "",
        ]
        (folder / f"{at:%d}-{slug}.md").write_text("\n".join(lines) + body(rng, sentences, least, most) + "\n", encoding="utf-8")
        if sys.stderr.isatty() and number % 2000 == 0:
            print(f"\r{number} of {given.articles}", end="", file=sys.stderr)
    print(f"{given.articles} articles in {content}")


if __name__ == "__main__":
    main()

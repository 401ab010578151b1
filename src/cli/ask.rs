//! Asking a keyholder: the seven words, the shares, and whether the words were written down. Questions go to standard error, so that a result can be piped.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use seal::keyfile::WORDS;
use seal::shares::{GROUPS, NEEDED};
use seal::{Share, Words};
use zeroize::Zeroizing;

/// A share is 90 letters and digits.
const CHARACTERS: usize = 90;
/// No answer is longer than this, in bytes.
const MOST: u64 = 64 << 10;
/// How often the words are shown before nothing is done.
const TRIES: usize = 3;

/// The words of a key: from a file (`-` is standard input), or asked for. At a terminal a slip is named and asked for again.
pub fn words(question: &str, file: Option<&Path>) -> Result<Words> {
    if let Some(file) = file {
        return text(file)?.parse().with_context(|| format!("{} does not hold the words", file.display()));
    }
    loop {
        match line(question)?.parse() {
            Ok(words) => return Ok(words),
            Err(trouble) if at_terminal() => eprintln!("{}. Once more.", capital(&trouble)),
            Err(trouble) => bail!(trouble),
        }
    }
}

/// Shares: one in each file (`-` is standard input), or asked for until there are enough.
pub fn shares(files: &[PathBuf]) -> Result<Vec<Share>> {
    let read = |file: &PathBuf| text(file)?.parse().with_context(|| format!("in {}", file.display()));
    let mut shares: Vec<Share> = files.iter().map(read).collect::<Result<_>>()?;
    while files.is_empty() && shares.len() < usize::from(NEEDED) {
        let number = shares.len() + 1;
        eprintln!("Share {number} of {NEEDED}: type its {GROUPS} groups, in one line or in several.");
        match share()?.parse::<Share>() {
            Ok(share) if shares.iter().any(|known| known.number() == share.number()) => {
                ensure!(at_terminal(), "share {} is here twice", share.number());
                eprintln!("Number {} is here already. Take another sheet.", share.number());
            }
            Ok(share) => shares.push(share),
            Err(trouble) if at_terminal() => eprintln!("{}. Type this share once more.", capital(&trouble)),
            Err(trouble) => bail!("share {number}: {trouble}"),
        }
    }
    Ok(shares)
}

/// Shows new words, and has two of them typed back, so that they are on paper before anything depends on them. Nothing is left on the screen.
pub fn written_down(words: &Words) -> Result<()> {
    if !at_terminal() {
        bail!("the words must be written down by a person at a terminal; a script says --yes and takes them from the answer");
    }
    for _ in 0..TRIES {
        eprintln!("\nThe words of your key. Write them on paper now, in this order; they are not shown again.\n");
        for (number, word) in (1..).zip(words.iter()) {
            eprintln!("    {number}  {word}");
        }
        eprintln!();
        line("Press Enter when they are on paper.")?;
        clear()?;
        if two_places()?.iter().map(|&place| typed_back(words, place)).collect::<Result<Vec<_>>>()?.iter().all(|right| *right) {
            return Ok(());
        }
        eprintln!("That is not what was shown. Here they are again.");
    }
    bail!("the words were not written down, so nothing was done")
}

fn typed_back(words: &Words, place: usize) -> Result<bool> {
    let typed = line(&format!("Word {}: ", place + 1))?;
    Ok(words.iter().nth(place).is_some_and(|word| word.eq_ignore_ascii_case(typed.trim())))
}

/// Two different places among the words.
fn two_places() -> Result<[usize; 2]> {
    let mut chance = [0u8; 2];
    getrandom::fill(&mut chance).context("the operating system gives no randomness")?;
    let first = usize::from(chance[0]) % WORDS;
    Ok([first, (first + 1 + usize::from(chance[1]) % (WORDS - 1)) % WORDS])
}

/// Empties the screen and what can be scrolled back to (ECMA-48 and xterm's addition).
fn clear() -> Result<()> {
    let mut out = std::io::stderr().lock();
    Ok(out.write_all(b"\x1b[2J\x1b[3J\x1b[H").and_then(|()| out.flush())?)
}

/// Lines until there is a whole share, or an empty one after some.
fn share() -> Result<Zeroizing<String>> {
    let mut share = Zeroizing::new(String::new());
    loop {
        let line = line("> ")?;
        share.push_str(&line);
        let groups = share.split(|c: char| !c.is_alphanumeric()).filter(|group| !group.is_empty()).count();
        let whole = groups >= GROUPS || share.chars().filter(|c| c.is_alphanumeric()).count() >= CHARACTERS;
        if whole || (line.trim().is_empty() && groups > 0) {
            return Ok(share);
        }
    }
}

fn line(question: &str) -> Result<Zeroizing<String>> {
    if at_terminal() {
        eprint!("{question}");
        std::io::stderr().flush()?;
    }
    let mut line = Zeroizing::new(String::new());
    if std::io::stdin().read_line(&mut line)? == 0 {
        bail!("standard input has ended; nothing was done");
    }
    Ok(line)
}

fn text(file: &Path) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let read = if file == Path::new("-") {
        std::io::stdin().take(MOST).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(MOST).read_to_string(&mut text))
    };
    read.with_context(|| format!("cannot read {}", file.display()))?;
    Ok(text)
}

fn at_terminal() -> bool {
    std::io::stdin().is_terminal()
}

fn capital(trouble: &impl ToString) -> String {
    let text = trouble.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

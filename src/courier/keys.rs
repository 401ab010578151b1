//! The ring of vault keys: the newest, to which readers are sealed, and the earlier ones, for the rows from before.
//!
//! One file, `vault.key`, holds them all, newest first, as key files with an empty line between two; one set of seven words opens every one. So no crash leaves
//! half a ring, and nobody has to keep the words of years ago. `vault.pub` beside it is the newest key's public half.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use seal::keyfile::Cost;
use seal::{KeyFile, VaultKey, VaultPublic, Words};

/// The wrapped keys.
pub const FILE: &str = "vault.key";
/// The public half of the newest.
pub const PUBLIC: &str = "vault.pub";
/// More keys than this are no ring of ours. Each costs a try at the words, so a stranger's file may not ask for many.
const KEYS_MOST: usize = 32;

/// Why an act on the ring is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error("there is no vault key in {}; “indelible keys create” makes one, “indelible keys recover” brings one back", .0.display())]
    NoKey(PathBuf),
    #[error("there is a vault key in {} already, and it is never overwritten; “indelible keys rotate” makes the next one", .0.display())]
    KeyThere(PathBuf),
    #[error("this key is in the ring already")]
    Known,
}

/// A key whose words have been said, and the day that it was made on.
pub struct Held {
    pub key: VaultKey,
    pub made: Date,
}

/// The keys of a folder, newest first, still wrapped; `None` when there are none. Public halves and days can be read without the words, and are believed only
/// after them.
///
/// # Errors
/// When the file cannot be read, or is no ring.
pub fn wrapped(dir: &Path) -> Result<Option<Vec<KeyFile>>> {
    let path = dir.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let text = text.replace("\r\n", "\n");
    let parts = || text.split("\n\n").filter(|part| !part.trim().is_empty());
    ensure!((1..=KEYS_MOST).contains(&parts().count()), "{} holds no key, or more than {KEYS_MOST}", path.display());
    let read = parts().map(|part| part.trim_start().parse::<KeyFile>());
    Ok(Some(read.collect::<Result<_, _>>().with_context(|| format!("cannot use {}", path.display()))?))
}

/// The same, where there must be some.
///
/// # Errors
/// [`Refusal::NoKey`], and what [`wrapped`] says.
pub fn must_have(dir: &Path) -> Result<Vec<KeyFile>> {
    Ok(wrapped(dir)?.ok_or_else(|| Refusal::NoKey(dir.to_owned()))?)
}

/// All keys of a folder, newest first: seal to the first, open with whichever fits. Each takes a second and 256 MiB for the time.
///
/// # Errors
/// When there is no key, or these are not its words.
pub fn ring(dir: &Path, words: &Words) -> Result<Vec<VaultKey>> {
    Ok(held(dir, words)?.into_iter().map(|held| held.key).collect())
}

/// The keys and their days, newest first.
///
/// # Errors
/// As [`ring`].
pub fn held(dir: &Path, words: &Words) -> Result<Vec<Held>> {
    let open = |file: &KeyFile| Ok(Held { key: file.open(words)?, made: file.made() });
    must_have(dir)?.iter().map(open).collect()
}

/// The first key of a folder.
///
/// # Errors
/// [`Refusal::KeyThere`], or when the folder cannot be made or written.
pub fn create(dir: &Path, key: Held, words: &Words, cost: Cost) -> Result<()> {
    if wrapped(dir)?.is_some() {
        return Err(Refusal::KeyThere(dir.to_owned()).into());
    }
    super::own_folder(dir)?;
    write(dir, &[key], words, cost, true)
}

/// Puts a new key before the others, all under new words.
///
/// # Errors
/// When the folder cannot be written.
pub fn rotate(dir: &Path, mut keys: Vec<Held>, next: Held, words: &Words, cost: Cost) -> Result<()> {
    keys.insert(0, next);
    replace(dir, &keys, words, cost)
}

/// Puts a recovered key behind the others, to read rows from before.
///
/// # Errors
/// [`Refusal::Known`], or when the folder cannot be written.
pub fn add_earlier(dir: &Path, mut keys: Vec<Held>, earlier: Held, words: &Words, cost: Cost) -> Result<()> {
    if keys.iter().any(|held| held.key.public() == earlier.key.public()) {
        return Err(Refusal::Known.into());
    }
    keys.push(earlier);
    replace(dir, &keys, words, cost)
}

/// Writes the ring anew in place of the one that is there: new words, or other keys.
///
/// # Errors
/// When the folder cannot be written.
pub fn replace(dir: &Path, keys: &[Held], words: &Words, cost: Cost) -> Result<()> {
    write(dir, keys, words, cost, false)
}

/// Puts the file aside whose words nobody has, under a name that is free, and says the name.
///
/// # Errors
/// When the folder cannot be written.
pub fn set_aside(dir: &Path) -> Result<PathBuf> {
    let free = (1..).map(|number| dir.join(format!("{FILE}.set-aside-{number}"))).find(|path| !path.exists());
    let free = free.context("no name is free")?;
    std::fs::rename(dir.join(FILE), &free).with_context(|| format!("cannot rename {} in {}", FILE, dir.display()))?;
    Ok(free)
}

fn write(dir: &Path, keys: &[Held], words: &Words, cost: Cost, fresh: bool) -> Result<()> {
    let mut text = String::new();
    for held in keys {
        let gap = if text.is_empty() { "" } else { "\n" };
        write!(text, "{gap}{}", KeyFile::wrap(&held.key, words, cost.clone(), held.made)?)?;
    }
    super::put(&dir.join(FILE), &text, fresh)?;
    let newest: Option<&VaultPublic> = keys.first().map(|held| held.key.public());
    // Written second: a public half that is not there yet can be shown from the ring, while one without a ring would be trusted by nobody.
    newest.map_or(Ok(()), |public| super::put(&dir.join(PUBLIC), &format!("{public}\n"), false))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use seal::Sealer;

    use super::*;

    fn cheap() -> Cost {
        Cost::new(64, 1, 1).expect("a cost")
    }

    fn new(day: i8) -> Held {
        Held { key: VaultKey::generate(), made: date(2026, 11, day) }
    }

    fn folder() -> tempfile::TempDir {
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        tempfile::Builder::new().permissions(closed).tempdir().expect("a folder")
    }

    #[test]
    fn after_three_rotations_one_set_of_words_reads_rows_from_every_time_newest_key_first() {
        let dir = folder();
        let mut words = Words::draw();
        create(dir.path(), new(1), &words, cheap()).expect("created");
        let mut rows = Vec::new();
        for day in 2..=4 {
            let keys = held(dir.path(), &words).expect("open");
            rows.push(Sealer::new(keys[0].key.public().clone()).seal("reader", b"7", b"mira@lamp.example").expect("sealed"));
            let next = Words::draw();
            rotate(dir.path(), keys, new(day), &next, cheap()).expect("rotated");
            assert!(ring(dir.path(), &words).is_err(), "the old words open nothing");
            words = next;
        }
        let keys = ring(dir.path(), &words).expect("open");
        assert_eq!(must_have(dir.path()).expect("keys").iter().map(|file| file.made().day()).collect::<Vec<_>>(), [4, 3, 2, 1]);
        for row in rows {
            assert_eq!(keys.iter().filter(|key| key.open("reader", b"7", row.as_ref()).is_ok()).count(), 1);
        }
        let public = std::fs::read_to_string(dir.path().join(PUBLIC)).expect("a public half");
        assert_eq!(public.parse::<VaultPublic>().as_ref(), Ok(keys[0].public()));
    }

    #[test]
    fn a_key_is_never_overwritten_by_a_new_one() {
        let dir = folder();
        let words = Words::draw();
        create(dir.path(), new(1), &words, cheap()).expect("created");
        let before = std::fs::read_to_string(dir.path().join(FILE)).expect("a file");
        let trouble = create(dir.path(), new(2), &words, cheap()).expect_err("refused");
        assert!(trouble.to_string().contains("never overwritten"), "{trouble}");
        assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).expect("a file"), before);
        std::fs::write(dir.path().join(FILE), "rubbish").expect("written");
        assert!(create(dir.path(), new(2), &words, cheap()).is_err(), "not even when it cannot be read");
    }

    #[test]
    fn the_folder_and_its_files_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let parent = folder();
        let dir = parent.path().join("courier");
        create(&dir, new(1), &Words::draw(), cheap()).expect("created");
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&dir), mode(&dir.join(FILE)), mode(&dir.join(PUBLIC))), (0o700, 0o600, 0o600));
        let open = parent.path().join("open");
        std::fs::create_dir(&open).expect("made");
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o755)).expect("opened");
        assert!(create(&open, new(1), &Words::draw(), cheap()).expect_err("refused").to_string().contains("chmod 700"));
    }

    #[test]
    fn a_recovered_earlier_key_joins_behind_the_newest_and_only_once() {
        let dir = folder();
        let (words, earlier) = (Words::draw(), new(1));
        let again = || Held { key: VaultKey::from_seed(earlier.key.seed().clone()), made: earlier.made };
        create(dir.path(), new(2), &words, cheap()).expect("created");
        add_earlier(dir.path(), held(dir.path(), &words).expect("open"), again(), &words, cheap()).expect("added");
        assert_eq!(ring(dir.path(), &words).expect("open")[1].public(), earlier.key.public());
        assert!(add_earlier(dir.path(), held(dir.path(), &words).expect("open"), again(), &words, cheap()).is_err());
    }

    #[test]
    fn a_ring_of_too_many_keys_is_refused_before_one_is_tried() {
        let dir = folder();
        let words = Words::draw();
        create(dir.path(), new(1), &words, cheap()).expect("created");
        let one = std::fs::read_to_string(dir.path().join(FILE)).expect("a file");
        std::fs::write(dir.path().join(FILE), vec![one; KEYS_MOST + 1].join("\n")).expect("written");
        assert!(wrapped(dir.path()).is_err());
    }
}

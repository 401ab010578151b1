//! The file with the recipients: records of one size, sealed under a key that only memory knows.
//!
//! It is written whole or not at all (beside, synced, renamed). Whoever sends reads one record at a time, so a list of a million takes no more memory than one of ten.
//!
//! The file: `capsule2`, a random id of 16 bytes, the number of recipients, the room of a record, and the number of records behind the recipients that hold what
//! else is needed for this one run (8 bytes each, big-endian); then the records. The numbers and the id are bound into every record's seal, so a file that was
//! shortened or mixed from two opens nowhere, and no record of one kind is read as one of the other.

use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
pub use seal::capsule::CapsuleKey as Key;
use zeroize::Zeroizing;

use super::model::{Person, Place};

const MAGIC: &[u8; 8] = b"capsule2";
const HEAD: usize = 48;
/// Bytes of what goes with the recipients: two keys and a little.
const MOST_BESIDES: usize = 64 << 10;
/// Letters of a reader's token.
const TOKEN: usize = 22;
/// Row, token and the longest address (RFC 5321 4.5.3.1.3).
const ROOM: usize = 8 + TOKEN + 254;

/// One who gets the letter. Its memory is wiped when it is dropped, and it never prints itself.
#[derive(Clone)]
pub struct Recipient {
    pub person: Person,
    /// Empty when the reader left after the places were given out.
    pub address: Zeroizing<String>,
    /// 22 letters, with which the reader leaves or changes the subscription.
    pub token: Zeroizing<String>,
}

impl Recipient {
    pub fn new(person: Person, address: &str, token: &str) -> Self {
        Self { person, address: Zeroizing::new(address.to_owned()), token: Zeroizing::new(token.to_owned()) }
    }

    /// Holds the place of somebody who left.
    pub fn gone(person: Person) -> Self {
        Self::new(person, "", "______________________")
    }

    /// The part of the address behind its last `@`, in lower case.
    pub fn domain(&self) -> String {
        self.address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default()
    }

    fn write(&self) -> Result<Zeroizing<Vec<u8>>> {
        ensure!(self.token.len() == TOKEN, "a token of {} letters cannot be put into a capsule: it takes {TOKEN}", self.token.len());
        let mut plain = Zeroizing::new(Vec::with_capacity(ROOM));
        plain.extend_from_slice(&self.person.0.to_be_bytes());
        plain.extend_from_slice(self.token.as_bytes());
        plain.extend_from_slice(self.address.as_bytes());
        ensure!(plain.len() <= ROOM, "an address is longer than 254 bytes");
        Ok(plain)
    }

    fn read(plain: &[u8]) -> Option<Self> {
        let (person, rest) = plain.split_first_chunk::<8>()?;
        let (token, address) = rest.split_at_checked(TOKEN)?;
        Some(Self::new(Person(i64::from_be_bytes(*person)), std::str::from_utf8(address).ok()?, std::str::from_utf8(token).ok()?))
    }
}

impl std::fmt::Debug for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recipient(…)")
    }
}

/// An open capsule.
pub struct Capsule {
    file: File,
    path: PathBuf,
    /// Recipients; the records behind them hold what else there is.
    count: u64,
    sealed: seal::capsule::Capsule,
}

impl Capsule {
    /// Writes a capsule to `path` under a new key. Blocks while it does.
    ///
    /// # Errors
    /// When the disk does not take it, or a recipient does not fit; then there is no file, or the one that was there before.
    pub fn write(path: &Path, recipients: impl ExactSizeIterator<Item = Result<Recipient>>) -> Result<(Self, Key)> {
        Self::write_with(path, recipients, &[])
    }

    /// The same, with something besides that whoever opens the capsule needs: keys for this one run, say.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn write_with(path: &Path, recipients: impl ExactSizeIterator<Item = Result<Recipient>>, besides: &[u8]) -> Result<(Self, Key)> {
        let beside = path.with_extension("part");
        let key = write_beside(&beside, recipients, besides).inspect_err(|_| drop(fs::remove_file(&beside)))?;
        fs::rename(&beside, path).with_context(|| format!("{} cannot be put in place", path.display()))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).context("the capsule's folder cannot be synced")?;
        Ok((Self::open(path, &key)?, key))
    }

    /// Opens the capsule at `path`. The key is not tried before the first record is.
    ///
    /// # Errors
    /// When there is none, or its size is not what it says.
    pub fn open(path: &Path, key: &Key) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("there is no capsule at {}", path.display()))?;
        let mut head = [0; HEAD];
        file.read_exact_at(&mut head, 0).context("the file is too short for a capsule")?;
        ensure!(head.starts_with(MAGIC), "{} is no capsule", path.display());
        let number = |at: usize| u64::from_be_bytes(std::array::from_fn(|i| head[at + i]));
        let (count, room, besides) = (number(24), number(32), number(40));
        ensure!(room == ROOM as u64, "the capsule was written by another version of this program");
        ensure!(besides <= most_records(MOST_BESIDES), "the capsule has more besides its recipients than any of ours");
        let records = count.checked_add(besides).context("the capsule counts more records than there can be")?;
        let sealed = seal::capsule::Capsule::new(key, &about(&head[8..24], count), records, ROOM);
        let (expected, there) = (sealed.offset(records).saturating_add(HEAD as u64), file.metadata()?.len());
        ensure!(there == expected, "the capsule should have {expected} bytes for its {records} records, and has {there}");
        Ok(Self { file, path: path.to_owned(), count, sealed })
    }

    /// How many recipients it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What was put in besides the recipients; empty when nothing was.
    ///
    /// # Errors
    /// When a record does not open.
    pub fn besides(&self) -> Result<Zeroizing<Vec<u8>>> {
        let mut whole = Zeroizing::new(Vec::with_capacity(MOST_BESIDES));
        for place in self.count..self.sealed.count() {
            whole.extend_from_slice(&self.open_record(place)?);
        }
        Ok(whole)
    }

    /// The record at `place`.
    ///
    /// # Errors
    /// When it is not of this key and place, or cannot be read.
    pub fn recipient(&self, place: Place) -> Result<Recipient> {
        ensure!(place < self.count, "there is no recipient {place} in a capsule of {}", self.count);
        Recipient::read(&self.open_record(place)?).with_context(|| format!("record {place} of the capsule is no recipient"))
    }

    fn open_record(&self, place: u64) -> Result<Zeroizing<Vec<u8>>> {
        let mut record = vec![0; self.sealed.record()];
        let at = HEAD as u64 + self.sealed.offset(place);
        self.file.read_exact_at(&mut record, at).with_context(|| format!("record {place} of the capsule cannot be read"))?;
        Ok(self.sealed.open(place, &record)?)
    }

    /// Removes the file. Without its key it says nothing, but it need not lie there either.
    pub fn destroy(self) -> Result<()> {
        fs::remove_file(&self.path).context("the capsule cannot be removed")
    }
}

fn most_records(bytes: usize) -> u64 {
    bytes.div_ceil(ROOM) as u64
}

/// The name of the capsule in every seal: its id, and where the recipients end.
fn about(id: &[u8], count: u64) -> [u8; 24] {
    let mut about = [0; 24];
    about[..16].copy_from_slice(id);
    about[16..].copy_from_slice(&count.to_be_bytes());
    about
}

fn write_beside(beside: &Path, recipients: impl ExactSizeIterator<Item = Result<Recipient>>, besides: &[u8]) -> Result<Key> {
    ensure!(besides.len() <= MOST_BESIDES, "{} bytes are too many to go with the recipients", besides.len());
    let key = Key::generate();
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|e| anyhow::anyhow!("the operating system gives no randomness: {e}"))?;
    let (count, others) = (recipients.len() as u64, most_records(besides.len()));
    let mut sealed = seal::capsule::Capsule::new(&key, &about(&id, count), count + others, ROOM);
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(beside);
    let mut out = BufWriter::with_capacity(1 << 18, file.with_context(|| format!("{} cannot be written", beside.display()))?);
    for part in [&MAGIC[..], &id, &count.to_be_bytes(), &(ROOM as u64).to_be_bytes(), &others.to_be_bytes()] {
        out.write_all(part)?;
    }
    let mut place = 0;
    for recipient in recipients {
        if place == count {
            bail!("there are more recipients than the {count} that were announced");
        }
        out.write_all(&sealed.seal(place, &recipient?.write()?)?)?;
        place += 1;
    }
    ensure!(place == count, "{count} recipients were announced, and {place} came");
    for (at, part) in besides.chunks(ROOM).enumerate() {
        out.write_all(&sealed.seal(count + at as u64, part)?)?;
    }
    out.into_inner().map_err(|e| e.into_error())?.sync_all().context("the capsule cannot be synced")?;
    Ok(key)
}

//! A tar archive, as a stream.

use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};

use super::{Entry, Gives, MOST_ENTRIES, TOO_MUCH, Want, Wants, safe, shown};

/// A reader that fails beyond a limit.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(super) fn new(inner: R, most: u64) -> Self {
        Self { inner, left: most }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(out)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(TOO_MUCH))?;
        Ok(read)
    }
}

/// The longest name that one entry may give to the next.
const NAME_BYTES: u64 = 64 << 10;

pub(super) fn walk(file: &Path, reader: impl Read, wants: Wants<'_>, gives: Gives<'_>) -> Result<()> {
    let mut archive = tar::Archive::new(reader);
    let mut last = String::from("the beginning");
    let mut long_name = None;
    let mut seen = 0;
    // Raw, because a long name is read whole by the convenient way, and may be a gigabyte.
    let entries = archive.entries().with_context(|| format!("{} is no tar archive", file.display()))?.raw(true);
    for entry in entries {
        let broken = |e: &dyn std::fmt::Display, at: &str| anyhow!("{}, after “{at}”: {e}", file.display());
        let mut entry = entry.map_err(|e| broken(&e, &last))?;
        seen += 1;
        if seen > MOST_ENTRIES {
            bail!("{} holds more than {MOST_ENTRIES} entries; import it in parts", file.display());
        }
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut text = Vec::new();
            (&mut entry).take(NAME_BYTES).read_to_end(&mut text).map_err(|e| broken(&e, &last))?;
            long_name = if kind.is_gnu_longname() {
                Some(text.split(|&b| b == 0).next().unwrap_or_default().to_vec())
            } else {
                pax_path(&text).or(long_name)
            };
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        last = shown(&name);
        if kind.is_dir() || kind.is_pax_global_extensions() || kind.is_gnu_longlink() {
            continue;
        }
        let given = if matches!(kind, tar::EntryType::Regular | tar::EntryType::Continuous) {
            match safe(&name) {
                Err(reason) => Entry::PassedOver { path: last.clone(), reason },
                Ok(path) => match wants(&path) {
                    Want::Nothing => continue,
                    Want::UpTo(most) if entry.size() > most => Entry::PassedOver { path, reason: "it is too large for what it is" },
                    Want::UpTo(_) => {
                        let mut bytes = Vec::new();
                        entry.read_to_end(&mut bytes).map_err(|e| broken(&e, &path))?;
                        Entry::File { path, bytes }
                    }
                },
            }
        } else if kind.is_symlink() || kind.is_hard_link() {
            Entry::PassedOver { path: last.clone(), reason: "it is a link, and links are not followed" }
        } else {
            Entry::PassedOver { path: last.clone(), reason: "it is neither a file nor a folder" }
        };
        if gives(given)? == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

/// The `path` among the records of a pax header: `30 path=content/news/…\n` (POSIX.1-2001).
fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    let lines = records.split(|&b| b == b'\n').filter_map(|line| line.splitn(2, |&b| b == b' ').nth(1));
    lines.filter_map(|record| record.strip_prefix(b"path=")).next_back().map(<[u8]>::to_vec)
}

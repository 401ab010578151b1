//! From a folder that a mail server fills: `new/` of a maildir.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use tokio::fs;
use tokio::io::AsyncReadExt;

use super::{Arrived, NotKept};

/// Bytes of a file that are read; a report stands at the beginning.
const LONGEST: u64 = 1 << 20;
/// Bytes at the beginning of a file in which the recipient is looked for.
const HEADER: usize = 16 << 10;
/// Where mail servers write the envelope recipient, above everything that the sender wrote: Postfix both of the first, qmail the second, Exim the third.
const RECIPIENT: [&str; 3] = ["x-original-to", "delivered-to", "envelope-to"];

/// What one pass has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Noted and removed.
    pub kept: usize,
    /// Moved to `cur/`, because they are nothing for us: a mail program shows them there.
    pub passed: usize,
    /// Left for the next pass: not noted, not readable, or not removable.
    pub left: usize,
    /// Whether there are more than this pass was allowed.
    pub more: bool,
}

/// How far somebody is who goes through a maildir pass by pass. Files that are left behind are not looked at again before all others were: else the oldest few
/// hundred that cannot be read would be all that is ever looked at.
#[derive(Debug, Default)]
pub struct Round {
    /// The last name of the pass before; nothing at the beginning of a round.
    after: Option<OsString>,
}

/// Hands over at most `most` files of `folder/new`, the oldest names first, and removes each only after the handler has noted it. A file that cannot be removed
/// comes again in the next `round`, so the handler may get a message twice. Only regular files are read; a link is passed over.
///
/// # Errors
/// When the folder cannot be listed.
pub async fn maildir<H, F>(folder: &Path, most: usize, round: &mut Round, handle: H) -> io::Result<Swept>
where
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    let (files, more) = list(&folder.join("new"), most, round.after.as_deref()).await?;
    round.after = files.last().filter(|_| more).and_then(|last| last.file_name()).map(OsStr::to_owned);
    let mut swept = Swept { more, ..Swept::default() };
    for file in files {
        match take(&file, &handle).await {
            Some(Ok(())) => swept.kept += 1,
            Some(Err(NotKept::Unread | NotKept::Looping)) if pass_on(folder, &file).await.is_ok() => swept.passed += 1,
            _ => swept.left += 1,
        }
    }
    Ok(swept)
}

/// Names only, so a folder of a million files costs some megabytes of them and not its mail.
async fn list(folder: &Path, most: usize, after: Option<&OsStr>) -> io::Result<(Vec<PathBuf>, bool)> {
    let (mut files, mut entries) = (Vec::new(), fs::read_dir(folder).await?);
    while let Some(entry) = entries.next_entry().await? {
        let name = entry.file_name();
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if !hidden && after.is_none_or(|after| *name > *after) && entry.file_type().await.is_ok_and(|kind| kind.is_file()) {
            files.push(entry.path());
        }
    }
    files.sort_unstable();
    let more = files.len() > most;
    files.truncate(most);
    Ok((files, more))
}

/// `None` when the file cannot be read or removed.
async fn take<H, F>(file: &Path, handle: &H) -> Option<Result<(), NotKept>>
where
    H: Fn(Arrived) -> F,
    F: Future<Output = Result<(), NotKept>>,
{
    let mut bytes = Vec::new();
    fs::File::open(file).await.ok()?.take(LONGEST).read_to_end(&mut bytes).await.ok()?;
    let recipient = recipient(&bytes);
    match handle(Arrived { recipient, bytes: Bytes::from(bytes) }).await {
        Ok(()) => fs::remove_file(file).await.ok().map(Ok),
        refused => Some(refused),
    }
}

/// Out of our way, where nobody has seen it yet: a mail program's own folder, and no flag after the colon.
async fn pass_on(folder: &Path, file: &Path) -> io::Result<()> {
    let cur = folder.join("cur");
    fs::create_dir_all(&cur).await?;
    let mut name = file.file_name().unwrap_or_default().to_owned();
    if !name.as_encoded_bytes().contains(&b':') {
        name.push(":2,");
    }
    fs::rename(file, cur.join(name)).await
}

/// The first such field of the header, or nothing.
fn recipient(bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER)]);
    let fields = head.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split_once(':'));
    let mut found = fields.filter(|(name, _)| RECIPIENT.contains(&name.to_ascii_lowercase().as_str()));
    found.next().map(|(_, value)| value.trim().trim_matches(['<', '>']).to_owned()).unwrap_or_default()
}

//! The courier: what a keyholder's machine does. It holds the vault key, which the server never has.
//!
//! Promises: its folder is readable by its owner only; no vault key lies in it unwrapped and no address at all, in whatever form; what is there is never overwritten
//! by something else. The one secret that lies in it open is the courier's own signing key: whoever takes it can speak to the server as this courier until it is
//! revoked, and reads nobody.
//!
//! - [`folder`]: what is in the folder, open.
//! - [`keys`]: the ring of vault keys, in one file under one set of words.
//! - [`server`]: the server, taken for hostile.
//! - [`here`]: the keyholder and the server on one machine.
//! - [`sync`]: what happened to rows, checked against the chain.
//! - [`opening`]: the list, open and merged.
//! - [`settings`]: by which relays letters leave.
//! - [`dkim`]: the keys that sign them.
//! - [`letter`]: the letter of an issue, looked at before it is sent.
//! - [`dispatch`]: an issue, sent from this machine.
//! - [`arming`]: an issue, prepared here and sent by the server at its time.
//! - [`trial`]: a letter to oneself before the first campaign; [`traces`]: what it tells of this machine.
//! - [`orders`]: what readers asked for who lost their link.
//! - [`errands`]: letters of the fund that are due.
//! - `single`: a letter to one person.
//! - [`import`], [`export`]: lists as CSV.
//! - [`page`]: all of it in a browser on the same machine.
//! - [`sheets`]: the recovery shares as a page to print.

pub mod arming;
pub mod dispatch;
pub mod dkim;
pub mod errands;
pub mod export;
pub mod folder;
pub mod here;
pub mod import;
pub mod keys;
pub mod letter;
pub mod opening;
pub mod orders;
pub mod page;
pub mod server;
pub mod settings;
pub mod sheets;
mod single;
pub mod store;
pub mod sync;
pub mod traces;
pub mod trial;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

pub use folder::Courier;
pub use store::SCHEMA;

/// Where a keyholder's folder is when nothing else is said: `.indelible-courier` in the home directory.
///
/// # Errors
/// When there is no home directory.
pub fn usual_folder() -> Result<PathBuf> {
    let home = std::env::home_dir().context("there is no home directory; say the keyholder's folder with --courier DIR")?;
    Ok(home.join(".indelible-courier"))
}

/// Makes the folder, for its owner only.
///
/// # Errors
/// When it cannot be made, or is there and open to others: what else lies in it is not ours to close.
fn own_folder(dir: &Path) -> Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    let mode = std::fs::metadata(dir)?.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("others on this machine can look into {0}; “chmod 700 {0}” closes it", dir.display());
    }
    Ok(())
}

/// Writes a new file for its owner only, anywhere: at its own place from the start, so that a secret never lies under another name.
///
/// # Errors
/// When there is one already, or it cannot be written.
pub fn put_new(path: &Path, text: &str) -> Result<()> {
    let mut file = crate::keys::private_file(path)?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).with_context(|| format!("cannot write {}", path.display()))
}

/// Writes a file that only its owner can read, whole or not at all. With `fresh` it must not be there yet.
fn put(path: &Path, text: &str, fresh: bool) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = || -> std::io::Result<()> {
        // Readable by its owner only from the start: tempfile makes it with mode 0600.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        if fresh {
            file.persist_noclobber(path)?
        } else {
            file.persist(path)?
        };
        std::fs::File::open(folder)?.sync_all()
    };
    written().with_context(|| format!("cannot write {}", path.display()))
}

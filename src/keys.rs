//! The key that signs editions: `keys/edition.sec` in the data directory, readable by its owner only. A till of its own has another, which signs what couriers are told.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use seal::SigningKey;

/// Reads the key.
///
/// # Errors
/// When it is not there, cannot be read, or is none. A lost key is never replaced by itself: readers could not tell the new one from a forger's.
pub fn open(dir: &Path) -> Result<SigningKey> {
    read(&secret(dir))
}

/// Whether there is a key.
pub fn is_there(dir: &Path) -> bool {
    secret(dir).exists()
}

/// Makes the key of a newspaper that has printed nothing yet.
///
/// # Errors
/// When there is one already, or the folder cannot be written.
pub fn make(dir: &Path) -> Result<SigningKey> {
    let key = write_new(&secret(dir))?;
    std::fs::write(dir.join("keys/edition.pub"), key.public().to_file())?;
    Ok(key)
}

/// The key of a till of its own, made at its first start: it prints nothing, and has couriers.
///
/// # Errors
/// When it cannot be read, is none, or the folder cannot be written.
pub fn of_till(dir: &Path) -> Result<SigningKey> {
    let secret = dir.join("keys/till.sec");
    if secret.exists() { read(&secret) } else { write_new(&secret) }
}

fn secret(dir: &Path) -> PathBuf {
    dir.join("keys/edition.sec")
}

fn read(secret: &Path) -> Result<SigningKey> {
    let text = std::fs::read_to_string(secret).with_context(|| {
        format!("cannot read the signing key {}; put it back from a backup, with only its owner able to read it", secret.display())
    })?;
    SigningKey::from_file(&text).with_context(|| format!("{} is no signing key", secret.display()))
}

fn write_new(secret: &Path) -> Result<SigningKey> {
    if let Some(folder) = secret.parent() {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let key = SigningKey::generate();
    let mut file = private_file(secret)?;
    file.write_all(key.to_file().as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

/// A new file that only its owner can read.
pub fn private_file(path: &Path) -> Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("cannot make {}", path.display()))
}

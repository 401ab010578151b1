//! The key that signs editions: `keys/edition.sec` in the data directory, readable by its owner only.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use seal::SigningKey;

/// Reads the key.
///
/// # Errors
/// When it is not there, cannot be read, or is none. A lost key is never replaced by itself: readers could not tell the new one from a forger's.
pub fn open(dir: &Path) -> Result<SigningKey> {
    let secret = secret(dir);
    let text = std::fs::read_to_string(&secret).with_context(|| {
        format!(
            "cannot read the key that signs editions, {}; put it back from a backup, with only its owner able to read it",
            secret.display()
        )
    })?;
    SigningKey::from_file(&text).with_context(|| format!("{} is no signing key", secret.display()))
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
    let secret = secret(dir);
    let folder = dir.join("keys");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let key = SigningKey::generate();
    let mut file = private_file(&secret)?;
    file.write_all(key.to_file().as_bytes())?;
    file.sync_all()?;
    std::fs::write(folder.join("edition.pub"), key.public().to_file())?;
    Ok(key)
}

fn secret(dir: &Path) -> PathBuf {
    dir.join("keys/edition.sec")
}

/// A new file that only its owner can read.
pub fn private_file(path: &Path) -> Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("cannot make {}", path.display()))
}

//! The key that signs editions: `keys/edition.sec` in the data directory, readable by its owner only.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use seal::SigningKey;

/// Reads the key, or makes one when there is none.
pub fn open(dir: &Path) -> Result<SigningKey> {
    let folder = dir.join("keys");
    let secret = folder.join("edition.sec");
    match std::fs::read_to_string(&secret) {
        Ok(text) => SigningKey::from_file(&text).with_context(|| format!("{} is no signing key", secret.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
            let key = SigningKey::generate();
            let mut file = private_file(&secret)?;
            file.write_all(key.to_file().as_bytes())?;
            file.sync_all()?;
            std::fs::write(folder.join("edition.pub"), key.public().to_file())?;
            Ok(key)
        }
        Err(e) => Err(e).with_context(|| format!("cannot read {}", secret.display())),
    }
}

/// A new file that only its owner can read.
pub fn private_file(path: &Path) -> Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).with_context(|| format!("cannot make {}", path.display()))
}

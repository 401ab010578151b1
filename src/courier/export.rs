//! The list as CSV. From here on it is readable to whoever has the file, which is why only a keyholder can make it.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use seal::VaultKey;

use super::folder::Courier;
use super::store::Titled;

impl Courier {
    /// Writes the readers of a newsletter to a new file that only its owner can read; how many those are. Blocks.
    ///
    /// # Errors
    /// When the file is there, and [`super::opening::Shutout`].
    pub fn export(&self, ring: &[VaultKey], newsletter: &Titled, path: &Path) -> Result<usize> {
        let mut file = std::io::BufWriter::new(crate::keys::private_file(path)?);
        self.write_list(ring, newsletter, &mut file).with_context(|| format!("cannot write {}", path.display()))
    }

    /// Writes the readers of a newsletter; how many those are. Blocks.
    ///
    /// # Errors
    /// [`super::opening::Shutout`].
    pub fn write_list(&self, ring: &[VaultKey], newsletter: &Titled, to: &mut impl Write) -> Result<usize> {
        let list = self.open_list(ring, newsletter.id, |_, _| {})?;
        let mut out = csv::Writer::from_writer(to);
        out.write_record(["email", "newsletter", "language"])?;
        for reader in &list.readers {
            out.write_record([reader.address.as_str(), &newsletter.title, &newsletter.locale])?;
        }
        out.flush()?;
        Ok(list.readers.len())
    }
}

//! A folder on the disk. Symbolic links are not followed.

use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::{Entry, Gives, MOST_ENTRIES, Want, Wants, safe, shown};

const DEEPEST: usize = 64;

pub(super) fn walk(root: &Path, wants: Wants<'_>, gives: Gives<'_>) -> Result<()> {
    let mut open = vec![root.to_owned()];
    let mut seen = 0;
    while let Some(path) = open.pop() {
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let name = relative.as_os_str().as_bytes();
        let about = std::fs::symlink_metadata(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let is_root = name.is_empty();
        seen += 1;
        if seen > MOST_ENTRIES {
            bail!("{} holds more than {MOST_ENTRIES} files; import it folder by folder", root.display());
        }
        let entry = if about.is_dir() || is_root {
            if relative.components().count() <= DEEPEST && !name.ends_with(b".git") {
                open.extend(inside(&path)?.into_iter().rev());
            }
            continue;
        } else if about.is_symlink() {
            Entry::PassedOver { path: shown(name), reason: "it is a link, and links are not followed" }
        } else if !about.is_file() {
            Entry::PassedOver { path: shown(name), reason: "it is neither a file nor a folder" }
        } else {
            match safe(name) {
                Err(reason) => Entry::PassedOver { path: shown(name), reason },
                Ok(name) => match wants(&name) {
                    Want::Nothing => continue,
                    Want::UpTo(most) if about.len() > most => Entry::PassedOver { path: name, reason: "it is too large for what it is" },
                    Want::UpTo(_) => {
                        Entry::File { bytes: std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?, path: name }
                    }
                },
            }
        };
        if gives(entry)? == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(())
}

fn inside(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

//! A copy of a data directory, taken while it is in use.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use store::{Db, Schema};

use crate::app::place;
use crate::settings::Settings;

#[derive(Debug, Default, Serialize)]
pub struct Copied {
    pub files: u64,
    pub bytes: u64,
}

/// The databases of the rooms.
fn rooms() -> [(&'static str, &'static Schema); 5] {
    [
        ("paper", &crate::paper::SCHEMA),
        ("desk", &crate::desk::SCHEMA),
        ("post", &crate::post::SCHEMA),
        ("fund", &crate::fund::SCHEMA),
        ("vault", &crate::vault::SCHEMA),
    ]
}

/// What is neither copied (locks, sockets, what is made anew) nor a database.
const PASSED_OVER: [&str; 3] = ["control", "search", "tmp"];

/// Copies into `to`, which must not exist. Databases are copied at one moment each; media are never changed, so they are copied afterwards.
pub fn copy(dir: &Path, settings: &Settings, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<Copied> {
    if to.exists() {
        bail!("{} is there already; name a folder that is not", to.display());
    }
    if settings.postgres.is_some() {
        bail!("the databases are in PostgreSQL: copy them with pg_dump, and the folder {} with any tool", dir.display());
    }
    std::fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    private(to)?;
    let mut copied = Copied::default();
    for (name, schema) in rooms() {
        if dir.join(format!("{name}.db")).exists() {
            let db = Db::open_read_only(place(dir, settings, name), schema)?;
            let target = to.join(format!("{name}.db"));
            db.backup_to(&target, &mut progress)?;
            copied.files += 1;
            copied.bytes += std::fs::metadata(&target)?.len();
        }
    }
    let passed_over = |name: &str| PASSED_OVER.contains(&name) || name.contains(".db");
    copy_folder(dir, to, &passed_over, &mut copied)?;
    Ok(copied)
}

/// Puts a backup into `dir`, which must be empty or not there.
///
/// # Errors
/// A folder that holds something is refused before anything is written.
pub fn put_back(from: &Path, dir: &Path) -> Result<Copied> {
    if std::fs::read_dir(dir).is_ok_and(|mut inside| inside.next().is_some()) {
        bail!("{} holds something already; name a folder that is empty or not there yet", dir.display());
    }
    let mut copied = Copied::default();
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    copy_folder(from, dir, &|_| false, &mut copied)?;
    Ok(copied)
}

fn copy_folder(from: &Path, to: &Path, passed_over: &dyn Fn(&str) -> bool, copied: &mut Copied) -> Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let name = entry.file_name();
        if passed_over(&name.to_string_lossy()) {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            std::fs::create_dir_all(&target)?;
            copy_folder(&source, &target, &|_| false, copied)?;
        } else if kind.is_file() {
            copied.bytes += std::fs::copy(&source, &target).with_context(|| format!("cannot copy {}", source.display()))?;
            copied.files += 1;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn private(dir: &Path) -> Result<()> {
    Ok(std::fs::set_permissions(dir, std::os::unix::fs::PermissionsExt::from_mode(0o700))?)
}

//! The one state that every handler, job and command is given.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use kernel::Clock;

use crate::desk::Desk;
use crate::paper::Paper;
use crate::paper::shelf::Shelf;
use crate::press::Press;
use crate::settings::Settings;
use crate::vault::Vault;
use crate::words::Words;

/// The house with all its rooms open. Clones share one.
#[derive(Clone)]
pub struct App(Arc<House>);

pub struct House {
    /// The data directory.
    pub dir: PathBuf,
    pub clock: Clock,
    pub settings: Settings,
    pub words: Words,
    pub shelf: Shelf,
    pub paper: Paper,
    pub press: Press,
    pub desk: Desk,
    pub vault: Vault,
    /// The demo has a door without a passkey; nothing else may have it.
    pub demo: bool,
}

impl App {
    pub fn new(house: House) -> Self {
        Self(Arc::new(house))
    }
}

impl Deref for App {
    type Target = House;
    fn deref(&self) -> &House {
        &self.0
    }
}

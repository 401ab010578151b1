//! The one state that every handler, job and command is given, and how a data directory is opened.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use kernel::{Clock, Domain};
use store::Place;

use crate::desk::Desk;
use crate::fund::letters::Letterbox;
use crate::fund::{Fund, Supplies as FundSupplies};
use crate::keys;
use crate::mail;
use crate::paper::Paper;
use crate::paper::pages::Site;
use crate::paper::shelf::Shelf;
use crate::paper::theme::Theme;
use crate::post::courier::{Couriers, Site as CourierSite};
use crate::post::mailer::{Carrier, MailBox, Mailer};
use crate::post::{Post, arming, returns};
use crate::press::hubs::Hubs;
use crate::press::{Press, Supplies};
use crate::settings::{Settings, Values};
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
    /// Who is told that feeds have changed.
    pub hubs: Hubs,
    pub desk: Desk,
    pub post: Post,
    pub fund: Fund,
    /// Where keyholders' machines come to.
    pub couriers: Couriers,
    pub vault: Vault,
    /// The public key of the editions, as a minisign file.
    pub public_key: String,
    /// The demo has a door without a passkey; nothing else may have it.
    pub demo: bool,
}

/// The file of settings in a data directory.
pub const SETTINGS: &str = "indelible.toml";

impl App {
    /// Opens all rooms of a data directory. A theme or settings that have changed since the last print make everything due.
    ///
    /// # Errors
    /// When it is no data directory, is open elsewhere, or a file in it cannot be read.
    pub async fn open(dir: &Path, settings: Settings, clock: Clock, demo: bool) -> Result<Self> {
        if !dir.join(SETTINGS).exists() {
            bail!("{} is no data directory: there is no {SETTINGS} in it; `indelible init {}` makes one", dir.display(), dir.display());
        }
        let words = Words::load();
        let theme = Theme::load(&words, Some(&dir.join("theme")).filter(|shadow| shadow.is_dir()).map(PathBuf::as_path))?;
        let site = Site {
            url: settings.url.clone(),
            name: settings.name.clone(),
            locales: settings.locales.clone(),
            zone: settings.zone.clone(),
            contact: settings.contact.clone(),
            hubs: settings.hubs.iter().map(|hub| hub.to_string()).collect(),
            giving: settings.fund.giving(),
            words: words.clone(),
            theme,
        };
        let shelf = Shelf::open(&dir.join("objects"))?;
        let paper = Paper::open(place(dir, &settings, "paper"), &dir.join("search"), settings.locales.clone(), settings.zone.clone())?;
        let is_new = !keys::is_there(dir) && !paper.has_printed().await?;
        let key = if is_new { keys::make(dir)? } else { keys::open(dir)? };
        let public_key = key.public().to_file();
        let look = site.look();
        let press = Press::start(Supplies {
            paper: paper.clone(),
            site: Arc::new(site),
            shelf: shelf.clone(),
            clock: clock.clone(),
            key,
            memory: settings.memory,
            keep: settings.keep,
        })?;
        let desk = Desk::open(place(dir, &settings, "desk"))?;
        // The demo's letters, and those of tests, stay here.
        let carrier = match settings.from.as_ref().filter(|_| !settings.relays.is_empty()) {
            _ if demo => Carrier::Memory(MailBox::default()),
            Some(from) => Carrier::Smtp(mail::Outlets::new(settings.relays.clone()), mail::signer(dir, &Domain::parse(from.domain())?)?),
            None => Carrier::None,
        };
        let post = Post::open(place(dir, &settings, "post"), Mailer::new(carrier), &words)?;
        // The press has taken the key for itself; answers to couriers are signed by the same.
        let told = CourierSite { newspaper: settings.name.clone(), url: settings.url.clone(), is_till: false };
        let couriers = Couriers::new(keys::open(dir)?, post.clone(), told, clock.clone());
        let fund = Fund::open(FundSupplies {
            place: place(dir, &settings, "fund"),
            clock: clock.clone(),
            words: words.clone(),
            terms: settings.fund.clone(),
            paper: settings.name.clone(),
            locales: settings.locales.clone(),
            letterbox: Letterbox { mailer: post.mailer().clone(), from: settings.from.clone(), returns: returns::path(&settings) },
            post: post.clone(),
        })?;
        let vault = Vault::open(place(dir, &settings, "vault"), &settings.desk_url, clock.clone())?;
        let app = Self(Arc::new(House {
            dir: dir.to_owned(),
            clock,
            settings,
            words,
            shelf,
            paper,
            press,
            // The demo's hubs, and those of tests, only seem to hear.
            hubs: if demo { Hubs::in_memory() } else { Hubs::on_the_web() },
            desk,
            post,
            fund,
            couriers,
            vault,
            public_key,
            demo,
        }));
        app.look_anew(&look).await?;
        arming::watch::settle_in(&app).await?;
        Ok(app)
    }

    /// Makes everything due when it looks otherwise than when it was printed last.
    async fn look_anew(&self, look: &str) -> Result<()> {
        let file = self.dir.join("look");
        if std::fs::read_to_string(&file).is_ok_and(|known| known == look) {
            return Ok(());
        }
        self.paper.touch_everything().await?;
        std::fs::write(&file, look).with_context(|| format!("cannot write {}", file.display()))
    }
}

/// Where a room's database is, by the settings.
pub fn place(dir: &Path, settings: &Settings, room: &str) -> Place {
    match &settings.postgres {
        Some(url) => Place::Postgres { url: url.clone(), schema: format!("indelible_{room}") },
        None => Place::Sqlite(dir.join(format!("{room}.db"))),
    }
}

/// Whether a data directory is a till's alone: it has settings, and no key that signs editions.
pub fn is_till(dir: &Path) -> bool {
    dir.join(SETTINGS).exists() && !keys::is_there(dir)
}

/// The settings of a data directory, from its file and the environment.
pub fn settings(dir: &Path, file: Option<&Path>) -> Result<Values> {
    let file = file.map_or_else(|| dir.join(SETTINGS), Path::to_owned);
    Values::read(&file, |name| std::env::var(name).ok())
}

impl Deref for App {
    type Target = House;
    fn deref(&self) -> &House {
        &self.0
    }
}

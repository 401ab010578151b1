//! A house in a temporary folder, and the people at its doors.

use std::io::Read;
use std::path::Path;

use anyhow::Result;
use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use indelible::app::{App, SETTINGS};
use indelible::paper::model::{Content, Flags, Kind, MastheadWords, PieceId, Published, Term, TermKind};
use indelible::paper::publication::Publication;
use indelible::press::answer::{self, Found};
use indelible::settings::{Values, sample};
use jiff::{SignedDuration, Timestamp};
use kernel::{Clock, Locale};

/// A house that is open, and its folder.
pub struct House {
    pub app: App,
    dir: tempfile::TempDir,
}

/// The moment at which the clock stands when a house opens: Sunday, 22 November 2026, 10:00 in Riga.
pub fn opening() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().expect("a moment")
}

impl House {
    /// An empty house with two language editions and their terms.
    pub async fn open() -> Self {
        Self::open_with(&[]).await
    }

    /// The same with some settings of its own.
    pub async fn open_with(own: &[(&'static str, String)]) -> Self {
        Self::open_as(own, true, Clock::standing_at(opening())).await
    }

    /// The same by a clock that another house goes by too.
    pub async fn open_by(clock: Clock, own: &[(&'static str, String)]) -> Self {
        Self::open_as(own, true, clock).await
    }

    /// The same with letters that leave by a relay, as those of a real newspaper do.
    pub async fn open_sending(relay: &str) -> Self {
        Self::open_as(&[("mail.relays", relay.to_owned())], false, Clock::standing_at(opening())).await
    }

    async fn open_as(own: &[(&'static str, String)], demo: bool, clock: Clock) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let chosen = [
            ("site.url", "https://lamp.example"),
            ("site.name", "The Harbour Lamp"),
            ("site.locales", "en,ru,fa"),
            ("site.zone", "Europe/Riga"),
            ("mail.from", "letters@lamp.example"),
        ];
        let chosen = chosen.map(|(key, value)| (key, value.to_owned()));
        let chosen: Vec<(&str, String)> = own.iter().cloned().chain(chosen).collect();
        std::fs::write(dir.path().join(SETTINGS), sample(&chosen)).expect("settings");
        let app = open_at(dir.path(), clock, demo).await.expect("a house");
        let house = Self { app, dir };
        house.furnish().await.expect("furnished");
        house
    }

    /// The house that lies in a folder already, such as one put back from a backup.
    pub async fn found_in(dir: tempfile::TempDir, clock: Clock) -> Self {
        let app = open_at(dir.path(), clock, true).await.expect("a house");
        Self { app, dir }
    }

    /// Closes the house and opens it again, as after a crash: nothing is finished first.
    pub async fn reopen(self) -> Self {
        self.try_reopen().await.unwrap_or_else(|trouble| panic!("the house does not open again: {trouble}"))
    }

    /// The same, when it may be that it does not open.
    pub async fn try_reopen(self) -> Result<Self, String> {
        let Self { app, dir } = self;
        let (clock, demo) = (app.clock.clone(), app.demo);
        drop(app);
        let mut last = String::new();
        for _ in 0..100 {
            // The press lets go of its databases a moment after the house does.
            match open_at(dir.path(), clock.clone(), demo).await {
                Ok(app) => return Ok(Self { app, dir }),
                Err(trouble) => last = format!("{trouble:#}"),
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        Err(last)
    }

    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    async fn furnish(&self) -> Result<()> {
        self.app
            .paper
            .put_masthead(Locale::english(), MastheadWords { name: "The Harbour Lamp".into(), ..MastheadWords::default() })
            .await?;
        let mut terms = Vec::new();
        for locale in ["en", "ru"] {
            for (kind, slug, title) in [
                (TermKind::Section, "politics", "Politics"),
                (TermKind::Section, "culture", "Culture"),
                (TermKind::Tag, "harbour", "The harbour"),
                (TermKind::Tag, "exile", "Exile"),
                (TermKind::Author, "mira-tolland", "Mira Tolland"),
                (TermKind::Dossier, "harbour-sale", "Who Bought the Harbour"),
            ] {
                let (locale, slug) = (locale.parse()?, slug.parse()?);
                terms.push(Term {
                    kind,
                    locale,
                    slug,
                    title: title.into(),
                    description: String::new(),
                    role: String::new(),
                    picture: None,
                    protected: false,
                    position: 0,
                });
            }
        }
        self.app.paper.put_terms(terms).await?;
        self.app.press.print().await?;
        Ok(())
    }

    /// The number of the served edition.
    pub fn edition(&self) -> u64 {
        self.app.press.stand().head().map_or(0, |head| head.number)
    }

    /// Publishes a piece and prints it.
    pub async fn publish(&self, publication: Publication) -> Published {
        let piece = self.app.paper.publish(publication).await.expect("the paper").expect("no refusal");
        self.app.press.print().await.expect("printed");
        piece
    }

    /// Waits until the search index has followed.
    pub async fn index(&self) {
        while self.app.paper.unindexed().await.expect("a count") > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    pub async fn withdraw(&self, id: PieceId) {
        assert!(self.app.paper.withdraw(id, self.app.clock.now()).await.expect("the paper"));
        self.app.press.print().await.expect("printed");
    }

    pub fn wait(&self, minutes: i64) {
        self.app.clock.advance(SignedDuration::from_mins(minutes));
    }

    /// A reader asks for a page, with gzip.
    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept-encoding", "gzip")]).await
    }

    /// A request as the stand gets it.
    pub async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let stand = self.app.press.stand();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(()).expect("a request");
        let path = path.trim_start_matches('/');
        let answer = match answer::look(stand, &request, path) {
            Found::Answer(answer) => answer,
            Found::Page(entry) => answer::fetch(stand, &request, &entry).await.expect("a page"),
            Found::Object(hash) => answer::object(stand, hash).await.expect("an object"),
            Found::Nothing => answer::nothing(stand, &request, path).await.expect("a page for nothing"),
        };
        let (head, body) = answer.into_parts();
        let sent = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer { status: head.status.as_u16(), headers: head.headers, sent }
    }
}

async fn open_at(dir: &Path, clock: Clock, demo: bool) -> Result<App> {
    let settings = Values::read(&dir.join(SETTINGS), |_| None)?.resolve(dir)?;
    App::open(dir, settings, clock, demo).await
}

/// On one connection, before a network that freezes it does so (the design's measure: 14 KiB).
const FIRST_FLIGHT: usize = 14_336;
/// Words up to which the whole of a piece is in it.
const SHORT: usize = 900;

/// What a reader gets.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// As it went over the wire.
    pub sent: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The text, unpacked.
    pub fn text(&self) -> String {
        let media_type = if self.header("content-encoding") == "gzip" { "text/html" } else { "image/png" };
        let plain = seal::Packer::new(1).unpack(media_type, &self.sent, 64 << 20).expect("unpacked");
        String::from_utf8(plain).expect("UTF-8")
    }

    /// As much of the text as can be read when the first flight has come.
    fn first_flight(&self) -> String {
        let sent = &self.sent[..self.sent.len().min(FIRST_FLIGHT)];
        let mut text = Vec::new();
        // The rest is missing, and what was there before it is unpacked all the same.
        let _ = flate2::read::GzDecoder::new(sent).read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Whether a piece of so many words can be read from the first flight: a short one whole; of a longer one the headline and the first three paragraphs.
    pub fn reads_at_once(&self, words: usize) -> Result<(), String> {
        if words <= SHORT {
            let bytes = self.sent.len();
            return if bytes <= FIRST_FLIGHT { Ok(()) } else { Err(format!("{bytes} bytes for {words} words")) };
        }
        let (text, flight) = (self.text(), self.first_flight());
        let headline = text.find("</h1>").ok_or("there is no headline")?;
        let story = headline + text[headline..].find("</header>").ok_or("the head of the story has no end")?;
        let third = text[story..].match_indices("</p>").nth(2).ok_or("there are no three paragraphs")?.0;
        if flight.len() >= story + third {
            Ok(())
        } else {
            Err(format!("of {words} words, the third paragraph ends {} characters behind the first flight", story + third - flight.len()))
        }
    }
}

/// A report by Mira Tolland in the politics section, published now.
pub fn report(slug: &str, headline: &str) -> Publication {
    let content = Content {
        locale: Locale::english(),
        slug: slug.parse().expect("a slug"),
        kind: Kind::Report,
        label: String::new(),
        headline: headline.into(),
        long_headline: String::new(),
        standfirst: "What the ministry said, and what it did not say.".into(),
        lead: None,
        body: markup::markdown::read("The ministers were voting until dawn.\n\nNobody had read the law.").0,
        bylines: vec!["mira-tolland".parse().expect("a slug")],
        reporting_by: Vec::new(),
        section: Some("politics".parse().expect("a slug")),
        also: Vec::new(),
        tags: vec!["harbour".parse().expect("a slug")],
        dossiers: Vec::new(),
        related: Vec::new(),
        translation_of: None,
        flags: Flags::default(),
    };
    Publication {
        id: PieceId::random(),
        content,
        first_published_at: opening(),
        updated_at: opening(),
        corrections: Vec::new(),
        old_paths: Vec::new(),
    }
}

/// The same, so many minutes after the house opened.
pub fn report_at(slug: &str, headline: &str, minutes: i64) -> Publication {
    let at = opening() + SignedDuration::from_mins(minutes);
    Publication { first_published_at: at, updated_at: at, ..report(slug, headline) }
}

//! Templates, styles, and the assets beside them.
//!
//! They are built into the program; a folder `theme/` in the data directory shadows them file by file (`theme/templates/…`, `theme/css/…`).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use base64::Engine;
use include_dir::{Dir, include_dir};
use minijinja::Environment;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::pages::live::{LiveFragment, LivePage};
use super::view::{
    ArchivePage, ArticlePage, AuthorsPage, CorrectionsPage, FrontPage, GonePage, IssuePage, ListingPage, NewsletterPage, NewslettersPage,
    NotePage, SearchPage, SignUpPage, StandingPage, TopicsPage,
};
use crate::aside;
use crate::templates;
use crate::words::Words;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STYLES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/css");
/// The style sheet and the script of live coverage: no other page has them.
static LIVE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/live");
/// The search of copies; see the file's head.
const SEARCH: &str = include_str!("../../assets/copy/search.js");
/// The same of asks.
static ASKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets/asks");
static ICONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// A page's typed context, with the template that it belongs to.
#[derive(Debug)]
pub enum View {
    Front(Box<FrontPage>),
    /// The front without pictures.
    Light(Box<FrontPage>),
    Article(Box<ArticlePage>),
    Listing(Box<ListingPage>),
    Authors(Box<AuthorsPage>),
    Topics(Box<TopicsPage>),
    Archive(Box<ArchivePage>),
    Standing(Box<StandingPage>),
    Corrections(Box<CorrectionsPage>),
    Gone(Box<GonePage>),
    Search(Box<SearchPage>),
    Newsletters(Box<NewslettersPage>),
    Newsletter(Box<NewsletterPage>),
    SignUp(Box<SignUpPage>),
    Issue(Box<IssuePage>),
    Note(Box<NotePage>),
    LivePage(Box<LivePage>),
    LiveFragment(Box<LiveFragment>),
}

/// The look of the newspaper. Clones share one.
#[derive(Clone)]
pub struct Theme(Arc<Inner>);

struct Inner {
    environment: Environment<'static>,
    /// `sha256-…` of the style sheets and of the scripts, for `style-src` and `script-src`.
    style_sources: [String; 3],
    script_sources: [String; 3],
    /// Changes when anything of the theme does.
    digest: String,
}

impl Theme {
    /// The built-in theme, shadowed by `shadow` where that folder exists.
    ///
    /// # Errors
    /// A template that does not parse, with its name and line.
    pub fn load(words: &Words, shadow: Option<&Path>) -> Result<Self> {
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        let mut environment = templates::environment(words);
        for (name, text) in files(&TEMPLATES, shadow.map(|dir| dir.join("templates")).as_deref())? {
            digest.update(name.as_bytes());
            digest.update(text.as_bytes());
            environment.add_template_owned(name.clone(), text).with_context(|| format!("the template {name}"))?;
        }
        let css: String =
            files(&STYLES, shadow.map(|dir| dir.join("css")).as_deref())?.into_iter().map(|(_, text)| minified(&text)).collect();
        digest.update(css.as_bytes());
        let mut live = files(&LIVE, shadow.map(|dir| dir.join("live")).as_deref())?.into_iter().collect::<BTreeMap<_, _>>();
        let live_css = minified(&live.remove("live.css").unwrap_or_default());
        let live_js = tightened(&live.remove("live.js").unwrap_or_default());
        let mut asks = files(&ASKS, shadow.map(|dir| dir.join("asks")).as_deref())?.into_iter().collect::<BTreeMap<_, _>>();
        let asks_css = minified(&asks.remove("asks.css").unwrap_or_default());
        let asks_js = tightened(&asks.remove("asks.js").unwrap_or_default());
        for text in [&live_css, &live_js, &asks_css, &asks_js] {
            digest.update(text.as_bytes());
        }
        let search_js = tightened(SEARCH);
        digest.update(search_js.as_bytes());
        let style_sources = [&css, &live_css, &asks_css].map(|text| source_of(text));
        let script_sources = [&live_js, &search_js, &asks_js].map(|text| source_of(text));
        for (name, text) in [
            ("css", css),
            ("live_css", live_css),
            ("live_js", live_js),
            ("asks_css", asks_css),
            ("asks_js", asks_js),
            ("search_js", search_js),
        ] {
            environment.add_global(name, minijinja::Value::from_safe_string(text));
        }
        let digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self(Arc::new(Inner { environment, style_sources, script_sources, digest })))
    }

    /// # Errors
    /// A template that asks for what its context does not have.
    pub fn render(&self, view: &View) -> Result<String> {
        match view {
            View::Front(page) => self.fill("front.html", page),
            View::Light(page) => self.fill("light.html", page),
            View::Article(page) => self.fill("article.html", page),
            View::Listing(page) => self.fill("listing.html", page),
            View::Authors(page) => self.fill("authors.html", page),
            View::Topics(page) => self.fill("topics.html", page),
            View::Archive(page) => self.fill("archive.html", page),
            View::Standing(page) => self.fill("page.html", page),
            View::Corrections(page) => self.fill("corrections.html", page),
            View::Gone(page) => self.fill("gone.html", page),
            View::Search(page) => self.fill("search.html", page),
            View::Newsletters(page) => self.fill("newsletters.html", page),
            View::Newsletter(page) => self.fill("newsletter.html", page),
            View::SignUp(page) => self.fill("sign-up.html", page),
            View::Issue(page) => self.fill("issue.html", page),
            View::Note(page) => self.fill("note.html", page),
            View::LivePage(page) => self.fill("live.html", page),
            View::LiveFragment(page) => self.fill("live-fragment.html", page),
        }
    }

    /// The same for one who waits for it, aside from the threads that serve printed pages.
    ///
    /// # Errors
    /// As for [`Theme::render`].
    pub async fn render_aside(&self, view: View) -> Result<String> {
        let theme = self.clone();
        aside::reckon(move || theme.render(&view)).await?
    }

    fn fill(&self, template: &str, page: &impl Serialize) -> Result<String> {
        self.0
            .environment
            .get_template(template)?
            .render(minijinja::Value::from(minijinja::value::Serde(page)))
            .with_context(|| format!("cannot render {template}"))
    }

    /// The sources of the inline style sheets for a Content-Security-Policy: `sha256-…`.
    pub fn style_sources(&self) -> &[String] {
        &self.0.style_sources
    }

    /// The same of the scripts.
    pub fn script_sources(&self) -> String {
        self.0.script_sources.join("' '")
    }

    /// Changes when anything of the theme does, so that the house knows to print everything anew.
    pub fn digest(&self) -> &str {
        &self.0.digest
    }
}

/// Icons of the paper: path, media type, bytes.
pub fn icons() -> impl Iterator<Item = (String, &'static str, &'static [u8])> {
    ICONS.files().filter_map(|file| {
        let name = file.path().file_name()?.to_str()?;
        let media_type = if name.ends_with(".svg") { "image/svg+xml" } else { "image/png" };
        Some((format!("assets/{name}"), media_type, file.contents()))
    })
}

/// The small icon as an ICO file: a table of one, and the PNG as it is.
pub fn favicon() -> Vec<u8> {
    let png = include_bytes!("../../assets/favicon-32.png");
    let mut ico = vec![0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 32, 0];
    ico.extend((png.len() as u32).to_le_bytes());
    ico.extend(22_u32.to_le_bytes());
    ico.extend(png);
    ico
}

/// Files of the newspaper's own theme by name, each from `shadow` where it is there.
fn files(built_in: &Dir<'_>, shadow: Option<&Path>) -> Result<Vec<(String, String)>> {
    let mut found = BTreeMap::new();
    for file in built_in.files() {
        let name = file.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        found.insert(name, file.contents_utf8().unwrap_or_default().to_owned());
    }
    if let Some(dir) = shadow.filter(|dir| dir.is_dir()) {
        for entry in std::fs::read_dir(dir).with_context(|| format!("cannot read the theme in {}", dir.display()))? {
            let path = entry?.path();
            if let (true, Some(name)) = (path.is_file(), path.file_name()) {
                let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                found.insert(name.to_string_lossy().into_owned(), text);
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn source_of(text: &str) -> String {
    format!("sha256-{}", base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// A script without its margins and without the lines that are comments; every other line stays a line.
fn tightened(script: &str) -> String {
    let lines = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// A style sheet without comments and needless white space. Our own style sheets have no strings with braces or double spaces in them.
fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let words = out.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tight = String::with_capacity(words.len());
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        let before = tight.chars().last();
        if c == ' ' && (before.is_some_and(|b| "{};,>".contains(b)) || chars.peek().is_some_and(|n| "{};,>".contains(*n))) {
            continue;
        }
        if c == ' ' && before == Some(':') {
            continue; // "color: red"; a selector never has a space behind its colon
        }
        if c == '}' && before == Some(';') {
            tight.pop();
        }
        tight.push(c);
    }
    tight
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_sheet_keeps_its_meaning_without_its_white_space() {
        let css =
            "/* head */ a > b , c:hover { color : red; margin: 0 auto; }\n@media (min-width: 2rem) and (x) { d { e: calc(1px + 2px) } }";
        assert_eq!(minified(css), "a>b,c:hover{color :red;margin:0 auto}@media (min-width:2rem) and (x){d{e:calc(1px + 2px)}}");
    }

    #[test]
    fn every_template_of_the_theme_parses() {
        Theme::load(&Words::load(), None).expect("the built-in theme");
    }
}

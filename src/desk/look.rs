//! Templates, styles and scripts of the desk; all built into the program.

use std::sync::LazyLock;

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use web::Assets;

use crate::templates;
use crate::words::Words;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/desk");

/// Files that pages load.
pub static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    Assets::of([
        ("desk.css", &include_bytes!("../../assets/desk/desk.css")[..]),
        ("desk.js", include_bytes!("../../assets/desk/desk.js")),
        ("passkey.js", include_bytes!("../../assets/desk/passkey.js")),
        ("mark.svg", include_bytes!("../../assets/mark.svg")),
    ])
});

/// A page's typed context.
pub trait Page: Serialize {
    /// File in `templates/desk`.
    const TEMPLATE: &'static str;
}

/// What every page has around its content.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub lang: String,
    pub dir: &'static str,
    /// Name of the newspaper.
    pub paper: String,
    /// Where readers are.
    pub site: String,
    pub person: Option<Person>,
    /// Goes into each form; empty while nobody is signed in.
    pub token: String,
    /// What was done by the request before, as a Fluent key; empty when nothing was.
    pub said: String,
    pub demo: bool,
    /// For whoever makes newsletters.
    pub alarms: Vec<Alarm>,
}

/// An issue that does not reach its readers unless somebody does something.
#[derive(Clone, Debug, Serialize)]
pub struct Alarm {
    pub href: String,
    pub subject: String,
    /// As [`crate::post::arming::Why`] has it.
    pub why: &'static str,
    /// Empty for a draft.
    pub number: String,
    /// Its time.
    pub at: String,
}

/// Who is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub name: String,
    pub role: &'static str,
    /// The role has taken effect.
    pub whole: bool,
    pub reads: bool,
    pub writes: bool,
    pub publishes: bool,
    pub letters: bool,
    pub asks: bool,
    pub ledger: bool,
    pub people: bool,
}

/// The templates, ready.
pub struct Look(Environment<'static>);

impl Look {
    /// # Errors
    /// A template that does not parse, with its name.
    pub fn load(words: &Words) -> Result<Self> {
        let mut environment = templates::environment(words);
        for file in TEMPLATES.files() {
            let name = file.path().to_string_lossy();
            let text = file.contents_utf8().with_context(|| format!("{name} is not UTF-8"))?;
            environment.add_template_owned(name.to_string(), text).with_context(|| format!("templates/desk/{name}"))?;
        }
        environment.add_function("asset", |name: &str| format!("/assets/{}", ASSETS.address(name)));
        Ok(Self(environment))
    }

    /// # Errors
    /// A template that asks for what its context does not have.
    pub fn render<P: Page>(&self, frame: &Frame, page: &P) -> Result<String> {
        let template = self.0.get_template(P::TEMPLATE)?;
        template
            .render(context! { frame => Value::from(Serde(frame)), ..Value::from(Serde(page)) })
            .with_context(|| format!("templates/desk/{}", P::TEMPLATE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses_and_every_asset_is_named_by_its_hash() {
        Look::load(&Words::load()).expect("the templates");
        assert!(ASSETS.address("desk.css").len() > "desk.css".len());
    }
}

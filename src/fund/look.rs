//! How the pages of contributions look: their own templates and styles, because they are also served where there is no paper.

use std::sync::Arc;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use include_dir::{Dir, include_dir};
use kernel::Locale;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::terms::Terms;
use crate::templates;
use crate::words::Words;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/fund");
static BASE: &str = include_str!("../../assets/css/00-base.css");
static STYLE: &str = include_str!("../../assets/fund/fund.css");
pub static QUIET: &str = include_str!("../../assets/fund/quiet.js");
pub static WORK: &str = include_str!("../../assets/fund/work.js");

/// Templates and styles, ready. Clones share one.
#[derive(Clone)]
pub struct Look(Arc<Inner>);

struct Inner {
    environment: Environment<'static>,
    headers: HeaderMap,
}

/// What stands around every page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub kind: &'static str,
    pub lang: String,
    pub dir: &'static str,
    pub title: String,
    /// Who asks: the newspaper, or only who receives the money where the paper's name is to stay out.
    pub name: String,
    pub receiver: String,
    pub statement: Option<String>,
    /// The front page of the newspaper in that language.
    pub home: String,
    /// `../` for each step up to the root.
    pub root: String,
    pub editions: Vec<Edition>,
}

/// The same page in another language.
#[derive(Clone, Debug, Serialize)]
pub struct Edition {
    pub lang: String,
    pub title: String,
    pub path: String,
    pub current: bool,
}

impl Look {
    /// # Errors
    /// A template that does not parse, with its name.
    pub fn load(words: &Words, https: bool) -> Result<Self> {
        let mut environment = templates::environment(words);
        for file in TEMPLATES.files() {
            let name = file.path().to_string_lossy();
            let text = file.contents_utf8().with_context(|| format!("{name} is not UTF-8"))?;
            environment.add_template_owned(name.to_string(), text).with_context(|| format!("templates/fund/{name}"))?;
        }
        let css = format!("{BASE}{STYLE}");
        let digest = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}' 'sha256-{}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            digest(&css),
            digest(WORK),
            digest(QUIET)
        );
        environment.add_global("css", Value::from_safe_string(css));
        environment.add_global("quiet_js", Value::from_safe_string(QUIET.to_owned()));
        let mut headers = HeaderMap::new();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
            (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            (HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_str(&policy)?);
        if https {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
        }
        Ok(Self(Arc::new(Inner { environment, headers })))
    }

    /// The same on every page.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// # Errors
    /// A template that asks for what its context does not have.
    pub fn render(&self, template: &str, frame: &Frame, page: &impl Serialize) -> Result<String> {
        let context = context! { frame => Value::from(Serde(frame)), ..Value::from(Serde(page)) };
        self.0.environment.get_template(template)?.render(context).with_context(|| format!("cannot render templates/fund/{template}"))
    }
}

impl Frame {
    /// Around a page at `path`, which has no slash before it; `others` are the same page in the other languages.
    pub fn new(kind: &'static str, path: &str, locale: &Locale, terms: &Terms, paper: &str, prefix: &str) -> Self {
        Self {
            kind,
            lang: locale.to_string(),
            dir: locale.direction().as_str(),
            title: String::new(),
            name: if terms.discreet { terms.name.clone() } else { paper.to_owned() },
            receiver: terms.name.clone(),
            statement: terms.statement.as_ref().map(ToString::to_string),
            home: format!("{}/{prefix}", terms.paper_url),
            root: "../".repeat(path.matches('/').count()),
            editions: Vec::new(),
        }
    }
}

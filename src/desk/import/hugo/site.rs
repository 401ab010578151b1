//! A site's own settings: `hugo.toml`, `config.yaml`, `_config.yml` …

use serde_json::Value;
use url::Url;

use super::addresses::Addresses;
use super::front::{Front, scalar, toml, yaml};
use super::shortcodes::DIGITAL_GOV_FILES;
use crate::desk::import::item::Place;

#[derive(Debug)]
pub struct SiteSettings {
    pub base: Option<Url>,
    pub addresses: Addresses,
    /// Where shortcodes find their files.
    pub files: String,
    pub remarks: Vec<(String, Place)>,
}

impl SiteSettings {
    pub fn read(files: &[(String, Vec<u8>)]) -> Self {
        let mut settings = Self { base: None, addresses: Addresses::default(), files: DIGITAL_GOV_FILES.into(), remarks: Vec::new() };
        for (path, bytes) in files {
            let text = String::from_utf8_lossy(bytes);
            let values = match path.rsplit('.').next() {
                Some("toml") => toml(&text),
                Some("json") => {
                    serde_json::from_str(&text).map_err(|e| super::front::Broken { line: e.line() as u64, reason: e.to_string() })
                }
                _ => yaml(&text),
            };
            match values {
                Ok(values) => settings.take(&Front::new(values)),
                Err(broken) => {
                    settings.remarks.push((format!("the site's settings cannot be read: {}", broken.reason), Place::of(path, broken.line)))
                }
            }
        }
        settings
    }

    fn take(&mut self, values: &Front) {
        let of_site = |url: String| Url::parse(&url).ok().filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
        self.base = self.base.take().or_else(|| of_site(values.raw(&["baseurl"]))).or_else(|| of_site(values.raw(&["url"])));
        match values.value(&["permalinks", "permalink"]) {
            Some(Value::Object(map)) => {
                let nested = map.get("page").and_then(Value::as_object).unwrap_or(map);
                self.addresses.patterns.extend(
                    nested.iter().map(|(name, pattern)| (name.clone(), scalar(pattern))).filter(|(_, pattern)| !pattern.is_empty()),
                );
            }
            Some(Value::String(pattern)) => self.addresses.patterns.push((String::new(), pattern.clone())),
            _ => {}
        }
        if let Some(files) =
            values.value(&["params"]).and_then(|params| params.get("cdnurl")).map(scalar).filter(|files| files.starts_with("http"))
        {
            self.files = files.trim_end_matches('/').to_owned();
        }
    }
}

//! Old addresses, and what stands there now.

use std::collections::{HashMap, HashSet};

use kernel::Slug;
use markup::tree::Target;
use markup::{Body, Href};
use url::Url;

use super::text::percent_decoded;

/// Stands in for the host of a site whose address is not known. Names under `.invalid` lead nowhere (RFC 6761).
pub const NOWHERE: &str = "site.invalid";

#[derive(Debug)]
pub struct Links {
    base: Url,
    pieces: HashMap<String, Slug>,
    paths: HashMap<String, String>,
    names: HashMap<String, Slug>,
    /// Where the new pieces will stand; no redirect may begin there.
    claimed: HashSet<String>,
}

impl Links {
    /// `base` is where the old site was, if that is known.
    pub fn new(base: Option<Url>) -> Self {
        let nowhere = || Url::parse(&format!("https://{NOWHERE}/")).unwrap_or_else(|_| unreachable!("a constant address"));
        Self {
            base: base.unwrap_or_else(nowhere),
            pieces: HashMap::new(),
            paths: HashMap::new(),
            names: HashMap::new(),
            claimed: HashSet::new(),
        }
    }

    /// The address of the old site, or of [`NOWHERE`].
    pub fn base(&self) -> &Url {
        &self.base
    }

    pub fn is_site_known(&self) -> bool {
        self.base.host_str() != Some(NOWHERE)
    }

    pub fn lead_to_piece(&mut self, old_path: &str, slug: &Slug) {
        self.pieces.entry(normal(old_path)).or_insert_with(|| slug.clone());
    }

    pub fn lead_to_path(&mut self, old_path: &str, path: String) {
        self.paths.entry(normal(old_path)).or_insert(path);
    }

    pub fn claim(&mut self, new_path: String) {
        self.claimed.insert(new_path);
    }

    /// The addresses of these at which nothing new will stand, each once.
    pub fn free(&self, mut old_paths: Vec<String>) -> Vec<String> {
        let mut seen = HashSet::new();
        old_paths.retain(|path| !self.claimed.contains(path) && seen.insert(path.clone()));
        old_paths
    }

    /// A piece under the name of its file, which is unique in a well-kept folder.
    pub fn name(&mut self, name: &str, slug: &Slug) {
        self.names.entry(name.to_lowercase()).or_insert_with(|| slug.clone());
    }

    pub fn of_name(&self, name: &str) -> Option<Href> {
        self.names.get(&name.to_lowercase()).map(Href::piece)
    }

    /// Where an old path leads now.
    pub fn of_path(&self, path: &str) -> Option<Href> {
        let path = normal(path);
        self.pieces.get(&path).map(Href::piece).or_else(|| format!("/{}", self.paths.get(&path)?).parse().ok())
    }

    /// Whether an address is one of the old site's own.
    pub fn is_own(&self, url: &Url) -> bool {
        let bare = |url: &Url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned());
        matches!(url.scheme(), "http" | "https") && bare(url) == bare(&self.base)
    }

    /// Leads links between pieces of the old site to where these stand now. The second value is how many lead to nothing that was imported.
    pub fn relinked(&self, body: Body, page: &Url) -> (Body, u64) {
        let mut lost = 0;
        let mut own = 0;
        for href in body.links() {
            own += u64::from(self.own(href).is_some());
        }
        if own == 0 {
            return (body, 0);
        }
        let body = body.relink(|href| {
            let url = self.own(href)?;
            if url.path() == page.path() && url.query() == page.query() && url.fragment().is_some() {
                return format!("#{}", url.fragment().unwrap_or_default()).parse().ok();
            }
            if let Some(found) = self.of_path(url.path()) {
                return Some(found);
            }
            lost += 1;
            if self.is_site_known() { None } else { href.as_str().split_once(NOWHERE).and_then(|(_, path)| path.parse().ok()) }
        });
        (body, lost)
    }

    fn own(&self, href: &Href) -> Option<Url> {
        let Target::Web(address) = href.target() else { return None };
        Url::parse(address).ok().filter(|url| self.is_own(url))
    }
}

/// An old address, given as a path or a whole URL, as a path of the edition. `None` for one that cannot be: with a query, or of no folder's shape.
pub fn old_path(address: &str) -> Option<String> {
    let address = address.trim();
    let path = match Url::parse(address) {
        Ok(url) => url.query().is_none().then(|| url.path().to_owned())?,
        Err(_) if address.contains('?') => return None,
        Err(_) => address.split('#').next().unwrap_or("").to_owned(),
    };
    let path = percent_decoded(path.trim_start_matches('/'));
    let path = path.strip_suffix("index.html").unwrap_or(&path);
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    let path = if is_file || path.ends_with('/') || path.is_empty() { path.to_owned() } else { format!("{path}/") };
    (!path.is_empty() && path.parse::<seal::SitePath>().is_ok()).then_some(path)
}

/// `/2014/03/lamp/index.html` and `2014/03/lamp` are one path.
fn normal(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or("");
    let path = percent_decoded(path);
    let path = path.trim_matches('/');
    let path = path.strip_suffix("index.html").unwrap_or(path);
    let path = [".html", ".htm", ".md", ".php"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    path.trim_matches('/').to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_becomes_a_path_of_the_edition_or_nothing() {
        let of = |address: &str| old_path(address).unwrap_or_default();
        assert_eq!(of("/2014/03/03/lamp"), "2014/03/03/lamp/");
        assert_eq!(of("https://old.example/2014/lamp.html"), "2014/lamp.html");
        assert_eq!(of("/%D0%BB/index.html"), "л/");
        for bad in ["/", "", "/?p=17", "https://old.example/?p=17", "/../x", "/a//b", "/100%"] {
            assert_eq!(of(bad), "", "{bad}");
        }
    }

    fn body(html: &str) -> Body {
        markup::html_in::read_at(html, Some(&Url::parse("https://old.example/2014/a/").expect("a URL"))).0
    }

    #[test]
    fn links_between_pieces_of_the_old_site_lead_to_the_new_places() {
        let mut links = Links::new(Url::parse("https://www.old.example/").ok());
        links.lead_to_piece("/2014/03/03/lamp/", &"lamp".parse().expect("a slug"));
        links.lead_to_path("topics/search", "tag/search/".into());
        let page = Url::parse("https://old.example/2014/a/").expect("a URL");
        let old = body(
            "<p><a href='../../2014/03/03/lamp/index.html?x=1'>a</a> <a href='/topics/search/'>b</a> <a href='/gone/'>c</a> <a href='#d'>d</a> <a href='https://other.example/'>e</a></p>",
        );
        let (new, lost) = links.relinked(old, &page);
        let hrefs: Vec<_> = new.links().map(Href::as_str).collect();
        assert_eq!(hrefs, ["piece:lamp", "/tag/search/", "https://old.example/gone/", "#d", "https://other.example/"]);
        assert_eq!(lost, 1);
    }
}

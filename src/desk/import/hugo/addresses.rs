//! Where a piece stood on the old site.

use jiff::civil::Date;

use super::front::Front;
use super::layout::Flavour;
use crate::desk::import::links::old_path;

/// What the site's own settings say of addresses.
#[derive(Debug, Default)]
pub struct Addresses {
    /// Patterns by top folder: `news` -> `/:year/:month/:day/:slug/`. Jekyll's only one has the name ``.
    pub patterns: Vec<(String, String)>,
}

/// What a pattern may name.
pub struct Named<'a> {
    /// Inside the content, without the ending: `news/2014/03/2014-03-03-lamp`.
    pub stem: &'a str,
    pub slug: &'a str,
    pub day: Option<Date>,
    pub categories: &'a [String],
}

impl Addresses {
    /// The addresses that a piece had, the most likely first.
    pub fn of(&self, flavour: Flavour, front: &Front, named: &Named<'_>) -> Vec<String> {
        let mut found = Vec::new();
        let stated = front.raw(&["url", "permalink"]);
        if !stated.is_empty() && !stated.contains(':') || stated.contains("://") {
            found.extend(old_path(&stated));
        } else if stated.contains(':') {
            found.extend(self.expand(&stated, named));
        } else {
            found.extend(self.usual(flavour, named));
        }
        for alias in front.names(&["aliases", "redirect_from"]) {
            let is_relative = !alias.starts_with('/') && !alias.contains("://");
            let folder = named.stem.rsplit_once('/').map_or("", |(folder, _)| folder);
            found.extend(old_path(&if is_relative && flavour == Flavour::Hugo { format!("{folder}/{alias}") } else { alias }));
        }
        found
    }

    fn usual(&self, flavour: Flavour, named: &Named<'_>) -> Option<String> {
        let parts: Vec<&str> = named.stem.split('/').collect();
        let top = parts.first().filter(|_| parts.len() > 1).copied().unwrap_or("");
        let pattern = self.patterns.iter().find(|(name, _)| name == top || name.is_empty()).map(|(_, pattern)| pattern.as_str());
        let is_year = |part: &&str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
        let dated = parts.iter().any(is_year) && named.day.is_some();
        match (flavour, pattern) {
            (_, Some(pattern)) => self.expand(pattern, named),
            (Flavour::Jekyll, None) if named.day.is_some() => self.expand("/:categories/:year/:month/:day/:title.html", named),
            (Flavour::Jekyll, None) => old_path(&format!("{}.html", named.stem)),
            // Folders of years and months are most often there because the addresses have them.
            (_, None) if dated => self.expand("/:year/:month/:day/:slug/", named),
            (_, None) => {
                let folder = named.stem.rsplit_once('/').map_or("", |(folder, _)| folder);
                let folder = if named.stem.ends_with("/index") { folder.rsplit_once('/').map_or("", |(folder, _)| folder) } else { folder };
                old_path(&format!("{folder}/{}/", named.slug))
            }
        }
    }

    fn expand(&self, pattern: &str, named: &Named<'_>) -> Option<String> {
        let pattern = match pattern {
            "date" => "/:categories/:year/:month/:day/:title.html",
            "pretty" => "/:categories/:year/:month/:day/:title/",
            "none" => "/:categories/:title.html",
            "ordinal" => return None,
            other => other,
        };
        let day = named.day;
        let number = |of: fn(Date) -> i64| day.map(|day| format!("{:02}", of(day)));
        let name = named.stem.rsplit('/').next().unwrap_or("");
        let folder = named.stem.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut out = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find(':') {
            out.push_str(&rest[..at]);
            let end = rest[at + 1..].find(|c: char| !c.is_ascii_lowercase() && c != '_').map_or(rest.len(), |end| at + 1 + end);
            out.push_str(&match &rest[at + 1..end] {
                "year" => number(|day| i64::from(day.year()))?,
                "month" => number(|day| i64::from(day.month()))?,
                "day" => number(|day| i64::from(day.day()))?,
                "i_month" => day?.month().to_string(),
                "i_day" => day?.day().to_string(),
                "short_year" => number(|day| i64::from(day.year() % 100))?,
                "slug" | "title" | "slugorfilename" | "slugorcontentbasename" => named.slug.to_owned(),
                "filename" | "contentbasename" | "name" => name.to_owned(),
                "section" => named.stem.split('/').next().unwrap_or("").to_owned(),
                "sections" | "path" => folder.to_owned(),
                "categories" => named.categories.join("/").to_lowercase().replace(' ', "-"),
                _ => return None,
            });
            rest = &rest[end..];
        }
        out.push_str(rest);
        while out.contains("//") {
            out = out.replace("//", "/");
        }
        old_path(&out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_addresses_follow_the_patterns_of_the_site_or_its_folders() {
        let of = |flavour, pattern: &str, stem: &str| {
            let patterns = if pattern.is_empty() { Vec::new() } else { vec![(String::new(), pattern.to_owned())] };
            let named = Named { stem, slug: "lamp", day: "2014-03-03".parse().ok(), categories: &["World News".to_owned()] };
            Addresses { patterns }.of(flavour, &Front::default(), &named).join(" ")
        };
        assert_eq!(of(Flavour::Hugo, "", "news/2014/03/2014-03-03-lamp"), "2014/03/03/lamp/");
        assert_eq!(of(Flavour::Hugo, "", "news/lamp"), "news/lamp/");
        assert_eq!(of(Flavour::Hugo, "", "news/lamp/index"), "news/lamp/");
        assert_eq!(of(Flavour::Hugo, "/:section/:year/:filename", "news/a-lamp"), "news/2014/a-lamp/");
        assert_eq!(of(Flavour::Jekyll, "", "2014-03-03-lamp"), "world-news/2014/03/03/lamp.html");
        assert_eq!(of(Flavour::Jekyll, "pretty", "2014-03-03-lamp"), "world-news/2014/03/03/lamp/");
        assert_eq!(of(Flavour::Hugo, "/:nonsense/", "news/lamp"), "");
    }
}

//! Which file of a folder is what.

use std::ops::ControlFlow;

use anyhow::Result;
use kernel::Slug;

use crate::desk::import::archive::{Archive, Entry, Want};
use crate::paper::model::TermKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Hugo,
    Jekyll,
    /// A folder of Markdown without the rest of a site.
    Plain,
}

#[derive(Clone, Debug)]
pub struct Layout {
    pub flavour: Flavour,
    /// What stands before all paths of the site: `site-main/`, or nothing.
    root: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// Something of the content; [`Layout::content_role`] says what, when the language is taken out of its path.
    Content,
    /// An article or standing page: which of the two, its head says. `section` is its top folder.
    Piece {
        section: Option<Slug>,
        is_draft: bool,
    },
    /// The page of a term: `content/authors/ann/_index.md`.
    Term {
        kind: TermKind,
        slug: String,
    },
    /// The page of a top folder.
    Section {
        slug: String,
    },
    Config,
    /// `data/authors/ann.yml`, or `_data/authors.yml` for all.
    Authors {
        slug: Option<String>,
    },
    Picture,
    Other,
}

/// A file's name in the archive, and its bytes.
pub type NamedFile = (String, Vec<u8>);

impl Layout {
    /// Looks through the names of an archive, and reads what may be the site's settings.
    pub fn find(archive: &Archive) -> Result<(Self, Vec<NamedFile>)> {
        let mut settings = Vec::new();
        let (mut hugo, mut jekyll): (Option<String>, Option<String>) = (None, None);
        let mut only_root: Option<Option<String>> = None;
        archive.walk(
            &mut |path| {
                for mark in ["content", "_posts", "_drafts"] {
                    let found = if mark == "content" { &mut hugo } else { &mut jekyll };
                    if let Some(root) = root_before(path, mark)
                        && found.as_ref().is_none_or(|old| root.len() < old.len())
                    {
                        *found = Some(root);
                    }
                }
                let top = path.split_once('/').map(|(top, _)| format!("{top}/"));
                match &only_root {
                    None => only_root = Some(top),
                    Some(old) if *old != top => only_root = Some(None),
                    Some(_) => {}
                }
                if is_config(path) { Want::UpTo(SETTINGS_BYTES) } else { Want::Nothing }
            },
            &mut |entry| {
                if let Entry::File { path, bytes } = entry
                    && settings.len() < 20
                {
                    settings.push((path, bytes));
                }
                Ok(ControlFlow::Continue(()))
            },
        )?;
        let layout = match (hugo, jekyll) {
            (Some(hugo), Some(jekyll)) if jekyll.len() < hugo.len() => Self { flavour: Flavour::Jekyll, root: jekyll },
            (Some(root), _) => Self { flavour: Flavour::Hugo, root },
            (None, Some(root)) => Self { flavour: Flavour::Jekyll, root },
            (None, None) => Self { flavour: Flavour::Plain, root: only_root.flatten().unwrap_or_default() },
        };
        settings.retain(|(path, _)| path.starts_with(&layout.root) && is_config(layout.inside(path)));
        Ok((layout, settings))
    }

    pub fn root(&self) -> &str {
        &self.root
    }

    /// The path inside the site.
    pub fn inside<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(&self.root).unwrap_or(path)
    }

    /// What a path inside the site begins with that its addresses do not have.
    pub fn content(&self) -> &'static str {
        if self.flavour == Flavour::Hugo { "content/" } else { "" }
    }

    pub fn role(&self, path: &str) -> Role {
        let Some(inside) = path.strip_prefix(&self.root) else { return Role::Other };
        let (stem, ending) = inside.rsplit_once('.').map_or((inside, String::new()), |(stem, ending)| (stem, ending.to_lowercase()));
        if matches!(ending.as_str(), "jpg" | "jpeg" | "png" | "webp" | "gif") {
            return Role::Picture;
        }
        let is_data = matches!(ending.as_str(), "yml" | "yaml" | "toml" | "json");
        if is_config(inside) {
            return Role::Config;
        }
        if is_data && let Some(rest) = stem.strip_prefix("data/authors").or_else(|| stem.strip_prefix("_data/authors")) {
            return Role::Authors { slug: rest.strip_prefix('/').map(str::to_owned) };
        }
        if !matches!(ending.as_str(), "md" | "markdown" | "mdown" | "html" | "htm") {
            return Role::Other;
        }
        if inside.starts_with(self.content()) { Role::Content } else { Role::Other }
    }

    /// What a path inside the content is.
    pub fn content_role(&self, path: &str) -> Role {
        match self.flavour {
            Flavour::Hugo | Flavour::Plain => content(path),
            Flavour::Jekyll => jekyll(path),
        }
    }
}

const SETTINGS_BYTES: u64 = 256 << 10;

fn is_config(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or("");
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    matches!(ending, "yml" | "yaml" | "toml" | "json") && matches!(stem, "hugo" | "config" | "_config") && path.split('/').count() <= 4
}

/// What stands before a folder of this name, no deeper than two folders.
fn root_before(path: &str, mark: &str) -> Option<String> {
    let mut at = 0;
    for part in path.split('/').take(3) {
        if part == mark && path.len() > at + part.len() {
            return Some(path[..at].to_owned());
        }
        at += part.len() + 1;
    }
    None
}

fn content(path: &str) -> Role {
    let parts: Vec<&str> = path.split('/').collect();
    let (file, folders) = parts.split_last().unwrap_or((&"", &[]));
    let is_index = file.starts_with("_index.");
    match (folders, is_index) {
        ([taxonomy, term], true) if kind_of(taxonomy).is_some() => {
            Role::Term { kind: kind_of(taxonomy).unwrap_or(TermKind::Tag), slug: (*term).to_owned() }
        }
        ([taxonomy], false) if kind_of(taxonomy).is_some() => {
            Role::Term { kind: kind_of(taxonomy).unwrap_or(TermKind::Tag), slug: file.split('.').next().unwrap_or_default().to_owned() }
        }
        ([top], true) if kind_of(top).is_none() => Role::Section { slug: (*top).to_owned() },
        (_, true) => Role::Other,
        ([], false) if file.starts_with("index.") || matches!(*file, "README.md" | "readme.md" | "LICENSE.md" | "CHANGELOG.md") => {
            Role::Other
        }
        (folders, false) => {
            // A folder that holds one article and its pictures is the article's.
            let folders = if file.starts_with("index.") { &folders[..folders.len() - 1] } else { folders };
            Role::Piece { section: folders.first().and_then(|top| Slug::of_title(top)), is_draft: false }
        }
    }
}

fn kind_of(folder: &str) -> Option<TermKind> {
    Some(match folder {
        "authors" | "author" | "people" => TermKind::Author,
        "tags" | "tag" | "topics" | "topic" => TermKind::Tag,
        "categories" | "category" => TermKind::Section,
        "series" => TermKind::Dossier,
        _ => return None,
    })
}

fn jekyll(path: &str) -> Role {
    let parts: Vec<&str> = path.split('/').collect();
    let (file, folders) = parts.split_last().unwrap_or((&"", &[]));
    if let Some(at) = folders.iter().position(|part| matches!(*part, "_posts" | "_drafts")) {
        return Role::Piece {
            section: at.checked_sub(1).and_then(|before| Slug::of_title(folders[before])),
            is_draft: folders[at] == "_drafts",
        };
    }
    match folders.first() {
        Some(&"_authors") => Role::Term { kind: TermKind::Author, slug: file.split('.').next().unwrap_or_default().to_owned() },
        Some(top) if top.starts_with(['_', '.']) || matches!(*top, "vendor" | "node_modules") => Role::Other,
        _ if matches!(*file, "README.md" | "LICENSE.md" | "404.html" | "404.md" | "index.html" | "index.md" | "CHANGELOG.md") => {
            Role::Other
        }
        _ => Role::Piece { section: None, is_draft: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_where_they_lie() {
        fn role(layout: &Layout, path: &str) -> Role {
            match layout.role(path) {
                Role::Content => layout.content_role(layout.inside(path).strip_prefix(layout.content()).expect("inside the content")),
                other => other,
            }
        }
        let hugo = Layout { flavour: Flavour::Hugo, root: "site-main/".into() };
        let news = || Slug::of_title("news");
        assert_eq!(role(&hugo, "site-main/content/news/2014/03/a.md"), Role::Piece { section: news(), is_draft: false });
        assert_eq!(role(&hugo, "site-main/content/authors/ann/_index.md"), Role::Term { kind: TermKind::Author, slug: "ann".into() });
        assert_eq!(role(&hugo, "site-main/content/news/_index.md"), Role::Section { slug: "news".into() });
        assert_eq!(role(&hugo, "site-main/content/about.md"), Role::Piece { section: None, is_draft: false });
        assert_eq!(role(&hugo, "site-main/hugo.toml"), Role::Config);
        assert_eq!(role(&hugo, "site-main/layouts/index.html"), Role::Other);
        let jekyll = Layout { flavour: Flavour::Jekyll, root: String::new() };
        assert_eq!(role(&jekyll, "news/_posts/2014-03-03-a.md"), Role::Piece { section: news(), is_draft: false });
        assert_eq!(role(&jekyll, "_drafts/a.md"), Role::Piece { section: None, is_draft: true });
        assert_eq!(role(&jekyll, "_includes/a.html"), Role::Other);
    }

    #[test]
    fn the_folder_of_a_site_may_lie_in_another() {
        assert_eq!(root_before("site-main/content/a.md", "content"), Some("site-main/".into()));
        assert_eq!(root_before("content/a.md", "content"), Some(String::new()));
        assert_eq!(root_before("a/b/c/content/a.md", "content"), None);
        assert_eq!(root_before("content", "content"), None);
    }
}

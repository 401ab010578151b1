//! Menus: which categories stand in them, in which order, and what else does.

use std::collections::{BTreeMap, HashMap, HashSet};

use kernel::Slug;

use super::read::Element;
use crate::desk::import::item::{LeftOut, Place};
use crate::desk::import::text::{plain, shortened};

/// Menus that are told apart, and entries that are held of each; beyond that they are counted.
const MOST_MENUS: usize = 50;
const MOST_ENTRIES: usize = 1_000;
/// Entries of a menu that the report names.
const NAMED: usize = 20;

#[derive(Default)]
pub struct Menus {
    /// By name.
    menus: BTreeMap<String, Menu>,
    /// Categories by WordPress's number.
    categories: HashMap<u64, Slug>,
}

#[derive(Default)]
struct Menu {
    entries: Vec<Entry>,
    count: u64,
    line: u64,
}

struct Entry {
    order: u64,
    /// “category”, “page”, “custom” …
    object: String,
    id: u64,
    name: String,
}

impl Menus {
    /// Notes the number of a category, by which menus name it.
    pub fn category(&mut self, element: &Element, slug: &Slug) {
        if let Ok(id) = element.field("wp:term_id").trim().parse() {
            self.categories.insert(id, slug.clone());
        }
    }

    pub fn take(&mut self, element: &Element) {
        let name = element.categories.iter().find(|category| category.domain == "nav_menu").map_or("", |category| category.name.as_str());
        let name = if self.menus.len() < MOST_MENUS || self.menus.contains_key(name) { name } else { "" };
        let menu = self.menus.entry(shortened(name, 100)).or_default();
        if menu.count == 0 {
            menu.line = element.line;
        }
        menu.count += 1;
        if menu.entries.len() < MOST_ENTRIES {
            menu.entries.push(Entry::of(element));
        }
    }

    /// Sections in the order of the menus. A menu with more of them comes first: which one stood at the head of the old site, the export does not say.
    pub fn sections(&self) -> Vec<&Slug> {
        let mut menus: Vec<Vec<&Slug>> = self.menus.values().map(|menu| self.sections_of(menu)).collect();
        menus.sort_by_key(|sections| std::cmp::Reverse(sections.len()));
        let mut seen = HashSet::new();
        menus.into_iter().flatten().filter(|slug| seen.insert(*slug)).collect()
    }

    fn sections_of(&self, menu: &Menu) -> Vec<&Slug> {
        let mut entries: Vec<&Entry> = menu.entries.iter().collect();
        entries.sort_by_key(|entry| entry.order);
        entries.into_iter().filter_map(|entry| self.section(entry)).collect()
    }

    fn section(&self, entry: &Entry) -> Option<&Slug> {
        self.categories.get(&entry.id).filter(|_| entry.object == "category")
    }

    /// What stands in the menus beside sections. `post` is what a post or page is called here, by its number.
    pub fn left_out<'a>(&self, file: &str, post: impl Fn(u64) -> Option<&'a str>) -> Vec<LeftOut> {
        let of = |(name, menu): (&String, &Menu)| {
            let others: Vec<&Entry> = menu.entries.iter().filter(|entry| self.section(entry).is_none()).collect();
            let count = menu.count - (menu.entries.len() - others.len()) as u64;
            let named: Vec<String> = others.iter().take(NAMED).map(|entry| format!("“{}”", entry.called(&post))).collect();
            let more = count - named.len() as u64;
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let reason = format!(
                "{count} of its {} entries: a menu here has sections only, and standing pages stand at the foot by themselves: {}{more}",
                menu.count,
                named.join(", ")
            );
            (count > 0).then(|| LeftOut { kind: "menu", name: name.clone(), place: Place::of(file, menu.line), reason })
        };
        self.menus.iter().filter_map(of).collect()
    }
}

impl Entry {
    fn of(element: &Element) -> Self {
        let title = plain(element.field("title"));
        let name = if title.is_empty() { element.meta("_menu_item_url").to_owned() } else { title };
        Self {
            order: element.field("wp:menu_order").trim().parse().unwrap_or(u64::MAX),
            object: shortened(element.meta("_menu_item_object"), 40),
            id: element.meta("_menu_item_object_id").trim().parse().unwrap_or(0),
            name: shortened(&name, 100),
        }
    }

    fn called<'p>(&self, post: &impl Fn(u64) -> Option<&'p str>) -> String {
        match (self.name.as_str(), post(self.id)) {
            ("", Some(known)) => known.to_owned(),
            ("", None) => format!("{} {}", self.object, self.id),
            (name, _) => name.to_owned(),
        }
    }
}

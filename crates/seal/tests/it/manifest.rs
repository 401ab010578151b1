//! The tree: what an edition writes, reads and remembers.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use seal::{Change, Edition, Entry, Fault, Manifest, SitePath};

use crate::shelf::{Memory, gone, page};

fn all(memory: &Memory, manifest: &Manifest) -> BTreeMap<SitePath, Entry> {
    manifest.entries(|link| memory.get(link)).map(Result::unwrap).collect()
}

/// 60 months of 3 articles, and 20 undated pages.
fn archive() -> Vec<Change> {
    let months = (2021..=2025).flat_map(|year| (1..=12).map(move |month| (year, month)));
    let articles = months.flat_map(|(y, m)| (1..=3).map(move |n| page(&format!("{y}/{m:02}/{n:02}/a-{n}/"), &format!("{y} {m} {n}"))));
    articles.chain((0..20).map(|n| page(&format!("section-{n}/"), &n.to_string()))).collect()
}

#[test]
fn the_first_edition_is_sequence_one_and_each_names_the_one_before() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    assert_eq!(manifest.edition(), None);
    let first = memory.apply(&mut manifest, &[page("", "front"), page("2026/11/22/lamp/", "lamp")]);
    assert_eq!((first.edition.sequence, first.edition.previous, first.changed), (1, None, 2));
    let second = memory.apply(&mut manifest, &[page("", "front again")]);
    assert_eq!((second.edition.sequence, second.edition.previous, second.changed), (2, Some(first.hash), 1));
    assert_eq!(manifest.edition(), Some(&second.edition));
}

#[test]
fn edition_json_is_canonical() {
    let memory = Memory::default();
    let root = memory.apply(&mut Manifest::empty(), &[page("", "front"), page("2026/11/22/lamp/", "lamp")]);
    let text = String::from_utf8(root.bytes.clone()).unwrap();
    let (undated, year) = (root.edition.undated[0], root.edition.years.values().next().unwrap());
    assert_eq!(
        text,
        format!(
            r#"{{"format":1,"previous":null,"sequence":1,"summary":{{"bytes":55,"dated":1,"undated":1}},"time":"2026-11-18T11:06:40Z","undated":[["{}",{}]],"years":{{"2026":["{}",{}]}}}}"#,
            undated.hash, undated.bytes, year.hash, year.bytes
        )
    );
    assert_eq!(Edition::parse(&root.bytes), Ok(root.edition));
}

#[test]
fn a_correction_in_an_old_month_reads_and_writes_that_month_and_nothing_else() {
    let memory = Memory::default();
    let head = memory.apply(&mut Manifest::empty(), &archive());
    let mut manifest = Manifest::load(&head.bytes).unwrap();
    memory.traffic();
    memory.apply(&mut manifest, &[page("2022/03/01/a-1/", "corrected")]);
    assert_eq!(memory.traffic(), (2, 2), "a year and a month");
    memory.apply(&mut manifest, &[page("2022/03/01/a-1/", "corrected again"), page("2022/03/02/a-2/", "too")]);
    assert_eq!(memory.traffic(), (0, 2), "both were kept");
    let root = memory.apply(&mut manifest, &[page("2022/03/02/a-2/", "too"), gone("2022/03/09/never-was/")]);
    assert_eq!((memory.traffic(), root.changed), ((0, 0), 0), "a change that makes no difference");
}

#[test]
fn the_kept_months_and_a_fresh_reading_make_the_same_next_edition() {
    let memory = Memory::default();
    let mut kept = Manifest::empty();
    let head = memory.apply(&mut kept, &archive());
    let mut fresh = Manifest::load(&head.bytes).unwrap();
    let changes =
        [page("2025/12/03/a-3/", "new"), gone("2021/01/01/a-1/"), page("section-4/", "new"), gone("section-5/"), page("ru/", "Фронт")];
    assert_eq!(memory.apply(&mut kept, &changes).bytes, memory.apply(&mut fresh, &changes).bytes);
}

#[test]
fn a_month_and_a_year_that_lose_their_last_page_leave_the_tree() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    memory.apply(&mut manifest, &[page("2025/12/31/old/", "x"), page("2026/01/01/new/", "y"), page("feed.xml", "z")]);
    let root = memory.apply(&mut manifest, &[gone("2025/12/31/old/"), gone("feed.xml")]);
    assert_eq!((root.edition.years.len(), root.edition.undated.len()), (1, 0));
    assert_eq!((root.edition.summary.dated, root.edition.summary.undated), (1, 0));
    assert_eq!(all(&memory, &manifest).len(), 1);
}

#[test]
fn of_two_changes_to_one_path_the_later_counts() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    let last = page("about/", "second");
    memory.apply(&mut manifest, &[page("about/", "first"), last.clone()]);
    assert_eq!(manifest.lookup(&last.path, |link| memory.get(link)).unwrap(), last.entry);
}

#[test]
fn a_failed_write_leaves_the_edition_before_and_the_call_may_be_made_again() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    let head = memory.apply(&mut manifest, &archive());
    let changes = [page("2025/12/03/a-3/", "new"), page("section-4/", "new")];
    for broken_after in 0..3 {
        let mut left = broken_after;
        let put = |_, _: &[u8]| {
            left -= 1;
            if left < 0 { Err(anyhow::anyhow!("the disk is full")) } else { Ok(()) }
        };
        manifest.apply(&changes, head.edition.time, |link| memory.get(link), put).unwrap_err();
        assert_eq!(manifest.edition(), Some(&head.edition));
    }
    let mut fresh = Manifest::load(&head.bytes).unwrap();
    assert_eq!(memory.apply(&mut manifest, &changes).bytes, memory.apply(&mut fresh, &changes).bytes);
}

#[test]
fn an_altered_or_missing_shard_is_named() {
    let memory = Memory::default();
    let head = memory.apply(&mut Manifest::empty(), &archive());
    let year = head.edition.years.values().next().unwrap().hash;
    let spoilt = memory.objects.borrow_mut().remove(&year).unwrap();
    let change = [page("2021/03/01/a-1/", "corrected")];
    let fail = |manifest: &mut Manifest| {
        let result = manifest.apply(&change, head.edition.time, |link| memory.get(link), |_, _| Ok(()));
        result.unwrap_err().to_string()
    };
    assert_eq!(fail(&mut Manifest::load(&head.bytes).unwrap()), "year 2021: missing");
    memory.objects.borrow_mut().insert(year, spoilt.iter().map(|b| b ^ 1).collect());
    assert!(fail(&mut Manifest::load(&head.bytes).unwrap()).starts_with("year 2021: altered"));
    let manifest = Manifest::load(&head.bytes).unwrap();
    let (found, faults): (Vec<_>, Vec<_>) = manifest.entries(|link| memory.get(link)).partition(Result::is_ok);
    assert_eq!((found.len(), faults.len()), (48 * 3 + 20, 1), "the walk goes on");
}

#[test]
fn undated_pages_are_listed_in_segments_and_merged_when_half_is_overridden() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    let pages = |from: u32, to: u32, text: &str| (from..to).map(|n| page(&format!("tag/{n:05}/"), text)).collect::<Vec<_>>();
    let segments = |root: &seal::Root| root.edition.undated.len();
    let first = memory.apply(&mut manifest, &pages(0, 5000, "1"));
    assert_eq!(segments(&first), 5, "sorted chunks of 1024; the last holds 904");
    memory.traffic();
    let second = memory.apply(&mut manifest, &pages(0, 200, "2"));
    assert_eq!((segments(&second), memory.traffic()), (6, (0, 1)), "a new segment");
    let third = memory.apply(&mut manifest, &pages(100, 300, "3"));
    assert_eq!((segments(&third), memory.traffic()), (6, (0, 1)), "the same segment, now of 300");
    assert_eq!(first.edition.undated, third.edition.undated[..5], "what was written stays as it was");
    let fourth = memory.apply(&mut manifest, &pages(0, 10, "4"));
    assert_eq!(segments(&fourth), 7, "the full one is left alone");
    let mut most = 0;
    for round in 0..60 {
        most = most.max(segments(&memory.apply(&mut manifest, &pages(0, 257, &format!("round {round}")))));
    }
    assert!((20..=30).contains(&most), "merged when 5000 are overridden, not after {most} segments");
    assert_eq!(all(&memory, &manifest).len(), 5000);
}

#[test]
fn what_an_edition_replaces_is_all_that_it_needs_no_more_through_merges_and_returns() {
    let memory = Memory::default();
    let mut manifest = Manifest::empty();
    let tags = |from: u32, to: u32, text: &str| (from..to).map(|n| page(&format!("tag/{n:05}/"), text)).collect::<Vec<_>>();
    memory.forget(&memory.apply(&mut manifest, &[archive(), tags(0, 1500, "0")].concat()));
    let mut merged = 0;
    for round in 0..40 {
        // Now and then what stood there before comes back, and with it the same shards.
        let text = (round % 3).to_string();
        let before = manifest.edition().expect("the first").undated.len();
        let root = memory.apply(&mut manifest, &[tags(0, 257, &text), vec![page("2025/12/03/a-3/", &text)]].concat());
        merged += u32::from(root.edition.undated.len() < before);
        memory.forget(&root);
        let fresh = Manifest::load(&root.bytes).expect("whole");
        assert_eq!(all(&memory, &fresh).len(), 60 * 3 + 20 + 1500);
        let shards = root.edition.undated.iter().map(|link| link.hash).collect::<BTreeSet<_>>().len();
        assert_eq!(memory.objects.borrow().len(), 60 + 5 + shards, "months, years and segments, and nothing else");
    }
    assert!(merged > 2, "{merged} merges");
}

#[test]
fn a_later_format_is_refused_and_an_unknown_field_is_not() {
    let root = Memory::default().apply(&mut Manifest::empty(), &[]);
    let text = String::from_utf8(root.bytes).unwrap();
    assert_eq!(Edition::parse(text.replace(r#""format":1"#, r#""format":2"#).as_bytes()), Err(Fault::NewerFormat(2)));
    assert_eq!(Edition::parse(text.replacen('{', r#"{"checkpoint":[1,{}],"#, 1).as_bytes()), Ok(root.edition));
}

fn any_path() -> impl Strategy<Value = String> {
    prop_oneof![
        (2020..2022u16, 1..3u8, 0..4u8).prop_map(|(y, m, n)| format!("{y}/{m:02}/{n:02}/a/")),
        (2020..2022u16, 1..3u8, 0..4u8).prop_map(|(y, m, n)| format!("fa/{y}/{m:02}/{n:02}/a/")),
        (0..30u8).prop_map(|n| format!("tag/{n}/")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_tree_holds_what_a_plain_map_would_hold(editions in prop::collection::vec(prop::collection::vec((any_path(), prop::option::of(0..4u8)), 0..20), 1..12)) {
        let memory = Memory::default();
        let mut manifest = Manifest::empty();
        let mut plain = BTreeMap::new();
        for edition in editions {
            let changes: Vec<_> = edition.iter().map(|(path, text)| text.map_or_else(|| gone(path), |text| page(path, &text.to_string()))).collect();
            for Change { path, entry } in changes.clone() {
                match entry {
                    Some(entry) => plain.insert(path, entry),
                    None => plain.remove(&path),
                };
            }
            let root = memory.apply(&mut manifest, &changes);
            memory.forget(&root);
            let mut fresh = Manifest::load(&root.bytes).unwrap();
            prop_assert_eq!(&all(&memory, &fresh), &plain);
            let sum = root.edition.summary;
            prop_assert_eq!((sum.dated + sum.undated, sum.bytes), (plain.len() as u64, plain.values().map(|entry| entry.bytes).sum()));
            for (path, _) in edition {
                let path = path.parse().unwrap();
                let found = fresh.lookup(&path, |link| memory.get(link)).unwrap();
                prop_assert_eq!(found.as_ref(), plain.get(&path));
            }
        }
    }
}

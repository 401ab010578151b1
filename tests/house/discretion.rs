//! What is promised nowhere, and what lies nowhere: words that no page, letter or handbook may say of givers and readers, and secrets of the till on the paper's server.

use std::path::{Path, PathBuf};

use indelible::app::SETTINGS;
use indelible::settings::sample;

use crate::harness::House;
use crate::scan::Scan;

/// What cannot be promised, in the languages of the interface: whoever pays, subscribes or is given a link can be found by somebody.
const PROMISES: [&str; 16] = [
    "anonym",
    "untraceab",
    "not traceab",
    "cannot be traced",
    "can't be traced",
    "no trace",
    "without a trace",
    "unbreakab",
    "анонимн",
    "неотслежива",
    "невозможно отследить",
    "бесследн",
    "без следа",
    "ناشناس",
    "بی‌نام",
    "ردیابی‌ناپذیر",
];

/// Sentences in which such a word stands and nothing is promised by it: they say that it is not so, or speak of something else. Each with the file it stands in.
const DENIALS: [(&str, &str); 3] = [
    ("demo/pages/en/privacy.md", "We cannot make you anonymous, and will not say that we can."),
    ("demo/pages/ru/privacy.md", "Сделать вас анонимными мы не можем"),
    ("demo/pages/fa/privacy.md", "نمی‌توانیم شما را ناشناس کنیم"),
];

fn texts(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, out);
        } else if path.extension().is_some_and(|kind| ["md", "ftl", "html", "txt", "toml", "css", "js"].iter().any(|one| kind == *one)) {
            out.push(path);
        }
    }
}

#[test]
fn no_page_letter_or_handbook_promises_that_nobody_can_be_found() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md"), root.join("CHANGELOG.md")];
    for folder in ["templates", "locales", "docs", "demo/pages", "demo/letters"] {
        texts(&root.join(folder), &mut files);
    }
    files.push(root.join("demo/paper.toml"));
    assert!(files.len() > 100, "the files were found");
    let mut used = vec![false; DENIALS.len()];
    let mut promised = Vec::new();
    for file in &files {
        let name = file.strip_prefix(root).expect("in the project").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).expect("readable");
        for (number, line) in text.lines().enumerate() {
            let small = line.to_lowercase();
            if !PROMISES.iter().any(|word| small.contains(word)) {
                continue;
            }
            match DENIALS.iter().position(|(path, words)| name == *path && line.contains(words)) {
                Some(at) => used[at] = true,
                None => promised.push(format!("{name}:{}: {line}", number + 1)),
            }
        }
    }
    assert_eq!(promised, Vec::<String>::new(), "nothing stronger than what is true is said, anywhere");
    let idle: Vec<_> = DENIALS.iter().zip(used).filter(|(_, used)| !used).map(|(denial, _)| denial).collect();
    assert!(idle.is_empty(), "exceptions that excuse nothing any more: {idle:?}");
}

/// A till elsewhere takes the money: then the paper's server has nothing of the processor's, neither in what the program writes there nor in what it asks for.
#[tokio::test(flavor = "multi_thread")]
async fn where_the_till_is_elsewhere_no_secret_of_a_processor_is_on_the_papers_server() {
    let house = House::open_with(&[("fund.till_url", "https://gifts.example".into()), ("fund.methods", "card".into())]).await;
    let written = std::fs::read_to_string(house.dir().join(SETTINGS)).expect("the settings");
    for line in written.lines().filter(|line| line.contains("stripe_key") || line.contains("mollie_key") || line.contains("hook_secrets")) {
        assert!(line.trim_start().starts_with('#') || line.trim_end().ends_with("\"\""), "the paper asks for no secret: {line}");
    }
    assert!(house.app.fund.processors().is_empty(), "and speaks to no processor");
    let page = house.get("/").await;
    assert!(page.status == 200 && !page.text().contains("stripe.com"), "its pages only link to the till");
    // Nothing that begins as a processor's keys and secrets do lies in anything that the program wrote. The settings name the shapes of keys in their comments.
    let scan = Scan::of(&["sk_test_", "sk_live_", "rk_live_", "rk_test_", "whsec_", "live_lamp", "test_lamp"]);
    let (hits, read) = scan.folders(&[house.dir()]);
    let hits: Vec<_> = hits.into_iter().filter(|hit| !hit.ends_with(SETTINGS)).collect();
    assert!(read > 100_000 && hits.is_empty(), "{hits:?}");
}

/// The other side of it: with the till in the house the secrets are in its settings, and in nothing else that lies there.
#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_a_processor_stand_in_the_settings_and_are_copied_nowhere() {
    let secrets =
        [("fund.stripe_key", "sk_test_canary7Kq2"), ("fund.hook_secrets", "whsec_canary9Zx4"), ("fund.mollie_key", "test_canary3Vw8")];
    let mut own: Vec<(&'static str, String)> = secrets.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
    own.extend([
        ("fund.methods", "card,ideal".to_owned()),
        ("fund.statement", "LAMP FOUNDATION".to_owned()),
        ("fund.stripe_url", "http://127.0.0.1:1".to_owned()),
        ("fund.mollie_url", "http://127.0.0.1:1".to_owned()),
    ]);
    let house = House::open_with(&own).await;
    assert_eq!(house.app.fund.processors().len(), 2);
    let now = house.app.clock.now();
    // Nobody answers: what is written about that is written without a key.
    assert!(house.app.fund.reconcile(now).await.is_err() || house.app.fund.turn(now).await.is_err());
    let scan = Scan::of(&secrets.map(|(_, value)| value));
    let (hits, _) = scan.folders(&[house.dir()]);
    let elsewhere: Vec<_> = hits.iter().filter(|hit| !hit.ends_with(SETTINGS)).collect();
    assert!(hits.len() >= 3 && elsewhere.is_empty(), "{elsewhere:?}");
    assert!(!sample(&[]).contains("canary"), "and no sample of the settings has one");
}

//! The demo newspaper, printed whole.

use indelible::demo::bank;
use indelible::desk::media::{Encoded, File, Refusal};
use indelible::paper::live::{PAGE, numbered_pages};
use indelible::paper::model::Format;
use kernel::Clock;
use teller::{Config, Post, Teller};

use crate::harness::{House, opening};

/// Pictures of the right shape that cost nothing to make.
fn sketch(_: &[u8]) -> Result<Encoded, Refusal> {
    let file = |(width, format)| File { width, format, bytes: format!("{width}{format:?}").into_bytes() };
    let files = [320, 640, 960, 1440].into_iter().flat_map(|w| [(w, Format::Jpeg), (w, Format::Webp)]).map(file).collect();
    Ok(Encoded { width: 1440, height: 960, files })
}

/// A house where something can be given, so that its pages ask.
async fn giving() -> House {
    let bank = "Lamp Foundation; NL00 LAMP 0000 0000 00".to_owned();
    House::open_with(&[("fund.methods", "transfer".into()), ("fund.bank", bank)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_demo_is_printed_and_every_article_reads_from_the_first_flight() {
    let house = giving().await;
    indelible::demo::fill_with(&house.app, sketch, |_, _| {}).await.expect("filled");
    house.app.press.print().await.expect("printed");
    let pieces = indelible::demo::content::pieces().expect("the demo's pieces");
    let coverage = indelible::demo::content::coverage().expect("the demo's coverage");
    let mut paths = Vec::new();
    house.app.press.stand().each_path(|path| paths.push(path.to_owned()));
    let (mut articles, mut asked, mut long) = (0, 0, 0);
    for piece in &pieces {
        let slug = format!("/{}/", piece.content.slug);
        let prefix = if piece.content.locale.as_str() == "en" { String::new() } else { format!("{}/", piece.content.locale) };
        let path = paths.iter().find(|path| path.ends_with(&slug) && path.starts_with(&format!("{prefix}2")));
        let Some(path) = path else { continue };
        let page = house.get(&format!("/{path}")).await;
        // Live coverage shows its newest posts on the page; older ones stand on pages of their own.
        let live = coverage.iter().find(|of| of.slug == piece.content.slug && of.locale == piece.content.locale);
        let posts = live.map_or(&[][..], |of| &of.posts[(numbered_pages(of.posts.len() as i64) * PAGE) as usize..]);
        let words =
            markup::text_out::words(&piece.content.body) + posts.iter().map(|post| markup::text_out::words(&post.body)).sum::<usize>();
        articles += 1;
        asked += usize::from(page.text().contains("data-ask"));
        page.reads_at_once(words).unwrap_or_else(|why| panic!("{path}: {why}"));
        long += usize::from(words > 900);
    }
    assert!(articles >= 80, "{articles}");
    assert!(asked >= 60, "{asked} of them ask");
    assert!(long > 0, "a long one is among them");
    for path in paths.iter().filter(|path| path.ends_with('/') || path.is_empty()) {
        let page = house.get(&format!("/{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        assert!(text.contains("<title>") && text.contains("<h1"), "{path}");
        for unsaid in ["kind-", "-title\"", "{{", "{ $"] {
            assert!(!text.contains(&format!(">{unsaid}")), "{path} shows the key of a word");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_of_the_demo_leads_to_a_page_of_it() {
    let house = giving().await;
    indelible::demo::fill_with(&house.app, sketch, |_, _| {}).await.expect("filled");
    house.app.press.print().await.expect("printed");
    let mut paths = std::collections::BTreeSet::new();
    house.app.press.stand().each_path(|path| {
        paths.insert(path.to_owned());
    });
    let base = url::Url::parse("https://lamp.example/").expect("a url");
    let mut broken = Vec::new();
    for path in paths.iter().filter(|path| path.ends_with('/') || path.is_empty()) {
        let here = base.join(path).expect("a url");
        let text = house.get(&format!("/{path}")).await.text();
        for (_, rest) in text.match_indices("href=\"").map(|(at, found)| (at, &text[at + found.len()..])) {
            let href = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
            let Ok(there) = here.join(&href) else { continue };
            let target = there.path().trim_start_matches('/');
            // The contribute page and the one for lost links are answered by their rooms, and not printed.
            let printed = !target.contains("contribute/") && !target.ends_with("letters/lost/");
            let ours = there.host_str() == Some("lamp.example") && printed;
            if ours && !paths.contains(target) {
                broken.push(format!("{path} -> {href}"));
            }
        }
    }
    assert!(broken.is_empty(), "{} broken links, such as {:?}", broken.len(), &broken[..broken.len().min(10)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_year_of_gifts_is_in_the_books_to_the_cent_as_its_bank_has_it() {
    let clock = Clock::standing_at(opening());
    // The days that the demo's own bank begins ago.
    let config = Config { clock: clock.clone(), behind_days: 335, post: Post::ByHand, seed: Some(7), ..Config::default() };
    let teller = Teller::start(config).await.expect("a bank");
    let house = House::open_by(clock, &bank::settings(&teller)).await;
    bank::fill(&house.app, &teller).await.expect("a year");
    let told = indelible::fund::desk::check(&house.app.fund, false).await.expect("checked");
    assert!(told.json["sound"] == true, "{}", told.said);
    let report = house.app.fund.report(house.app.clock.now()).await.expect("a report");
    let euros = report.currencies.iter().find(|course| course.currency.code() == "EUR").expect("euros");
    assert!(euros.gifts.iter().filter(|minor| **minor > 0).count() >= 11, "{:?}", euros.gifts);
    assert!(euros.back.iter().any(|minor| *minor > 0), "something went back");
    assert!(!report.base.is_empty() && !report.payouts.is_empty() && report.supporters.values().sum::<i64>() > 10, "{report:?}");
    assert_eq!(teller.now(), house.app.clock.now().as_second(), "the bank has come to the present");
}

//! Files that mean harm, or that somebody broke.

use std::io::Write;
use std::path::Path;

use indelible::desk::import::item::MOST;

use super::{bring_in, folder, try_in};
use crate::harness::House;

async fn refused(house: &House, path: &Path) -> String {
    let trouble = match try_in(house, path).await {
        Ok(report) => panic!("it was taken: {report}"),
        Err(trouble) => format!("{trouble:#}"),
    };
    assert_eq!(house.app.paper.count().await.expect("a count"), 0, "nothing has come in");
    trouble
}

async fn refused_text(name: &str, text: &[u8]) -> String {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join(name);
    std::fs::write(&path, text).expect("written");
    refused(&house, &path).await
}

const HEAD: &str = "<?xml version=\"1.0\"?>\n<rss><channel>\n";

#[tokio::test(flavor = "multi_thread")]
async fn broken_and_bombing_xml_is_refused_with_its_line() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<rss><channel><item>&b;</item></channel></rss>";
    assert!(refused_text("a.xml", bomb.as_bytes()).await.contains("line 2: it defines entities of its own"));
    let cut = format!("{HEAD}<item><title>a</title>\n<wp:post_id>1");
    assert!(refused_text("a.xml", cut.as_bytes()).await.contains("line 4: "), "{}", refused_text("a.xml", cut.as_bytes()).await);
    let crossed = format!("{HEAD}<item>\n<title>a</wrong></item>");
    assert!(refused_text("a.xml", crossed.as_bytes()).await.contains("line 4: this is no well-formed XML"));
    let other = "<?xml version=\"1.0\"?>\n<feed><entry/></feed>";
    assert!(refused_text("a.xml", other.as_bytes()).await.contains("no export of WordPress: <feed>"));
    let foreign = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\n<rss/>";
    assert!(refused_text("a.xml", foreign.as_bytes()).await.contains("iconv -f windows-1251"));
    let deep = format!("{HEAD}<item>{}", "<a>".repeat(100_000));
    assert!(refused_text("a.xml", deep.as_bytes()).await.contains("nested deeper"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_gigabyte_ends_the_reading_and_not_the_memory() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    for (name, head) in [("a.xml", format!("{HEAD}<item><title>")), ("b.json", "{\"db\":[{\"data\":{\"posts\":[{\"html\":\"".to_owned())] {
        let path = dir.path().join(name);
        let mut file = std::fs::File::create(&path).expect("a file");
        file.write_all(head.as_bytes()).expect("written");
        // A hole: a gigabyte of zeros that takes no place on the disk. JSON has no zeros in texts, so there they are letters.
        if name == "a.xml" {
            file.set_len(1 << 30).expect("a hole");
        } else {
            (0..40).for_each(|_| file.write_all(&[b'a'; 1 << 20]).expect("written"));
        }
        let trouble = refused(&house, &path).await;
        assert!(trouble.contains("one entry is longer than"), "{trouble}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deep_and_broken_json_is_refused_with_its_place() {
    let deep = format!("{{\"db\":[{{\"data\":{{\"posts\":[{}", "[".repeat(100_000));
    assert!(refused_text("a.json", deep.as_bytes()).await.contains("recursion limit"));
    assert!(refused_text("a.json", b"{\"db\":[{\"data\":{\n\"posts\":[{]").await.contains("line 2, column 11"));
    assert!(refused_text("a.json", b"{\"db\":[{\"meta\":{}}]}").await.contains("no “data”"));
    assert!(refused_text("a.txt", b"hello").await.contains("nothing that can be imported"));
    assert!(refused_text("a.xml", b"\xff\xfe<\0?\0x\0").await.contains("UTF-16"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_is_no_utf8_is_left_out_with_its_line_and_the_others_come_in() {
    let house = House::open().await;
    let good = "<wp:post_date_gmt>2020-05-06 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>";
    let mut xml = format!("{HEAD}<item><title>Good</title><wp:post_id>1</wp:post_id>{good}</item>\n<item><title>Bad ").into_bytes();
    xml.extend_from_slice(b"\xff\xfe");
    xml.extend_from_slice(format!("</title><wp:post_id>2</wp:post_id>{good}</item>\n</channel></rss>").as_bytes());
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.xml");
    std::fs::write(&path, xml).expect("written");
    let report = bring_in(&house, &path).await;
    assert_eq!(report.pieces.new, 1);
    assert!(report.left_out.iter().any(|thing| thing.place.line == 4 && thing.reason.contains("line 4 is no UTF-8")), "{report}");

    let site = folder(&[("content/a.md", "---\ntitle: A\ndate: 2020-01-01\n---\nx")]);
    std::fs::write(site.path().join("content/b.md"), b"---\ntitle: B\n---\nx\n\xff").expect("written");
    let report = bring_in(&house, site.path()).await;
    assert!(
        report.pieces.new == 1 && report.left_out.iter().any(|thing| thing.place.line == 5 && thing.reason.contains("no UTF-8")),
        "{report}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_in_bodies_and_heads_never_reach_a_page() {
    let house = House::open().await;
    let evil = "---\ntitle: 'A <script>alert(1)</script><b onclick=x>title</b>'\ndate: 2020-01-01\ndeck: '<img src=x onerror=alert(2)>deck'\nauthors: ['<script>alert(3)</script>Ann']\naliases: ['/../../etc/passwd', 'javascript:alert(4)', '//evil.example/x', '/a\tb/']\nimage: javascript:alert(5)\n---\n<img src=x onerror=alert(6)> [x](javascript:alert(7)) <iframe src=\"https://evil.example/\"></iframe> <svg onload=alert(8)> <a href=\"data:text/html,x\">y</a> {{< figure src=\"javascript:alert(9)\" caption=\"<script>alert(10)</script>\" >}} {{< youtube id=\"\\\"><script>alert(11)</script>\" >}}\n";
    let site = folder(&[("content/news/a.md", evil)]);
    let report = bring_in(&house, site.path()).await;
    assert_eq!(report.pieces.new, 1, "{report}");
    for path in super::pages(&house).iter().filter(|path| path.ends_with('/') || path.is_empty()) {
        let page = house.get(&format!("/{path}")).await;
        assert!(!page.text().contains("alert("), "{path}: {}", page.text());
        assert!(!page.text().contains("evil.example"), "{path}");
    }
}

fn tar_with(entries: &[(&str, tar::EntryType, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, kind, text) in entries {
        let mut header = tar::Header::new_ustar();
        // Written by hand, because the builder itself refuses names that climb.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        if kind.is_symlink() || kind.is_hard_link() {
            header.set_link_name(text).expect("a link");
            header.set_size(0);
            header.set_cksum();
            builder.append(&header, &[][..]).expect("an entry");
        } else {
            header.set_size(text.len() as u64);
            header.set_cksum();
            builder.append(&header, text.as_bytes()).expect("an entry");
        }
    }
    builder.into_inner().expect("a tar").finish().expect("a gz")
}

#[tokio::test(flavor = "multi_thread")]
async fn links_and_climbing_names_in_archives_are_passed_over_and_named() {
    let house = House::open().await;
    let good = "---\ntitle: Good\ndate: 2020-01-01\n---\nx";
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("a.tar.gz");
    let entries = [
        ("content/news/good.md", tar::EntryType::Regular, good),
        ("../../evil.md", tar::EntryType::Regular, good),
        ("/etc/evil.md", tar::EntryType::Regular, good),
        ("content/news/link.md", tar::EntryType::Symlink, "/etc/passwd"),
        ("content/news/hard.md", tar::EntryType::Link, "/etc/passwd"),
    ];
    std::fs::write(&path, tar_with(&entries)).expect("written");
    let report = bring_in(&house, &path).await;
    assert_eq!((report.pieces.new, report.left_out.len()), (1, 4), "{report}");

    let path = dir.path().join("b.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for name in ["content/news/better.md", "../../evil.md"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(good.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip");
    let report = bring_in(&house, &path).await;
    assert_eq!((report.pieces.new, report.left_out.len()), (1, 1), "{report}");
    assert!(report.left_out[0].reason.contains("leads out of the folder"));
}

#[tokio::test(flavor = "multi_thread")]
async fn bombs_and_cut_off_archives_end_in_a_sentence() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("bomb.tar.gz");
    let mut header = tar::Header::new_ustar();
    header.set_path("content/a.md").expect("a path");
    header.set_size(800 << 20);
    header.set_cksum();
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(header.as_bytes()).expect("written");
    (0..800).for_each(|_| gz.write_all(&[0; 1 << 20]).expect("written"));
    std::fs::write(&path, gz.finish().expect("a gz")).expect("written");
    assert!(refused(&house, &path).await.contains("unpacks to more than 100 times"));

    // Sixty articles of eight mebibytes each, none of them too long by itself, in half a mebibyte.
    let path = dir.path().join("bomb.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).expect("a file"));
    for n in 0..60 {
        zip.start_file(format!("content/news/{n}.md"), zip::write::SimpleFileOptions::default()).expect("an entry");
        zip.write_all(&vec![b'\n'; 8 << 20]).expect("written");
    }
    zip.finish().expect("a zip");
    assert!(std::fs::metadata(&path).expect("a file").len() < 1 << 20);
    let trouble = refused(&house, &path).await;
    assert!(trouble.contains("bomb.zip, content/news/") && trouble.contains("unpacks to more than 100 times"), "{trouble}");

    let whole = tar_with(&[("content/a.md", tar::EntryType::Regular, &"x".repeat(100_000))]);
    let path = dir.path().join("cut.tar.gz");
    std::fs::write(&path, &whole[..whole.len() / 2]).expect("written");
    let trouble = refused(&house, &path).await;
    assert!(trouble.contains("cut.tar.gz, after"), "{trouble}");
    std::fs::write(dir.path().join("cut.zip"), b"PK\x03\x04 and nothing").expect("written");
    assert!(refused(&house, &dir.path().join("cut.zip")).await.contains("no whole zip archive"));
    assert!(refused(&house, &dir.path().join("absent")).await.contains("nothing at"));
    std::fs::create_dir(dir.path().join("empty")).expect("a folder");
    assert!(refused(&house, &dir.path().join("empty")).await.contains("no articles"));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_pieces_than_are_held_in_memory_are_refused_before_anything_comes_in() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("many.xml");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    file.write_all(HEAD.as_bytes()).expect("written");
    for id in 0..=MOST {
        let item = format!("<item><wp:post_id>{id}</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item>\n");
        file.write_all(item.as_bytes()).expect("written");
    }
    file.write_all(b"</channel></rss>").expect("written");
    drop(file);
    let trouble = refused(&house, &path).await;
    assert!(trouble.contains("many.xml: it holds more than 250000 posts and pages") && trouble.contains("import it in parts"), "{trouble}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_multitude_of_tiny_items_is_counted_not_kept() {
    let house = House::open().await;
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("many.xml");
    let item = "<item><wp:post_id>1</wp:post_id><wp:post_type>revision</wp:post_type></item>\n";
    std::fs::write(&path, format!("{HEAD}{}</channel></rss>", item.repeat(100_000))).expect("written");
    let report = bring_in(&house, &path).await;
    assert_eq!((report.pieces.all(), report.left_out.len()), (0, 1));
    assert_eq!(report.left_out[0].reason, "100000 items of the kind “revision”");
}

//! Newsletters at the desk: composed, looked at, checked, readied, withdrawn; drafts that begin by themselves; the demo's mail box.

use http::StatusCode;
use indelible::paper::newsletter::Block;
use indelible::paper::publication::Publication;
use indelible::post::arming::standing;
use indelible::post::letters::issue;
use indelible::post::model::{Composed, Issue, IssueId, Newsletter, NewsletterId, Said, Timetable};
use indelible::post::weekly;
use indelible::vault::Role;
use jiff::{SignedDuration, Timestamp};

use crate::harness::report;
use crate::people::{Newsroom, Page, Person};

/// A newsletter of the English edition, and two stories that readers have.
struct Open {
    room: Newsroom,
    newsletter: Newsletter,
    stories: [Publication; 2],
}

async fn open() -> Open {
    open_with(Some(Timetable { zone: "Europe/Riga".into(), ..Timetable::default() })).await
}

async fn open_with(timetable: Option<Timetable>) -> Open {
    let room = Newsroom::open().await;
    let stories = [report("a-long-night", "A Long Night"), report("a-short-law", "A Short Law & a Long One")];
    for story in &stories {
        room.house.publish(story.clone()).await;
    }
    let newsletter = add(&room, "en", timetable).await;
    Open { room, newsletter, stories }
}

async fn add(room: &Newsroom, lang: &str, timetable: Option<Timetable>) -> Newsletter {
    let said = Said { title: "The Friday Lamp".into(), promise: "Every Friday: the week.".into(), timetable, ..Said::default() };
    let (id, locale, slug) = (NewsletterId::random(), lang.parse().expect("a language"), "friday-lamp".parse().expect("a slug"));
    let newsletter = Newsletter { id, locale, slug, said, position: 1, closed_at: None };
    let app = &room.house.app;
    app.post.put_newsletter(newsletter.clone(), app.clock.now()).await.expect("the post").expect("no refusal");
    room.finish_jobs().await;
    newsletter
}

impl Open {
    /// A draft that could go out.
    async fn draft(&self) -> IssueId {
        let story = |n: usize, headline: &str, blurb: &str| Block::Story {
            piece: self.stories[n].id,
            headline: headline.into(),
            blurb: blurb.into(),
        };
        let composed = Composed {
            subject: "A night & a law".into(),
            preheader: "What the ministers voted for.".into(),
            intro: "Good *morning*, and see [the night](piece:a-long-night).".into(),
            blocks: vec![
                Block::Heading("This week".into()),
                story(0, "The night, told shortly", "They voted.\n\nNobody had read it."),
                story(1, "", ""),
                Block::Note(markup::markdown::read("Write to us.").0),
            ],
            asks_support: true,
        };
        let app = &self.room.house.app;
        app.post.begin_issue(self.newsletter.id, composed, None, "Mira Tolland", app.clock.now()).await.expect("the post").expect("a draft")
    }

    async fn issue(&self, id: IssueId) -> Issue {
        self.room.house.app.post.issue(id).await.expect("the post").expect("an issue")
    }

    async fn producer(&self) -> Person<'_> {
        self.room.person("Ines Aldo", Role::Producer, 2).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_whose_time_passes_is_told_above_every_page_until_it_is_ready_and_then_that_nobody_has_armed_it() {
    let open = open().await;
    let app = &open.room.house.app;
    let producer = open.producer().await;
    let due_at = app.clock.now() + SignedDuration::from_mins(10);
    let draft = open.issue(open.draft().await).await;
    let begun = app.post.begin_issue(open.newsletter.id, draft.composed, Some(due_at), "timetable", app.clock.now());
    let late = begun.await.expect("the post").expect("a draft");
    let line = async |person: &Person<'_>, path: &str| {
        let page = person.get(path).await.text();
        page.split("<p class=\"alarm-line\"").nth(1).and_then(|rest| rest.split("</p>").next()).unwrap_or_default().to_owned()
    };
    open.room.house.wait(11);
    standing::refresh(app).await.expect("looked at");
    let told = line(&producer, "/letters").await;
    assert!(
        told.contains(&format!("href=\"/issues/{late}\""))
            && told.contains("has passed, and it is not ready")
            && told.contains("A night &amp; a law"),
        "{told}"
    );
    let contributor = open.room.person("Tom Kerrin", Role::Contributor, 1).await;
    assert_eq!(line(&contributor, "/").await, "", "who makes no letters is not told");
    // Readied at last, it still waits for a keyholder; its page says so too.
    assert_eq!(producer.post(&format!("/issues/{late}/readiness"), &[("revision", "1")]).await.status, StatusCode::SEE_OTHER);
    assert!(line(&producer, "/letters").await.contains("was not sent at its time"));
    assert!(producer.get(&format!("/issues/{late}")).await.text().contains("has passed, and nobody had armed it"));
    // A draft that is thrown away is told no more.
    let other = app.post.begin_issue(open.newsletter.id, Composed::default(), Some(app.clock.now()), "timetable", app.clock.now());
    let other = other.await.expect("the post").expect("a draft");
    standing::refresh(app).await.expect("looked at");
    assert!(line(&producer, "/letters").await.contains("not ready"));
    producer.post(&format!("/issues/{other}/end"), &[]).await;
    assert!(!line(&producer, "/letters").await.contains("not ready"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_elsewhere_with_a_slip_stops_a_letter_and_the_page_says_that_nobody_was_asked() {
    let open = open().await;
    let draft = open.issue(open.draft().await).await;
    let intro = "Write to [Ira](mailto:ira@lamp), read [this](https://elsewhere/) and [that](http://elsewhere.example/).".to_owned();
    let app = &open.room.house.app;
    let composed = Composed { intro, ..draft.composed };
    let begun = app.post.begin_issue(open.newsletter.id, composed, None, "Ira", app.clock.now()).await.expect("the post").expect("a draft");
    let producer = open.producer().await;
    let page = producer.get(&format!("/issues/{begun}/readiness")).await.text();
    for said in [
        "“mailto:ira@lamp” cannot be right",
        "“https://elsewhere/” cannot be right",
        "“http://elsewhere.example/” is not encrypted",
        "None is fetched",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains(" disabled>"), "it cannot be readied");
}

/// The fields of the form of an issue, as a browser would send them.
fn form(page: &Page) -> Vec<(String, String)> {
    let html = page.text();
    let html = html.split("<form id=\"issue\"").nth(1).and_then(|rest| rest.split("</form>").next()).expect("the form").to_owned();
    let mut fields = Vec::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find(" name=\"") {
        let tag_start = rest[..at].rfind('<').expect("a tag");
        let tag = rest[tag_start..].split('>').next().unwrap_or_default();
        let name = rest[at + 7..].split('"').next().unwrap_or_default().to_owned();
        let value = |tag: &str| tag.split(" value=\"").nth(1).and_then(|v| v.split('"').next()).unwrap_or_default().to_owned();
        let after = &rest[tag_start + tag.len() + 1..];
        if tag.starts_with("<textarea") {
            fields.push((name, plain(after.split("</textarea>").next().unwrap_or_default().trim_start_matches('\n'))));
        } else if tag.starts_with("<input") && (!tag.contains("checkbox") || tag.contains(" checked")) && name != "token" {
            fields.push((name, plain(&value(tag))));
        }
        rest = after;
    }
    fields
}

fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// Sends the form of an issue with a button pressed, and some fields typed otherwise.
async fn press(person: &Person<'_>, id: IssueId, act: &str, typed: &[(&str, &str)]) -> Page {
    let mut fields = form(&person.get(&format!("/issues/{id}")).await);
    for (name, value) in typed {
        fields.retain(|(other, _)| other != name);
        fields.insert(0, ((*name).to_owned(), (*value).to_owned()));
    }
    fields.push(("do".to_owned(), act.to_owned()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(&format!("/issues/{id}"), &fields).await
}

/// The words of HTML, without tags, styles and what is hidden; white space as single spaces.
fn words(html: &str) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at..];
        let end = if rest.starts_with("<style") { "</style>" } else { ">" };
        rest = rest.split_once(end).map_or("", |(_, rest)| rest);
    }
    plain(&out).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newsletter_is_made_at_the_desk_and_readers_see_it() {
    let room = Newsroom::open().await;
    let producer = room.person("Ines Aldo", Role::Producer, 2).await;
    producer.get("/letters").await.says("There is no newsletter yet.");
    assert_eq!(producer.held("/letters/new", "zone").await, "Europe/Riga", "the newspaper's own zone is suggested");
    let fields = [
        ("title", "The Sunday Lamp"),
        ("promise", "Every Sunday: one long read."),
        ("edition", "en"),
        ("weekday", "7"),
        ("time", "09:30"),
        ("zone", "Europe/Riga"),
        ("reply_to", "answers@lamp.example"),
    ];
    let made = producer.post("/letters", &fields).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text());
    room.finish_jobs().await;
    assert!(room.house.get("/newsletters/the-sunday-lamp/").await.text().contains("Every Sunday: one long read."));
    let own = producer.get(made.to()).await;
    own.says("Sundays at 09:30, Europe/Riga");
    own.says("one address that signed up twice counts twice");
    let about = format!("{}/about", made.to().split('?').next().unwrap_or_default());
    let closed = [&fields[..], &[("closed", "1"), ("position", "4")]].concat();
    assert_eq!(producer.post(&about, &closed).await.status, StatusCode::SEE_OTHER);
    room.finish_jobs().await;
    assert!(room.house.get("/newsletters/the-sunday-lamp/").await.text().contains("takes no new readers"));
    for (field, typed, said) in [
        ("title", "", "This is needed."),
        ("zone", "Europe/Nowhere", "There is no such time zone"),
        ("time", "noon", "Use a time such as 10:00."),
        ("reply_to", "answers", "This is no e-mail address."),
        ("slug", "the-sunday-lamp", "stands at “the-sunday-lamp” already"),
        ("slug", "No Slug", "Use 1 to 120 of"),
    ] {
        let mut wrong: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != field).collect();
        wrong.push((field, typed));
        let page = producer.post("/letters", &wrong).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {typed}");
        page.says(said);
        page.says("Every Sunday: one long read.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_is_composed_without_a_script_and_nothing_typed_is_lost_on_the_way() {
    let open = open().await;
    let producer = open.producer().await;
    let begun = producer.post(&format!("/letters/{}/issues", open.newsletter.id), &[]).await;
    let at = begun.to().split('?').next().unwrap_or_default().to_owned();
    let id: IssueId = at.trim_start_matches("/issues/").parse().expect("an id");
    producer.get(&at).await.says("A Short Law &amp; a Long One");
    let add = |n: usize| format!("add.{}", open.stories[n].id);
    press(&producer, id, &add(0), &[("subject", "A night")]).await;
    press(&producer, id, "heading", &[]).await;
    press(&producer, id, &add(1), &[("intro", "Good *morning*.")]).await;
    press(&producer, id, "note", &[]).await;
    let moved = press(&producer, id, "up.1", &[("preheader", "What the ministers did.")]).await;
    assert_eq!(moved.to(), format!("{at}#part-1"));
    let mut fields = form(&producer.get(&at).await);
    let heading = fields.iter().position(|(name, _)| name == "words").expect("a heading's words");
    fields[heading].1 = "This week".into();
    let last = fields.iter().rposition(|(name, _)| name == "words").expect("a note's words");
    fields[last].1 = "Write to [us](https://lamp.example/contact/).".into();
    fields.push(("do".into(), "save".into()));
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(producer.post(&at, &fields).await.to(), format!("{at}?said=saved"));
    let issue = open.issue(id).await;
    let Composed { subject, preheader, intro, blocks, .. } = &issue.composed;
    assert_eq!((subject.as_str(), preheader.as_str(), intro.as_str()), ("A night", "What the ministers did.", "Good *morning*."));
    let told = |n: usize| Block::Story { piece: open.stories[n].id, headline: String::new(), blurb: String::new() };
    let note = Block::Note(markup::markdown::read("Write to [us](https://lamp.example/contact/).").0);
    assert_eq!(*blocks, [Block::Heading("This week".into()), told(0), told(1), note]);
    assert_eq!(issue.changed_by, "Ines Aldo");
    press(&producer, id, "remove.1", &[]).await;
    assert_eq!(open.issue(id).await.composed.blocks.len(), 3);
    assert_eq!(press(&producer, id, "save", &[]).await.to(), format!("{at}?said=unchanged"));

    open.room.house.index().await;
    let found = press(&producer, id, "find", &[("q", "voting dawn")]).await;
    assert_eq!(found.to(), format!("{at}?q=voting+dawn#find"));
    let page = producer.get(&format!("{at}?q=voting+dawn")).await;
    assert!(page.text().split("id=\"week\"").next().is_some_and(|before| before.contains("A Long Night")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_told_and_the_form_holds_all_that_was_typed() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let page = press(&producer, id, "up.1", &[("intro", "Hello <script>alert(1)</script>")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says("Something in the text has no place here");
    page.says("Hello &lt;script&gt;alert(1)");
    page.says("They voted.");
    let long = "x".repeat(201);
    let page = press(&producer, id, "save", &[("subject", &long)]).await;
    page.says("At most 200 characters.");
    assert_eq!(open.issue(id).await.revision, 1, "nothing was saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_came_too_late_is_refused_and_both_versions_are_there() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let editor = open.room.editor().await;
    let mut stale: Vec<(String, String)> = form(&editor.get(&format!("/issues/{id}")).await);
    assert_eq!(press(&producer, id, "save", &[("preheader", "Ines was faster.")]).await.status, StatusCode::SEE_OTHER);
    stale.iter_mut().filter(|(name, _)| name == "subject").for_each(|(_, value)| *value = "Mira was slower".into());
    stale.push(("do".into(), "save".into()));
    let fields: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = editor.post(&format!("/issues/{id}"), &fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    page.says("Somebody has saved since you opened this issue");
    page.says("Ines");
    page.says("Mira was slower");
    assert_eq!(open.issue(id).await.composed.preheader, "Ines was faster.");
    let again: Vec<(String, String)> = form(&page).into_iter().chain([("do".to_owned(), "save".to_owned())]).collect();
    let fields: Vec<(&str, &str)> = again.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(editor.post(&format!("/issues/{id}"), &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(open.issue(id).await.composed.subject, "Mira was slower");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_and_the_page_of_an_issue_say_the_same() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let at = format!("/issues/{id}");
    let before = producer.get(&format!("{at}/page")).await;
    let revision = open.issue(id).await.revision.to_string();
    let ready = producer.post(&format!("{at}/readiness"), &[("revision", &revision)]).await;
    assert_eq!(ready.to(), format!("{at}?said=issue-ready"), "{}", ready.text());
    let page = open.room.house.get("/newsletters/friday-lamp/1/").await;
    assert_eq!(page.status, 200);
    let (page, letter) = (page.text(), producer.get(&format!("{at}/letter")).await.text());
    let issue = open.issue(id).await;
    let shown = issue.shown(&open.newsletter).expect("readied");
    let written = issue::write(&open.room.house.app, &open.newsletter, &shown).await.expect("written").written;
    let texts = [words(&page), words(&before.text()), words(&letter), written.text.split_whitespace().collect::<Vec<_>>().join(" ")];
    let mut from = [0; 4];
    for said in [
        "A night & a law",
        "Good morning , and see",
        "the night",
        "This week",
        "The night, told shortly",
        "They voted.",
        "Nobody had read it.",
        "A Short Law & a Long One",
        "What the ministry said, and what it did not say.",
        "Write to us.",
    ] {
        for (text, from) in texts.iter().zip(&mut from) {
            let tight = said.replace(" ,", ",");
            let found = [said, tight.as_str()].into_iter().find_map(|said| text[*from..].find(said));
            *from += found.unwrap_or_else(|| panic!("“{said}” does not stand after what comes before it in: {text}"));
        }
    }
    for text in &texts {
        assert!(text.contains("What the ministers voted for.") && text.contains("Politics") && text.contains("Mira Tolland"), "{text}");
    }
    assert!(written.text.contains("https://lamp.example/2026/11/22/a-long-night/") && !written.text.contains("piece:"));
    assert!(written.html.len() <= issue::MOST_HTML);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_is_not_ready_while_something_is_wrong_and_the_list_says_what() {
    let open = open().await;
    let producer = open.producer().await;
    let (app, room) = (&open.room.house.app, &open.room);
    let blocks = vec![
        Block::Story { piece: open.stories[0].id, headline: String::new(), blurb: String::new() },
        Block::Heading(String::new()),
        Block::Note(markup::markdown::read("See [there](/nowhere/) and [it](piece:no-such-piece).").0),
    ];
    let composed = Composed { blocks, ..Composed::default() };
    let begun = app.post.begin_issue(open.newsletter.id, composed, None, "Mira", app.clock.now()).await;
    let id = begun.expect("the post").expect("a draft");
    room.house.withdraw(open.stories[0].id).await;
    let at = format!("/issues/{id}/readiness");
    let page = producer.get(&at).await;
    for said in [
        "give it a subject",
        "write the preheader",
        "take in at least one story",
        "part 2 says nothing",
        "readers do not have the story",
        "the text leads to “no-such-piece”, which readers do not have",
        "a link leads to /nowhere/, where there is no page",
    ] {
        page.says(said);
    }
    assert!(page.text().contains("<button class=\"big\" disabled>"));
    let refused = producer.post(&at, &[("revision", "1")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("It cannot go out before");
    assert!(open.issue(id).await.readied_at.is_none());
    producer.get(&format!("/issues/{id}")).await.says("Readers do not have this story, or no longer.");
}

#[tokio::test(flavor = "multi_thread")]
async fn ready_gives_a_number_and_a_page_once_and_a_withdrawn_issue_says_so_at_its_address() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let at = format!("/issues/{id}");
    let page = producer.get(&format!("{at}/readiness")).await;
    page.says("Nothing stands in the way.");
    page.says("It becomes letter 1, with 2 stories.");
    page.says("https://lamp.example/newsletters/friday-lamp/1/");
    let stale = producer.post(&format!("{at}/readiness"), &[("revision", "7")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    producer.post(&format!("{at}/readiness"), &[("revision", "1")]).await;
    assert_eq!(open.room.house.get("/newsletters/friday-lamp/1/").await.status, 200);
    assert_eq!(producer.post(&format!("{at}/readiness"), &[("revision", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(producer.post(&at, &[("subject", "Another"), ("base", "1")]).await.status, StatusCode::CONFLICT);
    assert_eq!(producer.post(&format!("{at}/end"), &[]).await.status, StatusCode::CONFLICT);
    let out = producer.get(&at).await;
    out.says("It has not been sent to readers.");
    out.says("who opens it and what they press is not counted");
    producer.get(&format!("/letters/{}", open.newsletter.id)).await.says("A night &amp; a law");
    assert_eq!(producer.post(&format!("{at}/withdrawal"), &[]).await.to(), format!("{at}?said=withdrawn"));
    assert_eq!(open.room.house.get("/newsletters/friday-lamp/1/").await.status, 410);
    producer.get(&at).await.says("The page was withdrawn");
    let second = open.draft().await;
    producer.get(&format!("/issues/{second}/readiness")).await.says("It becomes letter 2");
    assert_eq!(producer.post(&format!("/issues/{second}/end"), &[]).await.to(), format!("/letters/{}?said=issue-gone", open.newsletter.id));
    assert_eq!(producer.get(&format!("/issues/{second}")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_letter_is_the_letter_itself_and_its_address_is_kept_nowhere() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let app = &open.room.house.app;
    let at = format!("/issues/{id}");
    let sent = producer.post(&format!("{at}/test"), &[("to", "canary.test@example.org")]).await;
    assert_eq!(sent.to(), format!("{at}/preview?said=test-sent"), "{}", sent.text());
    assert_eq!(app.post.mailer().run_due(app).await, 1);
    let caught = app.post.mailer().mail_box().expect("a mail box").letters();
    let letter = String::from_utf8(caught[0].clone()).expect("ASCII");
    for header in [
        "To: canary.test@example.org\r\n",
        "Subject: A night & a law\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "List-Id: The Friday Lamp <friday-lamp.en.lamp.example>\r\n",
        "Archived-At: <https://lamp.example/newsletters/friday-lamp/1/>\r\n",
        "List-Archive: <https://lamp.example/newsletters/friday-lamp/#all>\r\n",
        "List-Owner: <mailto:letters@lamp.example>\r\n",
        "Feedback-ID: 1:friday-lamp:en:lamp.example\r\n",
        "Content-Language: en\r\n",
    ] {
        assert!(letter.contains(header), "{header} is not in {letter}");
    }
    assert!(letter.contains("<https://lamp.example/letters/leave/"));
    assert!(!letter.contains("mailto:letters@lamp.example?subject="), "no link to leave by mail where nobody reads it");
    assert!(!letter.contains("slot-for") && !letter.contains("Message-ID: <>"));
    let wrong = producer.post(&format!("{at}/test"), &[("to", "canary")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("This is no e-mail address.");
    for _ in 0..29 {
        producer.post(&format!("{at}/test"), &[("to", "canary.test@example.org")]).await;
    }
    let often = producer.post(&format!("{at}/test"), &[("to", "canary.test@example.org")]).await;
    assert_eq!(often.status, StatusCode::TOO_MANY_REQUESTS);
    app.post.mailer().run_due(app).await;
    let mut looked_at = 0;
    for entry in walk(open.room.house.dir()) {
        let bytes = std::fs::read(&entry).expect("a file");
        assert!(!bytes.windows(11).any(|window| window == b"canary.test"), "{}", entry.display());
        looked_at += 1;
    }
    assert!(looked_at > 5);
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(walk(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_shown_by_day_and_by_night_and_asks_no_stranger_for_anything() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    for shows in ["letter", "text", "page"] {
        assert_eq!(producer.get(&format!("/issues/{id}/preview?as={shows}")).await.status, StatusCode::OK);
    }
    let page = producer.get(&format!("/issues/{id}/letter?scheme=dark")).await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'") && policy.contains("img-src 'self' data:") && !policy.contains("script-src"),
        "{policy}"
    );
    assert!(page.text().contains("@media all{") && !page.text().contains("prefers-color-scheme"));
    assert!(producer.get(&format!("/issues/{id}/letter")).await.text().contains("@media not all{"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_draft_of_a_week_begins_two_days_before_and_does_not_come_back_when_it_was_thrown_away() {
    let open = open().await;
    let (app, newsletter) = (&open.room.house.app, &open.newsletter);
    let begin = async |at: &str| {
        let now: Timestamp = at.parse().expect("a moment");
        weekly::begin_due(app, now).await.expect("begun");
        app.post.issues(newsletter.id, 10).await.expect("issues")
    };
    // The stories came out on Sunday the 22nd; Friday is the 27th, 10:00 in Riga.
    assert!(begin("2026-11-25T07:59:59Z").await.is_empty(), "48 hours and a second before");
    let begun = begin("2026-11-25T08:00:00Z").await;
    assert_eq!(begun.len(), 1);
    assert_eq!(begun[0].due_at.map(|at| at.to_string()).as_deref(), Some("2026-11-27T08:00:00Z"));
    assert!(begun[0].composed.subject.is_empty() && begun[0].composed.blocks.len() == 2);
    assert_eq!(begin("2026-11-26T08:00:00Z").await.len(), 1, "one for each time");
    assert!(app.post.drop_issue(begun[0].id).await.expect("dropped"));
    assert!(begin("2026-11-26T09:00:00Z").await.is_empty(), "it was not wanted");
    let next = begin("2026-12-03T09:00:00Z").await;
    assert_eq!((next.len(), next[0].composed.blocks.len()), (1, 0), "nothing came out in that week");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_draft_of_a_week_is_for_the_hour_on_the_wall_when_the_clocks_change() {
    let open = open().await;
    let (app, newsletter) = (&open.room.house.app, &open.newsletter);
    for (now, due) in [("2027-03-25T09:00:00Z", "2027-03-26T08:00:00Z"), ("2027-04-01T09:00:00Z", "2027-04-02T07:00:00Z")] {
        weekly::begin_due(app, now.parse().expect("a moment")).await.expect("begun");
        let issues = app.post.issues(newsletter.id, 10).await.expect("issues");
        assert!(issues.iter().any(|issue| issue.due_at.map(|at| at.to_string()).as_deref() == Some(due)), "{due}");
    }
    assert_eq!(app.post.issues(newsletter.id, 10).await.expect("issues").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_administrator_learns_nothing_of_readers_and_a_contributor_makes_no_letters() {
    let open = open().await;
    let id = open.draft().await;
    for role in [Role::Admin, Role::Contributor, Role::Treasurer, Role::Keyholder] {
        let person = open.room.person(&format!("{role}"), role, 2).await;
        for path in
            ["/letters".to_owned(), format!("/letters/{}", open.newsletter.id), format!("/issues/{id}"), format!("/issues/{id}/letter")]
        {
            assert_eq!(person.get(&path).await.status, StatusCode::FORBIDDEN, "{role} {path}");
        }
        assert!(!person.get("/me").await.text().contains("href=\"/letters\""));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_demo_would_send_lies_in_its_mail_box_with_links_that_work() {
    let open = open().await;
    let (producer, id) = (open.producer().await, open.draft().await);
    let app = &open.room.house.app;
    let stranger = open.room.stranger();
    stranger.get("/mailbox").await.says("No letter yet.");
    producer.post(&format!("/issues/{id}/test"), &[("to", "ines@example.org")]).await;
    app.post.mailer().run_due(app).await;
    let list = stranger.get("/mailbox").await;
    list.says("A night &amp; a law");
    list.says("ines@example.org");
    let text = list.text();
    let at = text.split("href=\"/mailbox/").nth(1).and_then(|rest| rest.split('"').next()).expect("a letter");
    let at = format!("/mailbox/{at}");
    stranger.get(&format!("{at}?as=text")).await.says("Leave with one click:");
    stranger.get(&format!("{at}?as=raw")).await.says("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    let page = stranger.get(&format!("{at}/page")).await;
    page.says("https://lamp.example/letters/leave/");
    page.says("<base target=\"_blank\">");
    assert!(page.header("content-security-policy").contains("frame-ancestors 'self'"));
    assert_eq!(stranger.get(&format!("{at}/raw")).await.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(stranger.get("/mailbox/0000000000000000").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_speak_three_languages_and_show_no_key_of_a_word() {
    let open = open().await;
    let mut editor = open.room.editor().await;
    let (draft, out) = (open.draft().await, open.draft().await);
    editor.post(&format!("/issues/{out}/readiness"), &[("revision", "1")]).await;
    let letter = format!("/letters/{}", open.newsletter.id);
    let mut paths = vec!["/letters".into(), "/letters/new".into(), letter.clone(), format!("{letter}/about"), "/mailbox".into()];
    for id in [draft, out] {
        paths.extend(
            ["", "/preview", "/preview?as=text", "/preview?as=page", "/readiness", "/withdrawal"].map(|way| format!("/issues/{id}{way}")),
        );
    }
    for language in ["en", "ru", "fa"] {
        editor.language = language;
        for path in &paths {
            let page = editor.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let text = page.text();
            for key in ["desk-", "field-", "letter-", "letters-", "issue-state", "mailbox-", "wrong-", "check-"] {
                for sign in [">", "=\"", "> "] {
                    let shown = text
                        .match_indices(&format!("{sign}{key}"))
                        .find(|(at, _)| !text[..*at].ends_with(" class") && !text[..*at].ends_with(" id"));
                    assert!(
                        shown.is_none(),
                        "{path} in {language} shows {key}…: {:?}",
                        shown.map(|(at, _)| text[at..].chars().take(60).collect::<String>())
                    );
                }
            }
            assert!(!text.contains("{ $"), "{path} in {language}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_of_letters_is_told_by_its_reason_and_where_nobody_reads_it_that_is_told() {
    use base64::Engine;
    use indelible::post::courier::messages::Brought;
    use indelible::post::model::ReaderId;
    use letter::bounce::status::Measure;
    use letter::verp::Returned;

    let open = open().await;
    let (producer, issue) = (open.producer().await, open.draft().await);
    let (app, at) = (&open.room.house.app, format!("/letters/{}", open.newsletter.id));
    producer.get(&at).await.says("bounce.port");
    let sealed = base64::engine::general_purpose::STANDARD.encode(vec![0; seal::sealing::ROW]);
    for id in 1..=3_i64 {
        let token = seal::Hash::of(&id.to_be_bytes());
        let row = Brought { id: ReaderId(id), newsletter: open.newsletter.id, sealed: sealed.clone(), token };
        app.post.bring(vec![row], app.clock.now()).await.expect("the post").expect("no refusal");
        for (class, measure) in [("blocked", Measure::TellStaff), ("hard-bounce", Measure::Suppress)].into_iter().take(1 + id as usize / 3)
        {
            app.post.came_back(Returned { issue: issue.0, row: id }, class, measure, app.clock.now()).await.expect("the post");
        }
    }
    let page = producer.get(&at).await;
    page.says("Refused or come back in eight weeks");
    let text = page.text();
    let counted = |words: &str, count: &str| text.contains(&format!("<dt>{words}</dt><dd>{count}</dd>"));
    assert!(counted("Blocked: about us", "3") && counted("No such mailbox", "1"), "{text}");
}

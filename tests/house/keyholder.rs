//! The keyholder's page, asked as a browser on their machine asks it.

use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use indelible::courier::Courier;
use indelible::courier::page::Page;
use indelible::jobs;
use indelible::post::model::{Counts, NewsletterId};
use kernel::EmailAddress;
use seal::Words;
use tokio::task::block_in_place;
use tower::ServiceExt;

use crate::courier::{Holder, Paper, Sink, after, plain};

/// The keyholder's page of a courier, asked as a browser asks it.
pub struct Browser {
    page: Page,
    secret: String,
    language: &'static str,
}

impl Browser {
    const HOST: &'static str = "127.0.0.1:4711";

    pub fn of(courier: &Courier) -> Self {
        let page = Page::new(courier.clone(), Self::HOST).expect("a page");
        let secret = page.address().trim_start_matches(&format!("http://{}", Self::HOST)).to_owned();
        Self { page, secret, language: "en" }
    }

    fn reading(self, language: &'static str) -> Self {
        Self { language, ..self }
    }

    async fn ask(&self, method: Method, path: &str, kind: &str, body: String) -> (u16, String) {
        let request = Request::builder().method(method).uri(format!("{}{path}", self.secret)).header("host", Self::HOST);
        let request = request.header("content-type", kind).header("accept-language", self.language);
        let answer = self.page.routes().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
        let status = answer.status().as_u16();
        (status, String::from_utf8(answer.into_body().collect().await.expect("a body").to_bytes().to_vec()).expect("UTF-8"))
    }

    pub async fn press(&self, button: &str, form: &str) {
        let kind = "application/x-www-form-urlencoded";
        assert_eq!(self.ask(Method::POST, button, kind, form.to_owned()).await.0, 303, "{button}");
    }

    pub async fn unlock(&self, words: &Words) {
        self.press("unlock", &format!("words={}", words.as_str().replace(' ', "+"))).await;
    }

    async fn import(&self, newsletter: NewsletterId, csv: &str) {
        let part =
            |name: &str, text: &str| format!("--seam\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"x\"\r\n\r\n{text}\r\n");
        let body = format!("{}{}--seam--\r\n", part("id", &newsletter.to_string()), part("file", csv));
        assert_eq!(self.ask(Method::POST, "import", "multipart/form-data; boundary=seam", body).await.0, 303);
    }

    pub async fn show(&self) -> String {
        self.ask(Method::GET, "", "", String::new()).await.1
    }

    /// The page, as soon as it says that.
    pub async fn until(&self, words: &str) -> String {
        for _ in 0..200 {
            let page = self.show().await;
            if page.contains(words) {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no “{words}”: {}", self.show().await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_their_link_is_answered_when_the_keyholder_opens_the_page_and_is_erased_everywhere_by_leaving() {
    let (paper, holder, sink) = (Paper::open().await, Holder::new(), Sink::open());
    let courier = holder.paired(&paper);
    holder.relay(&sink);
    // One whose letters come, one whose mailbox was full too often, and one who is on no list.
    for address in ["nadia@one.example", "pavel@two.example", "zoe@three.example"] {
        paper.sign_up(address, true).await;
    }
    let app = &paper.house.app;
    let rows = app.post.entries_after(0, 10).await.expect("entries");
    assert!(app.post.suppress(rows[1].reader, "full").await.expect("the post"));
    let order = async |address: &str| {
        let address = EmailAddress::parse(address).expect("an address");
        app.post.order(&address, app.clock.now()).await.expect("the post").expect("no refusal");
    };
    for address in ["Nadia@one.example", "nadia@ONE.example", "pavel@two.example", "nobody@four.example"] {
        order(address).await;
    }
    sink.put_off(Some("pavel@two.example"));
    let browser = Browser::of(&courier);
    browser.unlock(&holder.words).await;
    let page = browser.until("<dt>Letters sent</dt><dd>1</dd>").await;
    assert!(page.contains("<dt>Not taken, still waiting</dt><dd>1</dd>") && page.contains(">Answer</button>"), "{page}");
    sink.put_off(None);
    browser.press("orders", "").await;
    browser.until("Nobody waits.").await;
    let letters = sink.letters();
    assert_eq!(letters.iter().map(|(to, _)| to.to_lowercase()).collect::<Vec<_>>(), ["nadia@one.example", "pavel@two.example"]);
    assert!(plain(letters[1].1.as_bytes()).contains("your address is erased"), "{}", letters[1].1);

    // Both leave, Pavel although nothing is sent to him any more; at the next opening no form of their rows is left.
    let sealed = |at: usize| rows[at].sealed.clone().expect("a sealed row");
    let lies = |row: &[u8]| {
        let folders = [paper.house.dir().to_owned(), holder.folder()];
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder").flatten());
        let read = files.filter_map(|file| std::fs::read(file.path()).ok().map(|bytes| (file.path(), bytes)));
        // A row is longer than what a database keeps together: any part of it would tell that it was there.
        let part = &row[200..264];
        read.filter(|(_, bytes)| memchr::memmem::find(bytes, part).is_some()).map(|(path, _)| path).collect::<Vec<_>>()
    };
    assert!(lies(&sealed(0)).len() >= 2, "on the server and here");
    for (_, letter) in &letters {
        paper.leave(&after(&plain(letter.as_bytes()), "https://lamp.example/letters/manage/")).await;
    }
    assert_eq!(paper.counts().await, Counts { confirmed: 1, left: 2, ..Counts::default() });
    browser.press("sync", "").await;
    assert_eq!(paper.counts().await, Counts { confirmed: 1, ..Counts::default() });
    for at in [0, 1] {
        assert_eq!(lies(&sealed(at)), Vec::<std::path::PathBuf>::new(), "row {at}");
    }
    assert!(lies(&sealed(2)).len() >= 2, "who stays is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_tells_every_row_that_was_refused_in_the_language_of_the_page() {
    let (paper, holder) = (Paper::open().await, Holder::new());
    let courier = holder.paired(&paper);
    let browser = Browser::of(&courier).reading("ru");
    browser.unlock(&holder.words).await;
    let mut csv = "email\nnadia@one.example\n".to_owned();
    for row in 0..1_500 {
        csv += &format!("nobody number {row}\n");
    }
    csv += "nadia@one.example\n";
    browser.import(paper.newsletter.id, &csv).await;
    let page = browser.show().await;
    assert!(page.contains("Внесено в список читателей: 1.") && page.contains("Отклонено строк: 1501."), "{page}");
    assert!(page.contains("<dt>То, что там стоит, не адрес.</dt><dd>1500</dd>") && page.contains("Первые 100 из 1501"), "{page}");
    assert!(!page.contains("nobody number") && !page.contains("nadia"), "no address is on the page");
    let (status, all) = browser.ask(Method::GET, "refused.csv", "", String::new()).await;
    assert_eq!((status, all.lines().count()), (200, 1 + 1_501));
    assert!(all.starts_with("Строка,Почему\n3,") && all.ends_with("1503,Адрес уже встретился в файле.\n"), "{all}");
    browser.import(paper.newsletter.id, "name,age\nx,1\n").await;
    assert!(browser.show().await.contains("Ни один столбец не называется «email»"));
    browser.press("lock", "").await;
    assert_eq!(browser.ask(Method::GET, "refused.csv", "", String::new()).await.0, 404);
    browser.unlock(&Words::draw()).await;
    assert!(browser.show().await.contains("Это не слова этого ключа."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyholders_page_tells_what_came_back_by_its_class() {
    let (paper, holder, sink) = (Paper::open().await, Holder::new(), Sink::open());
    let courier = holder.paired(&paper);
    let settings = holder.relay(&sink);
    let ring = holder.ring(&courier);
    block_in_place(|| courier.import(&ring, paper.newsletter.id, &b"email\nnadia@one.example\npavel@two.example\n"[..], |_, _| {}))
        .expect("imported");
    paper.ready_issue("The first Friday").await;
    jobs::settle(&paper.house.app).await.expect("printed");
    sink.refuse("pavel@two.example");
    block_in_place(|| courier.sync()).expect("synced");
    let issues = block_in_place(|| courier.issues()).expect("issues");
    courier.prepare(ring, &issues.issues[0], &issues.secret, &settings, None).await.expect("ready").send().await.expect("sent");
    block_in_place(|| courier.report(Vec::new())).expect("reported");
    for (language, said) in [("en", "No such mailbox"), ("ru", "Ящика нет"), ("fa", "چنین صندوقی نیست")] {
        let browser = Browser::of(&courier).reading(language);
        browser.unlock(&holder.words).await;
        let page = browser.show().await;
        assert!(page.contains(&format!("<dt>{said}</dt><dd>1</dd>")), "{page}");
    }
}

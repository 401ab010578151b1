//! An issue that the server sends by itself while its keyholder sleeps: from the arming to the books, and everything that can go wrong in between.

use std::sync::Arc;
use std::time::Duration;

use indelible::courier::Courier;
use indelible::courier::settings::Settings;
use indelible::post::Post;
use indelible::post::arming::model::{PURPOSE, digest};
use indelible::post::arming::{self, Pace, Standing, State, Why, standing, steering, watch};
use indelible::post::courier::messages::{Announced, Armed, IssueLetter, Opened, Taken};
use indelible::post::model::{Composed, IssueId, Said};
use indelible::post::returns::Came;
use indelible::post::statistics;
use indelible::sending::{Capsule, Doubts, Ending, Person, Recipient};
use indelible::{app, jobs};
use jiff::{SignedDuration, Timestamp};
use letter::bounce::Class;
use letter::dkim::Ed25519Key;
use letter::verp::Returned;
use seal::sealing::Sealer;
use seal::{Hash, VaultKey};
use tokio::task::block_in_place;

use crate::courier::{Holder, Mute, Paper, Sink, after, plain, refused};
use crate::scan::Scan;

const READERS: [&str; 4] = ["nadia@one.example", "pavel@two.example", "zoe@three.example", "lev@four.example"];

/// A newspaper with a relay and an issue, and a keyholder with a list.
struct Friday {
    paper: Paper,
    holder: Holder,
    courier: Courier,
    sink: Sink,
    settings: Settings,
    ring: Arc<Vec<VaultKey>>,
    issue: IssueId,
}

impl Friday {
    async fn of(readers: &[&str]) -> Self {
        let sink = Sink::open();
        let (paper, holder) = (Paper::sending(&sink).await, Holder::new());
        let courier = holder.paired(&paper);
        let settings = holder.relay(&sink);
        let ring = holder.ring(&courier);
        let csv = readers.iter().fold("email\n".to_owned(), |csv, address| format!("{csv}{address}\n"));
        let friday = Self { issue: paper.ready_issue("The first Friday").await.id, paper, holder, courier, sink, settings, ring };
        jobs::settle(friday.app()).await.expect("printed");
        block_in_place(|| {
            friday.courier.sync()?;
            friday.courier.import(&friday.ring, friday.paper.newsletter.id, csv.as_bytes(), |_, _| {})?;
            friday.courier.sync()
        })
        .expect("a list");
        friday
    }

    async fn next_issue(&mut self, subject: &str) {
        self.issue = self.paper.ready_issue(subject).await.id;
        jobs::settle(self.app()).await.expect("printed");
    }

    fn app(&self) -> &app::App {
        &self.paper.house.app
    }

    fn at(&self, hours: i64) -> Timestamp {
        self.app().clock.now() + SignedDuration::from_hours(hours)
    }

    fn letter(&self) -> IssueLetter {
        block_in_place(|| self.courier.issues()).expect("issues").issues.remove(0)
    }

    fn arm(&self, at: Timestamp) -> anyhow::Result<Standing> {
        self.arm_choosing(at, None)
    }

    fn arm_choosing(&self, at: Timestamp, doubts: Option<Doubts>) -> anyhow::Result<Standing> {
        let letter = self.letter();
        block_in_place(|| self.courier.arm(&self.ring, &letter, at, &self.settings, doubts, &|_| {}))
    }

    /// The trouble that arming makes which must not go well.
    fn arm_again(&self, letter: IssueLetter, hours: i64) -> anyhow::Error {
        block_in_place(|| self.courier.arm(&self.ring, &letter, self.at(hours), &self.settings, None, &|_| {})).expect_err("not armed")
    }

    async fn look(&self) {
        watch::look(self.app()).await.expect("looked at");
    }

    async fn stands(&self) -> State {
        arming::standing::one(self.app(), self.issue).await.expect("the post").expect("it was armed").state
    }

    async fn until(&self, state: State) {
        for _ in 0..400 {
            if self.stands().await == state && (state.is_live() || self.app().post.armory().control(self.issue).is_none()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{:?} instead of {state:?}", self.stands().await);
    }

    /// Who has a letter, each as often as it came.
    fn reached(&self) -> Vec<String> {
        let mut to: Vec<_> = self.sink.letters().into_iter().map(|(to, _)| to).collect();
        to.sort();
        to
    }

    /// What `doctor` says.
    fn examined(&self) -> Vec<(bool, String)> {
        let place = app::place(self.paper.house.dir(), &self.app().settings, "post");
        Post::examine(place, true, self.app().clock.now()).expect("examined")
    }

    /// What stands above every page of the desk, a minute later.
    async fn alarms(&self) -> Vec<(IssueId, Why)> {
        standing::refresh(self.app()).await.expect("looked at");
        self.app().post.armory().alarms().iter().map(|alarm| (alarm.issue, alarm.why)).collect()
    }

    fn is_destroyed(&self) -> bool {
        let folder = self.paper.house.dir().join(arming::FOLDER);
        self.app().post.armory().count() == 0 && std::fs::read_dir(folder).map_or(0, Iterator::count) == 0
    }

    async fn start_anew(self) -> Self {
        let Self { paper, holder, courier, sink, settings, ring, issue } = self;
        Self { paper: paper.start_anew().await, holder, courier, sink, settings, ring, issue }
    }

    /// A reader's own token, as it stands in their letters.
    fn token_of(&self, address: &str) -> String {
        use base64::Engine;
        let list = block_in_place(|| self.courier.open_list(&self.ring, self.paper.newsletter.id, |_, _| {})).expect("a list");
        let reader = list.readers.iter().find(|reader| reader.address.as_str() == address).expect("a reader");
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(&reader.token[..])
    }

    async fn send_from_here(&self) -> Ending {
        block_in_place(|| self.courier.sync()).expect("synced");
        let issues = block_in_place(|| self.courier.issues()).expect("issues");
        let ready = self.courier.prepare(self.ring.clone(), &issues.issues[0], &issues.secret, &self.settings, None).await.expect("ready");
        let ending = ready.send().await.expect("sent");
        block_in_place(|| self.courier.report(Vec::new())).expect("reported");
        ending
    }
}

fn sorted(addresses: &[&str]) -> Vec<String> {
    let mut all: Vec<_> = addresses.iter().map(|address| (*address).to_owned()).collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn an_armed_issue_goes_out_at_its_time_signed_by_the_keyholders_key_and_both_ledgers_agree() {
    let mut friday = Friday::of(&READERS).await;
    let key = Ed25519Key::generate().expect("a key");
    let text = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &key.seed()[..]);
    std::fs::write(friday.holder.folder().join("n1.key"), text).expect("written");
    let mut toml = std::fs::read_to_string(friday.holder.folder().join("courier.toml")).expect("settings");
    toml += "[[dkim]]\ndomain = \"lamp.example\"\nselector = \"n1\"\nkey_file = \"n1.key\"\n";
    std::fs::write(friday.holder.folder().join("courier.toml"), toml).expect("written");
    friday.settings = Settings::read(&friday.holder.folder()).expect("settings");

    let letter_before = friday.letter();
    let armed = friday.arm(friday.at(2)).expect("armed");
    assert_eq!((armed.state, armed.balance.candidates, armed.begun), (State::Armed, 4, false));
    assert!(!friday.is_destroyed());
    // One leaves in between, by the link in an earlier letter.
    friday.paper.leave(&friday.token_of(READERS[3])).await;
    friday.sink.refuse(READERS[2]);
    friday.paper.house.wait(119);
    friday.look().await;
    assert_eq!((friday.stands().await, friday.reached().len()), (State::Armed, 0), "a minute before its time");
    friday.paper.house.wait(1);
    friday.look().await;
    friday.until(State::Sent).await;
    assert_eq!(friday.reached(), sorted(&READERS[..2]));
    let letter = plain(friday.sink.letters()[0].1.as_bytes());
    assert!(letter.contains("d=lamp.example; s=n1;") && !letter.contains("s=indelible-"), "{letter}");
    assert!(letter.contains("Date: Sun, 22 Nov 2026 10:00:00 +0000"), "the time for which it was armed: {letter}");
    assert!(friday.is_destroyed(), "key and capsule are gone");
    let books = friday.app().post.books(friday.issue).await.expect("the post").expect("books");
    assert_eq!((books.candidates, books.accepted, books.refused, books.gone), (4, 2, 1, 1));
    assert!(friday.app().post.issue(friday.issue).await.expect("the post").expect("an issue").sent_at.is_some());
    // The keyholder comes back: what was refused is noted by row, and the list follows.
    block_in_place(|| friday.courier.sync()).expect("synced");
    let standing = friday.courier.standing(friday.issue).await.expect("a standing");
    assert!(matches!(standing, indelible::courier::dispatch::Standing::Sent(balance) if balance.accepted == 2 && balance.refused == 1));
    let counts = friday.paper.counts().await;
    assert_eq!((counts.confirmed, counts.suppressed, counts.left), (2, 1, 1));
    assert!(format!("{:#}", friday.arm_again(letter_before, 1)).contains("this issue was sent"), "an issue is sent once");
}

/// Found when there were two counts, one here and one on each keyholder's machine, that never reached five together.
#[tokio::test(flavor = "multi_thread")]
async fn refusals_on_the_keyholders_machine_refusals_here_and_bounces_are_one_sum() {
    let mut friday = Friday::of(&READERS[..2]).await;
    let full = READERS[1];
    let list = block_in_place(|| friday.courier.open_list(&friday.ring, friday.paper.newsletter.id, |_, _| {})).expect("a list");
    let row = list.readers.iter().find(|reader| reader.address.as_str() == full).expect("a reader").row;
    let refuse = |friday: &Friday| friday.sink.refuse_saying(full, "552 5.2.2 mailbox full");
    let bounce = async |friday: &Friday| {
        let from = Returned { row: row.0, issue: friday.issue.0 };
        let class = Class::Full;
        friday.app().post.came_back(from, class.name(), class.measure(), friday.app().clock.now()).await.expect("the post")
    };
    // One: refused while the keyholder's machine sends. It says so twice, and then a bounce says it again.
    refuse(&friday);
    assert!(matches!(friday.send_from_here().await, Ending::Finished(balance) if balance.refused == 1));
    block_in_place(|| friday.courier.report(Vec::new())).expect("reported");
    assert_eq!(bounce(&friday).await, Came::Known);
    // Two: refused while the server sends. The keyholder's machine takes its books over, and counts nothing twice.
    friday.next_issue("The second Friday").await;
    friday.arm(friday.at(1)).expect("armed");
    friday.paper.house.wait(60);
    friday.look().await;
    friday.until(State::Sent).await;
    block_in_place(|| friday.courier.sync()).expect("synced");
    // Three and four: taken by the relay, and come back later.
    friday.sink.put_off(None);
    for subject in ["The third Friday", "The fourth Friday"] {
        friday.next_issue(subject).await;
        assert!(matches!(friday.send_from_here().await, Ending::Finished(balance) if balance.accepted == 2));
        assert_eq!(bounce(&friday).await, Came::Noted);
    }
    let returns =
        async |friday: &Friday| friday.app().post.returns(friday.paper.newsletter.id, friday.app().clock.now()).await.expect("the post");
    assert_eq!((returns(&friday).await, friday.paper.counts().await.suppressed), (vec![("full".to_owned(), 4)], 0));
    // Five.
    friday.next_issue("The fifth Friday").await;
    refuse(&friday);
    friday.send_from_here().await;
    assert_eq!((returns(&friday).await, friday.paper.counts().await.suppressed), (vec![("full".to_owned(), 5)], 1));
    // In the issue's numbers a refusal is a refusal, and did not come back later.
    let post = &friday.app().post;
    let fifth = post.issue(friday.issue).await.expect("the post").expect("an issue");
    let numbers = statistics::of(friday.app(), &friday.paper.newsletter, &fifth).await.expect("numbers");
    assert_eq!((numbers.sent.map(|(_, books)| books.refused), numbers.bounced), (Some(1), 0));
    // The next one goes to those who are left.
    friday.next_issue("The sixth Friday").await;
    assert!(matches!(friday.send_from_here().await, Ending::Finished(balance) if balance.candidates == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_whose_time_passes_is_told_as_long_as_it_is_a_draft_or_nobody_arms_it() {
    let mut friday = Friday::of(&READERS[..2]).await;
    let (post, due_at) = (friday.app().post.clone(), friday.at(1));
    let composed = Composed { subject: "The second Friday".into(), intro: "The week.".into(), ..Composed::default() };
    let begin = post.begin_issue(friday.paper.newsletter.id, composed, Some(due_at), "Ira", friday.app().clock.now());
    friday.issue = begin.await.expect("the post").expect("a draft");
    let wrong = |friday: &Friday| friday.examined().into_iter().filter(|(well, _)| !well).map(|(_, what)| what).collect::<Vec<_>>();
    assert!(friday.alarms().await.is_empty() && wrong(&friday).is_empty(), "its time has not come");
    friday.paper.house.wait(60);
    assert_eq!(friday.alarms().await, [(friday.issue, Why::Unready)]);
    assert!(wrong(&friday)[0].contains("“The second Friday” is not ready"), "{:?}", wrong(&friday));
    post.ready_issue(friday.issue, 1, "Ira", friday.app().clock.now()).await.expect("the post").expect("no refusal");
    jobs::settle(friday.app()).await.expect("printed");
    assert_eq!(friday.alarms().await, [(friday.issue, Why::Unarmed)]);
    assert!(post.is_late(friday.issue, friday.app().clock.now()).await.expect("the post"));
    assert!(
        wrong(&friday)[0].contains("nobody has armed or sent it") && wrong(&friday)[0].contains("courier send"),
        "{:?}",
        wrong(&friday)
    );
    // Armed for another time, it is not late; taken back, somebody has seen it.
    friday.arm(friday.at(1)).expect("armed");
    assert!(friday.alarms().await.is_empty() && wrong(&friday).is_empty());
    steering::disarm(friday.app(), friday.issue).await.expect("the post").expect("disarmed");
    assert!(friday.alarms().await.is_empty());
    let Ending::Finished(_) = friday.send_from_here().await else { panic!("it was sent") };
    assert!(friday.alarms().await.is_empty() && wrong(&friday).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issue_that_was_taken_back_before_its_time_is_late_like_one_that_was_never_armed_for_a_week() {
    let mut friday = Friday::of(&READERS[..1]).await;
    let (post, due_at) = (friday.app().post.clone(), friday.at(2));
    let composed = Composed { subject: "The second Friday".into(), intro: "The week.".into(), ..Composed::default() };
    let begin = post.begin_issue(friday.paper.newsletter.id, composed, Some(due_at), "Ira", friday.app().clock.now());
    let late = begin.await.expect("the post").expect("a draft");
    post.ready_issue(late, 1, "Ira", friday.app().clock.now()).await.expect("the post").expect("no refusal");
    jobs::settle(friday.app()).await.expect("printed");
    friday.issue = late;
    let letters = block_in_place(|| friday.courier.issues()).expect("issues").issues;
    let letter = letters.iter().find(|letter| letter.issue == late).expect("it waits");
    block_in_place(|| friday.courier.arm(&friday.ring, letter, due_at, &friday.settings, None, &|_| {})).expect("armed");
    steering::disarm(friday.app(), late).await.expect("the post").expect("disarmed");
    assert!(friday.alarms().await.is_empty(), "there is time to arm it again");
    friday.paper.house.wait(121);
    assert_eq!(friday.alarms().await, [(late, Why::Unarmed)]);
    friday.paper.house.wait(7 * 24 * 60);
    assert!(friday.alarms().await.is_empty(), "the next one's time has come");
    assert!(post.is_late(late, friday.app().clock.now()).await.expect("the post"), "its own page still says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_started_anew_sends_nothing_says_so_and_the_issue_is_armed_again() {
    let friday = Friday::of(&READERS[..3]).await;
    friday.arm(friday.at(1)).expect("armed");
    let friday = friday.start_anew().await;
    assert_eq!(friday.stands().await, State::Lost);
    assert!(friday.is_destroyed());
    friday.paper.house.wait(61);
    friday.look().await;
    assert!(friday.reached().is_empty(), "without its key nothing is sent");
    let alarms = friday.app().post.armory().alarms();
    assert_eq!(alarms.iter().map(|alarm| (alarm.issue, alarm.why)).collect::<Vec<_>>(), [(friday.issue, Why::Arming(State::Lost))]);
    let told = block_in_place(|| friday.courier.armed()).expect("told");
    assert!(told[0].alarms && !told[0].begun && told[0].state == State::Lost, "{told:?}");
    let examined = friday.examined();
    assert!(examined.iter().any(|(well, what)| !well && what.contains("started anew") && what.contains("courier arm")), "{examined:?}");
    // Somebody has signed up meanwhile: nothing had left, so the list is counted anew.
    let csv = format!("email\n{}\n", READERS[3]);
    block_in_place(|| {
        friday.courier.import(&friday.ring, friday.paper.newsletter.id, csv.as_bytes(), |_, _| {})?;
        friday.courier.sync()
    })
    .expect("a list");
    assert_eq!(friday.arm(friday.at(0)).expect("armed again").balance.candidates, 4);
    assert!(friday.app().post.armory().alarms().is_empty());
    friday.look().await;
    friday.until(State::Sent).await;
    assert_eq!(friday.reached(), sorted(&READERS));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_when_the_keys_time_is_over_goes_out_from_the_couriers_machine_and_nobody_gets_it_twice() {
    let friday = Friday::of(&READERS).await;
    friday.sink.put_off(Some(READERS[1]));
    friday.arm(friday.at(1)).expect("armed");
    friday.paper.house.wait(60);
    friday.look().await;
    for _ in 0..400 {
        if friday.reached().len() == 3 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(friday.stands().await, State::Sending);
    steering::pause(friday.app(), friday.issue).await.expect("the post").expect("paused");
    assert_eq!(friday.stands().await, State::Paused);
    assert!(refused(&friday.arm_again(friday.letter(), 1)).contains("being sent"));
    friday.paper.house.wait(11 * 60);
    friday.look().await;
    friday.until(State::Over).await;
    assert!(friday.is_destroyed(), "after twelve hours");
    friday.sink.put_off(None);
    let ending = friday.send_from_here().await;
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 4 && balance.is_even()), "{ending:?}");
    assert_eq!(friday.reached(), sorted(&READERS), "each once");
    assert_eq!(friday.stands().await, State::HandedOver);
    assert!(friday.app().post.armory().alarms().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_in_doubt_are_sent_once_more_when_the_keyholder_says_so_in_arming_again() {
    let friday = Friday::of(&READERS[..2]).await;
    // One is put off; of the other the relay takes every letter and says nothing.
    friday.sink.put_off(Some(READERS[1]));
    friday.sink.fall_silent(Mute::HangsUp);
    friday.arm(friday.at(1)).expect("armed");
    friday.paper.house.wait(60);
    friday.look().await;
    let balance = async || arming::standing::one(friday.app(), friday.issue).await.expect("the post").expect("it was armed").balance;
    for _ in 0..400 {
        if balance().await.unknown == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(friday.reached(), [READERS[0]; 2], "it was sent again once, and is then left in doubt");
    friday.paper.house.wait(11 * 60);
    friday.look().await;
    friday.until(State::Over).await;
    friday.sink.put_off(None);
    friday.sink.fall_silent(Mute::Answers);
    friday.arm_choosing(friday.at(0), Some(Doubts::Resend)).expect("armed again");
    friday.look().await;
    friday.until(State::Sent).await;
    assert_eq!(
        (balance().await.accepted, friday.reached()),
        (2, vec![READERS[0].into(), READERS[0].into(), READERS[0].into(), READERS[1].into()])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_warm_up_travels_with_an_armed_issue_and_the_next_day_the_rest_is_sent() {
    let mut friday = Friday::of(&READERS[..3]).await;
    let file = friday.holder.folder().join("courier.toml");
    let written = std::fs::read_to_string(&file).expect("settings");
    std::fs::write(&file, written + "[warm_up]\nsince = \"2026-11-22\"\nfirst = 1\n").expect("written");
    friday.settings = Settings::read(&friday.holder.folder()).expect("settings");
    friday.arm(friday.at(1)).expect("armed");
    friday.paper.house.wait(60);
    friday.look().await;
    let standing = async || arming::standing::one(friday.app(), friday.issue).await.expect("the post").expect("it was armed");
    for _ in 0..400 {
        if standing().await.stalled {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!((standing().await.stalled, friday.reached().len()), (true, 1), "as many as the first day has");
    friday.paper.house.wait(15 * 60);
    friday.look().await;
    friday.until(State::Over).await;
    friday.arm(friday.at(0)).expect("armed for the second day");
    friday.look().await;
    friday.until(State::Sent).await;
    assert_eq!(friday.reached(), sorted(&READERS[..3]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_time_and_a_letter_that_has_changed_wait_for_a_person() {
    let friday = Friday::of(&READERS[..2]).await;
    friday.arm(friday.at(1)).expect("armed");
    // The machine sleeps over its time.
    friday.paper.house.wait(75);
    friday.look().await;
    assert_eq!((friday.stands().await, friday.reached().len()), (State::Missed, 0));
    friday.look().await;
    assert!(friday.reached().is_empty(), "it is not sent late by itself");
    let disarmed = block_in_place(|| friday.courier.disarm(friday.issue)).expect("disarmed");
    assert!(disarmed.state == State::Disarmed && friday.is_destroyed());
    // Armed anew; then the newsroom changes who the letter comes from.
    friday.arm(friday.at(2)).expect("armed");
    let mut newsletter = friday.paper.newsletter.clone();
    newsletter.said = Said { sender: "Somebody else".into(), ..newsletter.said };
    friday.app().post.put_newsletter(newsletter, friday.app().clock.now()).await.expect("the post").expect("no refusal");
    jobs::settle(friday.app()).await.expect("settled");
    friday.paper.house.wait(2);
    friday.look().await;
    assert_eq!(friday.stands().await, State::Changed, "long before its time");
    assert_eq!(friday.app().post.armory().alarms()[0].why, Why::Arming(State::Changed));
    steering::release(friday.app(), friday.issue, "Ira").await.expect("the post").expect("released");
    assert_eq!(friday.stands().await, State::Armed, "it goes at its time");
    friday.paper.house.wait(118);
    friday.look().await;
    friday.until(State::Sent).await;
    assert_eq!(friday.reached(), sorted(&READERS[..2]));
    let letter = plain(friday.sink.letters()[0].1.as_bytes());
    assert!(letter.contains("The Harbour Lamp") && !letter.contains("Somebody else"), "as the keyholder has read it: {letter}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_be_armed_is_refused_and_leaves_nothing() {
    let friday = Friday::of(&READERS[..2]).await;
    let told = |trouble: &anyhow::Error| format!("{trouble:#}");
    assert!(told(&friday.arm(friday.at(12)).expect_err("too early")).contains("eleven and a half hours"));
    assert!(told(&friday.arm(friday.at(-1)).expect_err("too late")).contains("has passed"));
    friday.arm(friday.at(1)).expect("armed");
    assert!(refused(&friday.arm_again(friday.letter(), 1)).contains("armed already, by the courier mira"));
    block_in_place(|| friday.courier.disarm(friday.issue)).expect("disarmed");
    assert!(refused(&block_in_place(|| friday.courier.disarm(friday.issue)).expect_err("nothing is armed")).contains("not armed"));

    // Whoever speaks the language, and says something else than the courier does.
    let (server, letter) = (block_in_place(|| friday.courier.server()).expect("a server"), friday.letter());
    let file = tempfile::NamedTempFile::new().expect("a file");
    let people = |issue: IssueId| {
        let all = (0..3u8).map(|row| Ok(Recipient::new(Person(row.into()), "a@b.example", "abcdefghijklmnopqrstuv")));
        let besides = serde_json::json!({ "issue": issue, "domain": "", "keys": [] }).to_string();
        Capsule::write_with(file.path(), all, besides.as_bytes()).expect("a capsule").1
    };
    let announced = |bytes: &[u8]| Announced {
        issue: friday.issue,
        at: friday.at(1),
        letter: digest(&letter).expect("a hash"),
        hash: Hash::of(bytes),
        bytes: bytes.len() as u64,
        people: 3,
        pace: Pace { connections: 1, per_domain: 1, per_second: None, per_domain_per_second: None, warm_up: None },
        doubts: None,
    };
    let announce = |what: &Announced| block_in_place(|| server.post::<Opened>("arming", what));
    let part =
        |from: usize, bytes: &[u8]| block_in_place(|| server.send::<Taken>(&format!("part?issue={}&from={from}", friday.issue), bytes));
    let arm = |opened: &Opened, hash: Hash, key: &[u8; 32]| {
        let sealer = Sealer::new(opened.seal_to.parse().expect("a key"));
        let sealed = sealer.seal(PURPOSE, &arming::upload::about(friday.issue, hash), key).expect("sealed");
        let key = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, sealed.as_bytes());
        block_in_place(|| server.post::<Standing>("armed", &Armed { issue: friday.issue, key }))
    };
    // A letter that the keyholder has not looked at.
    let other = Announced { letter: Hash::of(b"another"), ..announced(b"x") };
    assert!(refused(&announce(&other).expect_err("another letter")).contains("another one now"));
    // No size of ours.
    assert!(refused(&announce(&Announced { bytes: 1 << 40, ..announced(b"x") }).expect_err("too large")).contains("none of ours"));
    // Cut off, gone on with, out of order, too long.
    let key = people(friday.issue);
    let bytes = std::fs::read(file.path()).expect("a capsule");
    let whole = announced(&bytes);
    assert!(refused(&part(0, &bytes).expect_err("unannounced")).contains("begin again"));
    let opened = announce(&whole).expect("awaited");
    assert_eq!(part(0, &bytes[..100]).expect("taken").have, 100);
    assert!(refused(&arm(&opened, whole.hash, key.expose()).expect_err("cut")).contains("100 of"));
    assert!(refused(&part(200, &bytes[200..]).expect_err("a gap")).contains("100 bytes"));
    assert!(refused(&part(100, &[&bytes[100..], b"x"].concat()).expect_err("too long")).contains("not the capsule"));
    let again = announce(&whole).expect("gone on with");
    assert_eq!((again.have, &again.seal_to), (100, &opened.seal_to), "what came before the cut is there");
    assert_eq!(part(100, &bytes[100..]).expect("taken").have, whole.bytes);
    // A key that opens nothing ends it: the next one begins anew.
    assert!(refused(&arm(&again, whole.hash, &[7; 32]).expect_err("another key")).contains("nothing is armed"));
    assert!(friday.is_destroyed());
    assert_eq!(announce(&whole).expect("awaited").have, 0);
    // Other bytes than were announced.
    let opened = announce(&Announced { hash: Hash::of(b"another"), ..whole.clone() }).expect("awaited");
    part(0, &bytes).expect("taken");
    assert!(refused(&arm(&opened, Hash::of(b"another"), key.expose()).expect_err("other bytes")).contains("nothing is armed"));
    // A capsule of another issue.
    let key = people(IssueId(77));
    let bytes = std::fs::read(file.path()).expect("a capsule");
    let opened = announce(&announced(&bytes)).expect("awaited");
    part(0, &bytes).expect("taken");
    assert!(refused(&arm(&opened, Hash::of(&bytes), key.expose()).expect_err("another issue")).contains("nothing is armed"));
    assert!(friday.is_destroyed() && friday.stands().await == State::Disarmed);
    // Rows that are on no list get nothing, whatever a capsule says.
    let key = people(friday.issue);
    let bytes = std::fs::read(file.path()).expect("a capsule");
    let opened = announce(&announced(&bytes)).expect("awaited");
    part(0, &bytes).expect("taken");
    let armed = arm(&opened, Hash::of(&bytes), key.expose()).expect("armed");
    assert_eq!((armed.balance.candidates, armed.balance.gone), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_keyholder_sends_no_other_arms_and_a_courier_takes_an_armed_issue_back_to_send_it() {
    let friday = Friday::of(&READERS[..2]).await;
    let second = Holder::new();
    let code = friday.paper.house.app.couriers.invite(friday.app().clock.now());
    let pavel = second.open(&friday.paper);
    block_in_place(|| pavel.pair(&friday.paper.url, &code, "pavel", true)).expect("paired");
    friday.arm(friday.at(1)).expect("armed");
    let issues = block_in_place(|| friday.courier.issues()).expect("issues");
    let ready =
        friday.courier.prepare(friday.ring.clone(), &issues.issues[0], &issues.secret, &friday.settings, None).await.expect("ready");
    assert_eq!((friday.stands().await, friday.is_destroyed()), (State::HandedOver, true), "the server sends it no more");
    drop(ready);
    // Nothing has left, so this machine may think again; another one may not.
    let server = block_in_place(|| pavel.server()).expect("a server");
    let trouble = block_in_place(|| server.post::<serde_json::Value>("handover", &serde_json::json!({ "issue": friday.issue })));
    assert!(refused(&trouble.expect_err("somebody else's")).contains("the courier mira has begun"));
    friday.arm(friday.at(1)).expect("armed again");
    let ending = friday.send_from_here().await;
    assert!(matches!(ending, Ending::Finished(balance) if balance.accepted == 2), "{ending:?}");
    assert_eq!(friday.reached(), sorted(&READERS[..2]));
    friday.paper.house.wait(61);
    friday.look().await;
    assert_eq!(friday.reached().len(), 2, "the server has nothing to send any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_an_issue_is_armed_and_sent_and_after_a_restart_no_address_lies_on_the_server() {
    let canaries = ["Canary.Armed@nest.example", "canary.put.off@nest.example", "canary.gone@nest.example"];
    let (scan, friday) = (Scan::of(&canaries), Friday::of(&canaries).await);
    let look = |friday: &Friday, when: &str| {
        let (hits, read) = scan.folders(&[friday.paper.house.dir(), &friday.holder.folder()]);
        assert!(read > 100_000, "the folders were read");
        assert_eq!(hits, Vec::<String>::new(), "{when}");
    };
    friday.sink.put_off(Some(canaries[1]));
    friday.arm(friday.at(1)).expect("armed");
    look(&friday, "while it is armed");
    let friday = friday.start_anew().await;
    look(&friday, "after the key was lost");
    friday.arm(friday.at(0)).expect("armed again");
    friday.look().await;
    for _ in 0..400 {
        if friday.reached().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    look(&friday, "while it is being sent");
    let letter = friday.sink.letters().into_iter().find(|(to, _)| to == canaries[2]).expect("a letter");
    friday.paper.leave(&after(&plain(letter.1.as_bytes()), "https://lamp.example/letters/leave/")).await;
    steering::cancel(friday.app(), friday.issue).await.expect("the post").expect("cancelled");
    friday.until(State::Cancelled).await;
    look(&friday, "after the rest was cancelled");
    let books = friday.app().post.books(friday.issue).await.expect("the post").expect("books");
    assert_eq!((books.candidates, books.accepted, books.cancelled), (3, 2, 1));
}

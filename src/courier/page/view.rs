//! The keyholder's one page, from what is open.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use anyhow::Result;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kernel::Locale;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::Page;
use super::session::{Counted, Ended, Open, Report, Working, Writing};
use super::trouble::{Hitch, Told};
use crate::courier::arming::Step;
use crate::courier::errands::Done;
use crate::courier::here::is_here;
use crate::courier::import::Why;
use crate::courier::letter::look;
use crate::courier::orders::Answered;
use crate::courier::settings;
use crate::courier::traces::Trace;
use crate::fund::errand::Due;
use crate::post::arming::model::{LIFE, ROOM, fits};
use crate::post::arming::{Refusal, Standing, State};
use crate::post::courier::messages::IssueLetter;
use crate::post::model::IssueId;
use crate::sending::Doubts;
use crate::sending::progress::Stall;
use crate::templates;
use crate::words::{Words, digits};

const TEMPLATE: &str = include_str!("../../../templates/courier/page.html");
/// Seconds after which a page that shows a sending is fetched again.
const AGAIN: u32 = 2;
/// The same while the server sends.
const SELDOM: u32 = 5;
/// What the server has said of what is armed holds so long.
const FRESH: SignedDuration = SignedDuration::from_secs(4);
/// Refused rows of an import that the page shows; the file has all.
const ROWS: usize = 100;
/// How long a page waits for the server.
const PATIENCE: Duration = Duration::from_secs(5);

/// The template and the words, ready.
pub struct View {
    environment: Environment<'static>,
    words: Words,
    languages: Vec<String>,
}

impl View {
    /// # Errors
    /// When the template does not parse.
    pub fn load() -> Result<Self> {
        let words = Words::load();
        let mut environment = templates::environment(&words);
        environment.add_template("page.html", TEMPLATE)?;
        let languages = words.languages().map(str::to_owned).collect();
        Ok(Self { environment, words, languages })
    }
}

#[derive(Serialize)]
struct Frame {
    lang: String,
    dir: &'static str,
}

#[derive(Serialize)]
struct Shown {
    frame: Frame,
    newspaper: String,
    site: String,
    server: String,
    /// The server is on this machine.
    here: bool,
    said: Option<Trouble>,
    open: bool,
    minutes: i64,
    lists: Vec<Counted>,
    issues: Vec<Waiting>,
    /// What is armed and stands in no list of issues here, or while that is locked.
    armed: Vec<Armed>,
    /// The server cannot be asked what is armed.
    unreachable: Option<Trouble>,
    arming: Option<Arming>,
    orders: Option<Orders>,
    imported: Option<Imported>,
    errands: Option<Errands>,
    sending: Option<Sending>,
    trial: Trial,
    again: Option<u32>,
}

/// A letter to oneself before the first campaign.
#[derive(Serialize)]
struct Trial {
    /// As [`crate::courier::trial::Trial`] has it.
    state: &'static str,
    /// The first campaign is still to come, and no test letter was clean.
    asks: bool,
    traces: Vec<Trace>,
    first_hop: Option<String>,
}

/// What went wrong, in the language of the page.
#[derive(Serialize)]
struct Trouble {
    text: String,
    /// In English; empty where the text says all.
    detail: String,
}

/// Readers who have lost their link.
#[derive(Serialize)]
struct Orders {
    waiting: i64,
    /// How many of how many are answered, while that goes on.
    working: Option<(usize, usize)>,
    done: Option<Answered>,
    trouble: Option<Trouble>,
}

/// What came of the last import.
#[derive(Serialize)]
struct Imported {
    taken: usize,
    refused: usize,
    /// Why, and how many rows.
    reasons: Vec<(String, usize)>,
    /// The first rows, and why.
    rows: Vec<(usize, String)>,
}

/// An issue that waits to be sent.
#[derive(Serialize)]
struct Waiting {
    id: String,
    number: i64,
    subject: String,
    from: String,
    lang: String,
    dir: &'static str,
    text: String,
    page: String,
    readers: usize,
    /// Its own time, if the server could send it then.
    due: Option<String>,
    /// Its own time, and since when it can be armed for it: that is still too far off.
    early: Option<(String, String)>,
    /// Its time has passed.
    late: bool,
    armed: Option<Armed>,
    /// Why it is not fit to be sent.
    suspect: Option<Trouble>,
    /// Letters of which it is not known whether they arrived, from a sending that was cut off.
    doubts: u64,
    /// They are to be left at that, as was chosen before.
    leaves: bool,
    /// The domain that this machine has no key to sign for.
    unsigned: Option<String>,
}

/// What is known besides of issues that wait.
struct Known<'a> {
    site: &'a str,
    armed: &'a [Armed],
    /// How many letters of an issue are in doubt, and what is to become of them.
    doubts: HashMap<IssueId, (u64, Doubts)>,
    /// Domains that this machine signs for.
    signs_for: Vec<String>,
}

/// An issue that the server is to send, sends, or has failed to send.
#[derive(Clone, Serialize)]
struct Armed {
    id: String,
    subject: String,
    /// As [`crate::post::arming::State`] has it.
    state: &'static str,
    alarms: bool,
    live: bool,
    begun: bool,
    at: String,
    ends: String,
    courier: String,
    all: u64,
    done: u64,
    /// The same and more, with the digits of the language.
    told: Tally,
}

#[derive(Clone, Serialize)]
struct Tally {
    number: String,
    all: String,
    done: String,
    accepted: String,
    deferred: String,
    refused: String,
    unknown: String,
    gone: String,
}

/// Letters of the fund.
#[derive(Serialize)]
struct Errands {
    due: usize,
    /// Where their links lead, if that is not known here.
    till: Option<String>,
    /// How many of how many are written, while that goes on.
    working: Option<(usize, usize)>,
    done: Option<Done>,
    trouble: Option<Trouble>,
}

/// One that is being armed.
#[derive(Serialize)]
struct Arming {
    title: String,
    /// `opening`, `writing` or `giving`.
    step: &'static str,
    done: u64,
    all: u64,
    trouble: Option<Trouble>,
}

#[derive(Serialize)]
struct Sending {
    title: String,
    candidates: u64,
    accepted: u64,
    deferred: u64,
    refused: u64,
    unknown: u64,
    gone: u64,
    settled: u64,
    per_second: i64,
    minutes: Option<u64>,
    paused: bool,
    /// Why nothing goes out: `relay` or `warm-up`.
    stalled: Option<&'static str>,
    /// A Fluent key, when it has come out.
    ended: Option<&'static str>,
    trouble: Option<Trouble>,
}

/// Every row that was refused, and why: CSV.
///
/// # Errors
/// Never, while memory lasts.
pub fn refused(page: &Page, languages: &str, report: &Report) -> Result<Vec<u8>> {
    let (lang, words) = (chosen(page, languages), &page.0.view.words);
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record([words.say(&lang, "import-row"), words.say(&lang, "import-why")].map(|head| head.into_owned()))?;
    for (row, why) in &report.refused {
        out.write_record([row.to_string().as_str(), &words.say(&lang, why.key())])?;
    }
    Ok(out.into_inner()?)
}

fn chosen(page: &Page, languages: &str) -> String {
    let known = &page.0.view.languages;
    languages.split([',', ';', '-', ' ']).find(|tag| known.iter().any(|one| one == tag)).unwrap_or("en").to_owned()
}

pub async fn render(page: &Page, languages: &str) -> Result<String> {
    let lang = chosen(page, languages);
    let trouble = |told: &Told| trouble(page, &lang, told);
    let locale: Locale = lang.parse().unwrap_or_else(|_| Locale::english());
    let (now, courier) = (page.0.courier.clock().now(), &page.0.courier);
    let pinned = courier.pinned().ok();
    let site = pinned.as_ref().map(|pinned| pinned.site.clone()).unwrap_or_default();
    let open = page.0.session.open(now);
    let sending = page.0.session.sending().map(|running| {
        let progress = running.control.progress();
        let balance = progress.balance;
        Sending {
            title: running.title,
            candidates: balance.candidates,
            accepted: balance.accepted,
            deferred: balance.deferred,
            refused: balance.refused,
            unknown: balance.unknown,
            gone: balance.gone,
            settled: balance.settled(),
            per_second: progress.per_second.round() as i64,
            minutes: progress.to_go.map(|left| left.as_secs().div_ceil(60)),
            paused: progress.mode == crate::sending::control::Mode::Paused,
            stalled: progress.stall.map(|stall| if stall == Stall::WarmUp { "warm-up" } else { "relay" }),
            ended: running.ended.as_ref().map(Ended::key),
            trouble: running.ended.as_ref().and_then(Ended::trouble).map(trouble),
        }
    });
    let arming = page.0.session.arming().map(|working| arming(&working, trouble));
    let (all_armed, unreachable) = match armed(page, now).await {
        Ok(all) => (all, None),
        Err(told) => (Vec::new(), Some(trouble(&told))),
    };
    let moves = all_armed.iter().any(|one| one.state == State::Sending);
    let errands = open.as_ref().and_then(|open| errands(page, open.due.as_deref(), trouble));
    let orders = open.as_ref().map(|open| orders(page, open.orders, trouble));
    let busy = errands.as_ref().is_some_and(|errands| errands.working.is_some())
        || orders.as_ref().is_some_and(|orders| orders.working.is_some())
        || sending.as_ref().is_some_and(|sending| sending.ended.is_none())
        || arming.as_ref().is_some_and(|arming| arming.trouble.is_none());
    let again = if busy { Some(AGAIN) } else { moves.then_some(SELDOM) };
    let shown_armed: Vec<Armed> = all_armed.iter().map(|standing| armed_in_words(page, &locale, standing)).collect();
    let listed = |id: &str| open.as_ref().is_some_and(|open| open.issues.issues.iter().any(|issue| issue.issue.to_string() == id));
    let apart = shown_armed.iter().filter(|one| !listed(&one.id) && (one.alarms || one.live)).cloned().collect();
    let doubts = in_doubt(page, open.as_ref(), &all_armed).await?;
    let known = Known { site: &site, armed: &shown_armed, doubts, signs_for: settings::signs_for(courier.dir()) };
    let waiting = |issue, lists: &[Counted]| waiting(page, &locale, issue, lists, &known);
    let shown = Shown {
        frame: Frame { dir: locale.direction().as_str(), lang: lang.clone() },
        newspaper: pinned.as_ref().map(|pinned| pinned.newspaper.clone()).unwrap_or_default(),
        here: pinned.as_ref().is_some_and(|pinned| is_here(&pinned.url)),
        server: pinned.map(|pinned| pinned.url).unwrap_or_default(),
        said: page.0.session.said().as_ref().map(trouble),
        open: open.is_some(),
        minutes: open.as_ref().map_or(0, |open| open.until.duration_since(now).as_mins() + 1),
        issues: once_told(open.iter().flat_map(|open| open.issues.issues.iter().map(|issue| waiting(issue, &open.lists))).collect()),
        armed: apart,
        unreachable,
        arming,
        orders,
        imported: open.as_ref().and_then(|_| page.0.session.imported()).map(|report| imported(page, &lang, &report)),
        lists: open.as_ref().map(|open| open.lists.clone()).unwrap_or_default(),
        site: site.clone(),
        errands,
        sending,
        trial: trial(page)?,
        again,
    };
    let frame = Value::from(Serde(&shown.frame));
    Ok(page.0.view.environment.get_template("page.html")?.render(context! { frame, ..Value::from(Serde(&shown)) })?)
}

/// Letters in doubt of issues whose sending was cut off, here or on the server.
async fn in_doubt(page: &Page, open: Option<&Open>, armed: &[Standing]) -> Result<HashMap<IssueId, (u64, Doubts)>> {
    let mut all = HashMap::new();
    // Of an issue that is being sent they are only on the wire.
    if page.0.session.sending().is_some_and(|running| running.ended.is_none()) {
        return Ok(all);
    }
    for issue in open.iter().flat_map(|open| &open.issues.issues) {
        let here = page.0.courier.in_doubt(issue.issue).await?.len() as u64;
        let there = armed.iter().find(|one| one.issue == issue.issue && one.begun && !one.state.is_live());
        let there = there.map_or(0, |one| one.balance.leased + one.balance.doubtful + one.balance.unknown);
        let count = if here > 0 { here } else { there };
        if count > 0 {
            all.insert(issue.issue, (count, page.0.courier.chosen(issue.issue).await?));
        }
    }
    Ok(all)
}

fn trial(page: &Page) -> Result<Trial> {
    let (courier, look) = (&page.0.courier, page.0.session.look().unwrap_or_default());
    Ok(Trial { state: courier.trial()?.as_str(), asks: courier.untested()?.is_some(), traces: look.traces, first_hop: look.first_hop })
}

/// What the server says of what is armed; asked anew when that was a while ago. It may be away, and the page is there all the same.
async fn armed(page: &Page, now: Timestamp) -> Result<Vec<Standing>, Told> {
    let courier = page.0.courier.clone();
    if courier.pinned().is_err() {
        return Ok(Vec::new());
    }
    let since = now.saturating_sub(FRESH).unwrap_or(now);
    if let Some(armed) = page.0.session.armed(since) {
        return armed;
    }
    let ask = tokio::task::spawn_blocking(move || courier.armed());
    let armed = match tokio::time::timeout(PATIENCE, ask).await {
        Ok(Ok(Ok(all))) => Ok(all),
        Ok(Ok(Err(trouble))) => Err(Told::of(&trouble)),
        Ok(Err(_)) | Err(_) => Err(Told::of(&Hitch("courier-silent").into())),
    };
    page.0.session.put_armed(now, armed.clone());
    armed
}

fn armed_in_words(page: &Page, locale: &Locale, standing: &Standing) -> Armed {
    let zone = TimeZone::system();
    let moment = |at: Timestamp| in_words(page, locale, at, &zone);
    let (balance, language) = (&standing.balance, locale.language());
    let number = |count: u64| digits(language, count);
    Armed {
        id: standing.issue.to_string(),
        subject: standing.subject.clone(),
        state: standing.state.as_str(),
        alarms: standing.alarms,
        live: standing.state.is_live(),
        begun: standing.begun,
        at: moment(standing.at),
        ends: moment(standing.ends_at),
        courier: standing.courier.clone(),
        all: balance.candidates,
        done: balance.settled(),
        told: Tally {
            number: digits(language, standing.number),
            all: number(balance.candidates),
            done: number(balance.settled()),
            accepted: number(balance.accepted),
            deferred: number(balance.deferred),
            refused: number(balance.refused),
            unknown: number(balance.unknown + balance.doubtful),
            gone: number(balance.gone),
        },
    }
}

/// “Friday, 27 November 2026, 10:00”, with the zone where it is not this machine's.
fn in_words(page: &Page, locale: &Locale, at: Timestamp, zone: &TimeZone) -> String {
    let (words, local) = (&page.0.view.words, at.to_zoned(zone.clone()));
    let text = words.moment(locale, &words.appointed_date(locale, local.date()), &words.time(locale, local.time()));
    match zone.iana_name().filter(|_| zone.to_offset(at) != TimeZone::system().to_offset(at)) {
        Some(name) => format!("{text} ({name})"),
        None => text,
    }
}

fn trouble(page: &Page, lang: &str, told: &Told) -> Trouble {
    let args: Vec<_> = told.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
    Trouble { text: page.0.view.words.say_with(lang, told.key, &args).into_owned(), detail: told.detail.clone() }
}

fn errands(page: &Page, due: Option<&Due>, trouble: impl Fn(&Told) -> Trouble) -> Option<Errands> {
    let due = due?;
    let known = page.0.courier.knows_till(due).unwrap_or_default();
    let (working, done, why) = told(page.0.session.errands());
    let trouble = why.as_ref().map(trouble);
    Some(Errands { due: due.errands.len(), till: (!known).then(|| due.url.clone()), working, done, trouble })
}

fn orders(page: &Page, waiting: i64, trouble: impl Fn(&Told) -> Trouble) -> Orders {
    let (working, done, why) = told(page.0.session.orders());
    Orders { waiting, working, done, trouble: why.as_ref().map(trouble) }
}

/// How many of how many are written, or what came of it.
fn told<T>(writing: Option<Writing<T>>) -> (Option<(usize, usize)>, Option<T>, Option<Told>) {
    match writing {
        Some(Writing { done, all, ended: None }) => (Some((done, all)), None, None),
        Some(Writing { ended: Some(Ok(how)), .. }) => (None, Some(how), None),
        Some(Writing { ended: Some(Err(why)), .. }) => (None, None, Some(why)),
        None => (None, None, None),
    }
}

fn imported(page: &Page, lang: &str, report: &Report) -> Imported {
    let in_words = |why: Why| page.0.view.words.say(lang, why.key()).into_owned();
    let count = |why: Why| report.refused.iter().filter(|(_, of)| *of == why).count();
    Imported {
        taken: report.taken,
        refused: report.refused.len(),
        reasons: Why::ALL.into_iter().map(|why| (in_words(why), count(why))).filter(|(_, count)| *count > 0).collect(),
        rows: report.refused.iter().take(ROWS).map(|(row, why)| (*row, in_words(*why))).collect(),
    }
}

fn arming(working: &Working, trouble: impl Fn(&Told) -> Trouble) -> Arming {
    let (step, done, all) = match working.step {
        Step::Opening(done, all) => ("opening", done, all),
        Step::Writing => ("writing", 0, 0),
        Step::Sending(done, all) => ("giving", done, all),
    };
    Arming { title: working.title.clone(), step, done, all, trouble: working.trouble.as_ref().map(trouble) }
}

/// Of issues from one domain the first tells that nothing here signs for it.
fn once_told(mut issues: Vec<Waiting>) -> Vec<Waiting> {
    let mut told = HashSet::new();
    for issue in &mut issues {
        issue.unsigned = issue.unsigned.take().filter(|domain| told.insert(domain.clone()));
    }
    issues
}

fn waiting(page: &Page, words: &Locale, issue: &IssueLetter, lists: &[Counted], known: &Known<'_>) -> Waiting {
    let domain = issue.from.rsplit('@').next().unwrap_or_default();
    let now = page.0.courier.clock().now();
    let zone = TimeZone::get(&issue.zone).unwrap_or_else(|_| TimeZone::system());
    let readers = lists.iter().find(|list| list.id == issue.newsletter.to_string()).map_or(0, |list| list.readers);
    let locale: Locale = issue.language.parse().unwrap_or_else(|_| Locale::english());
    let doubt = known.doubts.get(&issue.issue);
    Waiting {
        id: issue.issue.to_string(),
        number: issue.number,
        subject: issue.subject.clone(),
        from: issue.from.clone(),
        lang: locale.to_string(),
        dir: locale.direction().as_str(),
        text: issue.text.clone(),
        page: issue.page.clone(),
        readers,
        due: issue.due_at.filter(|at| fits(*at, now).is_ok()).map(|at| in_words(page, words, at, &zone)),
        early: issue.due_at.filter(|at| fits(*at, now) == Err(Refusal::Early)).map(|at| {
            let since = at.saturating_sub(LIFE.saturating_sub(ROOM)).unwrap_or(at);
            (in_words(page, words, at, &zone), in_words(page, words, since, &zone))
        }),
        late: issue.due_at.is_some_and(|at| at < now),
        armed: known.armed.iter().find(|one| one.id == issue.issue.to_string() && one.state != "disarmed").cloned(),
        suspect: look(issue, known.site).err().map(|suspect| trouble(page, words.language(), &Told::of(&suspect.into()))),
        doubts: doubt.map_or(0, |(count, _)| *count),
        leaves: doubt.is_some_and(|(_, chosen)| *chosen == Doubts::Leave),
        unsigned: Some(domain.to_owned()).filter(|domain| !known.signs_for.iter().any(|own| own.eq_ignore_ascii_case(domain))),
    }
}

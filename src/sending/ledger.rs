//! The acts upon the ledger.
//!
//! Each is one transaction, and on the disk when it answers. Only the engine leases and settles; whoever keeps the list may say at any time that a reader left.

use anyhow::{Result, ensure};
use jiff::Timestamp;
use store::{Db, Kind, Tx, Violation};

use super::model::{Balance, Doubts, IssueId, Person, Place, Refusal, SendingId, State, Verdict};
use super::store::{self as book, Entry, Line, Open, Outcome};
use super::{Capsule, Recipient, capsule};

/// Lines written in one act while a sending is prepared.
const BATCH: u64 = 1_000;

/// The ledger of one sending.
#[derive(Clone, Debug)]
pub struct Ledger {
    db: Db,
    entry: Entry,
}

/// What is agreed before a sending begins.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Who was not reached by then is refused as expired: three days of trying, or the end of an armed capsule's life.
    pub ends_at: Timestamp,
    pub doubts: Doubts,
}

/// A sending in numbers, running or finished.
#[derive(Clone, Debug)]
pub struct Report {
    pub entry: Entry,
    pub balance: Balance,
    /// Those who were in doubt at any time, and may have the letter more than once.
    pub doubted: Vec<Person>,
}

/// A letter of which it must be written down what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Settlement {
    pub place: Place,
    pub person: Person,
    pub verdict: Verdict,
}

impl Ledger {
    /// Writes down who is in `capsule`, counts them, and only then calls the sending counted. What an earlier attempt has left of which no letter went out is removed.
    ///
    /// # Errors
    /// The database's, and when a record does not open.
    pub async fn prepare(db: &Db, issue: IssueId, capsule: &Capsule, terms: Terms, now: Timestamp) -> Result<Result<Self, Refusal>> {
        let id = SendingId::random();
        let Terms { ends_at, doubts } = terms;
        let entry = Entry {
            id,
            issue,
            ends_at,
            doubts,
            counted_at: None,
            candidates: capsule.count(),
            started_at: None,
            paused_at: None,
            cancelled_at: None,
            finished_at: None,
        };
        let begun = entry.clone();
        let begin = db.write(move |tx| {
            match book::find_issue(tx, issue)? {
                Some(earlier) if earlier.started_at.is_some() => return Ok(Err(Refusal::SentBefore)),
                Some(earlier) => book::drop_sending(tx, earlier.id)?,
                None => {}
            }
            book::put(tx, &begun, now).map(Ok)
        });
        if let Err(refusal) = begin.await? {
            return Ok(Err(refusal));
        }
        for from in (0..capsule.count()).step_by(BATCH as usize) {
            let batch: Vec<_> = (from..capsule.count().min(from + BATCH))
                .map(|place| Ok((place, capsule.recipient(place)?.person)))
                .collect::<Result<_>>()?;
            let put = db.write(move |tx| batch.into_iter().try_for_each(|(place, person)| book::put_delivery(tx, id, place, person))).await;
            match put {
                Err(error) if Violation::of(&error).is_some_and(|violation| violation.kind == Kind::Unique) => {
                    return Ok(Err(Refusal::Twice));
                }
                other => other?,
            }
        }
        let count = db.write(move |tx| {
            book::counted(tx, id, now)?;
            book::find(tx, id)
        });
        let counted = count.await?.filter(|counted| counted.candidates == capsule.count());
        ensure!(counted.is_some(), "the ledger does not have the {} lines that were written into it", capsule.count());
        Ok(Ok(Self { db: db.clone(), entry: counted.unwrap_or(entry) }))
    }

    /// A sending that was counted before the program ended last.
    pub async fn open(db: &Db, id: SendingId) -> Result<Option<Result<Self, Refusal>>> {
        let found = db.read(move |tx| book::find(tx, id)).await?;
        Ok(found.map(|entry| match entry {
            Entry { finished_at: Some(_), .. } => Err(Refusal::Finished),
            Entry { counted_at: None, .. } => Err(Refusal::NotCounted),
            entry => Ok(Self { db: db.clone(), entry }),
        }))
    }

    /// Lines of an issue's sending from a place on, to be told to another machine.
    pub async fn lines(db: &Db, issue: IssueId, from: Place, most: u32) -> Result<Vec<Line>> {
        let lines = db.read(move |tx| match book::find_issue(tx, issue)? {
            Some(entry) => book::lines(tx, entry.id, from, most),
            None => Ok(Vec::new()),
        });
        lines.await
    }

    /// Sendings that are not finished, the oldest first. After a start none of them has its key: a courier supplies it with a capsule made anew, and a server
    /// can only say so.
    pub async fn unfinished(db: &Db) -> Result<Vec<Entry>> {
        db.read(book::unfinished).await
    }

    /// How the sending of an issue stands, or stood when it was finished.
    pub async fn report(db: &Db, issue: IssueId) -> Result<Option<Report>> {
        let report = db.read(move |tx| {
            let Some(entry) = book::find_issue(tx, issue)? else { return Ok(None) };
            let (balance, doubted) = (book::balance(tx, &entry)?, book::doubted(tx, entry.id)?);
            Ok(Some(Report { entry, balance, doubted }))
        });
        report.await
    }

    pub fn id(&self) -> SendingId {
        self.entry.id
    }

    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Writes a capsule under a new key for the same rows at the same places. `find` gives the recipient of a row; `None` when the reader left, who is then
    /// gone. Blocks: it reads the whole list.
    ///
    /// # Errors
    /// As [`Capsule::write`], and the database's.
    pub fn resupply(&self, path: &std::path::Path, find: impl Fn(Person) -> Option<Recipient>) -> Result<(Capsule, capsule::Key)> {
        let people = People { ledger: self, page: Vec::new().into_iter(), next: 0 };
        let mut left = Vec::new();
        let recipients = people.map(|person| {
            let person = person?;
            let found = find(person).filter(|found| found.person == person);
            Ok(found.unwrap_or_else(|| {
                left.push(person);
                Recipient::gone(person)
            }))
        });
        let supplied = Capsule::write(path, recipients)?;
        self.db.write_now(move |tx| left.into_iter().try_for_each(|person| book::gone(tx, person)))?;
        Ok(supplied)
    }

    /// To be called after a start, while nobody sends: what was leased when the program ended is in doubt. Says how many those are.
    pub async fn recover(&self, now: Timestamp) -> Result<u64> {
        let entry = self.entry.clone();
        let recover = self.db.write(move |tx| {
            book::started(tx, entry.id, now)?;
            book::doubt(tx, &entry, now)
        });
        recover.await
    }

    /// Rows in doubt, and whether they are to be sent again.
    pub async fn in_doubt(&self) -> Result<Vec<(Person, bool)>> {
        let id = self.id();
        self.db.read(move |tx| book::in_doubt(tx, id)).await
    }

    /// Chooses anew what becomes of those in doubt, now and after another crash; says of how many it was another choice. To be called before it is written down
    /// who has left since: these are not written to again, whatever is chosen.
    pub async fn choose(&mut self, doubts: Doubts, now: Timestamp) -> Result<u64> {
        let id = self.id();
        let choose = self.db.write(move |tx| {
            book::choose(tx, id, doubts)?;
            match doubts {
                Doubts::Leave => book::leave_doubtful(tx, id),
                Doubts::Resend => book::resend_unknown(tx, id, now),
            }
        });
        let changed = choose.await?;
        self.entry.doubts = doubts;
        Ok(changed)
    }

    /// Rows of a sending that nobody sends now of which it is not known whether they have their letter.
    pub async fn doubtful_at_rest(db: &Db, issue: IssueId) -> Result<Vec<Person>> {
        let doubtful = db.read(move |tx| match book::find_issue(tx, issue)? {
            Some(entry) => book::doubtful_at_rest(tx, entry.id),
            None => Ok(Vec::new()),
        });
        doubtful.await
    }

    /// One connection's turn: what became of its last letter, and the lease of its next, in one act. Whether the next may go out. `day` is counted if it may.
    ///
    /// # Errors
    /// The database's, and when the last letter was not leased: then the books are wrong, and nothing more must be sent.
    pub(super) async fn turn(&self, last: Option<Settlement>, next: Option<Place>, day: Option<i64>) -> Result<bool> {
        let id = self.id();
        let turn = self.db.write(move |tx| {
            if let Some(Settlement { place, person, verdict }) = last {
                ensure!(book::settle(tx, id, place, person, &verdict)?, "the letter at place {place} was settled, and it was not leased");
            }
            let leased = next.map(|place| book::lease(tx, id, place)).transpose()?.unwrap_or(false);
            if let Some(day) = day.filter(|_| leased) {
                book::put_day(tx, day)?;
            }
            Ok(leased)
        });
        turn.await
    }

    pub(super) async fn waiting(&self, from: Place, most: u32) -> Result<Vec<Open>> {
        let id = self.id();
        self.db.read(move |tx| book::waiting(tx, id, from, most)).await
    }

    pub(super) async fn due(&self, state: State, now: Timestamp, most: u32) -> Result<(Vec<Open>, Option<Timestamp>)> {
        let id = self.id();
        self.db.read(move |tx| Ok((book::due(tx, id, state, now, most)?, book::next_due(tx, id, now)?))).await
    }

    pub(super) async fn put_off(&self, letters: Vec<(Place, Timestamp)>) -> Result<()> {
        let id = self.id();
        self.db.write(move |tx| letters.into_iter().try_for_each(|(place, due_at)| book::put_off(tx, id, place, due_at))).await
    }

    pub(super) async fn letters_on(&self, day: i64) -> Result<u64> {
        self.db.read(move |tx| book::letters_on(tx, day)).await
    }

    /// Holds the sending, or lets it go on, from its next start.
    pub async fn pause(&self, at: Option<Timestamp>) -> Result<()> {
        let id = self.id();
        self.db.write(move |tx| book::paused(tx, id, at)).await
    }

    /// Who still waits gets no letter.
    pub async fn cancel(&self, now: Timestamp) -> Result<()> {
        let id = self.id();
        let cancel = self.db.write(move |tx| {
            if book::cancelled(tx, id, now)? {
                book::cancel_rest(tx, id)?;
            }
            Ok(())
        });
        cancel.await
    }

    pub async fn balance(&self) -> Result<Balance> {
        let entry = self.entry.clone();
        self.db.read(move |tx| book::balance(tx, &entry)).await
    }

    /// Closes the books, if they balance. Who still waits when the sending was cancelled or its time is up is counted as cancelled or expired first.
    pub async fn finish(&self, now: Timestamp) -> Result<Result<Balance, Refusal>> {
        let id = self.id();
        let finish = self.db.write(move |tx| {
            let Some(entry) = book::find(tx, id)? else { return Ok(Err(Refusal::NotCounted)) };
            if entry.cancelled_at.is_some() {
                book::cancel_rest(tx, id)?;
            } else if now >= entry.ends_at {
                book::expire_rest(tx, id)?;
            }
            let balance = book::balance(tx, &entry)?;
            if !balance.is_even() {
                return Ok(Err(Refusal::Uneven(balance)));
            }
            book::finished(tx, id, now)?;
            Ok(Ok(balance))
        });
        finish.await
    }

    /// A reader left: no letter goes to this row any more, unless it is on the wire now.
    pub async fn gone(db: &Db, person: Person) -> Result<()> {
        db.write(move |tx| book::gone(tx, person)).await
    }

    /// What became known of rows after the result with number `since`, for whoever keeps the list; at most `most`.
    pub async fn results_since(db: &Db, since: i64, most: u32) -> Result<Vec<Outcome>> {
        db.read(move |tx| book::results(tx, since, most)).await
    }
}

/// All rows of a sending in the order of their places, a page at a time.
struct People<'l> {
    ledger: &'l Ledger,
    page: std::vec::IntoIter<(Place, Person)>,
    next: Place,
}

impl Iterator for People<'_> {
    type Item = Result<Person>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            let (id, from) = (self.ledger.id(), self.next);
            match self.ledger.db.read_now(move |tx| book::people(tx, id, from, BATCH as u32)) {
                Ok(page) => self.page = page.into_iter(),
                Err(error) => return Some(Err(error)),
            }
        }
        let (place, person) = self.page.next()?;
        if place != self.next {
            return Some(Err(anyhow::anyhow!("the ledger has no line for place {}", self.next)));
        }
        self.next += 1;
        Some(Ok(person))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.ledger.entry.candidates.saturating_sub(self.next) as usize;
        (left, Some(left))
    }
}

impl ExactSizeIterator for People<'_> {}

/// Takes over the sending of an issue as another machine's ledger has it, line by line, in place of what is known of it here. It counts as started: letters have
/// left. With `finished` its books are closed.
///
/// # Errors
/// The database's. Refused when letters have left from here: then this ledger knows better.
pub fn adopt(tx: &mut Tx<'_>, issue: IssueId, terms: Terms, lines: &[Line], finished: bool, now: Timestamp) -> Result<Result<(), Refusal>> {
    if let Some(earlier) = book::find_issue(tx, issue)? {
        if earlier.started_at.is_some() {
            return Ok(Err(Refusal::SentBefore));
        }
        book::drop_sending(tx, earlier.id)?;
    }
    let (id, none, Terms { ends_at, doubts }) = (SendingId::random(), None, terms);
    let entry = Entry {
        id,
        issue,
        ends_at,
        doubts,
        counted_at: none,
        candidates: lines.len() as u64,
        started_at: none,
        paused_at: none,
        cancelled_at: none,
        finished_at: none,
    };
    book::put(tx, &entry, now)?;
    for (place, line) in lines.iter().enumerate() {
        book::put_line(tx, id, place as Place, line, now)?;
    }
    book::counted(tx, id, now)?;
    book::started(tx, id, now)?;
    if finished {
        book::finished(tx, id, now)?;
    }
    Ok(Ok(()))
}

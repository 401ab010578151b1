//! Opening the list: every row of a newsletter, on all cores, and the one row of each address that gets the letter.
//!
//! What is read lives in memory that is wiped, and nowhere else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result, ensure};
use kernel::EmailAddress;
use seal::VaultKey;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::folder::Courier;
use super::store::{self as book, Shut};
use super::sync::Mistrust;
use crate::post::model::{NewsletterId, READER, ReaderId, Signed};

/// Rows that a thread takes at a time.
const BATCH: i64 = 250;

/// One who gets the letter.
pub struct Reader {
    pub row: ReaderId,
    pub address: EmailAddress,
    pub token: Zeroizing<[u8; 16]>,
}

/// A newsletter's list, open.
pub struct List {
    /// In the order of their rows, which tells nothing.
    pub readers: Vec<Reader>,
    /// Whose letters came back. Their rows stay, so that no import brings them in again.
    pub stopped: Vec<Reader>,
    /// Addresses whose readers have left, as long as their rows are there.
    pub left: Vec<EmailAddress>,
    /// Rows that are needed no more: of addresses that have left, whatever came back from them, and second sign-ups of one address.
    pub erase: Vec<ReaderId>,
    /// Rows that were opened.
    pub rows: usize,
}

/// Why a list is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{shut} of {rows} rows do not open with the keys of this ring. Somebody has had the server seal to another key, or a former key of yours is missing. Do not send. \
     Compare the fingerprint that the server shows with yours; a former key comes back with “indelible keys recover --earlier”"
)]
pub struct Shutout {
    pub shut: usize,
    pub rows: usize,
}

/// A row that was opened.
struct Opened {
    /// Of the normalised address, under a key of this opening.
    digest: [u8; 16],
    confirmed: i64,
    left: Option<i64>,
    suppressed: Option<i64>,
    reader: Reader,
}

impl List {
    /// How many addresses get no letters any more.
    pub fn ended(&self) -> usize {
        self.stopped.len() + self.left.len()
    }
}

impl Courier {
    /// Opens all rows of a newsletter and merges those of one address. `progress` is given how many are opened, and of how many.
    ///
    /// # Errors
    /// [`Shutout`] when a row does not open, [`Mistrust::Withheld`], and the database's.
    pub fn open_list(&self, ring: &[VaultKey], newsletter: NewsletterId, progress: impl Fn(usize, usize) + Sync) -> Result<List> {
        let (rows, withheld) = self.db().read_now(move |tx| Ok((book::count_rows(tx, newsletter)?, book::count_withheld(tx)?)))?;
        ensure!(withheld == 0, Mistrust::Withheld(withheld));
        let salt = salt();
        let (next, opened, shut) = (Mutex::new(Some(None)), Mutex::new(Vec::with_capacity(rows)), AtomicUsize::new(0));
        let work = || -> Result<()> {
            while let Some(batch) = self.next_batch(newsletter, &next)? {
                let mut done = Vec::with_capacity(batch.len());
                for row in batch {
                    match open(ring, newsletter, row, &salt) {
                        Some(row) => done.push(row),
                        None => drop(shut.fetch_add(1, Ordering::Relaxed)),
                    }
                }
                let mut opened = opened.lock().unwrap_or_else(PoisonError::into_inner);
                opened.append(&mut done);
                progress(opened.len(), rows);
            }
            Ok(())
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().unwrap_or_else(|_| anyhow::bail!("a thread that opens rows has panicked")))
        })?;
        let opened = opened.into_inner().unwrap_or_else(PoisonError::into_inner);
        let shut = shut.into_inner();
        ensure!(shut == 0, Shutout { shut, rows: shut + opened.len() });
        Ok(merge(opened))
    }

    /// The next rows that nobody has taken; `None` at the end.
    fn next_batch(&self, newsletter: NewsletterId, next: &Mutex<Option<Option<ReaderId>>>) -> Result<Option<Vec<Shut>>> {
        let mut next = next.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(after) = *next else { return Ok(None) };
        let batch = self.db().read_now(move |tx| book::rows_after(tx, newsletter, after, BATCH))?;
        *next = batch.last().map(|row| Some(row.id));
        Ok(Some(batch).filter(|batch| !batch.is_empty()))
    }

    /// The address behind a work order.
    ///
    /// # Errors
    /// When it does not open.
    pub fn open_order(ring: &[VaultKey], id: crate::post::model::OrderId, sealed: &[u8]) -> Result<EmailAddress> {
        let plain = ring.iter().find_map(|key| key.open(crate::post::model::ORDER, &id.0.to_be_bytes(), sealed).ok());
        let plain = plain.context("a work order does not open with the keys of this ring")?;
        let text = std::str::from_utf8(&plain).ok().and_then(|text| EmailAddress::parse(text).ok());
        text.context("what a work order holds is no address")
    }
}

fn open(ring: &[VaultKey], newsletter: NewsletterId, row: Shut, salt: &[u8; 32]) -> Option<Opened> {
    let about = Signed::about(newsletter, row.id);
    let plain = ring.iter().find_map(|key| key.open(READER, &about, &row.sealed).ok())?;
    let signed = Signed::from_bytes(&plain).ok()?;
    let mut digest = [0; 16];
    digest.copy_from_slice(&Sha256::new_with_prefix(salt).chain_update(signed.address.normalised().as_bytes()).finalize()[..16]);
    let reader = Reader { row: row.id, address: signed.address, token: Zeroizing::new(signed.token.bits()) };
    Some(Opened { digest, confirmed: row.confirmed, left: row.left, suppressed: row.suppressed, reader })
}

/// One row for each address.
///
/// The order is that of the chain, which cannot be altered afterwards: who leaves, by the link of whichever letter, ends every row of the address that was
/// confirmed before; who signs up again later comes back. Of several rows that are left the oldest stays, because its link to leave by stands in the letters that
/// the reader already has.
fn merge(mut opened: Vec<Opened>) -> List {
    let rows = opened.len();
    // In place: a copy would leave addresses behind.
    opened.sort_unstable_by_key(|row| (row.digest, row.confirmed));
    let mut list = List { readers: Vec::with_capacity(rows), stopped: Vec::new(), left: Vec::new(), erase: Vec::new(), rows };
    let mut group: Vec<Opened> = Vec::new();
    for row in opened {
        if group.first().is_some_and(|first| first.digest != row.digest) {
            settle(&mut group, &mut list);
        }
        group.push(row);
    }
    settle(&mut group, &mut list);
    list.readers.sort_unstable_by_key(|reader| reader.row);
    list
}

/// All rows of one address, by their confirmations.
fn settle(group: &mut Vec<Opened>, list: &mut List) {
    let left = group.iter().filter_map(|row| row.left).max().unwrap_or(0);
    let ended = group.iter().filter_map(|row| row.suppressed).max().unwrap_or(0).max(left);
    let (mut chosen, mut stopped, mut gone) = (false, None, None);
    for row in group.drain(..) {
        let is_over = row.confirmed < ended || row.left.is_some() || row.suppressed.is_some();
        match (is_over, chosen) {
            (false, false) => {
                chosen = true;
                list.readers.push(row.reader);
            }
            (false, true) => list.erase.push(row.reader.row),
            // Who has left is erased, also where letters came back before.
            (true, _) if row.confirmed < left => {
                list.erase.push(row.reader.row);
                gone = Some(row.reader.address);
            }
            (true, _) => stopped = Some(row.reader),
        }
    }
    match (chosen, stopped) {
        (true, _) => {}
        (false, Some(reader)) => list.stopped.push(reader),
        (false, None) => list.left.extend(gone),
    }
}

fn salt() -> Zeroizing<[u8; 32]> {
    let bits = [kernel::id::random(), kernel::id::random(), kernel::id::random(), kernel::id::random(), kernel::id::random()];
    Zeroizing::new(Sha256::digest(bits.map(i64::to_be_bytes).concat()).into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(id: i64, address: &str, confirmed: i64, left: Option<i64>, suppressed: Option<i64>) -> Opened {
        let address = EmailAddress::parse(address).expect("an address");
        let mut digest = [0; 16];
        digest.copy_from_slice(&Sha256::digest(address.normalised().as_bytes())[..16]);
        let reader = Reader { row: ReaderId(id), address, token: Zeroizing::new([id as u8; 16]) };
        Opened { digest, confirmed, left, suppressed, reader }
    }

    fn of(rows: Vec<Opened>) -> (Vec<i64>, Vec<i64>, usize) {
        let list = merge(rows);
        let mut erase: Vec<i64> = list.erase.iter().map(|row| row.0).collect();
        erase.sort_unstable();
        (list.readers.iter().map(|reader| reader.row.0).collect(), erase, list.ended())
    }

    const A: &str = "ann@lamp.example";

    #[test]
    fn of_two_sign_ups_of_one_address_the_one_whose_links_are_out_gets_the_letter() {
        assert_eq!(of(vec![row(1, A, 10, None, None), row(2, "Ann@LAMP.example", 20, None, None)]), (vec![1], vec![2], 0));
    }

    #[test]
    fn who_leaves_by_any_letter_has_left_with_every_earlier_sign_up() {
        for (one, other) in [(Some(30), None), (None, Some(30))] {
            assert_eq!(of(vec![row(1, A, 10, one, None), row(2, A, 20, other, None)]), (vec![], vec![1, 2], 1));
        }
    }

    #[test]
    fn who_signs_up_again_after_leaving_comes_back() {
        assert_eq!(of(vec![row(1, A, 10, Some(15), None), row(2, A, 20, None, None)]), (vec![2], vec![1], 0));
        let twice = vec![row(1, A, 10, Some(15), None), row(2, A, 20, Some(25), None), row(3, A, 30, None, None)];
        assert_eq!(of(twice), (vec![3], vec![1, 2], 0));
    }

    #[test]
    fn a_row_that_bounced_stops_earlier_ones_and_is_kept_so_that_nothing_brings_it_back() {
        assert_eq!(of(vec![row(1, A, 10, None, None), row(2, A, 20, None, Some(30))]), (vec![], vec![], 1));
        assert_eq!(of(vec![row(1, A, 10, None, Some(15)), row(2, A, 20, None, None)]), (vec![2], vec![], 0));
    }

    #[test]
    fn who_leaves_after_letters_came_back_is_erased_with_every_row() {
        assert_eq!(of(vec![row(1, A, 10, Some(30), Some(20))]), (vec![], vec![1], 1));
        assert_eq!(of(vec![row(1, A, 10, None, Some(15)), row(2, A, 20, Some(30), None)]), (vec![], vec![1, 2], 1));
        // A row that bounced after a return is another one, and stays.
        assert_eq!(of(vec![row(1, A, 10, Some(15), None), row(2, A, 20, None, Some(30))]), (vec![], vec![1], 1));
    }

    proptest! {
        #[test]
        fn no_address_gets_two_letters_and_none_that_left_last_gets_one(
            rows in proptest::collection::vec((0..4usize, proptest::option::of(0..60i64), proptest::option::of(0..60i64)), 0..24)
        ) {
            let address = |who: usize| format!("reader-{who}@lamp.example");
            let rows: Vec<_> = rows.into_iter().enumerate().map(|(i, (who, left, bounced))| {
                let confirmed = 2 * i as i64 + 1;
                // What ends a row comes after it, at an even counter of its own.
                let after = |at: Option<i64>| at.map(|at| confirmed + 1 + 2 * at);
                (i as i64, who, confirmed, after(left), after(bounced))
            }).collect();
            let list = merge(rows.iter().map(|(id, who, confirmed, left, bounced)| row(*id, &address(*who), *confirmed, *left, *bounced)).collect());
            for who in 0..4 {
                let its: Vec<_> = rows.iter().filter(|row| row.1 == who).collect();
                let ended = its.iter().filter_map(|row| row.3.max(row.4)).max().unwrap_or(0);
                let wants = its.iter().any(|row| row.3.is_none() && row.4.is_none() && row.2 > ended);
                let letters = list.readers.iter().filter(|reader| reader.address.as_str() == address(who)).count();
                prop_assert_eq!(letters, usize::from(wants), "reader {}", who);
            }
            for reader in list.readers.iter().chain(&list.stopped) {
                prop_assert!(!list.erase.contains(&reader.row));
            }
            for (id, who, confirmed, ..) in &rows {
                let has_left = rows.iter().any(|row| row.1 == *who && row.3.is_some_and(|left| left > *confirmed));
                prop_assert!(!has_left || list.erase.contains(&ReaderId(*id)), "row {} of who has left", id);
            }
        }
    }
}

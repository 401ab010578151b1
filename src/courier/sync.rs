//! Fetching what happened to rows, and seeing whether the server has withheld, altered or repeated something of it.
//!
//! Promises: a page is taken over whole or not at all; what does not fit the chain that is remembered stops everything, and is told.

use anyhow::Result;
use seal::Hash;
use seal::chain::Chain;
use seal::sealing::ROW;
use serde::Serialize;
use store::Tx;

use super::folder::Courier;
use super::store::{self as book, Titled};
use crate::post::Entry;
use crate::post::courier::messages::{Page, Status};
use crate::post::model::Happening;
use crate::sending::Person;

/// What a synchronisation has brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Synced {
    pub confirmed: u64,
    pub left: u64,
    pub suppressed: u64,
    pub erased: u64,
    /// Erased though this courier has not asked for it: by another courier, or by somebody who should not.
    pub erased_by_others: u64,
    /// Work orders that wait.
    pub orders: i64,
}

/// Why a server is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistrust {
    #[error(
        "The server shows the list as it was before: its chain has {server} links, and this courier has seen {seen}. It holds something back, or it was restored from \
         an old backup. Nothing was taken over"
    )]
    Older { server: u64, seen: u64 },
    #[error(
        "Link {at} of the server's chain does not follow from what this courier has seen: rows were altered, put in, left out or told twice. Nothing behind link \
         {before} was taken over"
    )]
    Broken { at: u64, before: u64 },
    #[error(
        "The sealed text that came with link {at} is not the one that the chain names: it was altered. Nothing behind link {before} was taken over"
    )]
    Altered { at: u64, before: u64 },
    #[error("The server says that {0} readers are confirmed whose rows it does not give: it holds them back")]
    Withheld(i64),
}

impl Courier {
    /// Fetches what is new. Blocks.
    ///
    /// # Errors
    /// [`Mistrust`], [`super::server::Trouble`], and the database's.
    pub fn sync(&self) -> Result<Synced> {
        let server = self.server()?;
        let status: Status = server.get("status")?;
        let titles: Vec<Titled> =
            status.newsletters.into_iter().map(|of| Titled { id: of.id, locale: of.locale, title: of.title }).collect();
        self.db().write_now(move |tx| titles.iter().try_for_each(|newsletter| book::put_title(tx, newsletter)))?;
        let mut synced = Synced { orders: status.orders, ..Synced::default() };
        let mut chain = self.pinned()?.chain;
        loop {
            let page = server.page_after(chain.counter)?;
            let last = page.entries.is_empty();
            check_end(&page, &chain)?;
            if last {
                break;
            }
            (chain, synced) = self.db().write_now(move |tx| take_over(tx, chain, page, synced))?;
        }
        let now = self.clock().now();
        let withheld = self.db().write_now(move |tx| {
            let withheld = book::count_withheld(tx)?;
            if withheld == 0 {
                book::synced(tx, now)?;
            }
            Ok(withheld)
        })?;
        if withheld > 0 {
            return Err(Mistrust::Withheld(withheld).into());
        }
        if synced.erased > 0
            && let Err(trouble) = self.db().sweep_now()
        {
            tracing::warn!("what was erased still stands in the log of courier.db: {trouble:#}");
        }
        self.fetch_armed()?;
        Ok(synced)
    }
}

/// What can be seen before an entry is looked at.
fn check_end(page: &Page, chain: &Chain) -> Result<(), Mistrust> {
    if page.chain.counter < chain.counter {
        return Err(Mistrust::Older { server: page.chain.counter, seen: chain.counter });
    }
    let nothing_new = page.entries.is_empty();
    if nothing_new && page.chain.counter > chain.counter {
        return Err(Mistrust::Broken { at: chain.counter + 1, before: chain.counter });
    }
    // At the same counter there is one head only.
    if page.chain.counter == chain.counter && page.chain.head != chain.head {
        return Err(Mistrust::Broken { at: chain.counter, before: chain.counter });
    }
    Ok(())
}

fn take_over(tx: &mut Tx<'_>, begun: Chain, page: Page, mut synced: Synced) -> Result<(Chain, Synced)> {
    let mut chain = begun;
    for entry in &page.entries {
        chain = take_entry(tx, chain, entry, begun.counter, &mut synced)?;
    }
    if chain.counter == page.chain.counter && chain.head != page.chain.head {
        return Err(Mistrust::Broken { at: chain.counter, before: begun.counter }.into());
    }
    book::chain_stands(tx, &chain)?;
    Ok((chain, synced))
}

fn take_entry(tx: &mut Tx<'_>, chain: Chain, entry: &Entry, before: u64, synced: &mut Synced) -> Result<Chain> {
    let at = chain.counter + 1;
    let broken = || Mistrust::Broken { at, before };
    let content = <[u8; 32]>::try_from(&entry.content[..]).map(Hash).map_err(|_| broken())?;
    if entry.counter.unsigned_abs() != at || entry.counter < 0 {
        return Err(broken().into());
    }
    if entry.sealed.as_ref().is_some_and(|sealed| sealed.len() != ROW || Hash::of(sealed) != content) {
        return Err(Mistrust::Altered { at, before }.into());
    }
    let kind = u8::try_from(entry.kind).map_err(|_| broken())?;
    let known = book::content(tx, entry.reader)?;
    let (id, counter) = (entry.reader, entry.counter);
    match (entry.kind, known) {
        (kind, None) if kind == Happening::Confirmed as i64 => {
            book::put_row(tx, id, entry.newsletter, entry.sealed.as_deref(), &content.0, counter)?;
            synced.confirmed += 1;
        }
        // Who is confirmed twice, or whose row says something else than it did.
        (kind, _) if kind == Happening::Confirmed as i64 => return Err(broken().into()),
        (_, Some(known)) if known != content => return Err(Mistrust::Altered { at, before }.into()),
        // A row that was not confirmed has left or bounced: nobody was going to write to it.
        (_, None) => {}
        (kind, Some(_)) if kind == Happening::Left as i64 => {
            book::left(tx, id, counter)?;
            // In the same act: no letter that is not on its way yet goes there.
            crate::sending::store::gone(tx, Person(id.0))?;
            synced.left += 1;
        }
        (kind, Some(_)) if kind == Happening::Suppressed as i64 => {
            book::suppressed(tx, id, counter)?;
            synced.suppressed += 1;
        }
        (kind, Some(_)) if kind == Happening::Erased as i64 => {
            synced.erased += 1;
            synced.erased_by_others += u64::from(!book::erased(tx, id, counter)?);
        }
        _ => return Err(broken().into()),
    }
    Ok(chain.link(kind, &id.0.to_be_bytes(), &content.0))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::Clock;
    use proptest::prelude::*;

    use super::*;
    use crate::post::CHAIN;
    use crate::post::model::{NewsletterId, ReaderId};

    /// An honest server's entries: row `n` is confirmed, and what else happens to it comes later.
    fn honest(rows: i64) -> (Vec<Entry>, Chain) {
        let mut entries = Vec::new();
        let mut chain = Chain::begin(CHAIN);
        let mut happen = |kind: Happening, id: i64, gone: bool| {
            let sealed = vec![id as u8; ROW];
            let content = Hash::of(&sealed);
            chain = chain.link(kind as u8, &id.to_be_bytes(), &content.0);
            entries.push(Entry {
                counter: chain.counter as i64,
                kind: kind as i64,
                reader: ReaderId(id),
                content: content.0.to_vec(),
                newsletter: Some(NewsletterId(1)).filter(|_| !gone),
                sealed: Some(sealed).filter(|_| !gone),
                suppressed: None,
            });
        };
        for id in 0..rows {
            happen(Happening::Confirmed, id, id == 2);
        }
        happen(Happening::Left, 1, false);
        happen(Happening::Erased, 2, true);
        (entries, chain)
    }

    fn take(entries: Vec<Entry>, end: Chain) -> Result<Synced> {
        let dir = tempfile::tempdir()?;
        let courier = Courier::open(&dir.path().join("courier"), Clock::standing_at(Timestamp::UNIX_EPOCH))?;
        let page = Page { chain: end, entries };
        let begun = Chain::begin(CHAIN);
        check_end(&page, &begun)?;
        let (_, synced) = courier.db().write_now(move |tx| take_over(tx, begun, page, Synced::default()))?;
        let withheld = courier.db().read_now(book::count_withheld)?;
        anyhow::ensure!(withheld == 0, Mistrust::Withheld(withheld));
        Ok(synced)
    }

    #[test]
    fn an_honest_page_is_taken_over() {
        let (entries, chain) = honest(5);
        let synced = take(entries, chain).expect("taken over");
        assert_eq!((synced.confirmed, synced.left, synced.erased, synced.erased_by_others), (5, 1, 1, 1));
    }

    #[test]
    fn a_row_that_is_confirmed_and_not_given_is_told() {
        let (mut entries, chain) = honest(5);
        entries[3].sealed = None;
        let trouble = take(entries, chain).expect_err("withheld");
        assert_eq!(trouble.downcast_ref(), Some(&Mistrust::Withheld(1)));
    }

    #[test]
    fn a_server_that_has_less_than_before_or_another_past_is_told() {
        let seen = Chain { counter: 9, head: Hash([1; 32]) };
        let page = |counter, head| Page { chain: Chain { counter, head: Hash([head; 32]) }, entries: Vec::new() };
        assert_eq!(check_end(&page(8, 1), &seen), Err(Mistrust::Older { server: 8, seen: 9 }));
        assert_eq!(check_end(&page(9, 2), &seen), Err(Mistrust::Broken { at: 9, before: 9 }));
        assert_eq!(
            check_end(&page(10, 2), &seen),
            Err(Mistrust::Broken { at: 10, before: 9 }),
            "more is said to be there, and it is not given"
        );
        assert_eq!(check_end(&page(9, 1), &seen), Ok(()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn whatever_is_altered_left_out_moved_or_repeated_in_a_page_nothing_of_it_is_taken_over(at in 0usize..7, how in 0usize..6) {
            let (mut entries, chain) = honest(5);
            match how {
                0 => drop(entries.remove(at)),
                1 => entries[at].content[5] ^= 1,
                2 => entries[at].reader = ReaderId(77),
                3 => entries[at].kind = entries[at].kind % 3 + 1,
                4 => entries.insert(at, entries[at].clone()),
                _ => match &mut entries[at].sealed {
                    Some(sealed) => sealed[9] ^= 1,
                    None => entries[at].sealed = Some(vec![0; ROW]),
                },
            }
            prop_assert!(take(entries, chain).is_err());
        }
    }
}

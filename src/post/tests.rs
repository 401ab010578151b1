//! The tables on both databases.

use ::store::contract::fresh_databases;
use jiff::Timestamp;
use seal::Hash;
use seal::chain::Chain;

use super::model::*;
use super::store::readers::{self, Arrival};
use super::store::{SCHEMA, issues, newsletters};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("a moment")
}

fn newsletter(slug: &str) -> Newsletter {
    let said =
        Said { title: "The Friday Lamp".into(), promise: "Every Friday.".into(), timetable: Some(Timetable::default()), ..Said::default() };
    Newsletter {
        id: NewsletterId::random(),
        locale: kernel::Locale::english(),
        slug: slug.parse().expect("a slug"),
        said,
        position: 1,
        closed_at: None,
    }
}

#[test]
fn a_row_is_confirmed_and_left_once_and_the_chain_tells_it() {
    for db in fresh_databases(&SCHEMA).expect("databases") {
        db.write_now(|tx| {
            let letter = newsletter("friday");
            newsletters::put(tx, &letter, now())?;
            assert_eq!(newsletters::find(tx, letter.id)?, Some(letter.clone()));
            let (id, week) = (ReaderId::random(), Week::of(now()));
            let (confirmation, token) = (Confirmation::new(now()), Token::random());
            let sealed = [7; 1456];
            let arrival =
                Arrival { id, newsletter: letter.id, sealed: &sealed, confirmation: confirmation.hash(), token: token.hash(), week };
            readers::arrive(tx, &arrival)?;
            assert_eq!(readers::count(tx, letter.id)?, Counts { waiting: 1, ..Counts::default() });
            assert_eq!(readers::chain(tx)?, Chain::begin(readers::CHAIN), "what is not confirmed is in no chain");
            let found = readers::by_confirmation(tx, &confirmation.hash())?.expect("a row");
            assert!(found.id == id && !found.confirmed && !found.left);
            assert!(readers::by_token(tx, &Token::random().hash())?.is_none());
            assert!(readers::confirm(tx, id, week)? && !readers::confirm(tx, id, week)?);
            assert_eq!(readers::count(tx, letter.id)?, Counts { confirmed: 1, ..Counts::default() });
            assert!(readers::leave(tx, id, week)? && !readers::leave(tx, id, week)?);
            assert!(!readers::confirm(tx, id, week)?, "who left is not brought back by an old link");
            assert_eq!(readers::count(tx, letter.id)?, Counts { left: 1, ..Counts::default() });
            let content = Hash::of(&sealed);
            let link = |chain: Chain, kind: Happening| chain.link(kind as u8, &id.0.to_be_bytes(), &content.0);
            let told = link(link(Chain::begin(readers::CHAIN), Happening::Confirmed), Happening::Left);
            assert_eq!(readers::chain(tx)?, told);
            let entries = readers::entries_after(tx, 1, 10)?;
            assert_eq!(entries.len(), 1);
            assert_eq!((entries[0].counter, entries[0].kind, entries[0].sealed.as_deref()), (2, Happening::Left as i64, Some(&sealed[..])));
            assert!(readers::erase(tx, id)? && !readers::erase(tx, id)?);
            let told = link(told, Happening::Erased);
            assert_eq!(readers::chain(tx)?, told);
            assert!(readers::entries_after(tx, 0, 10)?.iter().all(|entry| entry.sealed.is_none()), "what is erased is gone");
            Ok(())
        })
        .expect("an act");
    }
}

#[test]
fn sign_ups_that_nobody_confirms_are_forgotten_and_others_stay() {
    for db in fresh_databases(&SCHEMA).expect("databases") {
        db.write_now(|tx| {
            let letter = newsletter("friday");
            newsletters::put(tx, &letter, now())?;
            for (n, confirm) in [(0, false), (0, true), (3, false), (3, true)] {
                let id = ReaderId::random();
                let (confirmation, token) = (Confirmation::new(now()).hash(), Token::random().hash());
                let week = Week::of(now()).before(n);
                readers::arrive(tx, &Arrival { id, newsletter: letter.id, sealed: &[1; 1456], confirmation, token, week })?;
                if confirm {
                    readers::confirm(tx, id, week)?;
                }
            }
            assert_eq!(readers::clear_unconfirmed(tx, Week::of(now()).before(1))?, 1);
            assert_eq!(readers::count(tx, letter.id)?, Counts { confirmed: 2, waiting: 1, ..Counts::default() });
            Ok(())
        })
        .expect("an act");
    }
}

#[test]
fn an_issue_is_saved_from_its_newest_revision_only_and_its_number_stays() {
    for db in fresh_databases(&SCHEMA).expect("databases") {
        db.write_now(|tx| {
            let letter = newsletter("friday");
            newsletters::put(tx, &letter, now())?;
            let draft = |subject: &str, due_at| Issue {
                id: IssueId::random(),
                newsletter: letter.id,
                number: None,
                revision: 1,
                composed: Composed { subject: subject.into(), ..Composed::default() },
                made_at: now(),
                changed_at: now(),
                changed_by: "Ira".into(),
                due_at,
                readied_at: None,
                printed_at: None,
                sent_at: None,
            };
            let first = draft("One", Some(now()));
            issues::begin(tx, &first)?;
            assert!(issues::is_begun(tx, letter.id, now())?);
            assert_eq!(issues::find(tx, first.id)?, Some(first.clone()));
            assert!(issues::save(tx, &first)? && !issues::save(tx, &first)?, "the second began from the first revision too");
            let saved = issues::find(tx, first.id)?.expect("an issue");
            assert_eq!(saved.revision, 2);
            assert!(!issues::ready(tx, &first, "Ira", now())?, "somebody saved meanwhile");
            assert!(issues::ready(tx, &saved, "Ira", now())?);
            assert!(issues::take_back(tx, first.id)?);
            let again = issues::find(tx, first.id)?.expect("an issue");
            assert_eq!(again.number, Some(1));
            assert!(issues::ready(tx, &again, "Ira", now())?);
            let second = draft("Two", None);
            issues::begin(tx, &second)?;
            assert!(issues::ready(tx, &second, "Ira", now())?);
            assert_eq!(issues::find(tx, second.id)?.and_then(|issue| issue.number), Some(2));
            issues::printed(tx, second.id, now())?;
            assert!(!issues::take_back(tx, second.id)? && !issues::drop(tx, second.id)?);
            let third = draft("Three", None);
            issues::begin(tx, &third)?;
            assert!(issues::drop(tx, third.id)?);
            assert_eq!(issues::of(tx, letter.id, 10)?.len(), 2);
            Ok(())
        })
        .expect("an act");
    }
}

//! The desk's tables on both databases.

use anyhow::Result;
use kernel::clock::moment;
use store::contract;

use super::live::{Ended, LivePost, PostId, PostText, Version};
use super::model::{ActKey, Number, Publication, PublicationId, Sort, State, Withdrawal, WithdrawalId};
use super::store::pieces::Filter;
use super::store::{SCHEMA, live, outings, pieces};
use super::writing::{add, first};
use crate::paper::model::{Content, PieceId};

fn content(headline: &str) -> Content {
    let json = serde_json::json!({ "locale": "en", "slug": "lamp", "kind": "report", "headline": headline, "bylines": ["mira-tolland"] });
    serde_json::from_value(json).expect("a content")
}

fn publication(revision: i64, at: i64) -> Publication {
    let (id, who, correction) = (PublicationId::random(), "Mira".to_owned(), String::new());
    Publication { id, revision: Number(revision), at: moment(at), who, sort: Sort::First, correction, printed_at: None, refused: None }
}

#[test]
fn every_statement_fits_both_databases() -> Result<()> {
    contract::prepare_all(&SCHEMA)
}

#[test]
fn the_state_of_a_piece_follows_its_rows() -> Result<()> {
    for db in contract::fresh_databases(&SCHEMA)? {
        let states = db.write_now(|tx| {
            let (id, mut states) = (PieceId(1), Vec::new());
            first(tx, id, None, content("The Lamp"), moment(10), "Mira")?;
            let mut look = |tx: &mut store::Tx<'_>| {
                outings::settle(tx, id)?;
                let piece = pieces::must_find(tx, id)?;
                states.push((piece.state(), piece.live.map(|n| n.0), piece.moments.first_published_at.map(|at| at.as_millisecond())));
                anyhow::Ok(())
            };
            look(tx)?;
            outings::put_readiness(tx, id, moment(11), "Mira")?;
            look(tx)?;
            outings::put_publication(tx, id, &publication(1, 20))?;
            look(tx)?;
            let refused = publication(2, 30);
            outings::put_publication(tx, id, &refused)?;
            outings::refuse(tx, refused.id, &super::model::Said { key: "refused-path".into(), args: Vec::new() })?;
            look(tx)?;
            outings::put_withdrawal(
                tx,
                id,
                &Withdrawal { id: WithdrawalId(1), at: moment(40), who: "Mira".into(), reason: "danger".into() },
            )?;
            look(tx)?;
            outings::put_publication(tx, id, &publication(2, 50))?;
            look(tx)?;
            Ok(states)
        })?;
        assert_eq!(
            states,
            [
                (State::Draft, None, None),
                (State::Ready, None, None),
                (State::Published, Some(1), Some(20)),
                (State::Published, Some(1), Some(20)),
                (State::Withdrawn, None, Some(20)),
                (State::Published, Some(2), Some(20)),
            ]
        );
    }
    Ok(())
}

#[test]
fn the_list_is_found_by_state_and_words_and_leafed_through() -> Result<()> {
    for db in contract::fresh_databases(&SCHEMA)? {
        let found = db.write_now(|tx| {
            for n in 1..=5 {
                first(tx, PieceId(n), None, content(&format!("Lamp {n} — 100% 'glass'")), moment(n), "Mira")?;
            }
            add(tx, PieceId(2), Number(1), content("A Quay_under Water"), None, moment(9), "Nils")?;
            outings::put_publication(tx, PieceId(3), &publication(1, 3))?;
            outings::settle(tx, PieceId(3))?;
            let mut list =
                |filter: Filter, most| anyhow::Ok(pieces::list(tx, &filter, most)?.iter().map(|piece| piece.id.0).collect::<Vec<_>>());
            let words = |words: &str| Filter { words: words.to_owned(), ..Filter::default() };
            Ok([
                list(Filter::default(), 3)?,
                list(Filter { before: Some((moment(4), PieceId(4))), ..Filter::default() }, 3)?,
                list(Filter { state: Some(State::Published), ..Filter::default() }, 9)?,
                list(Filter { who: Some("Nils".into()), ..Filter::default() }, 9)?,
                list(words("QUAY_UNDER"), 9)?,
                list(words("100%"), 9)?,
                list(words("1_0"), 9)?,
                list(words("mira-tolland"), 1)?,
            ])
        })?;
        assert_eq!(found, [vec![2, 5, 4], vec![3, 1], vec![3], vec![2], vec![2], vec![5, 4, 3, 1], vec![], vec![2]]);
    }
    Ok(())
}

#[test]
fn a_key_is_claimed_once_and_gives_the_first_outcome() -> Result<()> {
    for db in contract::fresh_databases(&SCHEMA)? {
        let key = ActKey::random();
        let outcomes = db.write_now(move |tx| {
            let claims = [outings::claim(tx, &key, moment(1), 7)?, outings::claim(tx, &key, moment(2), 8)?];
            outings::forget_acts(tx, moment(5))?;
            Ok((claims, outings::claimed(tx, &key)?))
        })?;
        assert_eq!(outcomes, ([None, Some(7)], None));
    }
    Ok(())
}

#[test]
fn a_post_keeps_its_versions_and_numbers_follow_the_order_of_going_out() -> Result<()> {
    for db in contract::fresh_databases(&SCHEMA)? {
        let found = db.write_now(|tx| {
            let piece = PieceId(1);
            first(tx, piece, None, content("The Lamp"), moment(1), "Mira")?;
            let text = |words: &str| PostText { headline: String::new(), author: None, body: markup::markdown::read(words).0 };
            let version = |number: i64, base: i64, side, words: &str| Version {
                number: Number(number),
                base: Number(base),
                at: moment(10 + number),
                who: "Nils".into(),
                side,
                text: text(words),
            };
            let mut post = LivePost {
                id: PostId(7),
                piece,
                number: None,
                made_at: moment(10),
                made_by: "Nils".into(),
                newest: Number(1),
                last: Number(1),
                changed_at: moment(11),
                changed_by: "Nils".into(),
                out_at: None,
                told_at: None,
                withdrawn_at: None,
                withdrawn_by: None,
                pinned_at: None,
                key_at: None,
                acted_at: None,
                printed_at: None,
                text: text("First words."),
            };
            live::put(tx, &post)?;
            live::put_version(tx, post.id, &version(1, 0, false, "First words."))?;
            let drafts = live::drafts(tx, piece, 9)?;
            live::put_version(tx, post.id, &version(2, 1, true, "Too late."))?;
            live::put_version(tx, post.id, &version(3, 1, false, "Better words."))?;
            (post.newest, post.last, post.number) = (Number(3), Number(3), Some(live::next_number(tx, piece)?));
            (post.out_at, post.acted_at) = (Some(moment(20)), Some(moment(20)));
            live::put(tx, &post)?;
            live::printed(tx, post.id, moment(19), moment(21))?;
            let early = live::is_out(tx, post.id)?;
            live::printed(tx, post.id, moment(20), moment(21))?;
            let ended = Ended { at: moment(30), who: "Mira".into() };
            live::put_end(tx, piece, &ended)?;
            live::put_end(tx, piece, &Ended { at: moment(31), who: "Nils".into() })?;
            let ends =
                (live::ended(tx, piece)? == Some(ended), live::drop_end(tx, piece)?, live::drop_end(tx, piece)?, live::ended(tx, piece)?);
            let versions: Vec<_> = live::versions(tx, post.id)?.iter().map(|version| (version.number.0, version.side)).collect();
            let out = live::out(tx, piece, 9)?;
            let counts = (drafts.len(), live::drafts(tx, piece, 9)?.len(), out.len());
            Ok((
                counts,
                drafts[0].clone(),
                out[0].clone(),
                versions,
                (early, live::is_out(tx, post.id)?),
                ends,
                live::next_number(tx, piece)?,
            ))
        })?;
        let (counts, draft, out, versions, printed, ends, next) = found;
        assert_eq!(counts, (1, 0, 1));
        assert_eq!(markup::text_out::plain(&draft.text.body).trim(), "First words.");
        assert_eq!((out.number, markup::text_out::plain(&out.text.body).trim()), (Some(1), "Better words."));
        assert_eq!(versions, [(3, false), (2, true), (1, false)]);
        assert_eq!(printed, (false, true), "what happened since the printing began is not printed");
        assert_eq!(ends, (true, true, false, None), "the first end stands");
        assert_eq!(next, 2);
    }
    Ok(())
}

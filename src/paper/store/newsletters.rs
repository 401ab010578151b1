//! Newsletters, their issues, and which issue shows which piece.

use std::collections::BTreeSet;

use anyhow::Result;
use jiff::Timestamp;
use kernel::{Locale, Slug};
use store::{Row, Tx, params};

use super::pieces::read_summary;
use crate::paper::model::PieceId;
use crate::paper::newsletter::{Issue, IssueCard, Newsletter};
use crate::paper::summary::Summary;

store::statements! {
    PUT_NEWSLETTER = "INSERT INTO newsletter (locale, slug, doc) VALUES (:locale, :slug, :doc) ON CONFLICT (locale, slug) DO UPDATE SET doc = excluded.doc";
    FIND_NEWSLETTER = "SELECT doc FROM newsletter WHERE locale = :locale AND slug = :slug";
    ALL_NEWSLETTERS = "SELECT n.doc AS doc, (SELECT count(*) FROM issue i WHERE i.locale = n.locale AND i.newsletter = n.slug AND i.withdrawn_at IS NULL) AS issues
        FROM newsletter n ORDER BY n.locale, n.slug";
    PUT_ISSUE = "INSERT INTO issue (locale, newsletter, number, withdrawn_at, card, doc) VALUES (:locale, :newsletter, :number, NULL, :card, :doc)
        ON CONFLICT (locale, newsletter, number) DO UPDATE SET withdrawn_at = NULL, card = excluded.card, doc = excluded.doc";
    FIND_ISSUE_EVEN_WITHDRAWN = "SELECT doc, withdrawn_at FROM issue WHERE locale = :locale AND newsletter = :newsletter AND number = :number";
    WITHDRAW_ISSUE = "UPDATE issue SET withdrawn_at = :at WHERE locale = :locale AND newsletter = :newsletter AND number = :number AND withdrawn_at IS NULL";
    NEWEST_ISSUES = "SELECT doc FROM issue WHERE locale = :locale AND newsletter = :newsletter AND withdrawn_at IS NULL ORDER BY number DESC LIMIT :most";
    ISSUE_CARDS = "SELECT card FROM issue WHERE locale = :locale AND newsletter = :newsletter AND withdrawn_at IS NULL ORDER BY number DESC LIMIT :most";
    ALL_ISSUES = "SELECT locale, newsletter, number FROM issue ORDER BY locale, newsletter, number";
    PUT_ISSUE_SHOWS = "INSERT INTO issue_shows (piece, locale, newsletter, number) VALUES (:piece, :locale, :newsletter, :number)
        ON CONFLICT (piece, locale, newsletter, number) DO NOTHING";
    CLEAR_ISSUE_SHOWS = "DELETE FROM issue_shows WHERE locale = :locale AND newsletter = :newsletter AND number = :number";
    WHICH_ISSUES_SHOW = "SELECT locale, newsletter, number FROM issue_shows WHERE piece = :piece ORDER BY locale, newsletter, number";
    PIECES_BETWEEN = "SELECT id, card FROM piece WHERE locale = :locale AND withdrawn_at IS NULL AND kind <> 'page' AND first_published_at >= :since
        AND first_published_at < :until ORDER BY first_published_at DESC, id DESC LIMIT :most";
}

pub fn put(tx: &mut Tx<'_>, newsletter: &Newsletter) -> Result<()> {
    let doc = serde_json::to_string(newsletter)?;
    tx.execute(&PUT_NEWSLETTER, &params! { locale: newsletter.locale.as_str(), slug: newsletter.slug.as_str(), doc: &doc })?;
    Ok(())
}

pub fn find(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug) -> Result<Option<Newsletter>> {
    tx.optional(&FIND_NEWSLETTER, &params! { locale: locale.as_str(), slug: slug.as_str() }, |row| row.json("doc"))
}

/// All newsletters, each with whether there is an issue of it to look at.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<(Newsletter, bool)>> {
    tx.query(&ALL_NEWSLETTERS, &[], |row| Ok((row.json("doc")?, row.get::<i64>("issues")? > 0)))
}

/// Keeps an issue, and which pieces it shows.
pub fn put_issue(tx: &mut Tx<'_>, issue: &Issue, shown: &BTreeSet<PieceId>) -> Result<()> {
    let (card, doc) = (serde_json::to_string(&issue.card())?, serde_json::to_string(issue)?);
    let (locale, newsletter, number) = (issue.locale.as_str(), issue.newsletter.as_str(), issue.number);
    tx.execute(&PUT_ISSUE, &params! { locale, newsletter, number, card: &card, doc: &doc })?;
    tx.execute(&CLEAR_ISSUE_SHOWS, &params! { locale, newsletter, number })?;
    for piece in shown {
        tx.execute(&PUT_ISSUE_SHOWS, &params! { piece: piece.0, locale, newsletter, number })?;
    }
    Ok(())
}

/// An issue that may have been withdrawn, with when it was.
pub fn find_even_withdrawn(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug, number: i64) -> Result<Option<(Issue, Option<Timestamp>)>> {
    let of = params! { locale: locale.as_str(), newsletter: slug.as_str(), number };
    tx.optional(&FIND_ISSUE_EVEN_WITHDRAWN, &of, |row| Ok((row.json("doc")?, row.get("withdrawn_at")?)))
}

/// Whether it was there to be withdrawn.
pub fn withdraw_issue(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug, number: i64, at: Timestamp) -> Result<bool> {
    Ok(tx.execute(&WITHDRAW_ISSUE, &params! { locale: locale.as_str(), newsletter: slug.as_str(), number, at })? > 0)
}

/// The newest issue's card.
pub fn newest(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug) -> Result<Option<IssueCard>> {
    Ok(cards(tx, locale, slug, 1)?.pop())
}

/// Whole issues, newest first.
pub fn newest_issues(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug, most: i64) -> Result<Vec<Issue>> {
    tx.query(&NEWEST_ISSUES, &params! { locale: locale.as_str(), newsletter: slug.as_str(), most }, |row| row.json("doc"))
}

/// What lists show of issues, newest first.
pub fn cards(tx: &mut Tx<'_>, locale: &Locale, slug: &Slug, most: i64) -> Result<Vec<IssueCard>> {
    tx.query(&ISSUE_CARDS, &params! { locale: locale.as_str(), newsletter: slug.as_str(), most }, |row| row.json("card"))
}

/// Every issue, withdrawn ones too.
pub fn all_issues(tx: &mut Tx<'_>) -> Result<Vec<(Locale, Slug, i64)>> {
    tx.query(&ALL_ISSUES, &[], read_name)
}

pub fn who_shows(tx: &mut Tx<'_>, piece: PieceId) -> Result<Vec<(Locale, Slug, i64)>> {
    tx.query(&WHICH_ISSUES_SHOW, &params! { piece: piece.0 }, read_name)
}

/// Pieces first published from `since` until before `until`, newest first.
pub fn pieces_between(tx: &mut Tx<'_>, locale: &Locale, since: Timestamp, until: Timestamp, most: i64) -> Result<Vec<Summary>> {
    tx.query(&PIECES_BETWEEN, &params! { locale: locale.as_str(), since, until, most }, read_summary)
}

fn read_name(row: &Row<'_>) -> Result<(Locale, Slug, i64)> {
    Ok((row.parse("locale")?, row.parse("newsletter")?, row.get("number")?))
}

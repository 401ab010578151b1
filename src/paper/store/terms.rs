//! Sections, tags, authors, dossiers, and the newspaper's own words in each language.

use anyhow::Result;
use kernel::Locale;
use store::{Tx, params};

use crate::paper::model::{MastheadWords, Term};

store::statements! {
    PUT_TERM = "INSERT INTO term (locale, kind, slug, doc) VALUES (:locale, :kind, :slug, :doc) ON CONFLICT (locale, kind, slug) DO UPDATE SET doc = excluded.doc";
    ALL_TERMS = "SELECT doc FROM term ORDER BY locale, kind, slug";
    PUT_MASTHEAD = "INSERT INTO masthead (locale, doc) VALUES (:locale, :doc) ON CONFLICT (locale) DO UPDATE SET doc = excluded.doc";
    ALL_MASTHEADS = "SELECT locale, doc FROM masthead ORDER BY locale";
}

pub fn put(tx: &mut Tx<'_>, term: &Term) -> Result<()> {
    let doc = serde_json::to_string(term)?;
    tx.execute(&PUT_TERM, &params! { locale: term.locale.as_str(), kind: term.kind.as_str(), slug: term.slug.as_str(), doc: &doc })?;
    Ok(())
}

pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Term>> {
    tx.query(&ALL_TERMS, &[], |row| row.json("doc"))
}

pub fn put_masthead(tx: &mut Tx<'_>, locale: &Locale, words: &MastheadWords) -> Result<()> {
    let doc = serde_json::to_string(words)?;
    tx.execute(&PUT_MASTHEAD, &params! { locale: locale.as_str(), doc: &doc })?;
    Ok(())
}

pub fn mastheads(tx: &mut Tx<'_>) -> Result<Vec<(Locale, MastheadWords)>> {
    tx.query(&ALL_MASTHEADS, &[], |row| Ok((row.parse("locale")?, row.json("doc")?)))
}

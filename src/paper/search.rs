//! Full-text search over what is published: headline, standfirst, body, authors; stemmed in English and Russian.
//!
//! The index lies in `search/` beside the databases and is no source of truth: it is brought up to the served edition after each print, and made anew from
//! `paper.db` when it is missing or of another form.

pub mod passages;

use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context, Result};
use jiff::Timestamp;
use kernel::Locale;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, RangeQuery, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream};
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, TantivyDocument, Term};

use super::catalogue::Catalogue;
use super::model::{PieceId, Published};

/// Changes whenever the form of the index does, so that an old one is made anew.
const FORM: &str = "form-2";
/// The field of the first publication, in milliseconds.
const AT: &str = "at";
/// Bytes that the writer may use before it writes a segment.
const WRITER: usize = 24 << 20;
/// Words of a query that are looked for; more are passed over.
const WORDS: usize = 12;

/// The index. Its one writer is made when first needed.
pub struct Search {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<Option<IndexWriter>>,
}

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    locale: Field,
    section: Field,
    author: Field,
    at: Field,
    headline: [Field; 3],
    text: [Field; 3],
}

/// What a reader asks for.
#[derive(Clone, Debug, Default)]
pub struct Question {
    pub words: String,
    pub section: Option<String>,
    /// Slug of an author.
    pub author: Option<String>,
    pub from: Option<Timestamp>,
    /// Exclusive.
    pub until: Option<Timestamp>,
    pub skip: usize,
    pub most: usize,
}

/// The pieces that fit best, best first, and how many fit. Where no words were asked for, all fit alike, and the newest come first.
#[derive(Debug, Default)]
pub struct Found {
    pub count: usize,
    pub pieces: Vec<PieceId>,
}

impl Question {
    /// Whether it asks for less than everything, words aside.
    fn is_limited(&self) -> bool {
        self.section.is_some() || self.author.is_some() || self.from.is_some() || self.until.is_some()
    }
}

impl Search {
    /// Opens the index below `dir`; whether it is empty and must be filled.
    pub fn open(dir: &Path) -> Result<(Self, bool)> {
        let home = dir.join(FORM);
        if dir.exists() && !home.exists() {
            std::fs::remove_dir_all(dir).with_context(|| format!("cannot clear the old search index in {}", dir.display()))?;
        }
        std::fs::create_dir_all(&home).with_context(|| format!("cannot make {}", home.display()))?;
        let (schema, fields) = schema();
        let directory = tantivy::directory::MmapDirectory::open(&home)?;
        let index =
            Index::open_or_create(directory, schema).context("the search index cannot be opened; remove its folder and it is made anew")?;
        for (name, analyzer) in analyzers() {
            index.tokenizers().register(name, analyzer);
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let search = Self { index, fields, reader, writer: Mutex::new(None) };
        let empty = search.reader.searcher().num_docs() == 0;
        Ok((search, empty))
    }

    /// Takes pieces in and out, and makes that visible. `catalogue` has the names of their authors.
    pub fn update(&self, published: &[Published], gone: &[PieceId], catalogue: &Catalogue) -> Result<()> {
        let mut guard = self.writer.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let writer = match &mut *guard {
            Some(writer) => writer,
            none => none.insert(self.index.writer_with_num_threads(1, WRITER)?),
        };
        for id in gone.iter().chain(published.iter().map(|piece| &piece.id)) {
            writer.delete_term(Term::from_field_i64(self.fields.id, id.0));
        }
        for piece in published {
            writer.add_document(self.document(piece, catalogue))?;
        }
        writer.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    fn document(&self, piece: &Published, catalogue: &Catalogue) -> TantivyDocument {
        let f = &self.fields;
        let content = &piece.content;
        let mut document = TantivyDocument::default();
        document.add_i64(f.id, piece.id.0);
        document.add_text(f.locale, content.locale.as_str());
        for section in content.section.iter().chain(&content.also) {
            document.add_text(f.section, section.as_str());
        }
        let mut names = String::new();
        for author in content.bylines.iter().chain(&content.reporting_by) {
            document.add_text(f.author, author.as_str());
            names.push(' ');
            names.push_str(&catalogue.name(&content.locale, author));
        }
        document.add_i64(f.at, piece.first_published_at.as_millisecond());
        let tongue = tongue(&content.locale);
        document.add_text(f.headline[tongue], format!("{} {}", content.headline, content.standfirst));
        document.add_text(
            f.text[tongue],
            format!("{} {} {} {names}", content.headline, content.standfirst, markup::text_out::plain(&content.body)),
        );
        document
    }

    /// # Errors
    /// Only when the index itself cannot be read; any words can be asked for.
    pub fn ask(&self, locale: &Locale, question: &Question) -> Result<Found> {
        let Some(query) = self.query(locale, question) else { return Ok(Found::default()) };
        let searcher = self.reader.searcher();
        let top = TopDocs::with_limit(question.most.max(1)).and_offset(question.skip);
        let (count, hits) = if question.words.trim().is_empty() {
            let (count, hits) = searcher.search(&query, &(Count, top.order_by_fast_field::<i64>(AT, Order::Desc)))?;
            (count, addresses(hits))
        } else {
            let (count, hits) = searcher.search(&query, &(Count, top.order_by_score()))?;
            (count, addresses(hits))
        };
        let mut pieces = Vec::with_capacity(hits.len());
        for address in hits {
            let document: TantivyDocument = searcher.doc(address)?;
            pieces.extend(document.get_first(self.fields.id).and_then(|value| value.as_i64()).map(PieceId));
        }
        Ok(Found { count, pieces })
    }

    fn query(&self, locale: &Locale, question: &Question) -> Option<BooleanQuery> {
        let f = &self.fields;
        let mut parts: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let exact = |field, text: &str| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
        };
        let words = self.words(locale, question);
        if words.is_empty() && !(question.words.trim().is_empty() && question.is_limited()) {
            return None;
        }
        parts.extend(words);
        parts.push((Occur::Must, Box::new(tantivy::query::ConstScoreQuery::new(exact(f.locale, locale.as_str()), 0.0))));
        parts.extend(question.section.iter().map(|slug| (Occur::Must, exact(f.section, slug))));
        parts.extend(question.author.iter().map(|slug| (Occur::Must, exact(f.author, slug))));
        if question.from.is_some() || question.until.is_some() {
            let term = |at: Timestamp| Term::from_field_i64(f.at, at.as_millisecond());
            let lower = question.from.map_or(std::ops::Bound::Unbounded, |at| std::ops::Bound::Included(term(at)));
            let upper = question.until.map_or(std::ops::Bound::Unbounded, |at| std::ops::Bound::Excluded(term(at)));
            parts.push((Occur::Must, Box::new(RangeQuery::new(lower, upper))));
        }
        Some(BooleanQuery::new(parts))
    }

    /// All words must be there, in any of their forms. Those in a headline, which the text has too, weigh more.
    fn words(&self, locale: &Locale, question: &Question) -> Vec<(Occur, Box<dyn Query>)> {
        let tongue = tongue(locale);
        let Some(mut analyzer) = self.index.tokenizers().get(TONGUES[tongue]) else { return Vec::new() };
        let mut stream = analyzer.token_stream(&question.words);
        let mut parts = Vec::new();
        for _ in 0..WORDS {
            let Some(token) = stream.next() else { break };
            let one = |field| TermQuery::new(Term::from_field_text(field, &token.text), IndexRecordOption::WithFreqs);
            let in_headline = BoostQuery::new(Box::new(one(self.fields.headline[tongue])), 3.0);
            parts.push((Occur::Must, Box::new(one(self.fields.text[tongue])) as Box<dyn Query>));
            parts.push((Occur::Should, Box::new(in_headline)));
        }
        parts
    }
}

fn addresses<T>(hits: Vec<(T, DocAddress)>) -> Vec<DocAddress> {
    hits.into_iter().map(|(_, address)| address).collect()
}

/// Analyzers by name: for English, for Russian, for every other language.
const TONGUES: [&str; 3] = ["indelible_en", "indelible_ru", "indelible_plain"];

fn tongue(locale: &Locale) -> usize {
    match locale.language() {
        "en" => 0,
        "ru" => 1,
        _ => 2,
    }
}

/// Words of a text and their stems, as the index of a language has them.
pub struct Stems {
    plain: TextAnalyzer,
    stemming: TextAnalyzer,
}

impl Default for Stems {
    fn default() -> Self {
        Self::of(&Locale::english())
    }
}

impl Stems {
    pub fn of(locale: &Locale) -> Self {
        let [english, russian, plain] = analyzers().map(|(_, analyzer)| analyzer);
        let stemming = match tongue(locale) {
            0 => english,
            1 => russian,
            _ => plain.clone(),
        };
        Self { plain, stemming }
    }

    /// The words of a text, in small letters.
    pub fn forms(&mut self, text: &str) -> Vec<String> {
        words_by(&mut self.plain, text)
    }

    /// What the forms of a word have in common; a word that is none by itself is its own stem.
    pub fn stem(&mut self, form: &str) -> String {
        words_by(&mut self.stemming, form).pop().unwrap_or_else(|| form.to_owned())
    }
}

fn words_by(analyzer: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut stream = analyzer.token_stream(text);
    while let Some(token) = stream.next() {
        words.push(token.text.clone());
    }
    words
}

fn analyzers() -> [(&'static str, TextAnalyzer); 3] {
    let plain = || TextAnalyzer::builder(SimpleTokenizer::default()).filter(RemoveLongFilter::limit(60)).filter(LowerCaser);
    [
        (TONGUES[0], plain().filter(Stemmer::new(Language::English)).build()),
        (TONGUES[1], plain().filter(Stemmer::new(Language::Russian)).build()),
        (TONGUES[2], plain().build()),
    ]
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(IndexRecordOption::WithFreqs);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: schema.add_i64_field("id", INDEXED | STORED),
        locale: schema.add_text_field("locale", STRING),
        section: schema.add_text_field("section", STRING),
        author: schema.add_text_field("author", STRING),
        at: schema.add_i64_field(AT, INDEXED | FAST),
        headline: TONGUES.map(|name| schema.add_text_field(&format!("headline_{name}"), text(name))),
        text: TONGUES.map(|name| schema.add_text_field(&format!("text_{name}"), text(name))),
    };
    (schema.build(), fields)
}

//! Answers of the search on the server.

use std::sync::Arc;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::Locale;

use super::{Composed, Composer, Site};
use crate::paper::model::{Term, TermKind};
use crate::paper::search::Found;
use crate::paper::search::passages::Passages;
use crate::paper::store::pieces;
use crate::paper::summary::Summary;
use crate::paper::theme::View;
use crate::paper::view::{Choice, Hit, SearchPage};
use crate::paper::{Paper, live};
use crate::reading::{PAGE, question};

/// Authors that the form offers; of more, their own pages lead here.
const MOST_AUTHORS: usize = 200;

/// What a reader asked for, as it stands in the form.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    pub words: String,
    pub section: String,
    pub author: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// 1 for the best answers.
    pub page: usize,
}

impl Paper {
    /// The page of answers, rendered.
    pub async fn answer_search(&self, site: Arc<Site>, locale: Locale, asked: Asked, now: Timestamp) -> Result<String> {
        let room = self.clone();
        let theme = site.theme.clone();
        let view = self
            .db()
            .read(move |tx| {
                let question = question(&asked, &site.zone);
                let found = room.search().ask(&locale, &question)?;
                let catalogue = room.catalogue();
                let mut composer = Composer::new(&site, &catalogue, tx, now);
                let mut hits = Vec::with_capacity(found.pieces.len());
                let mut passages = Passages::new(&locale, &question.words);
                for id in &found.pieces {
                    // A piece that was withdrawn a moment ago is still in the index, and no longer here.
                    if let Some(piece) = pieces::find(composer.tx, *id)? {
                        let piece = live::with_posts(composer.tx, piece)?;
                        let passage = passages.of(&markup::text_out::plain(&piece.content.body));
                        hits.push(Hit { card: composer.card(&Summary::of(&piece))?, passage });
                    }
                }
                Ok(composer.answers(&locale, &asked, found, hits))
            })
            .await?;
        theme.render_aside(View::Search(Box::new(view))).await
    }
}

impl Composer<'_, '_, '_> {
    /// The page that stands at the address of the search, so that a copy of the newspaper anywhere says where one can search.
    pub(super) fn search_form(&self, locale: &Locale) -> Composed {
        let view = self.answers(locale, &Asked { page: 1, ..Asked::default() }, Found::default(), Vec::new());
        Composed::html(view.frame.path.clone(), View::Search(Box::new(view)))
    }

    fn answers(&self, locale: &Locale, asked: &Asked, found: Found, hits: Vec<Hit>) -> SearchPage {
        let path = format!("{}search/", self.prefix(locale));
        let title = self.site.words.say(locale.language(), "search-title").into_owned();
        let mut frame = self.frame(locale, "search", &path, &title);
        frame.noindex = true;
        frame.alternates = self.alternates_everywhere("search/");
        let limits = [!asked.section.is_empty(), !asked.author.is_empty(), asked.from.is_some(), asked.to.is_some()];
        let asking = !asked.words.is_empty() || limits.contains(&true);
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let leaf = |page: usize| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            let fields = [
                ("q", asked.words.as_str()),
                ("section", &asked.section),
                ("author", &asked.author),
                ("from", &day(asked.from)),
                ("to", &day(asked.to)),
                ("page", &page.to_string()),
            ];
            for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
                query.append_pair(name, value);
            }
            format!("{path}?{}", query.finish())
        };
        let choices = |terms: &[Arc<Term>], chosen: &str| -> Vec<Choice> {
            let choice =
                |term: &Arc<Term>| Choice { value: term.slug.to_string(), title: term.title.clone(), chosen: term.slug.as_str() == chosen };
            terms.iter().map(choice).collect()
        };
        let mut authors = choices(&self.catalogue.terms(locale, TermKind::Author), &asked.author);
        if authors.len() > MOST_AUTHORS {
            authors.retain(|author| author.chosen);
        }
        SearchPage {
            query: asked.words.clone(),
            section: asked.section.clone(),
            author: asked.author.clone(),
            from: day(asked.from),
            to: day(asked.to),
            sections: choices(self.catalogue.sections(locale), &asked.section),
            authors,
            home: self.site.absolute(&path),
            count: asking.then(|| self.site.words.count(locale, "stories", found.count as u64)),
            newer: (asked.page > 1).then(|| leaf(asked.page - 1)),
            older: (asked.page * PAGE < found.count).then(|| leaf(asked.page + 1)),
            hits,
            frame,
        }
    }
}

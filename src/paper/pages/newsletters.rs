//! Newsletters: their list, their own pages with the form, the page of an issue, the feed.

use anyhow::Result;
use kernel::{Locale, Slug};
use markup::tree::{Href, Inline, Level, Picture, Position};
use markup::{Body, Mode, Source};

use super::article::shorten;
use super::frame::root_of;
use super::{Composed, Composer, others, structured};
use crate::paper::catalogue::Offered;
use crate::paper::consent::Consent;
use crate::paper::feeds::{self, Letter};
use crate::paper::newsletter::{Block, Issue, IssueCard, Newsletter, issue_path, list_path, lost_path, newsletter_path, sign_up_path};
use crate::paper::publication::FEED;
use crate::paper::store::{newsletters, pieces};
use crate::paper::theme::View;
use crate::paper::view::{Card, Feed, Frame, IssueBlock, IssueLine, IssuePage, NewsletterPage, NewslettersPage, SignUp, SignUpPage};

/// Slugs of the standing pages that a letter leads to where they are.
pub const PRIVACY: &str = "privacy";
pub const SUPPORT: &str = "support";

/// All newsletters of an edition, each with its form. An edition that has none has no such page.
pub fn list(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Composed> {
    let prefix = c.prefix(locale);
    let path = list_path(&prefix);
    let offered = c.catalogue.newsletters(locale);
    if offered.is_empty() {
        return Ok(Composed::nothing(path));
    }
    let letters = offered.iter().map(|offered| with_newest(c, offered)).collect::<Result<Vec<_>>>()?;
    let title = c.site.words.say(locale.language(), "newsletters-title").into_owned();
    let mut frame = c.frame(locale, "letters", &path, &title);
    frame.description = c.words_of(locale, "newsletters-text", &[("name", &c.name(locale))]);
    frame.social.description.clone_from(&frame.description);
    frame.alternates = c.alternates(
        c.site.locales.iter().filter(|other| !c.catalogue.newsletters(other).is_empty()).map(|other| (other, list_path(&c.prefix(other)))),
    );
    frame.feeds.extend(offered.iter().map(|offered| feed(c, offered)));
    Ok(Composed::html(path, View::Newsletters(Box::new(NewslettersPage { lost: c.site.absolute(&lost_path(&prefix)), frame, letters }))))
}

/// A newsletter's own page, its form at the form's own address, and its feed.
pub fn one(c: &mut Composer<'_, '_, '_>, locale: &Locale, slug: &Slug) -> Result<Vec<Composed>> {
    let prefix = c.prefix(locale);
    let Some(offered) = find(c, locale, slug) else { return Ok(Vec::new()) };
    let path = newsletter_path(&prefix, slug);
    let letter = with_newest(c, offered)?;
    let newest = newsletters::newest_issues(c.tx, locale, slug, FEED)?;
    let (intro, headlines) = match newest.first() {
        Some(issue) => {
            let headlines = stories(c, issue)?.into_iter().map(|card| card.headline).collect();
            (written(c, &issue.intro, locale, root_of(&path), "i")?, headlines)
        }
        None => (String::new(), Vec::new()),
    };
    let issues = newsletters::cards(c.tx, locale, slug, i64::MAX)?.iter().map(|card| line(c, offered, card)).collect();
    let mut frame = frame(c, offered, "letters", &path, &letter.title);
    frame.json_ld = Some(structured::newsletter(c, &frame, &letter.title));
    let page = NewsletterPage { intro, headlines, issues, feed: format!("{path}feed.xml"), letter: letter.clone(), frame };
    let feed = feed_of(c, offered, &newest)?;
    let form = sign_up(c, offered, letter);
    Ok(vec![Composed::html(path, View::Newsletter(Box::new(page))), feed, form])
}

/// The form alone, for those who come to its address by a link or on a copy. A closed newsletter has none.
fn sign_up(c: &Composer<'_, '_, '_>, offered: &Offered, letter: SignUp) -> Composed {
    let locale = &offered.newsletter.locale;
    let path = sign_up_path(&c.prefix(locale), &offered.newsletter.slug);
    if letter.action.is_none() {
        return Composed::nothing(path);
    }
    let title = c.words_of(locale, "letter-sign-up-title", &[("title", &letter.title)]);
    let mut frame = frame(c, offered, "letters", &path, &title);
    frame.noindex = true;
    let page = SignUpPage { home: c.site.absolute(&path), letter, frame };
    Composed::html(path, View::SignUp(Box::new(page)))
}

/// The page of an issue: what was sent, and the form at its end.
pub fn issue(c: &mut Composer<'_, '_, '_>, locale: &Locale, slug: &Slug, number: i64) -> Result<Vec<Composed>> {
    let path = issue_path(&c.prefix(locale), slug, number);
    let found = newsletters::find_even_withdrawn(c.tx, locale, slug, number)?;
    let (Some((issue, withdrawn_at)), Some(offered)) = (found, find(c, locale, slug)) else { return Ok(Vec::new()) };
    if withdrawn_at.is_some() {
        return Ok(vec![others::gone(c, locale, &path)?]);
    }
    Ok(vec![Composed::html(path, View::Issue(Box::new(page_of(c, offered, issue)?)))])
}

/// The page of an issue that may not be in the paper, as it would look: for the desk's preview.
pub fn preview(c: &mut Composer<'_, '_, '_>, newsletter: Newsletter, issue: Issue) -> Result<View> {
    Ok(View::Issue(Box::new(page_of(c, &Offered { newsletter, has_issues: true }, issue)?)))
}

fn page_of(c: &mut Composer<'_, '_, '_>, offered: &Offered, issue: Issue) -> Result<IssuePage> {
    let (locale, number) = (&issue.locale.clone(), issue.number);
    let path = issue_path(&c.prefix(locale), &issue.newsletter, number);
    let letter = shown(c, offered);
    let root = root_of(&path);
    let intro = written(c, &issue.intro, locale, root.clone(), "i")?;
    let mut blocks = Vec::with_capacity(issue.blocks.len());
    let (mut under, mut first) = (false, true);
    for (n, block) in issue.blocks.iter().enumerate() {
        blocks.extend(match block {
            Block::Heading(text) => {
                under = true;
                Some(IssueBlock::Heading { text: text.clone() })
            }
            Block::Story { .. } => {
                let told = story(c, block)?;
                told.map(|(card, paragraphs)| IssueBlock::Story {
                    card: Box::new(card),
                    paragraphs,
                    under,
                    first: std::mem::take(&mut first),
                })
            }
            Block::Note(body) => Some(IssueBlock::Note { html: written(c, body, locale, root.clone(), &format!("n{n}"))? }),
        });
    }
    let mut frame = frame(c, offered, "issue", &path, &issue.subject);
    let description = if issue.preheader.is_empty() {
        markup::text_out::first_paragraph(&issue.intro).unwrap_or_default()
    } else {
        issue.preheader.clone()
    };
    if !description.is_empty() {
        frame.description = shorten(&description, 300);
    }
    let picture = blocks.iter().find_map(|block| match block {
        IssueBlock::Story { card, .. } => card.picture.as_ref(),
        _ => None,
    });
    frame.social = c.social(&issue.subject, &frame.description, "article", picture);
    frame.json_ld = Some(structured::issue(c, &frame, &issue, &letter, &blocks));
    Ok(IssuePage {
        number: c.site.words.say_with(locale.language(), "letter-number", &[("number", number.into())]).into_owned(),
        sent: c.when(locale, issue.at),
        support: c.support(locale, &root).filter(|_| issue.asks_support),
        subject: issue.subject,
        preheader: issue.preheader,
        intro,
        blocks,
        letter,
        frame,
    })
}

/// The newsletter that is offered beside articles: the first that takes readers.
pub fn offered(c: &Composer<'_, '_, '_>, locale: &Locale) -> Option<SignUp> {
    let first = c.catalogue.newsletters(locale).iter().find(|offered| offered.newsletter.open)?;
    Some(shown(c, first))
}

/// The same with the newest issue: for the front, which changes with it.
pub fn on_front(c: &mut Composer<'_, '_, '_>, locale: &Locale) -> Result<Option<SignUp>> {
    let first = c.catalogue.newsletters(locale).iter().find(|offered| offered.newsletter.open);
    first.map(|offered| with_newest(c, offered)).transpose()
}

fn find<'c>(c: &Composer<'c, '_, '_>, locale: &Locale, slug: &Slug) -> Option<&'c Offered> {
    c.catalogue.newsletters(locale).iter().find(|offered| offered.newsletter.slug == *slug)
}

fn shown(c: &Composer<'_, '_, '_>, offered: &Offered) -> SignUp {
    let newsletter = &offered.newsletter;
    let prefix = c.prefix(&newsletter.locale);
    let path = newsletter_path(&prefix, &newsletter.slug);
    SignUp {
        name: newsletter.slug.to_string(),
        title: newsletter.title.clone(),
        promise: newsletter.promise.clone(),
        consent: Consent::NEWEST,
        action: newsletter.open.then(|| sign_up_path(&prefix, &newsletter.slug)),
        preview: offered.has_issues.then(|| format!("{path}#newest")),
        privacy: standing(c, &newsletter.locale, PRIVACY),
        newest: None,
        path,
    }
}

fn with_newest(c: &mut Composer<'_, '_, '_>, offered: &Offered) -> Result<SignUp> {
    let newest = newsletters::newest(c.tx, &offered.newsletter.locale, &offered.newsletter.slug)?;
    let newest = newest.map(|card| line(c, offered, &card));
    let preview = newest.as_ref().map(|line| line.path.clone());
    Ok(SignUp { preview, newest, ..shown(c, offered) })
}

fn line(c: &Composer<'_, '_, '_>, offered: &Offered, card: &IssueCard) -> IssueLine {
    let newsletter = &offered.newsletter;
    IssueLine {
        path: issue_path(&c.prefix(&newsletter.locale), &newsletter.slug, card.number),
        subject: card.subject.clone(),
        preheader: card.preheader.clone(),
        sent: c.when(&newsletter.locale, card.at),
    }
}

/// Path of the standing page with this slug, where there is one.
impl Composer<'_, '_, '_> {
    /// Where the paper is supported: the contribute page, else the standing page about support where there is one. `root` is that of the page that leads there.
    fn support(&self, locale: &Locale, root: &str) -> Option<String> {
        let giving = self.site.giving.as_ref().map(|giving| giving.home(&self.prefix(locale)));
        giving.or_else(|| standing(self, locale, SUPPORT).map(|path| format!("{root}{path}")))
    }
}

fn standing(c: &Composer<'_, '_, '_>, locale: &Locale, slug: &str) -> Option<String> {
    c.catalogue.standing_at(&c.prefix(locale), locale, slug)
}

fn frame(c: &Composer<'_, '_, '_>, offered: &Offered, kind: &'static str, path: &str, title: &str) -> Frame {
    let mut frame = c.frame(&offered.newsletter.locale, kind, path, title);
    frame.description.clone_from(&offered.newsletter.promise);
    frame.social.description.clone_from(&offered.newsletter.promise);
    frame.feeds.push(feed(c, offered));
    frame
}

fn feed(c: &Composer<'_, '_, '_>, offered: &Offered) -> Feed {
    let newsletter = &offered.newsletter;
    let folder = newsletter_path(&c.prefix(&newsletter.locale), &newsletter.slug);
    let title = c.words_of(&newsletter.locale, "feed-of", &[("name", &c.name(&newsletter.locale)), ("title", &newsletter.title)]);
    Feed { title, path: format!("{folder}feed.xml"), media_type: feeds::ATOM }
}

/// The HTML of a part of an issue; every id in it begins with `ids`.
fn written(c: &mut Composer<'_, '_, '_>, body: &Body, locale: &Locale, root: String, ids: &str) -> Result<String> {
    let links = c.links(body, locale, root)?;
    Ok(markup::html_out::write_with_ids(body, &links, Mode::Page, ids))
}

fn stories(c: &mut Composer<'_, '_, '_>, issue: &Issue) -> Result<Vec<Card>> {
    let mut cards = Vec::new();
    for block in &issue.blocks {
        cards.extend(story(c, block)?.map(|(card, _)| card));
    }
    Ok(cards)
}

/// A story as the letter tells it. A piece that has been withdrawn is told no more.
fn story(c: &mut Composer<'_, '_, '_>, block: &Block) -> Result<Option<(Card, Vec<String>)>> {
    let Block::Story { piece, headline, blurb } = block else { return Ok(None) };
    let Some(summary) = pieces::summary(c.tx, *piece)? else { return Ok(None) };
    let mut card = c.card(&summary)?;
    if !headline.is_empty() {
        card.headline.clone_from(headline);
    }
    let words = if blurb.trim().is_empty() { &summary.standfirst } else { blurb };
    Ok(Some((card, paragraphs(words))))
}

/// The paragraphs of a plain text: an empty line stands between them.
pub fn paragraphs(text: &str) -> Vec<String> {
    let mut all = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match (line.is_empty(), all.last_mut()) {
            (false, Some(last)) => last.push(line),
            _ => all.push(Vec::new()),
        }
    }
    all.into_iter().filter(|lines| !lines.is_empty()).map(|lines| lines.join(" ")).collect()
}

/// The newest issues, whole.
fn feed_of(c: &mut Composer<'_, '_, '_>, offered: &Offered, newest: &[Issue]) -> Result<Composed> {
    let newsletter = &offered.newsletter;
    let prefix = c.prefix(&newsletter.locale);
    let mut letters = Vec::with_capacity(newest.len());
    for issue in newest {
        letters.push(Letter {
            path: issue_path(&prefix, &issue.newsletter, issue.number),
            subject: issue.subject.clone(),
            summary: issue.preheader.clone(),
            html: whole(c, issue)?,
            at: issue.at,
        });
    }
    feeds::of_newsletter(c, newsletter, &newsletter_path(&prefix, &newsletter.slug), letters)
}

/// An issue as HTML for feeds.
fn whole(c: &mut Composer<'_, '_, '_>, issue: &Issue) -> Result<String> {
    let mut bodies = vec![issue.intro.clone()];
    for block in &issue.blocks {
        bodies.extend(match block {
            Block::Heading(text) => {
                let content = vec![Inline::Text(text.clone())];
                Some(Body::new(vec![markup::Block::Heading { level: Level::TWO, content }], Vec::new()).0)
            }
            Block::Story { piece, .. } => {
                let picture = pieces::summary(c.tx, *piece)?.and_then(|summary| summary.lead).map(|lead| lead.picture);
                story(c, block)?.map(|(card, paragraphs)| told(&card, picture, paragraphs))
            }
            Block::Note(body) => Some(body.clone()),
        });
    }
    let root = format!("{}/", c.site.url);
    let mut html = String::new();
    for body in &bodies {
        html.push_str(&c.links(body, &issue.locale, root.clone())?.render(body, Mode::Feed));
    }
    Ok(html)
}

/// A story as a body of its own: picture, headline, words.
fn told(card: &Card, picture: Option<String>, paragraphs: Vec<String>) -> Body {
    let mut blocks = Vec::with_capacity(paragraphs.len() + 2);
    if let Some(key) = picture.and_then(|key| key.parse().ok()) {
        let picture = Picture { source: Source::Media(key), alt: String::new(), caption: Vec::new(), credit: None };
        blocks.push(markup::Block::Image { picture, position: Position::Column });
    }
    let headline = vec![Inline::Text(card.headline.clone())];
    let content = match format!("/{}", card.path).parse::<Href>() {
        Ok(href) => vec![Inline::Link { href, content: headline }],
        Err(_) => headline,
    };
    blocks.push(markup::Block::Heading { level: Level::THREE, content });
    blocks.extend(paragraphs.into_iter().map(|text| markup::Block::Paragraph(vec![Inline::Text(text)])));
    Body::new(blocks, Vec::new()).0
}

#[cfg(test)]
mod tests {
    use super::paragraphs;

    #[test]
    fn an_empty_line_parts_paragraphs_and_a_single_end_of_line_does_not() {
        assert_eq!(paragraphs("One\nand the same.\n\n \n\nTwo.\n"), ["One and the same.", "Two."]);
        assert_eq!(paragraphs(" \n"), Vec::<String>::new());
    }
}

//! JSON-LD (schema.org): NewsArticle, BreadcrumbList, NewsMediaOrganization, CorrectionComment.

use serde_json::{Value, json};

use super::Composer;
use super::live::{Coverage, Shown};
use crate::paper::model::{Kind, Published};
use crate::paper::newsletter::Issue;
use crate::paper::view::{Article, Author, Frame, IssueBlock, SignUp};

pub fn article(c: &Composer<'_, '_, '_>, piece: &Published, article: &Article, frame: &Frame, live: Option<&Coverage>) -> String {
    let kind = match piece.content.kind {
        Kind::Opinion => "OpinionNewsArticle",
        Kind::Analysis => "AnalysisNewsArticle",
        Kind::Live => "LiveBlogPosting",
        Kind::Sponsored => "AdvertiserContentArticle",
        _ => "NewsArticle",
    };
    let people = |bylines: &[crate::paper::view::Byline]| -> Vec<Value> {
        let person = |b: &crate::paper::view::Byline| json!({ "@type": "Person", "name": b.name, "url": b.path.as_ref().map(|path| c.site.absolute(path)) });
        bylines.iter().map(person).collect()
    };
    let mut news = json!({
        "@type": kind,
        "headline": article.headline,
        "description": frame.description,
        "url": frame.canonical,
        "mainEntityOfPage": frame.canonical,
        "inLanguage": frame.lang,
        "datePublished": piece.first_published_at.to_string(),
        "dateModified": piece.updated_at.to_string(),
        "author": people(&article.bylines),
        "publisher": publisher(c, frame),
        "isAccessibleForFree": true,
    });
    if let Some(image) = &frame.social.image {
        news["image"] = json!({ "@type": "ImageObject", "url": image.href, "width": image.width, "height": image.height });
    }
    if let Some(section) = &article.section {
        news["articleSection"] = json!(section.title);
    }
    if !article.tags.is_empty() {
        news["keywords"] = json!(article.tags.iter().map(|tag| &tag.title).collect::<Vec<_>>());
    }
    if !piece.corrections.is_empty() {
        let corrections = piece
            .corrections
            .iter()
            .map(|correction| json!({ "@type": "CorrectionComment", "text": correction.text, "datePublished": correction.at.to_string() }));
        news["correction"] = Value::Array(corrections.collect());
    }
    if let Some(coverage) = live {
        news["dateModified"] = json!(coverage.changed_at.to_string());
        news["coverageStartTime"] = json!(coverage.began_at.to_string());
        if let Some(ended_at) = coverage.ended_at {
            news["coverageEndTime"] = json!(ended_at.to_string());
        }
        news["liveBlogUpdate"] = coverage.pinned.iter().chain(&coverage.posts).map(|post| update(c, post, frame)).collect();
    }
    let mut crumbs = vec![(frame.paper.name.as_str(), frame.paper.home.as_str())];
    crumbs.extend(article.section.as_ref().map(|section| (section.title.as_str(), section.path.as_str())));
    graph(vec![news, breadcrumbs(c, &crumbs)])
}

/// One post. Its text is given from its beginning only: the whole stands on the page, and twice would be too much for a slow line.
fn update(c: &Composer<'_, '_, '_>, post: &Shown, frame: &Frame) -> Value {
    let mut update = json!({
        "@type": "BlogPosting",
        "headline": post.title,
        "articleBody": post.beginning,
        "url": format!("{}#p{}", frame.canonical, post.number),
        "datePublished": post.at.iso,
        "dateModified": post.updated.as_ref().unwrap_or(&post.at).iso,
    });
    if let Some(author) = &post.author {
        update["author"] = json!({ "@type": "Person", "name": author.name, "url": author.path.as_ref().map(|path| c.site.absolute(path)) });
    }
    update
}

pub fn organization(c: &Composer<'_, '_, '_>, frame: &Frame) -> String {
    let mut paper = publisher(c, frame);
    paper["description"] = json!(frame.paper.description);
    paper["correctionsPolicy"] = json!(c.site.absolute(&frame.paper.corrections));
    graph(vec![paper, json!({ "@type": "WebSite", "name": frame.paper.name, "url": frame.canonical, "inLanguage": frame.lang })])
}

pub fn listing(c: &Composer<'_, '_, '_>, frame: &Frame, title: &str, author: Option<&Author>) -> String {
    let mut parts = vec![breadcrumbs(c, &[(&frame.paper.name, &frame.paper.home), (title, &frame.path)])];
    if let Some(author) = author {
        let person = json!({ "@type": "Person", "name": author.name, "jobTitle": author.role, "url": frame.canonical });
        parts.push(json!({ "@type": "ProfilePage", "mainEntity": person, "inLanguage": frame.lang }));
    }
    graph(parts)
}

pub fn newsletter(c: &Composer<'_, '_, '_>, frame: &Frame, title: &str) -> String {
    let list = frame.paper.newsletters.clone().unwrap_or_default();
    let words = c.site.words.say(&frame.lang, "newsletters-title").into_owned();
    let periodical = json!({
        "@type": "Periodical", "name": title, "description": frame.description, "url": frame.canonical, "inLanguage": frame.lang,
        "publisher": publisher(c, frame), "isAccessibleForFree": true,
    });
    graph(vec![periodical, breadcrumbs(c, &[(&frame.paper.name, &frame.paper.home), (&words, &list), (title, &frame.path)])])
}

pub fn issue(c: &Composer<'_, '_, '_>, frame: &Frame, issue: &Issue, letter: &SignUp, blocks: &[IssueBlock]) -> String {
    let told = blocks.iter().filter_map(|block| match block {
        IssueBlock::Story { card, .. } => Some(c.site.absolute(&card.path)),
        _ => None,
    });
    let article = json!({
        "@type": "Article",
        "headline": issue.subject,
        "description": frame.description,
        "url": frame.canonical,
        "mainEntityOfPage": frame.canonical,
        "inLanguage": frame.lang,
        "datePublished": issue.at.to_string(),
        "author": publisher(c, frame),
        "publisher": publisher(c, frame),
        "isAccessibleForFree": true,
        "isPartOf": { "@type": "Periodical", "name": letter.title, "url": c.site.absolute(&letter.path) },
        "mentions": told.map(|url| json!({ "@type": "NewsArticle", "url": url })).collect::<Vec<_>>(),
    });
    graph(vec![article, breadcrumbs(c, &[(&frame.paper.name, &frame.paper.home), (&letter.title, &letter.path)])])
}

fn publisher(c: &Composer<'_, '_, '_>, frame: &Frame) -> Value {
    json!({
        "@type": "NewsMediaOrganization",
        "name": frame.paper.name,
        "url": c.site.absolute(&frame.paper.home),
        "logo": { "@type": "ImageObject", "url": c.site.absolute("assets/icon-512.png"), "width": 512, "height": 512 },
    })
}

fn breadcrumbs(c: &Composer<'_, '_, '_>, crumbs: &[(&str, &str)]) -> Value {
    let item = |(i, (name, path)): (usize, &(&str, &str))| json!({ "@type": "ListItem", "position": i + 1, "name": name, "item": c.site.absolute(path) });
    json!({ "@type": "BreadcrumbList", "itemListElement": crumbs.iter().enumerate().map(item).collect::<Vec<_>>() })
}

/// Serialised so that it cannot end the `script` element that it stands in.
fn graph(parts: Vec<Value>) -> String {
    json!({ "@context": "https://schema.org", "@graph": parts })
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

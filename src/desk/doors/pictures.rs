//! The media library.

use axum::extract::{Multipart, Query, State};
use http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use web::{Complaints, Fields, Form, Kind, Trouble};

use super::Answer;
use super::form::{Sent, Wrong, fits, wrong};
use super::visit::{Path, Visit, When, on};
use crate::app::App;
use crate::desk::Refusal;
use crate::desk::look::Page;
use crate::desk::media::library::{Filed, take_in};
use crate::desk::media::{self, Said};
use crate::desk::model::who;
use crate::paper::model::Format;

/// The most bytes of an upload: a picture, and the words around it.
pub const MOST: usize = media::renditions::MOST_BYTES + (1 << 20);
/// Pictures on a page.
const PAGE: usize = 60;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
    before: String,
}

#[derive(Debug, Serialize)]
pub struct PicturesPage {
    pub q: String,
    pub pictures: Vec<Thumb>,
    pub older: Option<String>,
}

/// A picture, small.
#[derive(Debug, Serialize)]
pub struct Thumb {
    pub key: String,
    pub src: String,
    pub width: u32,
    pub height: u32,
    pub alt: String,
    pub caption: String,
    pub credit: String,
    /// Credit or alternative text is missing.
    pub lacking: bool,
}

#[derive(Debug, Serialize)]
pub struct UploadPage {
    pub said: Said,
    pub trouble: Option<String>,
}

#[derive(Debug, Serialize)]
pub struct PicturePage {
    pub picture: Thumb,
    /// The widest file.
    pub large: String,
    pub said: Said,
    pub wrong: Wrong,
    pub at: When,
    pub by: String,
    pub out: bool,
}

impl Page for PicturesPage {
    const TEMPLATE: &'static str = "pictures.html";
}

impl Page for UploadPage {
    const TEMPLATE: &'static str = "upload.html";
}

impl Page for PicturePage {
    const TEMPLATE: &'static str = "picture.html";
}

impl Form for Said {
    fn read(fields: &Fields, complaints: &mut Complaints) -> Option<Self> {
        let (alt, credit) = (complaints.demand(fields, "alt", 1000), complaints.demand(fields, "credit", 300));
        let (caption, licence) = (complaints.at_most(fields, "caption", 1000), complaints.at_most(fields, "licence", 300));
        Some(Self { alt: alt?, caption: caption?, credit: credit?, licence: licence? })
    }
}

pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let q: String = asked.q.chars().take(200).collect();
    let before =
        asked.before.split_once('.').and_then(|(at, key)| Some((Timestamp::from_millisecond(at.parse().ok()?).ok()?, key.to_owned())));
    let mut filed = app.desk.pictures(q.clone(), before, PAGE as i64 + 1).await?;
    let more = filed.len() > PAGE;
    filed.truncate(PAGE);
    let older = filed.last().filter(|_| more).map(|last| {
        let before = format!("{}.{}", last.at.as_millisecond(), last.picture.key);
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("q", &q).append_pair("before", &before).finish();
        format!("/pictures?{query}")
    });
    visit.show(&PicturesPage { q, pictures: filed.iter().map(thumb).collect(), older })
}

pub async fn blank(visit: Visit) -> Answer {
    visit.show(&UploadPage { said: Said::default(), trouble: None })
}

/// Takes a file in. Words that are lacking do not lose the file: it is kept, and they are asked for on its own page.
pub async fn upload(State(app): State<App>, visit: Visit, multipart: Multipart) -> Answer {
    let (fields, file) = read_upload(&visit, multipart, || media::Refusal::TooHeavy.into()).await?;
    let said = typed(&fields);
    let taken = take_in(&app, file, said.clone(), &who(visit.signed()?), app.clock.now()).await?;
    let picture = match taken {
        Ok(picture) => picture,
        Err(refusal) => {
            let refusal = web::Refused::refusal(&refusal);
            let trouble = Some(visit.say_with(refusal.key, &refusal.args));
            return visit.show_with(refusal.kind.status(), &UploadPage { said, trouble });
        }
    };
    let filled = web::Filled::<Said>::of(fields);
    match filled.outcome {
        Ok(_) => Ok(on(&format!("/pictures/{}", picture.key), "taken-in")),
        Err(complaints) => show_one(&app, &visit, picture.key, Some((said, complaints))).await,
    }
}

pub async fn one(State(app): State<App>, visit: Visit, Path(key): Path<String>) -> Answer {
    show_one(&app, &visit, key, None).await
}

pub async fn describe(State(app): State<App>, visit: Visit, Path(key): Path<String>, Sent(filled): Sent<Said>) -> Answer {
    let said = match filled.outcome {
        Ok(said) => said,
        Err(complaints) => return show_one(&app, &visit, key, Some((typed(&filled.typed), complaints))).await,
    };
    let filed = app.desk.describe(key.clone(), said).await?.ok_or(Refusal::NoPicture)?;
    if filed.handed_at.is_some() {
        app.paper.put_pictures(vec![filed.picture]).await?;
    }
    Ok(on(&format!("/pictures/{key}"), "described"))
}

async fn show_one(app: &App, visit: &Visit, key: String, typed: Option<(Said, Complaints)>) -> Answer {
    let filed = app.desk.picture(key).await?.ok_or(Refusal::NoPicture)?;
    let picture = &filed.picture;
    let kept = Said {
        alt: picture.alt.clone(),
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
        licence: picture.licence.clone(),
    };
    let (status, said, wrong) = match typed {
        Some((said, complaints)) => (StatusCode::UNPROCESSABLE_ENTITY, said, wrong(visit, &complaints)),
        None => (StatusCode::OK, kept, Wrong::new()),
    };
    let widest = picture.renditions.iter().filter(|r| r.format == Format::Jpeg).max_by_key(|r| r.width);
    let page = PicturePage {
        large: widest.map_or(String::new(), |rendition| format!("/{}", picture.path_of(rendition))),
        at: visit.when(filed.at),
        by: filed.who.clone(),
        out: filed.handed_at.is_some(),
        picture: thumb(&filed),
        said,
        wrong,
    };
    visit.show_with(status, &page)
}

fn typed(fields: &Fields) -> Said {
    let text = |name, most| fields.get(name).chars().take(most).collect::<String>();
    Said { alt: text("alt", 1000), caption: text("caption", 1000), credit: text("credit", 300), licence: text("licence", 300) }
}

/// The fields and the file. The token comes first, so that a stranger's file is not read.
pub(super) async fn read_upload(visit: &Visit, mut multipart: Multipart, too_heavy: fn() -> Trouble) -> Result<(Fields, Vec<u8>), Trouble> {
    let unfit = |_| Trouble::from(web::Refusal::new(Kind::Unfit, "refused-form"));
    let (mut fields, mut file, mut proven) = (Fields::default(), Vec::new(), false);
    while let Some(field) = multipart.next_field().await.map_err(unfit)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" && proven {
            let bytes = field.bytes().await.map_err(|_| too_heavy())?;
            file = bytes.to_vec();
        } else if name != "file" {
            let text = field.text().await.map_err(unfit)?;
            proven |= name == "token" && fits(visit.signed.as_ref(), &text);
            fields.push(name, &text);
        }
    }
    if proven { Ok((fields, file)) } else { Err(web::Refusal::new(Kind::Forbidden, "refused-token").into()) }
}

pub fn thumb(filed: &Filed) -> Thumb {
    let picture = &filed.picture;
    let jpeg = picture.renditions.iter().filter(|rendition| rendition.format == Format::Jpeg);
    let small = jpeg.min_by_key(|rendition| rendition.width);
    let width = small.map_or(picture.width, |rendition| rendition.width);
    let height = (u64::from(picture.height) * u64::from(width) / u64::from(picture.width.max(1))) as u32;
    Thumb {
        key: picture.key.clone(),
        src: small.map_or(String::new(), |rendition| format!("/{}", picture.path_of(rendition))),
        width,
        height,
        alt: picture.alt.clone(),
        caption: picture.caption.clone(),
        credit: picture.credit.clone(),
        lacking: picture.alt.is_empty() || picture.credit.is_empty(),
    }
}

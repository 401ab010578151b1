//! Bounces that are written for people: qmail's QSBMF, Exim, Exchange, Gmail, Yandex, Mail.ru, Sendmail, Postfix, and whoever writes like them.

use crate::smtp::Stage;

use super::entity::Entity;
use super::report::refined;
use super::status::{self, Class};
use super::{Bounce, phrase};

/// Local parts that machines use.
const DAEMONS: &[&str] = &["mailer-daemon", "mail-daemon", "postmaster", "maildaemon", "mail-daemons", "mailerdaemon"];

/// How such letters are called.
const SUBJECTS: &[&str] = &[
    "undelivered mail",
    "undeliverable",
    "undelivered",
    "delivery status notification",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "returned mail",
    "failure notice",
    "delivery failure",
    "delivery has failed",
    "delivery delayed",
    "delayed mail",
    "could not be delivered",
    "недоставлен",
    "не доставлен",
    "не удалось доставить",
    "warning: message",
];

/// `None` when the message is not from a mail server about a letter.
pub(super) fn read(message: &Entity<'_>) -> Option<Bounce> {
    let subject = message.subject().to_lowercase();
    let words = phrase::own_words(message.prose());
    if !is_bounce(message, &subject, &words) {
        return None;
    }
    if phrase::is_delay(&words) || subject.contains("delay") || subject.starts_with("warning: message") {
        return Some(Bounce { class: Class::Temporary, status: None, action: None });
    }
    let (code, status) = phrase::codes(&words);
    let class = match (status, code) {
        (Some(status), _) if status.class == 4 => status::expired(status),
        (None, Some(400..500)) => Class::Expired,
        (None, None) => phrase::class(&words).unwrap_or(Class::Doubtful),
        _ => refined(status::permanent(status, code, Stage::Rcpt), &words),
    };
    Some(Bounce { class, status, action: None })
}

fn is_bounce(message: &Entity<'_>, subject: &str, words: &str) -> bool {
    if message.field("Auto-Submitted").to_ascii_lowercase().starts_with("auto-replied")
        && !message.has("X-Failed-Recipients")
        && !from_daemon(message)
    {
        return false;
    }
    message.has("X-Failed-Recipients")
        || words.contains("this is the qmail-send program")
        || (from_daemon(message)
            && (SUBJECTS.iter().any(|known| subject.contains(known)) || phrase::class(words).is_some() || phrase::codes(words).1.is_some()))
        || message.report_type().is_some_and(|kind| kind == "delivery-status")
}

fn from_daemon(message: &Entity<'_>) -> bool {
    let sender = message.sender();
    let local = sender.split('@').next().unwrap_or_default();
    sender.is_empty() || DAEMONS.contains(&local) || local.starts_with("microsoftexchange")
}

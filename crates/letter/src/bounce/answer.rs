//! Automatic answers (RFC 3834), and `mailto` unsubscribes (RFC 2369, RFC 8058 by mail).

use std::fmt;

use super::Incoming;
use super::entity::Entity;

/// What our own `mailto` link has put into subject or text: 16 to 64 letters, digits, hyphens and underscores. Whether it is one of ours is the caller's to say.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// How automatic answers begin that do not say what they are.
const AWAY: &[&str] = &[
    "out of office",
    "automatic reply",
    "auto reply",
    "auto-reply",
    "autoreply",
    "auto:",
    "automatische antwort",
    "abwesenheit",
    "автоответ",
    "réponse automatique",
];

pub(super) fn read(message: &Entity<'_>) -> Incoming {
    let answered = message.field("Auto-Submitted").trim().to_ascii_lowercase();
    // Providers send an unsubscribe for their user and may mark it as generated; an answer to our letter is another thing.
    let is_answer = answered.starts_with("auto-replied") || AWAY.iter().any(|away| message.subject().to_lowercase().starts_with(away));
    if !is_answer {
        let first_line = message.prose().lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if let Some(token) = leaving(message.subject()).or_else(|| leaving(first_line)) {
            return Incoming::Unsubscribe(token);
        }
    }
    let machine = is_answer
        || !matches!(answered.split([';', ' ']).next(), Some("" | "no") | None)
        || ["X-Autoreply", "X-Autorespond", "X-Autoresponder"].iter().any(|name| message.has(name))
        || matches!(message.field("Precedence").trim().to_ascii_lowercase().as_str(), "auto_reply" | "auto-reply")
        || matches!(message.field("X-Auto-Response-Suppress").trim().to_ascii_lowercase().as_str(), "all" | "oof");
    if machine { Incoming::AutoReply } else { Incoming::Other }
}

/// "unsubscribe", alone or with a token or a kind word; nothing longer, because a person may write about it.
fn leaving(line: &str) -> Option<Option<Token>> {
    let mut words = line.split_whitespace();
    if !words.next()?.trim_end_matches(['.', '!', ':']).eq_ignore_ascii_case("unsubscribe") {
        return None;
    }
    let found = match words.next() {
        None => None,
        Some(word) if is_token(word) => Some(Token(word.to_owned())),
        Some(word) if ["me", "please"].contains(&word.to_ascii_lowercase().trim_end_matches(['.', '!'])) => None,
        Some(_) => return None,
    };
    words.next().is_none().then_some(found)
}

fn is_token(word: &str) -> bool {
    (16..=64).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

//! An invented newsletter and its letters, as values.

use std::sync::Arc;

use kernel::{Domain, EmailAddress};
use letter::dkim::{Ed25519Key, RsaKey, Selector, Signed, Signer, SigningKey};
use letter::list::ListId;
use letter::{AutoSubmitted, Filling, HeaderText, Letter, Link, ListHeaders, Mailbox, MessageId, Secret, Slot, Token};

pub fn text(text: &str) -> HeaderText {
    HeaderText::parse(text).expect("a header text")
}

pub fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).expect("an address")
}

pub fn mailbox(name: &str, at: &str) -> Mailbox {
    Mailbox::new((!name.is_empty()).then(|| text(name)), address(at)).expect("a mailbox")
}

pub fn domain() -> Domain {
    Domain::parse("news.lamp.example").expect("a domain")
}

pub fn list(name: &str) -> ListHeaders {
    let leave = Slot::Leave.marker();
    ListHeaders {
        id: ListId::new(Some(text(name)), "friday.news.lamp.example").expect("an id"),
        leave: Link::https(&format!("https://lamp.example/leave/{leave}")).expect("a link"),
        leave_by_mail: Link::mailto(&format!("mailto:leave@news.lamp.example?subject={leave}")).ok(),
        help: Link::https("https://lamp.example/newsletters/").ok(),
        archive: Link::https("https://lamp.example/newsletters/friday/").ok(),
        owner: Link::mailto("mailto:editor@lamp.example").ok(),
    }
}

/// An issue of a newsletter, with both parts, all headers, and the three tokens in each part.
pub fn issue<'a>(name: &str, subject: &str, body: &'a str, html: Option<&'a str>) -> Letter<'a> {
    Letter {
        from: mailbox(name, "friday@news.lamp.example"),
        reply_to: Some(mailbox("", "editor@lamp.example")),
        subject: text(subject),
        date: "2026-03-06T09:00:00Z".parse().expect("a moment"),
        language: "fa".parse().ok(),
        text: body,
        html,
        list: Some(list(name)),
        archived_at: Link::https("https://lamp.example/newsletters/friday/12/").ok(),
        feedback_id: Some(text("12:friday:newsletter:lamp")),
        auto_submitted: Some(AutoSubmitted::Generated),
    }
}

/// What one reader's letter is filled with.
pub struct Reader {
    pub to: EmailAddress,
    pub message_id: MessageId,
    pub tokens: [Token; 3],
}

impl Reader {
    pub fn new(to: &str, row: i64) -> Self {
        let message_id = MessageId::of(&Secret::new([9; 32]), 12, row, &domain());
        let bits = |n: u8| Token::of_bits([row as u8 ^ n; 16]);
        Self { to: address(to), message_id, tokens: [bits(1), bits(2), bits(0xff)] }
    }

    pub fn filling(&self) -> Filling<'_> {
        let [leave, manage, confirm] = self.tokens.map(Some);
        Filling { leave, manage, confirm, ..Filling::new(&self.to, &self.message_id) }
    }

    /// `text` with this reader's tokens for the markers, by plain replacement.
    pub fn read(&self, text: &str) -> String {
        // The tokens do not print themselves: their letters are had by filling a letter that is nothing else.
        Slot::ALL.iter().zip(&self.tokens).fold(text.to_owned(), |text, (slot, token)| text.replace(slot.marker(), &letters(*token, *slot)))
    }
}

fn letters(token: Token, slot: Slot) -> String {
    let body = slot.marker();
    let stencil = letter::Stencil::compile(&Letter { list: None, ..issue("Lamp", "Lamp", body, None) }).expect("a letter");
    let (to, id) = (address("a@example.org"), MessageId::of(&Secret::new([0; 32]), 0, 0, &domain()));
    let mut out = Vec::new();
    let filling = Filling { leave: Some(token), manage: Some(token), confirm: Some(token), ..Filling::new(&to, &id) };
    stencil.fill(&filling, &mut out).expect("filled");
    String::from_utf8_lossy(&out).trim_end().rsplit("\r\n").next().unwrap_or_default().to_owned()
}

/// RSA keys are dear to make, so tests share one.
pub fn rsa_key() -> SigningKey {
    static PEM: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
        let key = RsaKey::generate().expect("a key");
        key.to_pem().expect("a file").to_string()
    });
    RsaKey::from_pem(&PEM).expect("the key").into()
}

pub fn signer(rsa: bool, ed25519: bool) -> Arc<Signer> {
    let selector = |name: &str| Selector::parse(name).expect("a selector");
    let mut keys = Vec::new();
    if rsa {
        keys.push((selector("r2026"), rsa_key()));
    }
    if ed25519 {
        keys.push((selector("e2026"), Ed25519Key::from_seed(&[42; 32]).into()));
    }
    Arc::new(Signer::new(domain(), keys, None).expect("a signer"))
}

pub fn signed(letter: &Letter<'_>, signer: &Arc<Signer>, reader: &Reader) -> Vec<u8> {
    let stencil = letter::Stencil::compile(letter).expect("a letter");
    let mut out = Vec::new();
    Signed::new(stencil, signer.clone()).fill(&reader.filling(), &mut out).expect("filled");
    out
}

/// Texts that have broken mail programs: (name, subject, text).
pub fn hard_cases() -> Vec<(&'static str, String, String)> {
    let tokens = "\n\nLeave: https://lamp.example/leave/_-_slot-for-leaving-_-\nSettings: https://lamp.example/m/_-_slot-for-manage_-_-?c=_-_slot-for-confirm-_-\n";
    let case = |name, subject: &str, body: &str| (name, subject.to_owned(), format!("{body}{tokens}"));
    vec![
        case("The Lamp", "Friday: the lamp is lit", "Dear reader,\n\nthe lamp is lit.\n"),
        case(
            "Лампа, «пятница»",
            "Щука и объявление: что произошло за неделю в городе Орине и вокруг него, коротко и без спешки",
            &"Съешь ещё этих мягких французских булок. ".repeat(30),
        ),
        case("چراغ", "دریاچهٔ اورین و نامه‌ای که هرگز نرسید — گزارشی از شمال", &"می‌خواهم بدانم چراغ روشن است. ".repeat(20)),
        case("灯", &"灯亮了".repeat(40), &"灯亮了，读者来信。".repeat(80)),
        case("Lamp 🕯️", "🕯️👩‍👩‍👧‍👦🇺🇦 e\u{301}", "👩‍👩‍👧‍👦 🏳️‍🌈\n".repeat(20).as_str()),
        case(
            "A \"quoted\" \\ name, with (comment)",
            "a subject with \"quotes\", <angles> (parens): and = ?= =?utf-8?Q?x?=",
            "x = 1; =3D =\n",
        ),
        case("Long", &"w".repeat(998), &format!("{}\n{} {}\n", "w".repeat(998), "v".repeat(5_000), "ж".repeat(998))),
        case("Dots", "...and. .dots", ".\n..\n.one\n...\nafter\n.\n"),
        case("From", "From here", "From me\n>From you\nFrom \nFrom: x\n"),
        case("Spaces", "two  spaces   three ", "trailing  \ntab\t\n  leading\n \n\t\n a  b   c    d \n\n\n"),
        case("Breaks", "breaks", "unix\nmac\rdos\r\n\r\nend"),
        case("Edge", &"word ".repeat(60), &format!("{}\n{}\n{}\n", "a".repeat(75), "a".repeat(76), "a".repeat(77))),
        case("Boundary", "--=_0", "--=_0\n--\n-- \n--=_\nContent-Type: text/html\n"),
    ]
}

/// A page around a text, right to left as some are.
pub fn page(body: &str) -> String {
    let paragraphs: String = body.split('\n').map(|line| format!("  <p>{line}</p>\n")).collect();
    format!(
        "<!doctype html>\n<html lang=\"fa\" dir=\"rtl\">\n<head><style>\n  .lead {{ color: #111 }}\n</style></head>\n<body>\n{paragraphs}</body>\n</html>\n"
    )
}

//! What went wrong on the keyholder's page, in the language of the page.

use seal::keyfile::{NotWords, Refused as KeyRefused};

use crate::courier::import::Unfit;
use crate::courier::letter::Suspect;
use crate::courier::opening::Shutout;
use crate::courier::server::Trouble;
use crate::courier::sync::Mistrust;
use crate::post::arming::Refusal as Arming;

/// What somebody at the page can put right, as the key of its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Hitch(pub &'static str);

/// A trouble that can be told in any language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
    /// What the program itself says of it, in English; empty where the words say all.
    pub detail: String,
}

impl Told {
    pub fn of(trouble: &anyhow::Error) -> Self {
        let known = [of_page, of_words, of_server, of_list, of_file, of_letter, of_arming].into_iter().find_map(|know| know(trouble));
        known.unwrap_or_else(|| Self { detail: format!("{trouble:#}"), ..plain("courier-trouble") })
    }
}

fn plain(key: &'static str) -> Told {
    Told { key, ..Told::default() }
}

fn with(key: &'static str, args: &[(&'static str, String)]) -> Told {
    Told { args: args.to_vec(), ..plain(key) }
}

fn of_page(trouble: &anyhow::Error) -> Option<Told> {
    trouble.downcast_ref().map(|Hitch(key)| plain(key))
}

fn of_words(trouble: &anyhow::Error) -> Option<Told> {
    match trouble.downcast_ref() {
        Some(KeyRefused::OtherWords) => return Some(plain("courier-trouble-words")),
        Some(_) => return None,
        None => {}
    }
    Some(match trouble.downcast_ref()? {
        NotWords::Count(count) => with("courier-trouble-word-count", &[("count", count.to_string())]),
        // Which word it is, and what was perhaps meant, stands in the words themselves.
        slip @ NotWords::Unknown { .. } => Told { detail: slip.to_string(), ..plain("courier-trouble-word") },
    })
}

fn of_server(trouble: &anyhow::Error) -> Option<Told> {
    Some(match trouble.downcast_ref::<Trouble>()? {
        Trouble::Unreachable(server, why) => {
            Told { detail: why.clone(), ..with("courier-trouble-unreachable", &[("server", server.clone())]) }
        }
        Trouble::Forged => plain("courier-trouble-forged"),
        Trouble::Refused(why) => Told { detail: why.clone(), ..plain("courier-trouble-refused") },
        Trouble::Strange => plain("courier-trouble-strange"),
        Trouble::Unproven | Trouble::Address(_) => return None,
    })
}

fn of_list(trouble: &anyhow::Error) -> Option<Told> {
    if let Some(Shutout { shut, rows }) = trouble.downcast_ref() {
        return Some(with("courier-trouble-shut", &[("shut", shut.to_string()), ("rows", rows.to_string())]));
    }
    Some(match trouble.downcast_ref::<Mistrust>()? {
        Mistrust::Older { server, seen } => with("courier-trouble-older", &[("server", server.to_string()), ("seen", seen.to_string())]),
        Mistrust::Broken { at, .. } => with("courier-trouble-broken", &[("at", at.to_string())]),
        Mistrust::Altered { at, .. } => with("courier-trouble-altered", &[("at", at.to_string())]),
        Mistrust::Withheld(rows) => with("courier-trouble-withheld", &[("rows", rows.to_string())]),
    })
}

fn of_file(trouble: &anyhow::Error) -> Option<Told> {
    Some(plain(match trouble.downcast_ref::<Unfit>()? {
        Unfit::Large => "courier-trouble-large",
        Unfit::Empty => "courier-trouble-empty",
        Unfit::NoColumn => "courier-trouble-column",
    }))
}

fn of_letter(trouble: &anyhow::Error) -> Option<Told> {
    Some(match trouble.downcast_ref::<Suspect>()? {
        Suspect::Token => plain("suspect-token"),
        Suspect::Remote { what, .. } => Told { detail: what.clone(), ..plain("suspect-remote") },
        Suspect::NoLeaving => plain("suspect-no-leaving"),
    })
}

fn of_arming(trouble: &anyhow::Error) -> Option<Told> {
    Some(plain(match trouble.downcast_ref::<Arming>()? {
        Arming::Early => "courier-trouble-early",
        Arming::Past => "courier-trouble-past",
        Arming::Sent => "refused-arming-sent",
        Arming::Busy => "refused-arming-busy",
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;

    #[test]
    fn what_can_be_known_has_words_in_every_language_and_the_rest_is_told_as_the_program_says_it() {
        let known: [anyhow::Error; 15] = [
            Hitch("courier-over").into(),
            KeyRefused::OtherWords.into(),
            NotWords::Count(6).into(),
            Trouble::Unreachable("https://lamp.example".into(), "no route".into()).into(),
            Trouble::Forged.into(),
            Trouble::Refused("no".into()).into(),
            Trouble::Strange.into(),
            Shutout { shut: 1, rows: 2 }.into(),
            Mistrust::Older { server: 1, seen: 2 }.into(),
            Mistrust::Broken { at: 2, before: 1 }.into(),
            Mistrust::Altered { at: 2, before: 1 }.into(),
            Mistrust::Withheld(3).into(),
            Unfit::NoColumn.into(),
            Suspect::Token.into(),
            Arming::Early.into(),
        ];
        let words = Words::load();
        for trouble in &known {
            let told = Told::of(trouble);
            let args: Vec<_> = told.args.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
            let said: Vec<_> = ["en", "ru", "fa"].map(|language| words.say_with(language, told.key, &args).into_owned()).into();
            assert!(told.key != "courier-trouble" && said[0] != told.key, "{trouble:#}");
            assert!(said[0] != said[1] && said[0] != said[2] && said[1] != said[2], "{said:?}");
        }
        let strange = Told::of(&anyhow::anyhow!("the disk is full").context("courier.db"));
        assert_eq!((strange.key, strange.detail.as_str()), ("courier-trouble", "courier.db: the disk is full"));
    }
}

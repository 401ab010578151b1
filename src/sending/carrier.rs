//! One relay, spoken to over one connection at a time.

use std::sync::Arc;
use std::time::Duration;

use letter::bounce::Class;
use letter::bounce::status::{Verdict, verdict};
use letter::smtp::{Connection, Envelope, Outcome, Relay, Reply, Stage, Tls, Trouble};

use super::composer::Addressed;
use super::model::Answer;

/// How letters leave: by SMTP, or into memory for tests.
#[derive(Clone)]
pub enum Carrier {
    Smtp(Arc<Smtp>),
    Memory(super::memory::Memory),
}

/// A relay and how it is spoken to.
pub struct Smtp {
    relay: Relay,
    tls: Tls,
    /// For each reply; see [`Connection::open`].
    patience: Duration,
}

impl Carrier {
    /// # Errors
    /// When the relay's file of authorities cannot be read.
    pub fn smtp(relay: Relay, patience: Duration) -> Result<Self, Trouble> {
        let tls = Tls::of(&relay)?;
        Ok(Self::Smtp(Arc::new(Smtp { relay, tls, patience })))
    }

    pub(super) async fn open(&self) -> Result<Line, Trouble> {
        match self {
            Self::Smtp(smtp) => Ok(Line::Smtp(Box::new(Connection::open(&smtp.relay, &smtp.tls, smtp.patience).await?))),
            Self::Memory(memory) => memory.open().map(Line::Memory),
        }
    }
}

/// An open connection.
pub(super) enum Line {
    Smtp(Box<Connection>),
    Memory(super::memory::Memory),
}

/// What a relay did with a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Accepted,
    /// Not now, for a reason that has to do with this reader or the reader's domain.
    Deferred(Answer),
    Refused(Answer, Class),
    /// It certainly never left, or the relay takes no letter from us at all.
    Unsent(Trouble),
    /// Perhaps it arrived.
    Unknown,
}

impl Line {
    pub(super) async fn send(&mut self, addressed: &Addressed, letter: &[u8]) -> Sent {
        match self {
            Self::Smtp(connection) => {
                let envelope = Envelope { from: addressed.from.as_str(), to: addressed.to.as_str() };
                read(connection.send(&envelope, letter).await)
            }
            Self::Memory(memory) => memory.send(addressed, letter).await,
        }
    }

    pub(super) fn is_usable(&self) -> bool {
        match self {
            Self::Smtp(connection) => connection.is_usable(),
            Self::Memory(_) => true,
        }
    }

    pub(super) async fn quit(self) {
        if let Self::Smtp(connection) = self {
            connection.quit().await;
        }
    }
}

/// A refusal of the sender, before the reader was named, says nothing of the reader. Nor does 421: the relay closes (RFC 5321 3.8).
pub fn read(outcome: Outcome) -> Sent {
    match outcome {
        Outcome::Accepted(_) => Sent::Accepted,
        Outcome::Deferred(reply) | Outcome::Refused(reply) if is_of_the_relay(&reply) => Sent::Unsent(Trouble::Answered(reply)),
        Outcome::Deferred(reply) => Sent::Deferred(answer(&reply)),
        Outcome::Refused(reply) => match verdict(&reply) {
            Verdict::Never(class) => Sent::Refused(answer(&reply), class),
            Verdict::TryLater | Verdict::Accepted => Sent::Deferred(answer(&reply)),
        },
        Outcome::Unsent(trouble) => Sent::Unsent(trouble),
        Outcome::Unknown(_) => Sent::Unknown,
    }
}

fn is_of_the_relay(reply: &Reply) -> bool {
    reply.code == 421 || matches!(reply.stage, Stage::Connect | Stage::Hello | Stage::Tls | Stage::Login | Stage::Reset | Stage::Mail)
}

fn answer(reply: &Reply) -> Answer {
    Answer { code: reply.code, status: reply.enhanced }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, stage: Stage) -> Reply {
        Reply { code, enhanced: None, stage }
    }

    #[test]
    fn what_is_said_before_the_reader_is_named_is_not_held_against_the_reader() {
        for stage in [Stage::Mail, Stage::Login, Stage::Reset] {
            assert!(matches!(read(Outcome::Refused(reply(550, stage))), Sent::Unsent(_)), "{stage}");
            assert!(matches!(read(Outcome::Deferred(reply(451, stage))), Sent::Unsent(_)), "{stage}");
        }
        assert!(matches!(read(Outcome::Refused(reply(550, Stage::Rcpt))), Sent::Refused(..)));
        assert!(matches!(read(Outcome::Deferred(reply(451, Stage::Body))), Sent::Deferred(_)));
        assert!(matches!(read(Outcome::Deferred(reply(421, Stage::Body))), Sent::Unsent(_)), "it says that it has not taken the letter");
    }
}

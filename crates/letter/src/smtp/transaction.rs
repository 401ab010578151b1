//! One letter, from MAIL to the reply after the final dot.
//!
//! Where the server has PIPELINING (RFC 2920), MAIL, RCPT and DATA go out in one write and the letter with its final dot in another: two round trips.
//! RSET after a letter that was not accepted rides ahead of the next MAIL and costs none.

use std::fmt::Write;

use crate::bounce::Enhanced;

use super::body::Shape;
use super::{Connection, Envelope, Reply, Stage, Trouble, address};

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the truth about a letter must be written down"]
pub enum Outcome {
    /// 2xx after the final dot: the server has it, and answers for it (RFC 5321 4.2.5).
    Accepted(Reply),
    /// 4xx: not now.
    Deferred(Reply),
    /// 5xx: not this letter.
    Refused(Reply),
    /// The connection failed, certainly before the server had the final dot.
    Unsent(Trouble),
    /// The connection failed, or garbage came, after the final dot: the server may have the letter or not.
    Unknown(Trouble),
}

/// How far a letter has come before its bytes.
enum Opening {
    /// 354: the server waits for the letter.
    Wanted,
    Declined(Reply),
}

impl Connection {
    /// Gives the letter to the server. `message` has CRLF at its line ends; a last line without one gets it.
    ///
    /// A letter that cannot be put to this server (an address that is none, a line of more than 998 bytes, a bare CR or LF, more bytes than the server takes, bytes
    /// or addresses beyond ASCII without 8BITMIME or SMTPUTF8) is `Refused` with [`Stage::Here`], and the connection is as before.
    ///
    /// Whoever drops the future before it is done must take the letter for unknown; the connection is then of no more use.
    pub async fn send(&mut self, envelope: &Envelope<'_>, message: &[u8]) -> Outcome {
        if !self.usable {
            return Outcome::Unsent(Trouble::Unusable);
        }
        let (shape, commands) = match self.commands(envelope, message) {
            Ok(fit) => fit,
            Err(reply) => return Outcome::Refused(reply),
        };
        self.usable = false;
        if let Err(trouble) = self.wire.quiet(Stage::Mail).await {
            return Outcome::Unsent(trouble);
        }
        let (outcome, goes_on) = match self.ask(&commands).await {
            Err(trouble) => (Outcome::Unsent(trouble), false),
            Ok((Opening::Declined(reply), goes_on)) => (outcome_of(reply), goes_on),
            Ok((Opening::Wanted, _)) => self.deliver(&shape, message).await,
        };
        self.unsettled = !matches!(outcome, Outcome::Accepted(_));
        self.usable = goes_on;
        outcome
    }

    /// MAIL and RCPT, if the server can take the letter at all.
    fn commands(&self, envelope: &Envelope<'_>, message: &[u8]) -> Result<(Shape, [String; 2]), Reply> {
        let refusal = |code, subject, detail| Reply { code, enhanced: Some(Enhanced { class: 5, subject, detail }), stage: Stage::Here };
        let utf8 = address::check(envelope)?;
        let shape = Shape::of(message)?;
        let size = shape.size(message);
        if utf8 && !self.offer.utf8 {
            return Err(refusal(553, 6, 7)); // RFC 6531 3.5
        }
        if shape.eight_bit && !self.offer.eight_bit {
            return Err(refusal(554, 6, 3)); // RFC 6152 3, RFC 3463 3.7
        }
        if self.offer.size.is_some_and(|most| most > 0 && size > most) {
            return Err(refusal(552, 3, 4)); // RFC 1870 6.1
        }
        let mut mail = format!("MAIL FROM:<{}>", envelope.from);
        if self.offer.size.is_some() {
            let _ = write!(mail, " SIZE={size}");
        }
        if shape.eight_bit {
            mail.push_str(" BODY=8BITMIME");
        }
        if utf8 {
            mail.push_str(" SMTPUTF8");
        }
        mail.push_str("\r\n");
        Ok((shape, [mail, format!("RCPT TO:<{}>\r\n", envelope.to)]))
    }

    /// Whether the server wants the letter, and whether the connection goes on if not.
    async fn ask(&mut self, [mail, rcpt]: &[String; 2]) -> Result<(Opening, bool), Trouble> {
        let reset = if self.unsettled { "RSET\r\n" } else { "" };
        let steps = [(reset, Stage::Reset), (mail, Stage::Mail), (rcpt, Stage::Rcpt), ("DATA\r\n", Stage::Data)];
        if self.offer.pipelining {
            self.wire.say([reset, mail, rcpt, "DATA\r\n"].concat().as_bytes(), Stage::Mail).await?;
        }
        let (mut refusal, mut mail_stands) = (None, false);
        for (command, stage) in steps.into_iter().filter(|(command, _)| !command.is_empty()) {
            if !self.offer.pipelining {
                self.wire.say(command.as_bytes(), stage).await?;
            }
            let reply = match (self.wire.hear(stage).await, refusal) {
                (Ok(reply), _) => reply,
                // What was said about this letter holds; what was to follow does not matter.
                (Err(_), Some(refusal)) => return Ok((Opening::Declined(refusal), false)),
                (Err(trouble), None) => return Err(trouble),
            };
            match (stage, reply.code / 100) {
                (Stage::Data, 3) if reply.code == 354 => {
                    if !self.wire.is_read() {
                        return Err(Trouble::Early(Stage::Body));
                    }
                    let Some(refusal) = refusal else { return Ok((Opening::Wanted, true)) };
                    // RFC 2920 3.1: no recipient stands, and a lone dot ends it. Without a sender that cannot be relied upon.
                    let goes_on =
                        mail_stands && self.wire.say(b".\r\n", Stage::Body).await.is_ok() && self.wire.hear(Stage::Body).await.is_ok();
                    return Ok((Opening::Declined(refusal), goes_on));
                }
                (Stage::Data, 2) | (_, 3) => return Err(Trouble::Garbled(stage)),
                (Stage::Reset, 4 | 5) => return Err(Trouble::Answered(reply)),
                (_, 2) => mail_stands |= stage == Stage::Mail,
                _ => {
                    let first = *refusal.get_or_insert(reply);
                    if reply.closes() || !self.offer.pipelining {
                        return Ok((Opening::Declined(first), !reply.closes()));
                    }
                }
            }
        }
        match refusal {
            Some(refusal) => Ok((Opening::Declined(refusal), true)),
            None => Err(Trouble::Garbled(Stage::Data)),
        }
    }

    /// The letter and its final dot.
    async fn deliver(&mut self, shape: &Shape, message: &[u8]) -> (Outcome, bool) {
        let (body, end) = shape.stuffed(message);
        match self.wire.post(&body, end).await {
            Ok(()) => match self.wire.hear(Stage::Body).await {
                Ok(reply) if reply.code / 100 == 3 => (Outcome::Unknown(Trouble::Garbled(Stage::Body)), false),
                Ok(reply) => (outcome_of(reply), !reply.closes()),
                Err(trouble) => (Outcome::Unknown(trouble), false),
            },
            Err(spilt) if spilt.whole => (Outcome::Unknown(spilt.trouble), false),
            // The server may have said why it hung up. It has no final dot, so only a refusal can be true.
            Err(spilt) => match self.wire.hear_within(Stage::Body, self.wire.patience.at_most(1)).await {
                Ok(reply) if reply.code >= 400 => (outcome_of(reply), false),
                _ => (Outcome::Unsent(spilt.trouble), false),
            },
        }
    }
}

fn outcome_of(reply: Reply) -> Outcome {
    match reply.code / 100 {
        2 => Outcome::Accepted(reply),
        4 => Outcome::Deferred(reply),
        _ => Outcome::Refused(reply),
    }
}

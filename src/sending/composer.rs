//! The letter of one reader: filled, signed, and with the address to which it returns.

use kernel::{Domain, EmailAddress};
use letter::{Draft, Filling, MessageId, Refused, ReturnPath, Secret, Token};

use super::Recipient;
use super::model::IssueId;

/// All that is needed to write any reader's letter. The same reader's is the same bytes each time.
pub struct Composer {
    pub issue: IssueId,
    /// The issue, compiled.
    pub draft: Draft,
    /// Behind Message-ID and Return-Path.
    pub secret: Secret,
    /// The sender's domain, in the Message-ID.
    pub domain: Domain,
    /// Where bounces go.
    pub returns: Domain,
}

/// Who a letter is from and for, as the relay is told.
pub struct Addressed {
    pub from: ReturnPath,
    pub to: EmailAddress,
}

/// No letter can be written to this recipient.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// What stands in the capsule is no address. Says nothing of the others.
    #[error("what the capsule has for a row is no address")]
    Address,
    /// The letter, a key or the tokens are wrong, for every reader alike.
    #[error("the letter cannot be written: {0}")]
    Letter(#[from] Refused),
}

impl Composer {
    /// Puts the letter into `out`, whatever was there.
    pub fn compose(&self, recipient: &Recipient, out: &mut Vec<u8>) -> Result<Addressed, Unwritable> {
        let to = EmailAddress::parse(&recipient.address).map_err(|_| Unwritable::Address)?;
        let (issue, row) = (self.issue.0, recipient.person.0);
        let message_id = MessageId::of(&self.secret, issue, row, &self.domain);
        let token = Token::parse(&recipient.token)?;
        // One token leaves and manages: it opens this row and no other.
        let filling = Filling { leave: Some(token), manage: Some(token), ..Filling::new(&to, &message_id) };
        out.clear();
        self.draft.fill(&filling, out)?;
        Ok(Addressed { from: ReturnPath::of(&self.secret, issue, row, &self.returns), to })
    }
}

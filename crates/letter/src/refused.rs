//! What cannot be written, in words that repeat nothing of a reader.

use crate::Slot;

/// Why a letter, a part of it or a key is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("a line break or another control character stands in a text that goes into a header")]
    Control,
    #[error("a control character stands in the letter’s text; only line breaks and tabs may")]
    BodyControl,
    #[error("a text that goes into a header is empty or longer than {limit} bytes")]
    HeaderLength { limit: usize },
    #[error("this header takes printable ASCII in words of at most {limit} letters only")]
    NotAscii { limit: usize },
    #[error("a link has to begin with {schemes}, and may hold printable ASCII without spaces and angle brackets, at most {limit} bytes")]
    Link { schemes: &'static str, limit: usize },
    #[error("the sender’s own address has to be ASCII before the @: else hosts without SMTPUTF8 would refuse every letter")]
    Sender,
    #[error("a list’s identifier is two or more words of a-z, 0-9, hyphen and underscore with dots between them, at most 255 bytes")]
    ListId,
    #[error("the letter has no text: the plain part has to be there and complete")]
    NoText,
    #[error("the letter has a place for the token “{0:?}”, and none was given")]
    NoToken(Slot),
    #[error("a token is 22 letters of A-Z, a-z, 0-9, - and _")]
    Token,
    #[error("a selector is one or more labels of a-z, 0-9 and hyphens")]
    Selector,
    #[error("a signer takes one or two keys, at most one of each kind")]
    Keys,
    #[error("this is no RSA key of 2048 to 4096 bits in PKCS#8 PEM")]
    RsaKey,
    #[error("no key could be made")]
    Generation,
    #[error("the RSA key did not sign")]
    Signing,
}

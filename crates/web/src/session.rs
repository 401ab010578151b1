//! The session cookie, and the token that goes with it into each form.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};

/// 256 random bits that only their bearer has; the server keeps [`Secret::hash`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// Proof that a form came from a page that was given to this session.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

/// How the cookie goes over the wire: as `__Host-` and `Secure` with https, under a plain name over http, which is for loopback only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    pub https: bool,
}

impl Secret {
    /// # Panics
    /// When the operating system has no randomness to give.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).unwrap_or_else(|e| panic!("the operating system gives no randomness: {e}"));
        Self(bytes)
    }

    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// For the bearer alone.
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// SHA-256, which is what is stored.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }

    /// The token of this session's forms. It gives the secret away to nobody, since it cannot be turned back.
    pub fn token(&self) -> Token {
        let digest = Sha256::new().chain_update(b"form\0").chain_update(self.0).finalize();
        Token(URL_SAFE_NO_PAD.encode(&digest[..16]))
    }
}

impl Token {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether what was sent is this token; how long it takes does not tell where they differ.
    pub fn is(&self, sent: &str) -> bool {
        Sha256::digest(&self.0) == Sha256::digest(sent)
    }
}

impl Cookie {
    pub fn name(self) -> &'static str {
        if self.https { "__Host-desk" } else { "desk" }
    }

    /// The secret that a request brings.
    pub fn read(self, headers: &HeaderMap) -> Option<Secret> {
        let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
        pairs
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name())
            .and_then(|(_, value)| Secret::parse(value))
    }

    /// `Set-Cookie` that gives the secret, until the browser is closed; the server ends it sooner.
    pub fn set(self, secret: &Secret) -> HeaderValue {
        self.header(&secret.reveal(), "")
    }

    /// `Set-Cookie` that takes it away.
    pub fn clear(self) -> HeaderValue {
        self.header("", "; Max-Age=0")
    }

    fn header(self, value: &str, age: &str) -> HeaderValue {
        let secure = if self.https { "; Secure" } else { "" };
        let text = format!("{}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}", self.name());
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_goes_out_in_a_strict_cookie_and_comes_back() {
        for cookie in [Cookie { https: true }, Cookie { https: false }] {
            let secret = Secret::random();
            let set = cookie.set(&secret);
            let set = set.to_str().expect("ascii");
            assert!(set.contains("HttpOnly; SameSite=Strict") && set.contains("; Secure") == cookie.https, "{set}");
            let mut headers = HeaderMap::new();
            let pair = set.split(';').next().expect("a pair");
            headers.insert(COOKIE, format!("other=1; {pair}").parse().expect("a header"));
            assert_eq!(cookie.read(&headers), Some(secret));
            assert_eq!(Cookie { https: !cookie.https }.read(&headers), None, "a plain name is no substitute for __Host-");
        }
    }

    #[test]
    fn a_token_fits_its_own_session_only() {
        let (one, other) = (Secret::random(), Secret::random());
        assert!(one.token().is(one.token().as_str()));
        assert!(!one.token().is(other.token().as_str()) && !one.token().is(""));
    }
}

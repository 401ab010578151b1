//! The server, as the courier speaks to it: taken for hostile. Nothing is believed that is not signed by the key that was pinned at pairing.

use std::io::Read;
use std::time::Duration;

use anyhow::{Context, Result};
use kernel::Clock;
use seal::{PublicKey, SigningKey, VaultPublic};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::store::Pinned;
use crate::post::CHAIN;
use crate::post::courier::messages::{Page, Paired, Pairing};
use crate::post::courier::pairing::{Code, Keys, Side};
use crate::post::courier::wire::{self, Head};

/// Bytes of an answer: a page of the chain, or the letters of twenty issues.
const LARGEST: u64 = 16 << 20;
/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What went wrong between courier and server.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("the server at {0} cannot be reached: {1}")]
    Unreachable(String, String),
    #[error(
        "the answer is not signed by the server's key that this courier knows. Somebody stands between, or it is another server. Nothing of it was believed. If the \
         newspaper has a new signing key, pair again from a new folder"
    )]
    Forged,
    #[error("the server refuses: {0}")]
    Refused(String),
    #[error("the server says something that this version does not understand")]
    Strange,
    #[error(
        "the server does not prove that it knows the code: the address is wrong, or somebody stands between you and it. Nothing was kept. Have a new code made, \
         and compare the address"
    )]
    Unproven,
    #[error("“{0}” is no address of a server: it takes https://…, and http:// only on this machine or an .onion")]
    Address(String),
}

/// A server that is pinned.
pub struct Server {
    agent: ureq::Agent,
    url: String,
    public: PublicKey,
    key: SigningKey,
    clock: Clock,
}

impl Server {
    /// # Errors
    /// When what was kept of it cannot be used.
    pub fn of(pinned: &Pinned, clock: &Clock) -> Result<Self> {
        let key = SigningKey::from_file(&pinned.key).context("the courier's own key in courier.db cannot be used")?;
        Ok(Self { agent: agent(), url: pinned.url.clone(), public: pinned.public, key, clock: clock.clone() })
    }

    /// Asks for something. Blocks.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn get<T: DeserializeOwned>(&self, what: &str) -> Result<T> {
        Ok(serde_json::from_slice(&self.ask("GET", what, &[])?).map_err(|_| Trouble::Strange)?)
    }

    /// Says something, and takes the answer. Blocks.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn post<T: DeserializeOwned>(&self, what: &str, said: &impl Serialize) -> Result<T> {
        Ok(serde_json::from_slice(&self.ask("POST", what, &serde_json::to_vec(said)?)?).map_err(|_| Trouble::Strange)?)
    }

    /// Gives bytes, and takes the answer. Blocks.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn send<T: DeserializeOwned>(&self, what: &str, bytes: &[u8]) -> Result<T> {
        Ok(serde_json::from_slice(&self.ask("POST", what, bytes)?).map_err(|_| Trouble::Strange)?)
    }

    /// The page of the chain behind a counter.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn page_after(&self, after: u64) -> Result<Page> {
        let bytes = self.ask("GET", &format!("entries?after={after}"), &[])?;
        Ok(Page::from_bytes(&bytes).ok_or(Trouble::Strange)?)
    }

    fn ask(&self, method: &str, what: &str, body: &[u8]) -> Result<Vec<u8>, Trouble> {
        let (path, nonce, at) = (format!("/courier/{what}"), wire::nonce(), self.clock.now());
        let courier = self.key.public().to_string();
        let signature = wire::sign_request(&self.key, &self.public, Head { method, path: &path, at, nonce: &nonce }, body);
        let at = at.as_millisecond().to_string();
        let url = format!("{}{path}", self.url);
        let headers = [(wire::KEY, &courier), (wire::AT, &at), (wire::NONCE, &nonce), (wire::SIGNATURE, &signature)];
        let answer = if method == "GET" {
            headers.into_iter().fold(self.agent.get(&url), |request, (name, value)| request.header(name, value)).call()
        } else {
            headers.into_iter().fold(self.agent.post(&url), |request, (name, value)| request.header(name, value)).send(body)
        };
        let (status, signature, body) = take(&self.url, answer)?;
        if !wire::holds_answer(&self.public, &courier, &nonce, status, &body, &signature) {
            return Err(Trouble::Forged);
        }
        match status {
            200 => Ok(body),
            _ => Err(Trouble::Refused(shown(&body))),
        }
    }
}

/// Pairs with the server at `url` and says what is to be pinned. `ring` are public vault keys, the newest first. Blocks.
///
/// # Errors
/// [`Trouble`].
pub fn pair(url: &str, code: &Code, name: &str, ring: &[VaultPublic], replaces: bool, clock: &Clock) -> Result<(Pinned, Paired)> {
    let url = address(url)?;
    let agent = agent();
    let (status, _, body) = take(&url, agent.get(format!("{url}/courier/key")).call())?;
    let server = String::from_utf8(body).unwrap_or_default();
    let public: PublicKey = match server.parse() {
        Ok(public) if status == 200 => public,
        _ => return Err(Trouble::Strange.into()),
    };
    let key = SigningKey::generate();
    let (courier, vault) = (key.public().to_string(), ring.iter().map(ToString::to_string).collect::<Vec<_>>());
    // What is proved are the keys as they are believed here, not as somebody has spelled them.
    let server = public.to_string();
    let keys = Keys { server: &server, courier: &courier, vault: &vault, name, replaces };
    let proof = code.proof(Side::Courier, &keys);
    let asked =
        Pairing { code: code.name().to_owned(), name: name.to_owned(), courier: courier.clone(), vault: vault.clone(), replaces, proof };
    let (status, signature, body) = take(&url, agent.post(format!("{url}/courier/pair")).send(serde_json::to_vec(&asked)?))?;
    if status != 200 {
        return Err(Trouble::Refused(shown(&body)).into());
    }
    let paired: Paired = serde_json::from_slice(&body).map_err(|_| Trouble::Strange)?;
    if !code.proves(Side::Server, &keys, &paired.proof) {
        return Err(Trouble::Unproven.into());
    }
    if !wire::holds_answer(&public, &courier, &asked.proof, status, &body, &signature) {
        return Err(Trouble::Forged.into());
    }
    let pinned = Pinned {
        url,
        public,
        key: Zeroizing::new(key.to_file().to_string()),
        name: name.to_owned(),
        newspaper: paired.newspaper.clone(),
        site: paired.site.clone(),
        paired_at: clock.now(),
        chain: seal::chain::Chain::begin(CHAIN),
        synced_at: None,
        till: None,
    };
    Ok((pinned, paired))
}

/// Where a server may be: by TLS, on this machine, or behind an onion address, which is its own proof.
fn address(url: &str) -> Result<String, Trouble> {
    let trouble = || Trouble::Address(url.to_owned());
    let parsed = url::Url::parse(url).map_err(|_| trouble())?;
    let host = parsed.host_str().unwrap_or_default();
    let near = matches!(host, "127.0.0.1" | "localhost" | "[::1]") || host.ends_with(".onion");
    match parsed.scheme() {
        "https" => {}
        "http" if near => {}
        _ => return Err(trouble()),
    }
    if parsed.query().is_some() || !parsed.username().is_empty() {
        return Err(trouble());
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// No redirects: whoever sends the courier elsewhere is not the one that it is paired with.
fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).timeout_global(Some(PATIENCE)).user_agent("").build().into()
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

fn take(url: &str, answer: Answer) -> Result<(u16, String, Vec<u8>), Trouble> {
    let unreachable = |why: String| Trouble::Unreachable(url.to_owned(), why);
    let answer = answer.map_err(|e| unreachable(e.to_string()))?;
    let status = answer.status().as_u16();
    let signature = answer.headers().get(wire::SIGNATURE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut body = Vec::new();
    answer.into_body().into_reader().take(LARGEST + 1).read_to_end(&mut body).map_err(|e| unreachable(e.to_string()))?;
    if body.len() as u64 > LARGEST {
        return Err(Trouble::Strange);
    }
    Ok((status, signature, body))
}

/// A refusal's words, as they may stand on a terminal.
fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().filter(|c| !c.is_control()).take(600).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_reached_by_https_and_without_it_only_where_nobody_can_listen() {
        for good in ["https://lamp.example", "https://lamp.example/", "http://127.0.0.1:8080", "http://localhost:1", "http://abc.onion"] {
            assert!(address(good).is_ok_and(|url| !url.ends_with('/')), "{good}");
        }
        for bad in [
            "",
            "lamp.example",
            "http://lamp.example",
            "ftp://127.0.0.1",
            "https://user@lamp.example",
            "https://lamp.example/?x",
            "http://onion.example",
        ] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }
}

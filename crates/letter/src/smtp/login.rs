//! AUTH (RFC 4954): PLAIN (RFC 4616), or LOGIN where the server has nothing better. Only reached under TLS or on loopback, because nothing else is opened.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::connection::expect;
use super::offer::Offer;
use super::wire::Wire;
use super::{Login, Stage, Trouble};

/// 334: the server waits for the next part (RFC 4954 4). 235: it is satisfied.
const MORE: u16 = 334;
const DONE: u16 = 235;

/// The lines with the secrets are wiped when they have been written.
pub(super) async fn log_in(wire: &mut Wire, offer: &Offer, login: &Login) -> Result<(), Trouble> {
    if offer.auth_plain {
        let secret = Zeroizing::new(format!("\0{}\0{}", login.user, login.password));
        let coded = Zeroizing::new(STANDARD.encode(secret.as_bytes()));
        let reply = ask(wire, Zeroizing::new(format!("AUTH PLAIN {}\r\n", *coded))).await?;
        // Some servers do not read the response in the command and ask for it.
        let reply = if reply.code == MORE { ask(wire, Zeroizing::new(format!("{}\r\n", *coded))).await? } else { reply };
        expect(reply, DONE)
    } else if offer.auth_login {
        expect(ask(wire, Zeroizing::new("AUTH LOGIN\r\n".into())).await?, MORE)?;
        expect(ask(wire, line(&login.user)).await?, MORE)?;
        expect(ask(wire, line(&login.password)).await?, DONE)
    } else {
        Err(Trouble::NoLogin)
    }
}

fn line(secret: &str) -> Zeroizing<String> {
    let coded = Zeroizing::new(STANDARD.encode(secret));
    Zeroizing::new(format!("{}\r\n", *coded))
}

async fn ask(wire: &mut Wire, line: Zeroizing<String>) -> Result<super::Reply, Trouble> {
    wire.say(line.as_bytes(), Stage::Login).await?;
    wire.hear(Stage::Login).await
}

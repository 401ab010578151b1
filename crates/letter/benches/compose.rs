//! Microseconds that a letter of 30 KB costs on one core, next to what its primitives cost alone: `cargo bench -p letter`.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256};
use kernel::{Domain, EmailAddress};
use letter::dkim::{Ed25519Key, RsaKey, Selector, Signed, Signer, SigningKey};
use letter::list::ListId;
use letter::{Filling, HeaderText, Letter, Link, ListHeaders, Mailbox, MessageId, Secret, Slot, Stencil, Token};
use sha2::{Digest, Sha256};

const ROUNDS: u32 = 400;
/// The best of so many runs counts: another program can only make a run slower.
const RUNS: u32 = 7;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let links = format!("\nhttps://lamp.example/leave/{}\nhttps://lamp.example/m/{}\n", Slot::Leave.marker(), Slot::Manage.marker());
    let text = format!("{}{links}", "The lamp over the editor's desk is lit on Friday, and the letter goes out.\n\n".repeat(95));
    let html = format!(
        "<!doctype html><html lang=en>{}{links}</html>",
        "<p style=\"margin:0\">The lamp over the editor's desk is lit.</p>\n".repeat(290)
    );
    let stencil = Stencil::compile(&issue(&text, &html)?)?;
    let compile = best(20, || issue(&text, &html).map(|letter| Stencil::compile(&letter)));
    let (to, message_id) = (EmailAddress::parse("reader@example.org")?, MessageId::of(&Secret::new([1; 32]), 1, 1, &domain()?));
    let filling = Filling { leave: Some(Token::of_bits([1; 16])), manage: Some(Token::of_bits([2; 16])), ..Filling::new(&to, &message_id) };
    let mut out = Vec::with_capacity(64 << 10);
    stencil.fill(&filling, &mut out)?;
    let (size, plain) = (out.len(), out.clone());

    let pem = RsaKey::generate()?.to_pem()?;
    let rsa = KeyPair::generate(KeySize::Rsa2048)?;
    let ed25519 = Ed25519KeyPair::from_seed_unchecked(&[7; 32])?;
    let mut signature = vec![0; 256];

    let copy = best(ROUNDS, || {
        out.clear();
        out.extend_from_slice(&plain);
        black_box(out.len())
    });
    let hash = best(ROUNDS, || Sha256::digest(&plain));
    let sign_ed25519 = best(ROUNDS, || ed25519.sign(&plain[..32]));
    let sign_rsa = best(ROUNDS, || rsa.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &plain[..1_500], &mut signature));
    println!("a letter of {size} bytes; compiled once in {compile:.0} us");
    println!("alone: copy {copy:.1} us, SHA-256 {hash:.1} us, Ed25519 {sign_ed25519:.1} us, RSA-2048 {sign_rsa:.1} us");

    let unsigned = best(ROUNDS, || {
        out.clear();
        stencil.fill(&filling, &mut out)
    });
    tell("unsigned", unsigned, copy);
    for (name, pem, limit) in
        [("Ed25519", None, copy + hash + sign_ed25519), ("RSA-2048 + Ed25519", Some(pem.as_str()), copy + hash + sign_ed25519 + sign_rsa)]
    {
        let signed = Signed::new(stencil.clone(), Arc::new(signer(pem)?));
        let spent = best(ROUNDS, || {
            out.clear();
            signed.fill(&filling, &mut out)
        });
        tell(name, spent, limit);
    }
    Ok(())
}

fn tell(name: &str, spent: f64, limit: f64) {
    println!("{name}: {spent:.1} us a letter, {:.2} times its primitives ({limit:.1} us)", spent / limit);
}

/// Microseconds of one call.
fn best<T>(rounds: u32, mut act: impl FnMut() -> T) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let begun = Instant::now();
        for _ in 0..rounds {
            black_box(act());
        }
        best = best.min(begun.elapsed().as_secs_f64() * 1e6 / f64::from(rounds));
    }
    best
}

fn domain() -> Outcome<Domain> {
    Ok(Domain::parse("news.lamp.example")?)
}

fn signer(pem: Option<&str>) -> Outcome<Signer> {
    let mut keys = vec![(Selector::parse("e2026")?, SigningKey::from(Ed25519Key::from_seed(&[7; 32])))];
    if let Some(pem) = pem {
        keys.insert(0, (Selector::parse("r2026")?, RsaKey::from_pem(pem)?.into()));
    }
    Ok(Signer::new(domain()?, keys, None)?)
}

fn issue<'a>(text: &'a str, html: &'a str) -> Outcome<Letter<'a>> {
    let leave = Slot::Leave.marker();
    Ok(Letter {
        from: Mailbox::new(Some(HeaderText::parse("The Lamp")?), EmailAddress::parse("friday@news.lamp.example")?)?,
        reply_to: None,
        subject: HeaderText::parse("Friday: the lamp is lit")?,
        date: "2026-03-06T09:00:00Z".parse()?,
        language: None,
        text,
        html: Some(html),
        list: Some(ListHeaders {
            id: ListId::new(None, "friday.news.lamp.example")?,
            leave: Link::https(&format!("https://lamp.example/leave/{leave}"))?,
            leave_by_mail: Some(Link::mailto(&format!("mailto:leave@news.lamp.example?subject={leave}"))?),
            help: None,
            archive: None,
            owner: None,
        }),
        archived_at: None,
        feedback_id: None,
        auto_submitted: None,
    })
}

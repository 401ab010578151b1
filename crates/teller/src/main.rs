//! `teller`: the pretend payment processor as a program of its own.

use anyhow::{Context, Result, bail};
use teller::{Config, Teller};

const USAGE: &str = "teller: a pretend payment processor on 127.0.0.1; no money moves

  --port N        the port (4280; 0 takes a free one)
  --hook URL      sends Stripe's events there; needs --secret
  --secret TEXT   signs them
  --seed N        the same ids and the same chance each time
  --live          livemode is true, and the key begins with sk_live_";

#[tokio::main]
async fn main() -> Result<()> {
    let mut config = Config { port: 4280, ..Config::default() };
    let (mut hook, mut secret) = (None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value\n\n{USAGE}"));
        match word.as_str() {
            "--port" => config.port = value()?.parse().context("--port takes a number from 0 to 65535")?,
            "--hook" => hook = Some(value()?),
            "--secret" => secret = Some(value()?),
            "--seed" => config.seed = Some(value()?.parse().context("--seed takes a number")?),
            "--live" => config.livemode = true,
            "--help" | "-h" => {
                println!("{USAGE}");
                return Ok(());
            }
            other => bail!("{other} is not known\n\n{USAGE}"),
        }
    }
    let teller = Teller::start(config).await?;
    match (&hook, &secret) {
        (Some(url), Some(secret)) => drop(teller.hook(url, secret)),
        (None, None) => {}
        _ => bail!("--hook and --secret go together"),
    }
    println!("The teller is open at {}", teller.url());
    println!("  Stripe: base {}, key {}", teller.url(), teller.stripe_key());
    println!("  Mollie: base {}, key {}", teller.url(), teller.mollie_key());
    println!("No money moves. Ctrl-C closes it.");
    std::future::pending().await
}

//! Smaller bodies for readers who take brotli, made when the press has nothing else to do.

use seal::Packer;

use super::edition::Pressman;
use crate::paper::store::editions;

/// RFC 7932 quality: 11 takes too long for a whole archive, 9 is within a few per cent of it.
const QUALITY: i32 = 9;
/// The largest page that is pressed again, in bytes before pressing.
const LIMIT: u64 = 32 << 20;
/// Pages pressed between two looks for orders.
const STEP: i64 = 4;

/// Idle work, until there is none left.
#[derive(Default)]
pub struct Idle {
    done: bool,
}

impl Idle {
    /// There may be something to do again.
    pub fn wake(&mut self) {
        self.done = false;
    }

    /// Does a little; whether there may be more.
    pub fn work(&mut self, pressman: &mut Pressman) -> bool {
        if !self.done {
            self.done = match step(pressman) {
                Ok(pressed) => pressed == 0,
                Err(trouble) => {
                    tracing::warn!("brotli bodies could not be made; gzip is served: {trouble:#}");
                    true
                }
            };
        }
        !self.done
    }
}

fn step(pressman: &mut Pressman) -> anyhow::Result<usize> {
    let waiting = pressman.paper.db().read_now(|tx| editions::without_brotli(tx, STEP))?;
    let mut packer = Packer::new(1);
    let count = waiting.len();
    for (hash, media_type, stored) in waiting {
        let plain = packer.unpack(&media_type, &stored, LIMIT)?;
        let params = brotli::enc::BrotliEncoderParams { quality: QUALITY, size_hint: plain.len(), ..Default::default() };
        let mut pressed = Vec::new();
        brotli::BrotliCompress(&mut &plain[..], &mut pressed, &params)?;
        // Where brotli gains nothing an empty body says so, and gzip is served.
        if pressed.len() >= stored.len() {
            pressed.clear();
        }
        let body = pressed.clone();
        pressman.paper.db().write_now(move |tx| editions::put_brotli(tx, hash, &body))?;
        pressman.stand.offer_brotli(hash, pressed);
    }
    Ok(count)
}

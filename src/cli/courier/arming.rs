//! `indelible courier arm` and `disarm`, and how what is armed stands.

use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Bench, chosen, in_words};
use crate::cli::progress::Bar;
use crate::courier::arming::{Step, moment};
use crate::courier::settings::Settings;
use crate::post::arming::model::fits;
use crate::post::arming::{Standing, State};
use crate::sending::Doubts;

impl Bench {
    pub(super) fn arm(&self, number: Option<i64>, at: Option<&str>, doubts: Option<Doubts>, yes: bool) -> Result<()> {
        let settings = Settings::read(self.courier.dir())?;
        eprintln!("{}", in_words(&self.courier.sync()?));
        let issue = chosen(self.courier.issues()?.issues, number)?;
        let (now, zone) = (self.courier.clock().now(), TimeZone::system());
        let at = match (at, issue.due_at) {
            (Some(typed), _) => moment(typed, now, &zone)?,
            (None, Some(due_at)) => due_at,
            (None, None) => bail!("this issue has no time of its own; say one with --at, such as --at 10:00"),
        };
        fits(at, now)?;
        let ring = Arc::new(self.ring()?);
        crate::cli::confirm(
            yes,
            &format!(
                "“{}”, issue {}, is armed for {}. The server sends it then, from {}.",
                issue.subject,
                issue.number,
                local(at, &zone),
                issue.from
            ),
        )?;
        let (opening, giving) = (Bar::new("opening", 0), OnceLock::new());
        let armed = self.courier.arm(&ring, &issue, at, &settings, doubts, &|step| match step {
            Step::Opening(done, all) => opening.at(done, all),
            Step::Writing => opening.done(),
            Step::Sending(done, all) => giving.get_or_init(|| Bar::new("giving it to the server", 0)).at(done, all),
        });
        opening.done();
        giving.get().into_iter().for_each(Bar::done);
        let armed = armed?;
        crate::cli::show(self.json, &armed, |armed| {
            format!(
                "{}\nThe key is in the server's memory until {} at the latest. If the server is started anew before, nothing is sent, and “indelible courier issues” says so.",
                stands(armed),
                local(armed.ends_at, &zone)
            )
        })
    }

    pub(super) fn disarm(&self, number: Option<i64>) -> Result<()> {
        let live = self.courier.armed()?.into_iter().filter(|one| one.state.is_live() && number.is_none_or(|number| one.number == number));
        let mut live: Vec<_> = live.collect();
        let one = match live.len() {
            0 => bail!("nothing is armed"),
            1 => live.remove(0),
            _ => bail!("several issues are armed; say which: indelible courier disarm NUMBER"),
        };
        let disarmed = self.courier.disarm(one.issue)?;
        crate::cli::show(self.json, &disarmed, |disarmed| {
            format!("{}\nIts key and its capsule are destroyed on the server.", stands(disarmed))
        })
    }
}

/// How an armed issue stands, and what to do if that is wrong.
pub(super) fn stands(one: &Standing) -> String {
    let (what, at) = (format!("Issue {}", one.number), local(one.at, &TimeZone::system()));
    let next = "Arm it again (“indelible courier arm”) or send it from here (“indelible courier send”); nobody gets it twice but those of whom it is not known.";
    let balance = &one.balance;
    match one.state {
        State::Armed => format!("{what} is armed for {at} by {}: {} readers.", one.courier, balance.candidates),
        State::Sending => format!("{what} is being sent by the server: {balance}"),
        State::Paused => format!("{what} is held at the desk: {balance}"),
        State::Missed => format!("WRONG: {what} was armed for {at}, and that time was missed. It can be released at the desk. {next}"),
        State::Changed => {
            format!("WRONG: {what} has changed since it was armed for {at}, so it is held. It can be released at the desk. {next}")
        }
        State::Lost if one.begun => format!("WRONG: the server was started anew while it sent {what}: {balance}\n{next}"),
        State::Lost => format!("WRONG: {what} was armed for {at}, and the server was started anew before: nothing was sent. {next}"),
        State::Over => format!("WRONG: the twelve hours of {what} were over before everybody was reached: {balance}\n{next}"),
        State::Broken => format!("WRONG: the server could not send {what}; its log says why. {balance}\n{next}"),
        State::Sent => format!("{what} was sent by the server: {balance}"),
        State::Cancelled => format!("{what} was cancelled: {balance}"),
        State::Disarmed => format!("{what} is not armed any more."),
        State::HandedOver => format!("{what} is sent by a keyholder's machine."),
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%A, %-d %B %Y, %H:%M %Z").to_string()
}

//! `indelible courier doubts`, and the choice what becomes of letters in doubt.

use anyhow::Result;

use super::Bench;
use crate::sending::Doubts;

/// What becomes of letters that were on the wire when a sending was cut off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Choice {
    /// They are sent once more under the same name, so that most mail programs show one.
    Resend,
    /// They are left at that: who did not get one gets none.
    Leave,
}

impl From<Choice> for Doubts {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Resend => Self::Resend,
            Choice::Leave => Self::Leave,
        }
    }
}

impl Bench {
    pub(super) async fn doubts(&self) -> Result<()> {
        let doubts = self.courier.all_in_doubt().await?;
        crate::cli::show(self.json, &doubts, |doubts| {
            if doubts.is_empty() {
                return "Of every letter that left this machine it is known what became of it.".into();
            }
            let mut said = String::new();
            for one in doubts {
                said +=
                    &format!("Issue {} “{}”: {} letters in doubt, to these rows\n", one.number, super::shown(&one.subject), one.rows.len());
                one.rows.iter().for_each(|row| said += &format!("  {row}\n"));
                said += match one.finished {
                    true => "It is finished: they are left at that.\n",
                    false => "“indelible courier send” sends them again, “--doubts leave” leaves them.\n",
                };
            }
            said
        })
    }
}

//! Roles and powers, names, and how long a session lives: rules, pure.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use kernel::id;
use web::{Kind, Refused, Token};

id!(StaffId, "One of the staff.");
id!(SessionId, "A session, as its owner sees it in a list; knowing it opens nothing.");
id!(PasskeyId, "A passkey, as its owner sees it in a list.");

/// How long an invitation is good.
pub const INVITED: SignedDuration = SignedDuration::from_mins(30);
/// A session ends when it was not used for so long …
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// … and after so long in any case.
pub const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// How much later than now a session is noted as seen: not every request writes.
pub const NOTED: SignedDuration = SignedDuration::from_mins(1);
/// Passkeys that a role above contributor needs: one may be lost.
pub const ENOUGH: i64 = 2;
/// The longest name, in characters.
const LONGEST: usize = 60;

/// What somebody is in the newsroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    Contributor,
    Editor,
    /// Makes the newsletter.
    Producer,
    /// Sees the ledger, and no names.
    Treasurer,
    Keyholder,
    /// Looks after people and settings, and cannot unlock anything.
    Admin,
}

/// What a door at the desk asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Power {
    /// Only to be signed in: one's own passkeys and sessions.
    Own,
    /// To see what is being written.
    Read,
    /// To write what is not published yet, and to add pictures.
    Write,
    /// To decide what readers see.
    Publish,
    /// To make newsletters and their issues, and to see how many readers they have.
    Letters,
    /// To decide what readers are asked, and to end all asks.
    Asks,
    /// To see what came and went, without anybody's identity.
    Ledger,
    /// To see who the staff are.
    People,
}

/// What somebody is called at the desk: 1 to 60 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Who a request comes from.
#[derive(Clone, Debug)]
pub struct Signed {
    pub id: StaffId,
    pub name: Name,
    /// The role that was given.
    pub role: Role,
    pub passkeys: i64,
    pub session: SessionId,
    /// Came in by the demo's own door.
    pub demo: bool,
    /// The language that was chosen for the desk.
    pub language: Option<String>,
    /// Goes into each form.
    pub token: Token,
}

/// A session, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub began_at: Timestamp,
    pub seen_at: Timestamp,
}

/// One of the staff, as the list shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: StaffId,
    pub name: Name,
    pub role: Role,
    pub passkeys: i64,
    pub joined_at: Timestamp,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("nobody is signed in")]
    Stranger,
    #[error("this is not open to the role {0}")]
    MayNot(Role),
    #[error("this code is not, or no longer, good: it lives 30 minutes and can be used once")]
    Code,
    #[error("the passkey was not accepted")]
    Passkey,
    #[error("this took longer than 5 minutes: begin again")]
    Late,
    #[error("passkeys need a host name, and desk.url has a bare IP address: use a name such as localhost")]
    NoHostName,
    #[error("only the demo newspaper has a door without a passkey")]
    NoDemoDoor,
    #[error("“{0}” is called otherwise: a name has 1 to 60 characters")]
    Name(String),
    #[error("there is no role “{0}”: use contributor, editor, producer, treasurer, keyholder or admin")]
    Role(String),
    #[error("{name} is here already, as {role}; revoke first, or invite with that role to add a passkey")]
    OtherRole { name: Name, role: Role },
    #[error("nobody here is called {0}")]
    Unknown(Name),
    #[error("this is the only passkey: add another before removing it")]
    LastPasskey,
    #[error("there is no such session or passkey of yours")]
    NotYours,
}

impl Role {
    pub const ALL: [Self; 6] = [Self::Contributor, Self::Editor, Self::Producer, Self::Treasurer, Self::Keyholder, Self::Admin];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Editor => "editor",
            Self::Producer => "producer",
            Self::Treasurer => "treasurer",
            Self::Keyholder => "keyholder",
            Self::Admin => "admin",
        }
    }

    /// What this role may do; whatever is not listed is denied.
    pub fn may(self, power: Power) -> bool {
        let powers: &[Power] = match self {
            Self::Contributor => &[Power::Own, Power::Read, Power::Write],
            Self::Editor => &[Power::Own, Power::Read, Power::Write, Power::Publish, Power::Letters],
            Self::Producer => &[Power::Own, Power::Read, Power::Letters, Power::Asks],
            Self::Treasurer => &[Power::Own, Power::Ledger],
            Self::Keyholder => &[Power::Own],
            Self::Admin => &[Power::Own, Power::Read, Power::Asks, Power::People],
        };
        powers.contains(&power)
    }
}

impl Power {
    pub const ALL: [Self; 8] = [Self::Own, Self::Read, Self::Write, Self::Publish, Self::Letters, Self::Asks, Self::Ledger, Self::People];
}

impl Signed {
    /// With a single passkey a role does no more than a contributor may.
    pub fn may(&self, power: Power) -> bool {
        self.role.may(power) && (self.has_enough() || Role::Contributor.may(power))
    }

    /// Whether the role has taken effect.
    pub fn has_enough(&self) -> bool {
        self.demo || self.role == Role::Contributor || self.passkeys >= ENOUGH
    }
}

/// Whether a session is still good.
pub(super) fn lives(began_at: Timestamp, seen_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(seen_at) < IDLE && now.duration_since(began_at) < ABSOLUTE
}

impl Name {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        let name = s.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        if fits { Ok(Self(name)) } else { Err(Refusal::Name(name.chars().take(LONGEST).collect())) }
    }
}

impl FromStr for Role {
    type Err = Refusal;

    fn from_str(s: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|role| role.as_str() == s).ok_or_else(|| Refusal::Role(s.chars().take(20).collect()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Refused for Refusal {
    fn refusal(&self) -> web::Refusal {
        let (kind, key) = match self {
            Self::Stranger => (Kind::Stranger, "refused-stranger"),
            Self::MayNot(role) => return web::Refusal::new(Kind::Forbidden, "refused-role").with("role", role.as_str()),
            Self::Code => (Kind::Forbidden, "refused-code"),
            Self::Passkey => (Kind::Forbidden, "refused-passkey"),
            Self::Late => (Kind::Gone, "refused-late"),
            Self::NoHostName => (Kind::Unfit, "refused-host-name"),
            Self::NoDemoDoor => (Kind::Forbidden, "refused-demo"),
            Self::Name(_) => (Kind::Unfit, "refused-name"),
            Self::Role(_) => (Kind::Unfit, "refused-role-name"),
            Self::OtherRole { .. } => (Kind::Conflict, "refused-other-role"),
            Self::Unknown(_) | Self::NotYours => (Kind::Absent, "refused-not-yours"),
            Self::LastPasskey => (Kind::Conflict, "refused-last-passkey"),
        };
        web::Refusal::new(kind, key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::clock::moment;

    fn signed(role: Role, passkeys: i64, demo: bool) -> Signed {
        let (name, token) = ("Mira".parse().expect("a name"), web::Secret::random().token());
        Signed { id: StaffId(1), name, role, passkeys, session: SessionId(1), demo, language: None, token }
    }

    #[test]
    fn no_role_does_more_than_a_contributor_before_it_has_two_passkeys() {
        for role in Role::ALL {
            for power in Power::ALL {
                let (one, two) = (signed(role, 1, false), signed(role, 2, false));
                assert!(!one.may(power) || (Role::Contributor.may(power) && role.may(power)), "{role} {power:?}");
                assert_eq!(two.may(power), role.may(power));
            }
        }
        assert!(signed(Role::Editor, 0, true).may(Power::Publish), "the demo door is an editor by definition");
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_in_any_case_after_twelve_hours() {
        let at = |minutes: i64| moment(minutes * 60_000);
        assert!(lives(at(0), at(100), at(129)));
        assert!(!lives(at(0), at(100), at(130)));
        assert!(lives(at(0), at(719), at(719)));
        assert!(!lives(at(0), at(719), at(720)));
    }

    #[test]
    fn a_name_is_tidied_and_bounded() {
        assert_eq!("  Mira   Olt ".parse::<Name>().map(|name| name.to_string()), Ok("Mira Olt".into()));
        assert!("".parse::<Name>().is_err() && "x".repeat(61).parse::<Name>().is_err() && "a\u{7}b".parse::<Name>().is_err());
    }
}

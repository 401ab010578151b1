//! The vault on both databases.

use anyhow::Result;
use jiff::SignedDuration;
use kernel::Clock;
use kernel::clock::moment;
use store::contract;

use super::model::{Name, Refusal, Role, StaffId};
use super::{Vault, Verdict, audit, store as rows};

fn name(text: &str) -> Name {
    text.parse().expect("a name")
}

/// A vault on each database, and the clock that it goes by.
fn vaults() -> Result<Vec<(contract::Fresh, Vault, Clock)>> {
    let open = |fresh: contract::Fresh| {
        let clock = Clock::standing_at(moment(1_800_000_000_000));
        let vault = Vault::on(fresh.clone(), clock.clone());
        (fresh, vault, clock)
    };
    Ok(contract::fresh_databases(&rows::SCHEMA)?.into_iter().map(open).collect())
}

#[test]
fn every_statement_fits_both_databases() -> Result<()> {
    contract::prepare_all(&rows::SCHEMA)
}

#[tokio::test]
async fn a_code_is_good_for_thirty_minutes_and_only_the_latest_of_a_name() -> Result<()> {
    for (_fresh, vault, clock) in vaults()? {
        let first = vault.invite(name("Mira"), Role::Editor).await?.expect("a code");
        assert!(vault.start_joining(&first).await?.is_ok());
        let second = vault.invite(name("Mira"), Role::Editor).await?.expect("a code");
        assert!(matches!(vault.start_joining(&first).await?, Err(Refusal::Code)), "a newer one takes its place");
        assert_eq!(second.to_string().to_uppercase().replace('-', " ").parse(), Ok(second.clone()));
        clock.advance(SignedDuration::from_mins(30));
        assert!(matches!(vault.start_joining(&second).await?, Err(Refusal::Code)));
    }
    Ok(())
}

#[tokio::test]
async fn somebody_who_is_here_is_invited_again_only_with_the_same_role() -> Result<()> {
    for (_fresh, vault, _) in vaults()? {
        vault.sign_in_for_test(name("Mira"), Role::Editor, 2).await?;
        assert!(vault.invite(name("Mira"), Role::Editor).await?.is_ok());
        assert_eq!(
            vault.invite(name("Mira"), Role::Admin).await?.err(),
            Some(Refusal::OtherRole { name: name("Mira"), role: Role::Editor })
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_revoked_person_is_out_at_once() -> Result<()> {
    for (_fresh, vault, _) in vaults()? {
        let secret = vault.sign_in_for_test(name("Mira"), Role::Editor, 2).await?;
        assert!(vault.signed(&secret).await?.is_some());
        let code = vault.invite(name("Mira"), Role::Editor).await?.expect("a code");
        assert_eq!(vault.revoke(name("Mira")).await?, Ok(()));
        assert!(vault.signed(&secret).await?.is_none());
        assert!(matches!(vault.start_joining(&code).await?, Err(Refusal::Code)));
        assert_eq!(
            vault.list().await?.iter().map(|member| (member.passkeys, member.revoked_at.is_some())).collect::<Vec<_>>(),
            [(0, true)]
        );
        assert_eq!(vault.revoke(name("Nobody")).await?, Err(Refusal::Unknown(name("Nobody"))));
    }
    Ok(())
}

#[tokio::test]
async fn sessions_end_when_they_should_and_one_ends_only_one_s_own() -> Result<()> {
    for (_fresh, vault, clock) in vaults()? {
        let mira = vault.sign_in_for_test(name("Mira"), Role::Editor, 2).await?;
        let nils = vault.sign_in_for_test(name("Nils"), Role::Contributor, 1).await?;
        let (who, other) = (vault.signed(&mira).await?.expect("Mira"), vault.signed(&nils).await?.expect("Nils"));
        assert_eq!(vault.end_session(&who, other.session).await?, Err(Refusal::NotYours));
        for _ in 0..25 {
            clock.advance(SignedDuration::from_mins(29));
            vault.signed(&mira).await?;
        }
        assert!(vault.signed(&mira).await?.is_none(), "12 hours are over, however busy they were");
        assert!(vault.signed(&nils).await?.is_none(), "idle");
        vault.clear().await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_last_passkey_cannot_be_removed_and_removing_one_ends_the_other_sessions() -> Result<()> {
    for (_fresh, vault, _) in vaults()? {
        let one = vault.sign_in_for_test(name("Mira"), Role::Editor, 2).await?;
        let two = vault.sign_in_for_test(name("Mira"), Role::Editor, 0).await?;
        let who = vault.signed(&one).await?.expect("Mira");
        let keys = vault.passkeys(who.id).await?;
        assert_eq!(vault.remove_passkey(&who, keys[0].0).await?, Ok(()));
        assert!(vault.signed(&two).await?.is_none() && vault.signed(&one).await?.is_some());
        assert_eq!(vault.remove_passkey(&who, keys[1].0).await?, Err(Refusal::LastPasskey));
    }
    Ok(())
}

#[tokio::test]
async fn only_hashes_of_codes_and_sessions_are_kept() -> Result<()> {
    let (fresh, vault, _) = vaults()?.swap_remove(0);
    let code = vault.invite(name("Mira"), Role::Editor).await?.expect("a code").to_string();
    let secret = vault.sign_in_for_test(name("Nils"), Role::Contributor, 1).await?.reveal();
    fresh.sweep().await?;
    let store::Place::Sqlite(path) = fresh.place() else { return Ok(()) };
    let bytes = std::fs::read(path)?;
    for text in [code.replace('-', ""), code, secret] {
        assert!(!bytes.windows(text.len()).any(|at| at == text.as_bytes()));
    }
    Ok(())
}

store::statements! {
    CHANGE_LINE = "UPDATE audit SET about = 'nothing' WHERE number = 2";
    DROP_LINE = "DELETE FROM audit WHERE number = 2";
}

#[tokio::test]
async fn a_line_of_the_trail_that_is_changed_or_taken_out_is_noticed() -> Result<()> {
    for tamper in [&CHANGE_LINE, &DROP_LINE] {
        for (fresh, vault, clock) in vaults()? {
            let now = clock.now();
            fresh.write(move |tx| (1..=4).try_for_each(|n| audit::note(tx, now, "Mira", "published", &n.to_string()))).await?;
            assert!(matches!(vault.verify_audit().await?, Verdict::Whole { lines: 4, head } if head.len() == 64));
            fresh.write(move |tx| tx.execute(tamper, &[])).await?;
            assert!(matches!(vault.verify_audit().await?, Verdict::Broken { line: 2 | 3 }));
        }
    }
    Ok(())
}

#[test]
fn a_handle_names_its_bearer() {
    let staff = StaffId::random();
    assert_eq!(super::passkey::handle(staff).as_u64_pair().0 as i64, staff.0);
}

//! The vault key wrapped by seven words.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use seal::keyfile::{Cost, Refused};
use seal::{KeyFile, VaultKey, Words};

const MADE: Date = date(2026, 11, 22);

fn cheap() -> Cost {
    Cost::new(64, 1, 1).expect("a cost")
}

fn words(text: &str) -> Words {
    text.parse().expect("seven words")
}

fn wrapped() -> (VaultKey, Words, KeyFile) {
    let (key, words) = (VaultKey::generate(), Words::draw());
    let file = KeyFile::wrap(&key, &words, cheap(), MADE).expect("a key file");
    (key, words, file)
}

#[test]
fn a_key_comes_back_with_its_words_and_with_no_others() {
    let (key, ours, file) = wrapped();
    let read: KeyFile = file.to_string().replace('\n', "\r\n").parse().unwrap();
    assert_eq!(read, file);
    assert_eq!(read.made(), MADE);
    assert_eq!(read.open(&ours).ok().unwrap().seed(), key.seed());
    let trouble = read.open(&words("abandon ability able about above absent absorb")).err().unwrap();
    assert_eq!(trouble.to_string(), "these are not the words of this key");
}

#[test]
fn a_key_file_holds_nothing_of_the_seed_or_the_words() {
    let (key, words, file) = wrapped();
    let text = file.to_string();
    let hex: String = key.seed().iter().map(|byte| format!("{byte:02x}")).collect();
    let coded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD_NO_PAD, &key.seed()[..]);
    assert!(!text.contains(&hex) && !text.contains(&coded));
    assert!(!text.contains(words.as_str()));
}

#[test]
fn a_line_that_was_altered_shows() {
    let (_, words, file) = wrapped();
    let text = file.to_string();
    let other = wrapped().2;
    let swap = |ours: &str, theirs: &str| text.replace(ours, theirs);
    let day = swap("made 2026-11-22", "made 2026-11-23").parse::<KeyFile>().unwrap();
    assert_eq!(day.open(&words).err(), Some(Refused::OtherWords), "the day is covered");
    let cheaper = swap("m=64", "m=32").parse::<KeyFile>().unwrap();
    assert_eq!(cheaper.open(&words).err(), Some(Refused::OtherWords));
    let public = swap(&file.public().to_string(), &other.public().to_string());
    assert_eq!(public.parse::<KeyFile>(), Err(Refused::Form("fingerprint")));
    let both = public.replace(&file.public().fingerprint(), &other.public().fingerprint()).parse::<KeyFile>().unwrap();
    assert_eq!(both.open(&words).err(), Some(Refused::OtherWords), "a swapped public key is covered");
}

#[test]
fn a_hostile_file_cannot_ask_for_more_than_the_bounds() {
    let text = wrapped().2.to_string();
    for greedy in
        ["m=1048577 t=1 p=1", "m=64 t=17 p=1", "m=64 t=1 p=17", "m=4294967295 t=4294967295 p=4294967295", "m=4 t=1 p=1", "m=64 t=0 p=1"]
    {
        assert_eq!(text.replace("m=64 t=1 p=1", greedy).parse::<KeyFile>(), Err(Refused::Cost), "{greedy}");
    }
    assert_eq!(text.replace("m=64", "m=+64").parse::<KeyFile>().map(|file| file.to_string()), Ok(text.clone()), "one spelling comes out");
    assert_eq!(text.replace("vault-key-file 1", "vault-key-file 2").parse::<KeyFile>(), Err(Refused::Newer));
    assert_eq!("".parse::<KeyFile>(), Err(Refused::Form("vault-key-file")));
    assert_eq!(format!("{text}more\n").parse::<KeyFile>(), Err(Refused::Form("xchacha20poly1305")));
}

#[test]
fn new_words_open_the_same_key_and_the_old_words_no_longer_do() {
    let (key, old, file) = wrapped();
    let new = Words::draw();
    let again = KeyFile::wrap(&file.open(&old).ok().unwrap(), &new, cheap(), file.made()).unwrap();
    assert_eq!(again.open(&new).ok().unwrap().public(), key.public());
    assert_eq!(again.open(&old).err(), Some(Refused::OtherWords));
}

#[test]
fn the_default_cost_is_256_mib_in_three_passes_and_opens() {
    let (key, words) = (VaultKey::generate(), Words::draw());
    let file = KeyFile::wrap(&key, &words, Cost::default(), MADE).unwrap();
    assert!(file.to_string().contains("argon2id m=262144 t=3 p=1 salt="));
    assert_eq!(file.open(&words).ok().unwrap().public(), key.public());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_makes_reading_a_key_file_panic(lines in proptest::collection::vec("[ -~]{0,80}", 0..8), cut in 0..2000usize) {
        let _ = lines.join("\n").parse::<KeyFile>();
        let _ = format!("vault-key-file 1\n{}", lines.join("\n")).parse::<KeyFile>();
        let whole = KeyFile::wrap(&VaultKey::from_seed(zeroize::Zeroizing::new([1; 32])), &words("abandon ability able about above absent absorb"), cheap(), MADE);
        let whole = whole.unwrap().to_string();
        if cut + 2 < whole.len() {
            prop_assert!(whole[..cut].parse::<KeyFile>().is_err());
        }
    }

    #[test]
    fn no_text_makes_reading_words_panic(text in "\\PC{0,200}") {
        let _ = text.parse::<Words>();
    }
}

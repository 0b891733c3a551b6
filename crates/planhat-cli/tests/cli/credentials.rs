//! Profiles, and what wins.

use std::fs;

use crate::place::{Place, run};

fn login(place: &Place, words: &[&str], input: &str) {
    let words: Vec<&str> = ["login"].iter().chain(words).copied().collect();
    let ran = run(&words, input, place.home_alone());
    ran.ok();
    assert!(!ran.error.contains(place.sandbox.token()), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_profile_is_kept_for_its_owner_alone_and_used() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with_companies(1);
    let token = format!("{}\n", place.sandbox.token());
    login(&place, &["--base-url", place.sandbox.url()], &token);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.profiles()), 0o600);
    assert_eq!(mode(place.profiles().parent().unwrap()), 0o700);
    let list = run(&["companies", "list"], "", place.home_alone());
    assert_eq!(list.lines().len(), 1);
    fs::set_permissions(place.profiles(), fs::Permissions::from_mode(0o644)).unwrap();
    let refused = run(&["companies", "list"], "", place.home_alone());
    let error = refused.failed(77);
    assert!(
        error.contains("others can read it") && error.contains("hint: chmod 600 '"),
        "{error}"
    );
    assert!(!error.contains(place.sandbox.token()));
}

#[test]
fn profiles_are_named_kept_apart_and_removed() {
    let place = Place::new();
    login(&place, &[], "token-of-the-first\n");
    fs::write(
        place.profiles(),
        format!("# mine\n{}", fs::read_to_string(place.profiles()).unwrap()),
    )
    .unwrap();
    login(
        &place,
        &["--profile", "eu", "--region", "eu3"],
        "token-of-the-second\n",
    );
    let text = fs::read_to_string(place.profiles()).unwrap();
    assert!(text.starts_with("# mine\n[default]\n"), "{text}");
    assert!(
        text.contains("[eu]") && text.contains("region = \"eu3\""),
        "{text}"
    );
    let words = ["companies", "list", "--dry-run", "--profile", "eu"];
    assert!(
        run(&words, "", place.home_alone())
            .ok()
            .contains("https://api-eu3.planhat.com/")
    );
    let mut named = place.home_alone();
    named.push(("PLANHAT_PROFILE".into(), "eu".into()));
    assert!(
        run(&words[..3], "", named)
            .ok()
            .contains("https://api-eu3.planhat.com/")
    );
    let unknown = run(
        &["companies", "list", "--profile", "us"],
        "",
        place.home_alone(),
    );
    assert!(
        unknown.failed(77).contains("hint: it has default, eu"),
        "{unknown:?}"
    );
    run(&["logout", "--profile", "eu"], "", place.home_alone()).ok();
    let text = fs::read_to_string(place.profiles()).unwrap();
    assert!(
        !text.contains("second") && text.contains("token-of-the-first"),
        "{text}"
    );
    run(&["logout", "--profile", "eu"], "", place.home_alone()).failed(77);
}

#[test]
fn the_environment_wins_over_a_profile() {
    let place = Place::with_companies(1);
    login(&place, &["--region", "us4"], "token-of-the-profile\n");
    // Token and address come from the environment, and the region of the profile is left alone.
    assert_eq!(place.run(&["companies", "list"]).lines().len(), 1);
    assert_eq!(
        place
            .run(&["companies", "list", "--profile", "default"])
            .lines()
            .len(),
        1
    );
    // Who names a profile and gets another token is told so.
    let named = place.run(&["companies", "list", "--profile", "default"]);
    assert_eq!(
        named.error,
        "PLANHAT_API_TOKEN is set, and wins over that of profile `default`\n"
    );
    let doctor = place.run(&["doctor", "--profile", "default"]);
    assert!(
        doctor.ok().contains("wins over profile `default`"),
        "{doctor:?}"
    );
    // A token of the environment goes nowhere that only an unnamed profile says.
    let mut token = place.home_alone();
    token.push((
        "PLANHAT_API_TOKEN".into(),
        "token-of-the-environment".into(),
    ));
    let shown = run(&["companies", "list", "--dry-run"], "", token);
    assert!(shown.ok().contains("https://api.planhat.com/"), "{shown:?}");
}

#[test]
fn a_file_that_is_no_profile_is_told_without_its_text() {
    let place = Place::new();
    login(&place, &[], "token-of-a-test\n");
    for (text, told) in [
        (
            "[default]\napi_token = token-of-a-test\n",
            "profiles.toml:2: no TOML",
        ),
        (
            "[default]\napi_tokn = \"token-of-a-test\"\n",
            "a profile has no `api_tokn`",
        ),
        ("[default]\napi_token = 5\n", "`api_token` is no text"),
    ] {
        fs::write(place.profiles(), text).unwrap();
        let ran = run(&["companies", "list"], "", place.home_alone());
        assert!(ran.failed(77).contains(told), "{ran:?}");
        assert!(!ran.error.contains("token-of-a-test"), "{ran:?}");
    }
}

#[test]
fn what_is_no_token_and_no_address_is_not_kept() {
    let place = Place::new();
    run(&["login"], "\n", place.home_alone()).failed(77);
    run(
        &["login", "--region", "US 4"],
        "token\n",
        place.home_alone(),
    )
    .failed(64);
    run(
        &["login", "--base-url", "http://example.com"],
        "token\n",
        place.home_alone(),
    )
    .failed(64);
    run(&["login", "--all-secrets"], "token\n", place.home_alone()).failed(77);
    assert!(!place.profiles().exists());
    login(&place, &["--all-secrets"], "token-one\ntoken-two\n");
    let text = fs::read_to_string(place.profiles()).unwrap();
    assert!(text.contains("tenant_token = \"token-two\""), "{text}");
}

//! The doctor.

use crate::place::{Place, run};

#[test]
fn all_is_well() {
    let place = Place::new();
    let ran = place.run(&["doctor"]);
    let out = ran.ok();
    for line in [
        "✓ PLANHAT_API_TOKEN is set in the environment",
        "✓ PLANHAT_TENANT_TOKEN is set in the environment",
        "answers: address and token are right",
        "✓ the quota is kept: 200 calls a minute",
    ] {
        assert!(out.contains(line), "{line}: {out}");
    }
    assert!(
        !out.contains('✗') && !out.contains(place.sandbox.token()),
        "{out}"
    );
    assert_eq!(place.sandbox.log().len(), 1);
}

#[test]
fn a_wrong_token_and_no_token_are_found() {
    let place = Place::new();
    let mut wrong = place.variables();
    wrong.retain(|(name, _)| name != "PLANHAT_API_TOKEN");
    let none = run(&["doctor"], "", wrong.clone());
    assert_eq!(none.code, 1);
    assert!(
        none.out.contains("✗ PLANHAT_API_TOKEN is not set"),
        "{none:?}"
    );
    wrong.push(("PLANHAT_API_TOKEN".into(), "a-wrong-token".into()));
    let ran = run(&["doctor"], "", wrong);
    assert_eq!(ran.code, 1);
    assert!(
        ran.out.contains("✗ GET /") && ran.out.contains("401"),
        "{ran:?}"
    );
    assert!(
        ran.out.contains("--try-regions") && !ran.out.contains("a-wrong-token"),
        "{ran:?}"
    );
}

#[test]
fn a_permission_that_lacks_is_no_wrong_token() {
    let place = Place::new();
    place.sandbox.add_fault("GET /assets 403").unwrap();
    let ran = place.run(&["doctor"]);
    assert!(
        ran.ok().contains("– GET /") && ran.out.contains("403"),
        "{ran:?}"
    );
    assert!(
        ran.out.contains("answers: address and token are right"),
        "{ran:?}"
    );
}

#[test]
fn no_connection_is_found() {
    let place = Place::new();
    let mut nowhere = place.variables();
    nowhere.retain(|(name, _)| name != "PLANHAT_BASE_URL");
    nowhere.push(("PLANHAT_BASE_URL".into(), "http://127.0.0.1:1".into()));
    let ran = run(&["doctor"], "", nowhere);
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("✗ no connection"), "{ran:?}");
}

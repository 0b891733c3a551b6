use super::*;

fn fault(text: &str) -> Fault {
    let fault: Fault = text.parse().unwrap_or_else(|error| panic!("{error}"));
    let again: Fault = fault.to_string().parse().expect("its own text");
    assert_eq!(again, fault, "{fault}");
    fault
}

fn refused(text: &str) -> String {
    let error = text.parse::<Fault>().expect_err(text).to_string();
    assert!(!error.contains('\n'), "{error}");
    assert!(error.contains(EXAMPLES));
    error
        .split("; a fault is")
        .next()
        .expect("a part")
        .to_owned()
}

#[test]
fn every_example_is_one() {
    let examples: Vec<&str> = EXAMPLES.split('`').skip(1).step_by(2).collect();
    assert_eq!(examples.len(), 15);
    for example in examples {
        fault(example);
    }
}

#[test]
fn a_status_with_all_it_may_have() {
    let read = fault("POST /a/*/b?c=d 503 after body=\"a \\\"b\\\" c\" retry-after=2 every 3");
    assert_eq!(read.method, Some(Method::POST));
    assert_eq!(read.when, When::Every(3));
    let What::Status {
        status,
        body,
        retry_after,
        handled,
    } = read.what
    else {
        panic!("{:?}", read.what)
    };
    assert_eq!(status, 503);
    assert_eq!(body.as_deref(), Some("a \"b\" c"));
    assert_eq!(retry_after.as_deref(), Some("2"));
    assert!(handled);
}

#[test]
fn after_is_a_time_where_a_number_follows() {
    assert_eq!(fault("* /** 503 after").to_string(), "* /** 503-after");
    assert_eq!(fault("* /** 503 after 3").to_string(), "* /** 503 after 3");
    let both = "* /** 503-after after 3";
    assert_eq!(fault("* /** 503 after after 3").to_string(), both);
    assert_eq!(fault(both).to_string(), both);
    assert_eq!(
        fault("* /** reset after 3").to_string(),
        "* /** reset after 3"
    );
}

#[test]
fn bodies_need_no_quotes_without_spaces() {
    let body = |text: &str| match fault(text).what {
        What::Status { body, .. } => body.expect("a body"),
        other => panic!("{other:?}"),
    };
    assert_eq!(body(r#"* /** 400 body={"error":"x"}"#), r#"{"error":"x"}"#);
    assert_eq!(
        body(r#"* /** 400 body='{"error": "x"}' once"#),
        r#"{"error": "x"}"#
    );
    assert_eq!(body("* /** 400 body="), "");
}

#[test]
fn waits_and_speeds() {
    let wait = |text: &str| fault(text).delay.expect("a wait").as_millis();
    assert_eq!(wait("* /** delay=250ms"), 250);
    assert_eq!(wait("* /** delay=1.5s once"), 1500);
    assert_eq!(wait("* /** delay=1s 503"), 1000);
    let speed = |text: &str| match fault(text).what {
        What::Slow { bytes_per_second } => bytes_per_second,
        other => panic!("{other:?}"),
    };
    assert_eq!(speed("* /** slow=1000B/s"), 1000);
    assert_eq!(speed("* /** slow=1000"), 1000);
    assert_eq!(speed("* /** slow=10KB/s"), 10_000);
    assert_eq!(speed("* /** slow=2M/s"), 2_000_000);
}

#[test]
fn what_is_wrong_is_named() {
    let cases = [
        ("", "it is empty"),
        ("GET", "the path is missing"),
        ("GET /a", "what happens is missing"),
        ("get /a 503", "`get` is no method"),
        ("GET a 503", "does not begin with a slash"),
        ("GET /a 99", "`99` is no status"),
        ("GET /a 600", "`600` is no status"),
        ("GET /a explode", "`explode` is nothing that can happen"),
        ("GET /a 503 reset", "two things that happen"),
        ("GET /a 503 once first 2", "two times"),
        ("GET /a 503 every", "after `every` stands a number from 1"),
        ("GET /a 503 every 0", "after `every` stands a number from 1"),
        ("GET /a 503 at 1,x", "after `at` stand numbers"),
        ("GET /a 503 chance 2", "a probability from 0 to 1"),
        ("GET /a 503 chance NaN", "a probability from 0 to 1"),
        ("GET /a 503 body=\"x", "the closing \" is missing"),
        ("GET /a delay=5", "`delay=5` is no time"),
        ("GET /a delay=-5s", "`delay=-5s` is no time"),
        ("GET /a slow", "a speed like `slow=1000B/s`"),
        ("GET /a slow=0", "a speed like `slow=1000B/s`"),
        ("GET /a truncate=x", "bytes look like `truncate=100`"),
        ("GET /a reset=1", "`reset=1` is nothing that can happen"),
        ("GET /a garbage-after", "`garbage-after` is nothing"),
    ];
    for (text, reason) in cases {
        let told = refused(text);
        assert!(told.contains(reason), "{text}: {told}");
    }
}

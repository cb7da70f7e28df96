//! Money that JSON cannot carry: an error that names the culprit, and nothing on standard output.

use conformance::{Archive, Price, Row, Session, UsageEvent};

fn event(id: i64, cost_usd: Option<f64>) -> Row {
    let session_id = Session::default().id;
    Row::from(&UsageEvent {
        id,
        session_id,
        cost_usd,
        model: b"m".to_vec(),
        input_tokens: 2_000_000,
        ..UsageEvent::default()
    })
}

fn price(rate: f64) -> Row {
    Row::from(&Price { pattern: b"m".to_vec(), rates: [rate, 0.0, 0.0, 0.0], updated_at: Vec::new() })
}

#[test]
fn what_is_not_finite_is_never_printed() {
    let infinity = f64::INFINITY;
    let cost = "the cost of session \"s1\" is ";
    let pricing = "building the pricing block: ";
    let cases = [
        ("an infinite reported cost", vec![event(1, Some(infinity))], cost),
        ("a cost of minus infinity", vec![event(1, Some(-infinity))], cost),
        ("costs whose sum is not a number", vec![event(1, Some(infinity)), event(2, Some(-infinity))], cost),
        ("costs whose sum overflows", vec![event(1, Some(1e308)), event(2, Some(1e308))], cost),
        ("a product that overflows", vec![price(1e303), event(1, None)], cost),
        ("an infinite rate that no session uses", vec![price(infinity)], pricing),
        ("an infinite rate", vec![price(-infinity), event(1, None)], pricing),
    ];
    for (what, mut rows, message) in cases {
        rows.push(Row::from(&Session::default()));
        let archive = Archive::from_rows(&rows);
        for flags in [&["--all"][..], &["--limit=1"], &["--format=ndjson"]] {
            let output = archive.export(flags);
            let line = output.refusal(1);
            assert!(line.starts_with(&format!("fatal: {message}")), "{what} must be named: {line}");
        }
    }
}

#[test]
fn a_page_without_the_culprit_is_printed() {
    let newer = Session { id: b"s0".to_vec(), ended_at: Some(b"2026-07-02".to_vec()), ..Session::default() };
    let archive = Archive::from_rows(&[
        Row::from(&newer),
        Row::from(&Session::default()),
        event(1, Some(f64::INFINITY)),
    ]);
    assert_eq!(archive.export(&["--limit=1"]).document()["sessions"][0]["id"], "s0");
    archive.export(&["--limit=2"]).refusal(1);
}

#[test]
fn a_cost_that_is_not_a_number_is_stored_as_none() {
    let archive = Archive::from_rows(&[Row::from(&Session::default()), price(2.0), event(1, Some(f64::NAN))]);
    let document = archive.export(&["--all"]).document();
    assert_eq!(
        document["sessions"][0]["model_usage"]["cost_usd"], 4,
        "SQLite makes NULL of it, so the rate decides"
    );
}

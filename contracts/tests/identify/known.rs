//! Documents as programs print them.

use agent_contracts::Surface;
use agent_contracts::identify::{Shape, Stream, Verdict, identify};
use serde_json::{Value, json};

use crate::fixtures::{all, named};

#[test]
fn every_release_and_surface_comes_out_right() {
    for fixture in all() {
        let identity = identify(fixture.text.as_bytes());
        assert_eq!(identity.verdict, Verdict::Is(fixture.shape), "{}: {identity:#?}", fixture.name);
        assert_eq!(identity.claimed_version, fixture.shape.number(), "{}", fixture.name);
        assert!(!identity.evidence.is_empty(), "{}: a verdict rests on something", fixture.name);
    }
}

#[test]
fn the_evidence_is_what_tells_neighbours_apart() {
    let identity = identify(named("0.41.1/usage-daily.json").text.as_bytes());
    let against: Vec<(Option<Shape>, &str)> =
        identity.evidence.iter().map(|finding| (finding.against, finding.message.as_str())).collect();
    assert_eq!(
        against,
        [
            (None, "says 5"),
            (Some(Shape::V3), "expected the member \"matched_pattern\", which is missing"),
            (Some(Shape::V6), "expected the member \"cache_write_1h_cost_per_mtok\", which is missing"),
            (None, "v4 would look the same here: the number decides"),
        ]
    );
}

#[test]
fn shapes_know_the_releases_that_print_them() {
    let releases = |surface: Surface| Shape::ALL.map(|shape| shape.releases(surface)).into_iter().flatten();
    let usage: Vec<String> = releases(Surface::UsageDaily).collect();
    assert_eq!(usage, ["0.36 and before", "0.37", "0.38", "0.39", "0.40", "0.41", "0.42 to 0.46"]);
    let activity: Vec<String> = releases(Surface::ActivityReport).collect();
    assert_eq!(activity, ["0.36 and before", "0.37", "0.38", "0.39", "0.40", "0.41", "0.42", "0.43 to 0.46"]);
    let sessions: Vec<String> = releases(Surface::SessionExport).collect();
    assert_eq!(sessions, ["0.37", "0.38", "0.39", "0.40", "0.41", "0.42 to 0.45", "0.46"]);
}

#[test]
fn the_examples_of_every_surface_are_version_1() {
    for surface in Surface::ALL {
        let identity = identify(surface.example().as_bytes());
        assert_eq!(
            (identity.surface, identity.verdict),
            (Some(surface), Verdict::Is(Shape::V1)),
            "{surface}"
        );
    }
}

#[test]
fn a_stream_pushed_line_by_line_is_the_text_identified_at_once() {
    for fixture in all().iter().filter(|fixture| fixture.is_stream()) {
        let mut stream = Stream::new();
        fixture.text.lines().for_each(|line| stream.push(line.as_bytes()));
        assert_eq!(stream.finish(), identify(fixture.text.as_bytes()), "{}", fixture.name);
    }
}

#[test]
fn a_session_line_by_itself_is_one_of_those_that_look_alike() {
    for (release, shapes) in [
        ("0.37.1", &[Shape::V1][..]),
        ("0.38.1", &[Shape::MislabelledV1, Shape::V2]),
        ("0.40.1", &[Shape::V3, Shape::V4, Shape::V5, Shape::V6]),
        ("0.43.0", &[Shape::V6, Shape::V7]),
    ] {
        let text = &named(&format!("{release}/sessions.ndjson")).text;
        let line = text.lines().nth(1).expect("a session");
        let identity = identify(line.as_bytes());
        let expected = match shapes {
            [only] => Verdict::Is(*only),
            several => Verdict::OneOf(several.to_vec()),
        };
        assert_eq!((identity.verdict, identity.lines), (expected, None), "{release}");
    }
}

#[test]
fn a_cloud_session_without_usage_is_version_7_even_by_itself() {
    let text = &named("0.46.1/sessions.ndjson").text;
    let mut line: Value = serde_json::from_str(text.lines().nth(1).expect("a session")).expect("JSON");
    line["model_usage"] = Value::Null;
    assert_eq!(identify(line.to_string().as_bytes()).shape(), Some(Shape::V7));
}

/// No document of these builds is at hand; what is known of them is put together from the versions around them.
#[test]
fn numbers_that_no_release_printed_are_recognised() {
    let mut usage = named("0.40.1/usage-daily.json").value();
    usage["schema_version"] = json!(3);
    for model in usage["pricing"]["models"].as_object_mut().expect("models").values_mut() {
        let money = json!({"microdollars": 1_000_000});
        *model = json!({
            "matched_pattern": null, "cost_source": "computed",
            "input_cost_per_mtok": money, "output_cost_per_mtok": money,
            "cache_write_cost_per_mtok": money, "cache_read_cost_per_mtok": money,
        });
    }
    let identity = identify(usage.to_string().as_bytes());
    assert_eq!(identity.shape(), Some(Shape::V3));
    assert_eq!(identity.to_string(), "version 3 of the daily usage, which no release printed");
    for release in ["0.40.1", "0.41.1"] {
        let mut activity = named(&format!("{release}/activity-report.json")).value();
        activity["schema_version"] = json!(5);
        assert_eq!(identify(activity.to_string().as_bytes()).shape(), Some(Shape::V5), "{release}");
    }
}

#[test]
fn an_empty_report_is_what_its_number_says() {
    let empty = |number: i64| {
        json!({"schema_version": number, "database_id": "d", "cursor": {"next": ""}, "pricing": {}, "projects": {},
               "sessions": []})
    };
    for (number, shape) in [(1, Shape::V1), (2, Shape::V2), (3, Shape::V3), (4, Shape::V4), (6, Shape::V6)] {
        let identity = identify(empty(number).to_string().as_bytes());
        assert_eq!(identity.shape(), Some(shape), "{identity:?}");
        let alike = identity.evidence.iter().any(|finding| finding.message.contains("look the same here"));
        assert!(alike, "it must be said that only the number decides: {identity:?}");
    }
    let identity = identify(empty(9).to_string().as_bytes());
    assert!(
        matches!(identity.verdict, Verdict::Unknown { nearest: Some(_) }),
        "nobody printed 9: {identity:?}"
    );
    assert_eq!(identity.evidence[0].path, "/schema_version");
}

#[test]
fn what_is_not_ours_is_foreign() {
    for text in [
        &b"hello"[..],
        b"[1, 2]",
        b"null",
        b"{}",
        b"{\"name\": \"left-pad\", \"version\": \"1.3.0\"}",
        b"{\"id\": 5, \"jsonrpc\": \"2.0\", \"result\": {}}",
        b"{\"type\":\"user\",\"message\":{},\"uuid\":\"a\",\"cwd\":\"/\",\"sessionId\":\"b\",\"version\":\"2\",\"timestamp\":\"\"}",
        b"\x1f\x8b\x08",
        b"\xff\xfe{\x00",
    ] {
        let identity = identify(text);
        assert_eq!(identity.verdict, Verdict::Foreign, "{}: {identity:?}", String::from_utf8_lossy(text));
        assert_eq!(identity.evidence.len(), 1);
    }
}

/// A usage summary has every member of usage daily.
#[test]
fn the_two_reports_about_usage_are_told_apart() {
    let surface_of = |text: &str| identify(text.as_bytes()).surface;
    for fixture in all().iter().filter(|fixture| fixture.name.contains("usage-")) {
        let expected =
            if fixture.name.contains("summary") { Surface::UsageSummary } else { Surface::UsageDaily };
        assert_eq!(surface_of(&fixture.text), Some(expected), "{}", fixture.name);
        for end in (0..fixture.text.len()).step_by(97).filter(|end| fixture.text.is_char_boundary(*end)) {
            let found = surface_of(&fixture.text[..end]);
            assert!(found.is_none_or(|found| found == expected), "{} cut off at {end}", fixture.name);
        }
    }
    let mut daily = named("0.37.1/usage-daily.json").value();
    daily["from"] = json!("");
    daily["cacheStats"] = json!({});
    let identity = identify(daily.to_string().as_bytes());
    assert_eq!((identity.surface, identity.shape()), (Some(Surface::UsageDaily), Some(Shape::V1)));
    let mut summary = named("0.40.1/usage-summary.json").value();
    for lost in ["cacheStats", "projectTotals", "modelTotals"] {
        summary.as_object_mut().expect("an object").remove(lost);
        let identity = identify(summary.to_string().as_bytes());
        let expected = Verdict::Unknown { nearest: Some(Shape::V4) };
        assert_eq!((identity.surface, identity.verdict), (Some(Surface::UsageSummary), expected), "{lost}");
    }
}

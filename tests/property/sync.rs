//! However a log grew, its archive is the same as if it had been read once.

use conformance::Home;
use proptest::prelude::{Just, Strategy, prop, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::Config;
use serde_json::json;

/// A line of a log, for entries numbered from 0.
fn line(number: usize) -> impl Strategy<Value = String> {
    let time = format!("2025-06-10T09:{:02}:00Z", number % 60);
    let uuid = format!("u{number}");
    let parent = prop_oneof![
        4 => Just(if number == 0 { String::new() } else { format!("u{}", number - 1) }),
        1 => (0..=number).prop_map(|other| format!("u{other}")),
    ];
    let said = ["one", "/usage", "Warmup", "two"];
    let kind = prop_oneof![
        Just("user"),
        Just("assistant"),
        Just("result"),
        Just("rename"),
        Just("queued"),
        Just("progress"),
        Just("broken")
    ];
    (kind, parent, 0..said.len()).prop_map(move |(kind, parent, choice)| match kind {
        "user" => json!({"type": "user", "uuid": uuid, "parentUuid": parent, "timestamp": time, "cwd": "/no-such/a",
                         "message": {"content": said[choice]}}).to_string(),
        "assistant" => json!({"type": "assistant", "uuid": uuid, "parentUuid": parent, "timestamp": time,
                              "message": {"id": format!("m{choice}"), "model": "m", "stop_reason": "end_turn",
                                          "content": [{"type": "tool_use", "id": format!("t{choice}"), "name": "Task"}],
                                          "usage": {"output_tokens": number}}}).to_string(),
        "result" => json!({"type": "user", "uuid": uuid, "parentUuid": parent, "toolUseResult": {"agentId": "x"},
                           "message": {"content": [{"type": "tool_result", "tool_use_id": format!("t{choice}")}]}}).to_string(),
        "rename" => json!({"type": "system", "content":
                           format!("<command-name>/rename</command-name><command-args>n{choice}</command-args>")}).to_string(),
        "queued" => json!({"type": "attachment", "timestamp": time,
                           "attachment": {"type": "queued_command", "prompt": "and"}}).to_string(),
        "progress" => json!({"type": "progress", "timestamp": time}).to_string(),
        _ => "{\"type\":\"user\"".to_owned(),
    })
}

fn log() -> impl Strategy<Value = String> {
    let lines = |count: usize| (0..count).map(line).collect::<Vec<_>>();
    (1..24_usize).prop_flat_map(lines).prop_map(|lines| lines.join("\n") + "\n")
}

proptest! {
    #![proptest_config(Config { cases: 12, ..Config::default() })]

    #[test]
    fn any_split_into_appends_gives_the_archive_of_one_pass(
        text in log(),
        cuts in prop::collection::vec(0.0..1.0_f64, 0..4),
    ) {
        let flags = ["--keep-titles"];
        let (once, grown) = (Home::new(), Home::new());
        once.claude("s", &text);
        once.sync(&flags);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
                 reason = "a share of a small length")]
        let mut ends: Vec<usize> = cuts.iter().map(|cut| (cut * text.len() as f64) as usize).collect();
        ends.push(text.len());
        ends.sort_unstable();
        for end in ends {
            grown.claude("s", &text.as_bytes()[..end]);
            grown.sync(&flags);
        }
        let contents = |home: &Home| {
            let base = home.base().to_str().unwrap_or_default();
            serde_json::Value::Array(home.contents()).to_string().replace(base, "")
        };
        prop_assert_eq!(contents(&grown), contents(&once));
        grown.sync(&["--keep-titles", "--full"]);
        prop_assert_eq!(contents(&grown), contents(&once), "after a full sync");
    }
}

//! What no log may do: make reading fail.

use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_oneof, proptest};

use super::*;

/// Lines of which some look like a log.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let member = prop_oneof![
        Just(r#""type":"user""#),
        Just(r#""type":"assistant""#),
        Just(r#""type":"session_meta""#),
        Just(r#""type":"response_item""#),
        Just(r#""type":"event_msg""#),
        Just(
            r#""message":{"id":"m","content":[{"type":"text","text":"\ud800"}],"usage":{"output_tokens":1e999}}"#
        ),
        Just(r#""payload":{"type":"token_count","info":{"last_token_usage":{"input_tokens":-1}},"id":7}"#),
        Just(r#""payload":{"type":"message","role":"user","content":[{"type":"text","text":"x"}]}"#),
        Just(r#""uuid":"u""#),
        Just(r#""parentUuid":"u""#),
        Just(r#""timestamp":"2025-06-10T09:00:00Z""#),
        Just(r#""timestamp":"9999-06-10T09:00:00+24:00""#),
        Just(r#""cwd":"/a""#),
    ];
    let object = prop::collection::vec(member, 0..6)
        .prop_map(|members| format!("{{{}}}", members.join(",")).into_bytes());
    let line = prop_oneof![4 => object, 1 => any::<Vec<u8>>()];
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.join(&b'\n'))
}

proptest! {
    #[test]
    fn any_bytes_are_read(text in lines(), is_codex in any::<bool>()) {
        let agent = if is_codex { Agent::Codex } else { Agent::Claude };
        let file = LogFile { agent, id: "s".to_owned(), ..LogFile::default() };
        let transcript = read(text.as_slice(), &file, &AutomationPatterns::default(), &mut Buffers::default());
        for session in transcript.unwrap().sessions {
            let ordinals: Vec<i64> = session.messages.iter().map(|message| message.ordinal).collect();
            prop_assert!(ordinals.is_sorted_by(|one, other| one < other), "places are in order: {ordinals:?}");
            prop_assert!(session.totals().output_tokens.is_none_or(|tokens| tokens >= 0));
        }
    }
}

//! The observed readings, the limits, and an independent model of the scanner.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::TokenCounts;

mod model;

/// The counters in the order of [`scan`].
const KEYS: [&str; 5] = [
    "input_tokens",
    "output_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "reasoning_tokens",
];

fn scan(text: &[u8]) -> [i64; 5] {
    let counts = TokenCounts::scan(text);
    [counts.input, counts.output, counts.cache_creation, counts.cache_read, counts.reasoning]
}

/// Input and output of texts whose other counters are 0.
fn assert_reads(cases: &[(&[u8], i64, i64)]) {
    for &(text, input, output) in cases {
        assert_eq!(scan(text), [input, output, 0, 0, 0], "counters of `{}`", text.escape_ascii());
    }
}

/// The texts of the shared case `d01-token-json-lenient`, in its order.
#[test]
fn reads_lenient_json() {
    assert_reads(&[
        (br#"{"input_tokens":1.9,"output_tokens":2}"#, 1, 2),
        (br#"{"input_tokens":1e3,"output_tokens":2}"#, 1, 2),
        (br#"{"input_tokens":"12","output_tokens":" 3 "}"#, 12, 3),
        (br#"{"input_tokens":"12x","output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":"+12","output_tokens":"1_0"}"#, 12, 0),
        (br#"{"input_tokens":null,"output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":{"input_tokens":5},"output_tokens":4}"#, 0, 4),
        (br#"{"x":{"input_tokens":5},"output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":1,"input_tokens":2}"#, 2, 0),
        (br#"{"input_tokens":1,"input_tokens":null}"#, 1, 0),
        (br#"{"input\u005ftokens":7}"#, 7, 0),
        (br#"{"input_tokens":1} {"output_tokens":5}"#, 1, 0),
        (br#"{"input_tokens":1,"output_tokens":5"#, 1, 5),
        (br#"[{"input_tokens":1}]"#, 0, 0),
        (b"{}", 0, 0),
        (b" \n\t{ \"input_tokens\" : 3 }", 3, 0),
        (br#"{garbage "input_tokens":3, @@ "output_tokens":4}"#, 3, 4),
        (br#"{"input_tokens":3 "output_tokens":4}"#, 3, 4),
        (br#"{"input_tokens" 3,"output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":007}"#, 7, 0),
        (br#"{"input_tokens":-,"output_tokens":4}"#, 0, 4),
        (br#"{"foo":bar,"output_tokens":4}"#, 0, 0),
        (br#"{"foo":1.,"output_tokens":4}"#, 0, 0),
        (br#"{"foo":"\q","output_tokens":4}"#, 0, 0),
        (br#"{"input_tokens":"\q","output_tokens":4}"#, 0, 4),
        (br#"{"foo":[1},"output_tokens":4}"#, 0, 0),
        (br#"{"output_tokens":4,"foo":"ab"#, 0, 4),
        (br#"{"input_tokens":0x10,"output_tokens":4}"#, 0, 4),
        (br#"{"Input_Tokens":5}"#, 0, 0),
        (br#"{"output_tokens":4,"foo":bar}"#, 0, 4),
    ]);
}

/// The texts of the shared case `d14-token-string-tolerance`, in its order, and one more control byte.
#[test]
fn tolerates_strings_that_are_not_unicode() {
    assert_reads(&[
        (br#"{"foo":"\ud800","output_tokens":4}"#, 0, 4),
        (br#"{"\ud800":1,"output_tokens":4}"#, 0, 4),
        (b"{\"foo\":\"\xff\",\"output_tokens\":4}", 0, 4),
        (b"{\"foo\":\"\x7f\",\"output_tokens\":4}", 0, 4),
        (br#"{"foo":"\u12","output_tokens":4}"#, 0, 0),
        ("{\"input_tokens\":\"\u{a0}5\u{a0}\"}".as_bytes(), 5, 0),
        (b"{\"input_tokens\":\"\x1f5\",\"output_tokens\":4}", 0, 4),
        (b"{\"foo\":\"\x1f\",\"output_tokens\":4}", 0, 0),
        (b"{\"foo\":\"a\nb\",\"output_tokens\":4}", 0, 0),
    ]);
}

#[test]
fn reads_the_corners_of_the_rules() {
    let longest = i64::MAX;
    assert_reads(&[
        (br#"{"input_tokens":-5,"output_tokens":"-7"}"#, -5, -7),
        (
            br#"{"input_tokens":99999999999999999999,"output_tokens":-99999999999999999999}"#,
            longest,
            i64::MIN,
        ),
        (
            br#"{"input_tokens":"99999999999999999999","output_tokens":"-9223372036854775808"}"#,
            longest,
            i64::MIN,
        ),
        (br#"{"input_tokens":"+","output_tokens":""}"#, 0, 0),
        (br#"{"input_tokens":"\u0031\u0032","output_tokens":"\u00a05\t"}"#, 12, 5),
        (br#"{"input_tokens":"\u001f5","output_tokens":"\ud83d\ude005"}"#, 0, 0),
        (br#"{"input_tokens":5,"output_tokens":"3","reasoning":"\u+123"}"#, 5, 3),
        (br#"{"input_tokens":}"output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":,"output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":"#, 0, 0),
        (br#"{"input_tokens":["output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens":{"foo":"]"},"output_tokens":4}"#, 0, 4),
        (br#"{"a":{"b":["\q}",{}]},"output_tokens":4}"#, 0, 4),
        (br#"{["input_tokens":3}, "output_tokens":4}"#, 3, 0),
        (br#"{5."output_tokens":4}"#, 0, 4),
        (br#"{"input_tokens"#, 0, 0),
        (br#"{"a":truefalse,"b":-1.5e+3,"c":null,"output_tokens":4}"#, 0, 4),
        (b"", 0, 0),
        (b"\x0b{\"input_tokens\":1}", 0, 0),
    ]);
    assert_eq!(
        scan(br#"{"cache_creation_input_tokens":1,"cache_read_input_tokens":2,"reasoning_tokens":3}"#),
        [0, 0, 1, 2, 3]
    );
}

/// Quadratic work on these would take hours, recursion would overflow the stack.
#[test]
fn long_hostile_texts_take_linear_time() {
    const LENGTH: usize = 2_000_000;
    for (start, unit, end, output) in [
        ("{", "[", "", 4),
        ("{", "[{", "", 4),
        ("{", "[{}", "", 4),
        ("{", "[[]{", "]", 4),
        ("{", "[\"\"", "", 4),
        ("{", "[", "{]", 4),
        ("{", "7", ".x", 4),
        ("{", "-", "", 4),
        ("{7.", "7", "ex", 4),
        ("{7.7", "e", "", 4),
        ("{", "\"input_tokens\":", "", 4),
        ("{", "\"input_tokens\":[", "", 4),
        ("{", "\"input_tokens\":[{}", "", 4),
        ("{", "\"input_tokens\":7", "", 4),
        ("{\"input_tokens\":", "0", ".x", 4),
        ("{\"input_tokens\":\"", "7", "\"", 4),
        ("{\"input_tokens\":\"", "\\u0037", "\"", 4),
        ("{\"a\":", "{\"a\":", "", 0),
        ("{\"", "\\\"", "", 0),
    ] {
        let text = [start, &unit.repeat(LENGTH / unit.len()), end, ",\"output_tokens\":4"].concat();
        assert_eq!(TokenCounts::scan(text.as_bytes()).output, output, "`{start}`, many `{unit}`, `{end}`");
    }
    let nested = format!("{{\"a\":{}{},\"output_tokens\":4}}", "[".repeat(LENGTH), "]".repeat(LENGTH));
    assert_eq!(TokenCounts::scan(nested.as_bytes()).output, 4, "deep nesting that closes");
}

#[test]
fn limits_depend_on_the_kind_of_record() {
    let counts = |count, reasoning| TokenCounts {
        input: count,
        output: count,
        cache_creation: count,
        cache_read: count,
        reasoning,
    };
    let (low, high) = (counts(-1, -1), counts(i64::MAX, i64::MAX));
    assert_eq!((low.clamp_message(), high.clamp_message()), (counts(0, 0), counts(2_000_000, 2_000_000)));
    assert_eq!(
        (low.clamp_provider_event(), high.clamp_provider_event()),
        (counts(0, -1), counts(2_000_000, i64::MAX))
    );
    assert_eq!((low.clamp_session_event(), high.clamp_session_event()), (counts(0, -1), high));
}

/// Pieces that make up real and broken texts.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let fragments: &[&[u8]] = &[
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\"",
        b"\\",
        b" ",
        b"\n",
        b"-",
        b".",
        b"e",
        b"7",
        b"12",
        b"true",
        b"null",
        b"\\u0031",
        b"\\ud800",
        b"\\u00a0",
        b"\\n",
        b"\\q",
        b"\\u12",
        b"\x1f",
        b"\xff",
        b"\xc2\xa0",
        b"x",
        b"\"input_tokens\":",
        b"\"output_tokens\": ",
        b"\"cache_read_input_tokens\":",
        b"\"cache_creation_input_tokens\"",
        b"\"reasoning\\u005ftokens\":",
        b"\"foo\":",
        b"\"foo\":[",
        b"\"foo\":{",
        b"\" 3 \"",
        b"\"",
        b"\"",
    ];
    prop_oneof![9 => select(fragments).prop_map(<[u8]>::to_vec), 1 => any::<u8>().prop_map(|byte| vec![byte])]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = prop_oneof![any::<String>(), Just("input_tokens".to_owned())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_model(pieces in prop::collection::vec(piece(), 0..40), open in any::<bool>()) {
        let mut text = pieces.concat();
        if open {
            text.insert(0, b'{');
        }
        prop_assert_eq!(scan(&text), model::scan(&text), "scanner (left), model (right): `{}`", text.escape_ascii());
    }

    #[test]
    fn takes_any_bytes(text in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(scan(&text), model::scan(&text));
    }

    #[test]
    fn reads_json_objects_as_a_json_parser_does(
        members in prop::collection::btree_map(any::<String>(), json(), 0..6),
        counts in any::<[Option<i64>; 5]>(),
        pretty in any::<bool>(),
    ) {
        let mut object: serde_json::Map<String, Value> = members.into_iter().collect();
        for (key, count) in KEYS.into_iter().zip(counts) {
            object.remove(key);
            if let Some(count) = count {
                object.insert(key.to_owned(), Value::from(count));
            }
        }
        let text = if pretty { serde_json::to_string_pretty(&object) } else { serde_json::to_string(&object) }.unwrap();
        prop_assert_eq!(scan(text.as_bytes()), counts.map(Option::unwrap_or_default), "counters of {}", text);
    }
}

//! Settings files as users write them.

use super::*;

fn read(file: &str, text: impl AsRef<[u8]>) -> Result<Config, String> {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join(file), text).unwrap();
    Config::read(directory.path()).map_err(|error| error.to_string())
}

fn toml(text: &str) -> Config {
    read("config.toml", text).unwrap()
}

fn toml_error(text: impl AsRef<[u8]>) -> String {
    read("config.toml", text).unwrap_err()
}

#[test]
fn no_settings_file_means_defaults() {
    assert_eq!(Config::read(tempfile::tempdir().unwrap().path()).unwrap(), Config::default());
}

#[test]
fn the_secret_is_decoded_and_an_empty_one_is_none() {
    assert_eq!(toml("cursor_secret = 'AAECAw=='").cursor_secret, Some(vec![0, 1, 2, 3]));
    assert_eq!(toml("Cursor_Secret = \"AAEC\\nAw==\\n\"").cursor_secret, Some(vec![0, 1, 2, 3]));
    assert_eq!(toml("cursor_secret = ''").cursor_secret, None);
    for bad in ["%%%", "AAECAw", "AAEC Aw==", "AA_-"] {
        let message = toml_error(format!("cursor_secret = '{bad}'"));
        assert!(message.contains("invalid cursor secret"), "{bad}: {message}");
        assert!(!message.contains(bad), "the secret itself must not be printed: {message}");
    }
}

#[test]
fn prices_take_integers_and_floats_and_default_to_zero() {
    let text = "[Custom_Model_Pricing._x]\nINPUT = 1_000\nCache_Creation = -1e-3\ncache_read = 0.5\nnote = 'n'\n\
                [Custom_Model_Pricing.\"gpt-5.5\"]\noutput = 2\n";
    let config = toml(text);
    let x = Rates { input: 1000.0, output: 0.0, cache_write: -0.001, cache_read: 0.5 };
    assert_eq!(config.custom_prices["_x"], x);
    assert_eq!(config.custom_prices["gpt-5.5"], Rates { output: 2.0, ..Rates::ZERO });
    assert_eq!(config.warnings, Vec::<String>::new());
}

#[test]
fn an_unquoted_dot_prices_another_model_and_warns() {
    let config = toml("[custom_model_pricing.gpt-5.5]\ninput = 1\n[custom_model_pricing.a.b.c]\ninput = 1\n");
    assert_eq!(config.custom_prices.keys().collect::<Vec<_>>(), ["a", "gpt-5"]);
    assert_eq!(config.custom_prices["gpt-5"], Rates::ZERO);
    assert_eq!(config.warnings.len(), 2);
    assert!(config.warnings[0].contains("[custom_model_pricing.\"a.b.c\"]"), "{}", config.warnings[0]);
    assert!(config.warnings[1].contains("[custom_model_pricing.\"gpt-5.5\"]"), "{}", config.warnings[1]);
}

#[test]
fn something_else_in_place_of_the_price_table_is_ignored() {
    for value in ["1", "1.5", "true", "'x'", "[1, 2]", "[{a = 1}]"] {
        assert_eq!(toml(&format!("custom_model_pricing = {value}")), Config::default(), "{value}");
    }
}

#[test]
fn errors_name_the_file_and_the_line() {
    let cases: [(&[u8], &str); 7] = [
        (b"a = 1\nb = = 2", "line 2"),
        (b"cursor_secret = 1", "line 1"),
        (b"\n\n[custom_model_pricing.m]\ninput = '1'", "line 4"),
        (b"[custom_model_pricing.m]\ninput = true", "line 2"),
        (b"[custom_model_pricing]\nm = 1", "line 2"),
        (b"[custom_model_pricing.m]\ninput = 2020-01-01", "line 2"),
        (b"x = 1\ny = '\xff'", "line 2"),
    ];
    for (text, line) in cases {
        let message = toml_error(text);
        assert!(message.starts_with("loading config: "), "{message}");
        assert!(message.contains("config.toml") && message.contains(line), "{message}");
        assert!(!message.contains('\n'), "one line, please: {message}");
    }
}

#[test]
fn a_lone_json_file_is_read_the_same_way() {
    let text = r#"{"cursor_secret":"AAECAw==","other":[null],"custom_model_pricing":{"m":{"input":2,"output":null}}}"#;
    let config = read("config.json", text).unwrap();
    assert_eq!(config.cursor_secret, Some(vec![0, 1, 2, 3]));
    assert_eq!(config.custom_prices["m"], Rates { input: 2.0, ..Rates::ZERO });
    let message = read("config.json", "{\n1}").unwrap_err();
    assert!(message.contains("line 2"), "{message}");
    assert_eq!(read("config.json", r#"{"custom_model_pricing":null}"#).unwrap(), Config::default());
}

#[test]
fn the_toml_file_hides_the_json_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("config.toml"), "").unwrap();
    fs::write(directory.path().join("config.json"), "not JSON").unwrap();
    assert_eq!(Config::read(directory.path()).unwrap(), Config::default());
}

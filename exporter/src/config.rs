//! The settings that a data directory carries for reports: the cursor secret and custom model prices.
//! Reads `config.toml`, or the `config.json` of older releases; writes neither, and ignores every other setting.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use agent_contracts::pricing::Rates;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use thiserror::Error;

/// Standard base64 as v1's writer accepts it: padded, with stray bits in the last character.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true));

/// The settings of a data directory.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Config {
    /// The key that signs cursors, decoded; none when no secret is stored.
    pub cursor_secret: Option<Vec<u8>>,
    /// Prices that replace or extend those of the archive, by exact model name.
    pub custom_prices: BTreeMap<String, Rates>,
    /// Sentences for the user about settings that do not say what they seem to say.
    pub warnings: Vec<String>,
}

/// Why the settings could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file is there and cannot be read.
    #[error("loading config: {} cannot be read; check its permissions: {cause}", path.display())]
    Unreadable {
        /// The settings file.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// The text breaks the rules of its format, or a setting has the wrong type.
    #[error("loading config: {} line {line}: {message}; correct that line", path.display())]
    Invalid {
        /// The settings file.
        path: PathBuf,
        /// The line of the problem, counted from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// The cursor secret is not standard base64.
    #[error("loading config: {}: invalid cursor secret, which must be padded standard base64: {cause}; correct or remove cursor_secret", path.display())]
    CursorSecret {
        /// The settings file.
        path: PathBuf,
        /// What is wrong with the text.
        cause: base64::DecodeError,
    },
}

impl Config {
    /// The settings in `data_directory`; the defaults when it has no settings file.
    ///
    /// # Errors
    ///
    /// When there is a settings file that cannot be read or understood.
    pub fn read(data_directory: &Path) -> Result<Self, ConfigError> {
        let toml = data_directory.join("config.toml");
        if let Some(text) = text_of(&toml)? {
            let settings = toml::from_str(&text).map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                invalid(&toml, line_after(&text.as_bytes()[..at]), error.message())
            })?;
            return Self::from_settings(&toml, settings);
        }
        let json = data_directory.join("config.json");
        let Some(text) = text_of(&json)? else { return Ok(Self::default()) };
        let settings =
            serde_json::from_str(&text).map_err(|error| invalid(&json, error.line(), &error.to_string()))?;
        Self::from_settings(&json, settings)
    }

    fn from_settings(path: &Path, settings: Settings) -> Result<Self, ConfigError> {
        let mut config = Self::default();
        if let Some(text) = settings.cursor_secret.filter(|text| !text.is_empty()) {
            // v1's decoder skips line breaks.
            let text: String = text.chars().filter(|character| !matches!(character, '\r' | '\n')).collect();
            let secret = BASE64
                .decode(text)
                .map_err(|cause| ConfigError::CursorSecret { path: path.to_owned(), cause })?;
            config.cursor_secret = Some(secret);
        }
        for (model, price) in settings.prices.0 {
            config.warnings.extend(price.nested.iter().map(|rest| {
                format!(
                    "{}: [custom_model_pricing.{model}.{rest}] prices the model {model:?}, not {:?}; \
                     put the model name in quotes: [custom_model_pricing.\"{model}.{rest}\"]",
                    path.display(),
                    format!("{model}.{rest}"),
                )
            }));
            config.custom_prices.insert(model, price.rates);
        }
        Ok(config)
    }
}

/// The text of a settings file; none when there is no such file.
fn text_of(path: &Path) -> Result<Option<String>, ConfigError> {
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            Err(error) => {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                Err(invalid(path, line_after(valid), "the text is not UTF-8"))
            }
        },
        // A file in place of the directory is for the archive's error to report.
        Err(cause) if matches!(cause.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(cause) => Err(ConfigError::Unreadable { path: path.to_owned(), cause }),
    }
}

/// The number of the line on which `text` ends, counted from 1.
fn line_after(text: &[u8]) -> usize {
    text.split(|&byte| byte == b'\n').count()
}

fn invalid(path: &Path, line: usize, message: &str) -> ConfigError {
    let message = message.trim_end().replace('\n', ", ");
    ConfigError::Invalid { path: path.to_owned(), line, message }
}

/// The settings file as far as it is looked at. Names of settings match in any letter case, as in v1.
#[derive(Default)]
struct Settings {
    cursor_secret: Option<String>,
    prices: Prices,
}

/// Custom prices by model name; empty when something else than a table stands in their place.
#[derive(Default)]
struct Prices(BTreeMap<String, Price>);

/// The custom price of one model. Members that are absent are 0.
#[derive(Default)]
struct Price {
    rates: Rates,
    /// Dotted names of tables inside this one, where only numbers belong: what an unquoted model name makes.
    nested: Vec<String>,
}

/// A member that is not a rate.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Member {
    Table(BTreeMap<String, Member>),
    Other(IgnoredAny),
}

impl Member {
    /// Adds the dotted names of the innermost tables of this member to `names`.
    fn name_tables(&self, name: &str, names: &mut Vec<String>) {
        let Self::Table(members) = self else { return };
        let count = names.len();
        for (member_name, member) in members {
            member.name_tables(&format!("{name}.{member_name}"), names);
        }
        if names.len() == count {
            names.push(name.to_owned());
        }
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SettingsVisitor;
        impl<'de> Visitor<'de> for SettingsVisitor {
            type Value = Settings;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of settings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settings, A::Error> {
                let mut settings = Settings::default();
                while let Some(name) = map.next_key::<String>()? {
                    match name.to_ascii_lowercase().as_str() {
                        "cursor_secret" => settings.cursor_secret = map.next_value()?,
                        "custom_model_pricing" => settings.prices = map.next_value()?,
                        _ => _ = map.next_value::<IgnoredAny>()?,
                    }
                }
                Ok(settings)
            }
        }
        deserializer.deserialize_map(SettingsVisitor)
    }
}

impl<'de> Deserialize<'de> for Prices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PricesVisitor;
        impl<'de> Visitor<'de> for PricesVisitor {
            type Value = Prices;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of model prices")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Prices, A::Error> {
                let mut prices = BTreeMap::new();
                while let Some((model, price)) = map.next_entry()? {
                    prices.insert(model, price);
                }
                Ok(Prices(prices))
            }

            // Anything else than a table is ignored, as in v1.
            fn visit_bool<E>(self, _: bool) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_i64<E>(self, _: i64) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_u64<E>(self, _: u64) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_f64<E>(self, _: f64) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_str<E>(self, _: &str) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_unit<E>(self) -> Result<Prices, E> {
                Ok(Prices::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Prices, A::Error> {
                while sequence.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Prices::default())
            }
        }
        deserializer.deserialize_any(PricesVisitor)
    }
}

impl<'de> Deserialize<'de> for Price {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PriceVisitor;
        impl<'de> Visitor<'de> for PriceVisitor {
            type Value = Price;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table with input, output, cache_creation and cache_read")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Price, A::Error> {
                let mut price = Price::default();
                while let Some(name) = map.next_key::<String>()? {
                    let rate = match name.to_ascii_lowercase().as_str() {
                        "input" => &mut price.rates.input,
                        "output" => &mut price.rates.output,
                        "cache_creation" => &mut price.rates.cache_write,
                        "cache_read" => &mut price.rates.cache_read,
                        _ => {
                            map.next_value::<Member>()?.name_tables(&name, &mut price.nested);
                            continue;
                        }
                    };
                    *rate = map.next_value::<Option<f64>>()?.unwrap_or_default();
                }
                Ok(price)
            }
        }
        deserializer.deserialize_map(PriceVisitor)
    }
}

#[cfg(test)]
mod tests {
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
        let config =
            toml("[custom_model_pricing.gpt-5.5]\ninput = 1\n[custom_model_pricing.a.b.c]\ninput = 1\n");
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
}

//! The settings that a data directory carries for reports: the cursor secret and custom model prices.
//! Reads `config.toml`, or the `config.json` of older releases; writes neither, and ignores every other setting.

mod sync;

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

pub use sync::SyncConfig;

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
    /// A setting has the wrong type.
    #[error("loading config: {}: {name} must be {expected}; correct or remove it", path.display())]
    Setting {
        /// The settings file.
        path: PathBuf,
        /// The setting.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
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
mod tests;

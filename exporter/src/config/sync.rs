//! The settings that `sync` goes by: where logs are, which of them count, and which prompts come from programs.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{ConfigError, invalid, line_after, text_of};
use crate::logs::AutomationPatterns;

/// Settings of `sync`. Names match in any letter case, as in v1.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SyncConfig {
    /// `claude_project_dirs`, when given.
    pub claude: Option<Vec<PathBuf>>,
    /// `codex_sessions_dirs`, when given.
    pub codex: Option<Vec<PathBuf>>,
    /// `sync_include_cwd_prefixes`: only sessions in these directories; all of them when empty.
    pub included_directories: Vec<String>,
    /// `[automated]`.
    pub automation: AutomationPatterns,
}

impl SyncConfig {
    /// The settings in `data_directory`; the defaults when it has no settings file.
    ///
    /// # Errors
    ///
    /// When there is a settings file that cannot be read or understood.
    pub fn read(data_directory: &Path) -> Result<Self, ConfigError> {
        let path = data_directory.join("config.toml");
        if let Some(text) = text_of(&path)? {
            let settings = toml::from_str(&text).map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                invalid(&path, line_after(&text.as_bytes()[..at]), error.message())
            })?;
            return Self::from_settings(&path, &settings);
        }
        let path = data_directory.join("config.json");
        let Some(text) = text_of(&path)? else { return Ok(Self::default()) };
        let settings =
            serde_json::from_str(&text).map_err(|error| invalid(&path, error.line(), &error.to_string()))?;
        Self::from_settings(&path, &settings)
    }

    fn from_settings(path: &Path, settings: &Value) -> Result<Self, ConfigError> {
        let list = |within: &Value, name: &'static str| match member(within, name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => texts(value).map(Some).ok_or_else(|| ConfigError::Setting {
                path: path.to_owned(),
                name,
                expected: "a list of texts",
            }),
        };
        let directories = |name| {
            let texts = list(settings, name)?;
            Ok(texts.map(|texts| texts.into_iter().map(PathBuf::from).collect()))
        };
        let automated = member(settings, "automated").unwrap_or(&Value::Null);
        let patterns = |name| list(automated, name).map(Option::unwrap_or_default);
        Ok(Self {
            claude: directories("claude_project_dirs")?,
            codex: directories("codex_sessions_dirs")?,
            included_directories: list(settings, "sync_include_cwd_prefixes")?.unwrap_or_default(),
            automation: AutomationPatterns::new(
                &patterns("prefixes")?,
                &patterns("substrings")?,
                &patterns("exact_matches")?,
            ),
        })
    }
}

fn member<'v>(settings: &'v Value, name: &str) -> Option<&'v Value> {
    let members = settings.as_object()?;
    members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, text: &str) -> Result<SyncConfig, String> {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(file), text).unwrap();
        SyncConfig::read(directory.path()).map_err(|error| error.to_string())
    }

    #[test]
    fn every_setting_is_read_from_both_files() {
        let toml = "Claude_Project_Dirs = ['/a', '/b']\ncodex_sessions_dirs = []\n\
                    sync_include_cwd_prefixes = ['/src']\ncursor_secret = 'AAECAw=='\n\
                    [automated]\nprefixes = ['Nightly']\n";
        let json = r#"{"claude_project_dirs":["/a","/b"],"codex_sessions_dirs":[],"x":null,
                       "sync_include_cwd_prefixes":["/src"],"automated":{"prefixes":["Nightly"]}}"#;
        let expected = SyncConfig {
            claude: Some(vec!["/a".into(), "/b".into()]),
            codex: Some(Vec::new()),
            included_directories: vec!["/src".to_owned()],
            automation: AutomationPatterns::new(&["Nightly".to_owned()], &[], &[]),
        };
        assert_eq!(read("config.toml", toml), Ok(expected.clone()));
        assert_eq!(read("config.json", json), Ok(expected));
        assert_eq!(read("other", ""), Ok(SyncConfig::default()));
    }

    #[test]
    fn a_wrong_type_is_told() {
        let message = read("config.toml", "claude_project_dirs = '/a'").unwrap_err();
        assert!(message.contains("claude_project_dirs must be a list of texts"), "{message}");
        let message = read("config.toml", "[automated]\nprefixes = [1]").unwrap_err();
        assert!(message.contains("prefixes must be"), "{message}");
    }
}

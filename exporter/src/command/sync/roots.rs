//! Where logs are looked for: what the environment names, else what the settings name, else where agents put them.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::command::ExportError;
use crate::config::SyncConfig;
use crate::logs::Roots;

/// The environment variables that name a directory of each agent; each names one.
const CLAUDE_VARIABLE: &str = "CLAUDE_PROJECTS_DIR";
const CODEX_VARIABLE: &str = "CODEX_SESSIONS_DIR";
/// The one that names the directory of Claude Code's settings, with its projects in it.
const CLAUDE_SETTINGS_VARIABLE: &str = "CLAUDE_CONFIG_DIR";

/// The environment variable that names the user's home.
const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };

/// Directories on other machines begin like this; they are not read.
const REMOTE: &str = "s3://";

/// Where to look, and what is left out.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct LogRoots {
    pub(super) directories: Roots,
    pub(super) warnings: Vec<String>,
}

/// The directories of logs.
///
/// # Errors
///
/// [`ExportError::NoLogDirectory`] when neither the environment nor the settings name them, and there is no home.
pub(super) fn of(
    config: &SyncConfig,
    environment: &dyn Fn(&str) -> Option<OsString>,
) -> Result<LogRoots, ExportError> {
    let variable = |name: &str| environment(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || variable(HOME).ok_or(ExportError::NoLogDirectory);
    let claude = match (variable(CLAUDE_VARIABLE), &config.claude) {
        (Some(directory), _) => vec![directory],
        (None, Some(directories)) => directories.clone(),
        (None, None) => {
            let settings = variable(CLAUDE_SETTINGS_VARIABLE);
            vec![settings.map_or_else(|| home().map(|home| home.join(".claude")), Ok)?.join("projects")]
        }
    };
    let codex = match (variable(CODEX_VARIABLE), &config.codex) {
        (Some(directory), _) => vec![directory],
        (None, Some(directories)) => directories.clone(),
        (None, None) => {
            let codex = home()?.join(".codex");
            vec![codex.join("sessions"), codex.join("archived_sessions")]
        }
    };
    let is_remote = |directory: &Path| directory.to_string_lossy().starts_with(REMOTE);
    let (remote, claude): (Vec<_>, Vec<_>) = claude.into_iter().partition(|directory| is_remote(directory));
    let (more, codex): (Vec<_>, Vec<_>) = codex.into_iter().partition(|directory| is_remote(directory));
    let warnings = remote
        .iter()
        .chain(&more)
        .map(|directory| {
            format!("{} is not on this machine, and is not read; copy it here first", directory.display())
        })
        .collect();
    Ok(LogRoots { directories: Roots { claude, codex }, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots(config: &SyncConfig, variables: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let environment = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value))
        };
        let roots = of(config, &environment).unwrap().directories;
        let text = |paths: Vec<PathBuf>| paths.iter().map(|path| path.display().to_string()).collect();
        (text(roots.claude), text(roots.codex))
    }

    #[test]
    fn the_environment_goes_before_the_settings_and_those_before_home() {
        let own = SyncConfig::default();
        let set =
            SyncConfig { claude: Some(vec!["/c1".into(), "/c2".into()]), codex: Some(vec![]), ..own.clone() };
        let (claude, codex) = roots(&own, &[(HOME, "/h")]);
        assert_eq!(claude, ["/h/.claude/projects"]);
        assert_eq!(codex, ["/h/.codex/sessions", "/h/.codex/archived_sessions"]);
        assert_eq!(roots(&own, &[(HOME, "/h"), (CLAUDE_SETTINGS_VARIABLE, "/s")]).0, ["/s/projects"]);
        assert_eq!(roots(&set, &[]), (vec!["/c1".to_owned(), "/c2".to_owned()], vec![]));
        let named = [(CLAUDE_VARIABLE, "/a:/b"), (CODEX_VARIABLE, "/x")];
        assert_eq!(roots(&set, &named), (vec!["/a:/b".to_owned()], vec!["/x".to_owned()]));
    }

    #[test]
    fn without_a_home_something_must_be_named() {
        assert!(of(&SyncConfig::default(), &|_| None).is_err());
    }

    #[test]
    fn other_machines_are_left_out_with_a_word() {
        let config = SyncConfig {
            claude: Some(vec!["s3://bucket/x".into(), "/c".into()]),
            codex: Some(vec![]),
            ..SyncConfig::default()
        };
        let roots = of(&config, &|_| None).unwrap();
        assert_eq!(roots.directories.claude, [PathBuf::from("/c")]);
        assert_eq!(roots.warnings.len(), 1);
    }
}

//! Completion scripts for shells, generated from the same definition that reads the command line.

use super::arguments;
use super::command::Shell;
use std::io::{self, Write};

/// Writes the completion script of `shell`.
///
/// # Errors
///
/// `out` cannot be written to.
pub fn write(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let generator = match shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::PowerShell => clap_complete::Shell::PowerShell,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    // The generators panic when writing fails, which a closed pipe makes likely; memory does not fail.
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut arguments::command(), arguments::PROGRAM, &mut script);
    out.write_all(&script)
}

#[cfg(test)]
mod tests {
    use super::{Shell, write};
    use std::io::{self, Write};

    const SHELLS: [Shell; 5] = [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh];

    #[test]
    fn every_shell_learns_commands_and_flags() {
        for shell in SHELLS {
            let mut script = Vec::new();
            write(shell, &mut script).unwrap();
            let script = String::from_utf8(script).unwrap();
            for word in ["sessions", "completions", "health-grade", "ndjson"] {
                // Elvish and PowerShell are told names only, not the values of a flag.
                let values_known = !matches!(shell, Shell::Elvish | Shell::PowerShell) || word != "ndjson";
                assert!(!values_known || script.contains(word), "{shell:?} does not know {word}");
            }
        }
    }

    #[test]
    fn a_closed_pipe_is_an_error_not_a_panic() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for shell in SHELLS {
            assert_eq!(write(shell, &mut Closed).unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        }
    }
}

//! Pushes in processes of their own, which can be killed and which share nothing with the test.

use std::process::{Child, Command, Stdio};

use conformance::{Archive, Mirror, run};

/// The data directory that [`push_alone`] pushes from.
const PUSH_FROM: &str = "TEST_PUSH_FROM";
/// The mirror that it pushes to.
const PUSH_TO: &str = "TEST_PUSH_TO";

/// Starts a push: this program again, doing nothing else.
pub(crate) fn start(archive: &Archive, mirror: &Mirror) -> Child {
    let program = std::env::current_exe().expect("the test knows its program");
    Command::new(program)
        .args(["--exact", "process::push_alone", "--ignored"])
        .env(PUSH_FROM, archive.directory())
        .env(PUSH_TO, mirror.address())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program can be started")
}

/// What [`start`] runs; without its variables there is nothing to do.
#[test]
#[ignore = "run by other tests, in a process of its own"]
fn push_alone() {
    let (Some(from), Some(to)) = (std::env::var_os(PUSH_FROM), std::env::var_os(PUSH_TO)) else { return };
    let words = ["push".into(), "--to".into(), to];
    let output = run(words, &[("AGENTSVIEW_DATA_DIR", from.as_os_str())]);
    assert_eq!(output.code, 0, "{}", output.stderr);
}

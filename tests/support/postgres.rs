//! A PostgreSQL server for tests: a cluster in a temporary directory, on a free loopback port, gone when its last user is.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};
use tempfile::TempDir;

/// Where Debian keeps its versions.
const VERSIONS: &str = "/usr/lib/postgresql";
/// The account that Debian makes for servers, which must not run as root.
const ACCOUNT: &str = "postgres";
/// What a test server can do without: what it has told to be stored outlives it, but not the machine.
const SETTINGS: [&str; 4] =
    ["fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1", "max_connections=50"];

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    directory: TempDir,
    port: u16,
    process: Mutex<Child>,
    databases: AtomicUsize,
}

impl Postgres {
    /// The server that the tests of this process share.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let server = Arc::new(Self::start());
            *shared = Arc::downgrade(&server);
            server
        })
    }

    /// A server of one's own, for tests that stop it.
    pub fn start() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        if is_root() {
            let status = Command::new("chown").arg(ACCOUNT).arg(directory.path()).status();
            assert!(status.is_ok_and(|status| status.success()), "{MISSING}");
        }
        let cluster = directory.path().join("cluster");
        let mut command = program("initdb");
        command.arg("-D").arg(&cluster).args([
            "-A",
            "trust",
            "-U",
            "postgres",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]);
        let made = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(made.is_ok_and(|status| status.success()), "{MISSING}");
        let port = free_port();
        let process = Mutex::new(serve(&cluster, port));
        let server = Self { directory, port, process, databases: AtomicUsize::new(0) };
        server.wait();
        server
    }

    /// The address of a new, empty database.
    pub fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client("postgres")
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .expect("a database can be made");
        self.address(&name)
    }

    /// The address of a database.
    fn address(&self, name: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    fn client(&self, name: &str) -> Client {
        Client::connect(&self.address(name), NoTls).expect("the server accepts connections")
    }

    /// Ends the server at once, as a crash would.
    pub fn kill(&self) {
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        stop(&mut process);
    }

    /// Starts the server again, on the same port, and waits until it answers.
    pub fn restart(&self) {
        self.kill();
        let mut process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        *process = serve(&self.cluster(), self.port);
        drop(process);
        self.wait();
    }

    /// From now on, refuses every connection that is not encrypted. Returns the certificate of the authority that vouches for
    /// `localhost`.
    pub fn encrypt(&self) -> PathBuf {
        let directory = self.cluster();
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            let output = command.args(arguments.split(' ')).current_dir(&directory).output();
            assert!(output.is_ok_and(|output| output.status.success()), "openssl {arguments} must work");
        };
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        openssl(&format!("req -x509 {key} -keyout ca.key -out ca.pem -subj /CN=authority -days 2"));
        openssl(&format!(
            "req {key} -keyout server.key -out request.pem -subj /CN=localhost -addext subjectAltName=DNS:localhost"
        ));
        openssl(
            "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -copy_extensions copy -days 2 \
             -out server.crt",
        );
        fs::write(directory.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 trust\n")
            .expect("the rules can be written");
        if is_root() {
            let status = Command::new("chown")
                .arg(ACCOUNT)
                .args(["server.key", "server.crt"])
                .current_dir(&directory)
                .status();
            assert!(status.is_ok_and(|status| status.success()), "{MISSING}");
        }
        let mut client = self.client("postgres");
        for statement in ["ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"] {
            client.batch_execute(statement).expect("the server takes settings");
        }
        drop(client);
        let deadline = Instant::now() + Duration::from_mins(1);
        while Client::connect(&self.address("postgres"), NoTls).is_ok() {
            assert!(Instant::now() < deadline, "the server must take its new settings within a minute");
            sleep(Duration::from_millis(20));
        }
        directory.join("ca.pem")
    }

    fn cluster(&self) -> PathBuf {
        self.directory.path().join("cluster")
    }

    fn wait(&self) {
        let deadline = Instant::now() + Duration::from_mins(1);
        while Client::connect(&self.address("postgres"), NoTls).is_err() {
            assert!(Instant::now() < deadline, "the server must answer within a minute");
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.kill();
    }
}

const MISSING: &str = "PostgreSQL is needed: install Debian's package postgresql (as .ci/tools does)";

/// SIGQUIT: all of the server's processes end without tidying up.
fn stop(process: &mut Child) {
    let _ = Command::new("kill").args(["-QUIT", &process.id().to_string()]).status();
    let _ = process.wait();
}

fn serve(cluster: &Path, port: u16) -> Child {
    // What a server that was stopped that way left behind keeps another one from starting.
    let _ = fs::remove_file(cluster.join("postmaster.pid"));
    let mut command = program("postgres");
    command.arg("-D").arg(cluster).args(["-p", &port.to_string(), "-k"]).arg(cluster);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect(MISSING)
}

/// A program of the newest version there is, run by an account that may.
fn program(name: &str) -> Command {
    let versions = fs::read_dir(VERSIONS).into_iter().flatten().flatten();
    let newest =
        versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).max();
    let path = newest.unwrap_or_else(|| name.into());
    if !is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups", "--"]).arg(path);
    command
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").output();
    user.is_ok_and(|output| output.stdout == b"0\n")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("the port is known").port()
}

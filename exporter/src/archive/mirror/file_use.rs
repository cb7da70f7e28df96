//! Who in this process uses which file of DuckDB. DuckDB's own lock is the process's: it keeps other programs away, but
//! does not tell the threads of one apart.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::database::Purpose;

/// The files in use: how many read, or nobody but who writes.
static IN_USE: Mutex<BTreeMap<PathBuf, Users>> = Mutex::new(BTreeMap::new());

enum Users {
    Readers(usize),
    Writer,
}

/// The use of a file, until dropped.
#[derive(Debug)]
pub(super) struct FileUse {
    path: PathBuf,
}

impl FileUse {
    /// Any number may read, one may write; `None` when that is not so now. The path must be canonical.
    pub(super) fn claim(path: PathBuf, purpose: Purpose) -> Option<Self> {
        let mut files = files();
        match (files.get_mut(&path), purpose) {
            (Some(Users::Readers(count)), Purpose::Read) => *count += 1,
            (Some(_), _) => return None,
            (None, Purpose::Read) => drop(files.insert(path.clone(), Users::Readers(1))),
            (None, Purpose::Change | Purpose::Fill) => drop(files.insert(path.clone(), Users::Writer)),
        }
        Some(Self { path })
    }
}

impl Drop for FileUse {
    fn drop(&mut self) {
        let mut files = files();
        match files.get_mut::<Path>(&self.path) {
            Some(Users::Readers(count)) if *count > 1 => *count -= 1,
            _ => drop(files.remove(&self.path)),
        }
    }
}

fn files() -> MutexGuard<'static, BTreeMap<PathBuf, Users>> {
    IN_USE.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_read_or_one_writes() {
        let claim = |purpose| FileUse::claim(PathBuf::from("/many-read-or-one-writes"), purpose);
        let first = claim(Purpose::Read).expect("a file nobody uses can be read");
        let second = claim(Purpose::Read).expect("a file that is read can be read by others");
        drop(first);
        assert!(claim(Purpose::Fill).is_none(), "a file that is still read cannot be written");
        drop(second);
        let writer = claim(Purpose::Change).expect("a file nobody uses any more can be written");
        assert!(claim(Purpose::Read).is_none() && claim(Purpose::Fill).is_none());
        drop(writer);
        assert!(claim(Purpose::Read).is_some());
    }
}

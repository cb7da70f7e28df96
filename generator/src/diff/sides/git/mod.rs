//! Sides inside a commit, read through the git executable. The working tree and the index are not touched, nothing
//! is checked out, and a commit that is not here is not fetched.

mod missing;
mod process;

use std::ffi::OsStr;
use std::path::Path;

use super::{Shape, Side, SideError, kind};
use process::Git;

/// Reads `path` at the commit that `reference` names.
pub(super) fn read(name: &OsStr, reference: &str, path: &str, repository: &Path) -> Result<Side, SideError> {
    // git forbids such names for branches and tags, and could take one for an option.
    if reference.is_empty() || reference.starts_with('-') {
        return Err(SideError::Reference { reference: reference.to_owned() });
    }
    let git = Git { side: name, repository };
    let Some(commit) = git.word("rev-parse", &["--verify", "--quiet", &format!("{reference}^{{commit}}")])?
    else {
        return Err(missing::commit(&git, reference));
    };
    let path = path.trim_end_matches('/');
    let place = format!("{commit}:{path}");
    let Some(object) = git.word("rev-parse", &["--verify", "--quiet", &place])? else {
        return Err(SideError::AbsentAtReference { reference: reference.to_owned(), path: path.to_owned() });
    };
    let is_directory = git.word("cat-file", &["-t", &object])?.is_some_and(|of| of == "tree");
    let shape = if is_directory { Shape::Directory } else { Shape::File };
    let mut side = Side::new(name, shape);
    if !is_directory {
        let mut contents = git.contents(std::slice::from_ref(&object))?;
        side.add_single(path.to_owned(), contents.pop().unwrap_or_default())?;
        return Ok(side);
    }
    let listing = git.output("ls-tree", &["-r", "-z", "--full-tree", &object])?;
    let (objects, names): (Vec<String>, Vec<String>) =
        entries(&listing).filter(|(_, inner)| kind(inner).is_some()).unzip();
    let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
    for (inner, bytes) in names.iter().zip(git.contents(&objects)?) {
        side.add(inner, format!("{folder}{inner}"), bytes)?;
    }
    side.or_no_schemas(|| format!("`{path}` at commit `{reference}`"))
}

/// The entries of `git ls-tree -z`, `MODE TYPE OBJECT<TAB>NAME` each: object and name. Names that are no text cannot
/// be those of surfaces.
fn entries(listing: &[u8]) -> impl Iterator<Item = (String, String)> + '_ {
    listing.split(|byte| *byte == 0).filter_map(|entry| {
        let (about, name) = std::str::from_utf8(entry).ok()?.split_once('\t')?;
        Some((about.rsplit(' ').next()?.to_owned(), name.to_owned()))
    })
}

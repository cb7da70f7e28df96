//! General rules of project identity: what holds for any remote, path, evidence and order of rows.

use agent_contracts::identity::{
    Evidence, KeySource, Mapping, Mappings, Observation, SessionPlace, StoredTextOnly, clean_path, derive,
    match_worktree, normalize_remote, normalize_root, resolve_label, sanitize_remote,
};
use agent_contracts::text::{lossy, trim};
use proptest::prelude::*;

/// Stands where secrets stand; nothing else generated here contains it.
const SECRET: &str = "s3cr3t";

/// Text rich in what the rules treat specially, and not always UTF-8.
fn tricky_text() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&'static [u8]> = vec![
        b"a",
        b"B",
        b"/",
        b"/",
        b"\\",
        b":",
        b":",
        b"@",
        b".",
        b"..",
        b"%",
        b"%2e",
        b"%2F",
        b"%C3%A9",
        b"%ff",
        b"%25",
        b"[",
        b"]",
        b"[::1]",
        b"?",
        b"#",
        b" ",
        b"\t",
        b".git",
        b"://",
        b"https://",
        b"ssh://git@",
        b"C:/",
        b"~",
        b"-",
        b"22",
        b";",
        b"\xff",
        b"\xc3",
        b"\xc3\xa9",
        b"\xc2\xa0",
        b"\xe3\x80\x80",
        b"\x01",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..12).prop_map(|pieces| pieces.concat())
}

fn any_text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![4 => tricky_text(), 1 => prop::collection::vec(any::<u8>(), 0..40)]
}

/// A few paths and remotes, so that rows often agree.
fn observation() -> impl Strategy<Value = Observation> {
    let roots = prop::sample::select(vec!["", "/x/a", "/x//a/", "/x/b", "rel", "C:\\x"]);
    let remotes = prop::sample::select(vec!["", "", "h:o/a", "ssh://git@h/o/a.git", "h:o/b", "file:///x"]);
    (prop::sample::select(vec!["p", "p", "q"]), roots.clone(), remotes, roots).prop_map(
        |(project, root_path, git_remote, worktree_root_path)| Observation {
            project: project.into(),
            machine: b"m".to_vec(),
            root_path: root_path.into(),
            git_remote: git_remote.into(),
            worktree_name: Vec::new(),
            worktree_root_path: worktree_root_path.into(),
        },
    )
}

fn place() -> impl Strategy<Value = SessionPlace<'static>> {
    let machines: Vec<&'static [u8]> = vec![b"m", b"n", b" m"];
    let directories: Vec<&'static [u8]> =
        vec![b"", b"/x/a", b"/x/a/", b"/x/b/c", b"rel", b"/code/p.worktrees/f"];
    let files: Vec<&'static [u8]> = vec![b"", b"s.jsonl", b"/x/a/s.jsonl", b"/y/s.jsonl"];
    (prop::sample::select(machines), prop::sample::select(directories), prop::sample::select(files))
        .prop_map(|(machine, cwd, file_path)| SessionPlace { machine, cwd, file_path })
}

fn mapping() -> impl Strategy<Value = Mapping> {
    let prefixes = prop::sample::select(vec!["/x", "/x/a", "/code", "/"]);
    let layouts = prop::sample::select(vec!["explicit", "repo_dot_worktrees", ""]);
    (prefixes, layouts).prop_map(|(path_prefix, layout)| Mapping {
        machine: b"m".to_vec(),
        path_prefix: path_prefix.into(),
        layout: layout.into(),
        project: b"p".to_vec(),
    })
}

/// Rows, and the same rows in another order.
fn with_shuffled<T: Clone + std::fmt::Debug + 'static>(
    row: impl Strategy<Value = T>,
) -> impl Strategy<Value = (Vec<T>, Vec<T>)> {
    prop::collection::vec(row, 0..6).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

fn has_secret(bytes: &[u8]) -> bool {
    lossy(bytes).to_lowercase().contains(SECRET)
}

proptest! {
    #[test]
    fn cleaning_twice_is_cleaning_once(path in any_text()) {
        let cleaned = clean_path(&path);
        prop_assert_eq!(clean_path(&cleaned), cleaned.clone());
        prop_assert_eq!(cleaned.starts_with(b"/"), path.starts_with(b"/"));
    }

    #[test]
    fn a_root_is_clean_and_its_own_root(path in any_text()) {
        if let Some(root) = normalize_root(&path) {
            prop_assert!(!root.contains(&b'\\'));
            let from_slash = if root.starts_with(b"/") { &root[..] } else { &root[2..] };
            prop_assert_eq!(clean_path(from_slash), from_slash);
            // White space that cleaning uncovers at the end is trimmed when the root is read again.
            if trim(&root) == root {
                prop_assert_eq!(normalize_root(&root), Some(root.clone()));
            }
        }
    }

    #[test]
    fn sanitising_settles_after_two_passes_and_for_urls_after_one(remote in any_text()) {
        let first = sanitize_remote(&remote);
        let second = sanitize_remote(&first);
        prop_assert_eq!(sanitize_remote(&second), second.clone());
        if first.windows(3).any(|window| window == b"://") {
            prop_assert_eq!(second, first);
        }
    }

    #[test]
    fn a_stored_remote_keeps_its_label(remote in any_text()) {
        let stored = sanitize_remote(&remote);
        if !stored.is_empty() {
            prop_assert_eq!(normalize_remote(&stored), normalize_remote(&remote));
        }
    }

    #[test]
    fn a_label_has_a_host_and_a_path(remote in any_text()) {
        if let Some(label) = normalize_remote(&remote) {
            prop_assert!(!label.ends_with(b"/"));
            prop_assert!(label.contains(&b'/'));
        }
    }

    #[test]
    fn secrets_of_urls_reach_neither_label_nor_storage(
        scheme in prop::sample::select(vec!["https", "HTTP", "Ssh", "git"]),
        user in "[a-z0-9._~!$&'()*+,;=-]{0,6}(%[0-9a-f]{2}){0,2}(:[a-z0-9@:]{0,6})?",
        host in "[A-Za-z0-9.-]{1,10}(:[0-9]{0,5})?",
        path in "(/[A-Za-z0-9@:;.~ -]{0,8}){1,3}",
        query in proptest::option::of("[a-z0-9%&=?/@]{0,8}"),
        fragment in proptest::option::of("[a-z0-9&=?/@#]{0,8}"),
    ) {
        let query = query.map(|query| format!("?{query}{SECRET}")).unwrap_or_default();
        let fragment = fragment.map(|fragment| format!("#{fragment}{SECRET}")).unwrap_or_default();
        let remote = format!("{scheme}://{user}{SECRET}@{host}{path}{query}{fragment}");
        let bare = format!("{scheme}://{host}{path}");
        let label = normalize_remote(remote.as_bytes());
        prop_assert_eq!(&label, &normalize_remote(bare.trim().as_bytes()), "the label of {}", remote);
        prop_assert!(!has_secret(&label.unwrap_or_default()), "the label of {}", remote);
        prop_assert!(!has_secret(&sanitize_remote(remote.as_bytes())), "the stored spelling of {}", remote);
    }

    #[test]
    fn users_of_host_colon_path_reach_neither_label_nor_storage(
        user in "[a-z0-9:@._-]{0,8}",
        rest in "[A-Za-z0-9.-]{1,8}:[A-Za-z0-9/._-]{1,10}",
    ) {
        let remote = format!("{user}{SECRET}@{rest}");
        prop_assert!(!has_secret(&normalize_remote(remote.as_bytes()).unwrap_or_default()), "{}", remote);
        prop_assert!(!has_secret(&sanitize_remote(remote.as_bytes())), "{}", remote);
    }

    #[test]
    fn equal_evidence_gives_equal_identities(
        root_path in any_text(), git_remote in any_text(), worktree_root_path in any_text(),
    ) {
        let evidence = Evidence {
            root_path: &root_path, git_remote: &git_remote, worktree_root_path: &worktree_root_path,
        };
        let identity = derive(&evidence, &StoredTextOnly);
        prop_assert_eq!(&derive(&evidence, &StoredTextOnly), &identity);
        if let Some(identity) = identity {
            let by_remote = identity.source == KeySource::GitRemote;
            prop_assert_eq!(by_remote, normalize_remote(&git_remote).is_some());
            let document = identity.to_document();
            prop_assert_eq!(document.machine_local, !by_remote);
            prop_assert_eq!(document.key, identity.key());
        }
    }

    #[test]
    fn a_label_resolves_alike_whatever_the_order(
        (observations, shuffled_observations) in with_shuffled(observation()),
        (places, shuffled_places) in with_shuffled(place()),
        (mappings, shuffled_mappings) in with_shuffled(mapping()),
    ) {
        // As stored, a machine has one mapping for a prefix.
        let unique = |mappings: Vec<Mapping>| {
            let mut kept: Vec<Mapping> = Vec::new();
            for mapping in mappings {
                if kept.iter().all(|other| other.path_prefix != mapping.path_prefix) {
                    kept.push(mapping);
                }
            }
            kept
        };
        let kept = unique(mappings);
        let mut reordered: Vec<Mapping> =
            shuffled_mappings.into_iter().filter(|mapping| kept.contains(mapping)).collect();
        reordered = unique(reordered);
        let resolve = |observations: &[Observation], places: &[SessionPlace<'static>], mappings| {
            let sessions = || places.iter().copied();
            resolve_label(b"p", observations, sessions, &Mappings::new(mappings), &StoredTextOnly)
        };
        prop_assert_eq!(
            resolve(&observations, &places, kept),
            resolve(&shuffled_observations, &shuffled_places, reordered)
        );
    }

    #[test]
    fn a_worktree_is_found_for_its_own_directory_and_below(root in any_text(), below in "[a-z]{1,4}") {
        let observation =
            Observation { root_path: root.clone(), worktree_name: b"w".to_vec(), ..Observation::default() };
        // A relative root may lead out of wherever it starts; `.` alone says nothing about a directory.
        if clean_path(&root).starts_with(b"/") {
            let inside = [root.as_slice(), b"/", below.as_bytes()].concat();
            for directory in [root.as_slice(), &inside] {
                prop_assert_eq!(match_worktree(directory, [&observation]), Some(&observation));
            }
        }
    }
}

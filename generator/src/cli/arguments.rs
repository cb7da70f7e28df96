//! What can be typed, and the help that teaches it.

use std::path::PathBuf;

use agent_contracts::Surface;
use clap::builder::RangedU64ValueParser;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::vectors::{self, VectorsRequest};

/// Keeper of the v1 contract: schemas, validation, digests.
#[derive(Parser, Debug)]
#[command(name = "contractgen", version, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Write the schemas to schemas/v1, check that they are fresh, or print one.
    #[command(after_help = EMIT_EXAMPLES)]
    Emit(EmitRequest),
    /// Check documents against the v1 schemas.
    #[command(after_help = VALIDATE_EXAMPLES)]
    Validate(ValidateRequest),
    /// Recompute `pricing.digest` from a price table.
    #[command(after_help = DIGEST_EXAMPLES)]
    Digest(DigestRequest),
    /// List the vectors of version 1, or put them to an implementation.
    #[command(after_help = vectors::EXAMPLES)]
    Vectors(VectorsRequest),
}

#[derive(Args, Debug)]
pub(super) struct EmitRequest {
    /// Folder of the schema files.
    #[arg(long, value_name = "DIR", default_value = "schemas/v1")]
    pub(super) dir: PathBuf,
    /// Write nothing; report stale, missing and orphaned files and exit 1 if there are any.
    #[arg(long, conflicts_with = "print")]
    pub(super) check: bool,
    /// Write nothing; print the schema of one surface.
    #[arg(long, value_name = "SURFACE", value_parser = surface_values())]
    pub(super) print: Option<Surface>,
    /// With --print: the closed copy, in which members that v1 does not declare are errors.
    #[arg(long, requires = "print")]
    pub(super) closed: bool,
}

#[derive(Args, Debug)]
pub(super) struct ValidateRequest {
    /// Files to check, JSON or NDJSON; - is standard input.
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Check against this surface instead of the one the content looks like.
    #[arg(long, value_name = "SURFACE", value_parser = surface_values())]
    pub(super) surface: Option<Surface>,
    /// Also reject members that v1 does not declare.
    #[arg(long)]
    pub(super) closed: bool,
    /// How to report.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Problems to report per file; the others are counted.
    #[arg(long, value_name = "N", default_value = "20", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    pub(super) max_problems: usize,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Format {
    /// One line per problem.
    Text,
    /// One JSON object for the whole run.
    Json,
}

#[derive(Args, Debug)]
pub(super) struct DigestRequest {
    /// A pricing-digest-input document, or an archive's price rows as a JSON array; - is standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// A v1 document whose pricing.digest should be the same.
    #[arg(long, value_name = "DOCUMENT")]
    pub(super) against: Option<PathBuf>,
}

fn surface_values() -> impl clap::builder::TypedValueParser<Value = Surface> {
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(Surface::ALL.map(Surface::name)).try_map(|name| name.parse::<Surface>())
}

const EXAMPLES: &str = "\
Examples:
  contractgen validate export.ndjson             is this what v1 promises?
  contractgen emit --print session-export        the schema, to feed a code generator
  contractgen emit --check                       are schemas/v1 and the Rust types in step?
  contractgen digest prices.json                 which pricing.digest does this table have?

Exit codes: 0 fine, 1 something was found, 2 wrong usage or an unreadable file.";

const EMIT_EXAMPLES: &str = "\
Examples:
  contractgen emit                               write schemas/v1, each file whole or not at all
  contractgen emit --check                       for CI: what is out of date, and the command that fixes it
  contractgen emit --print usage-daily           one schema on standard output
  contractgen emit --print usage-daily --closed  the same without room for undeclared members

Exit codes: 0 written or fresh, 1 --check found something, 2 wrong usage or a file that cannot be
read or written.";

const VALIDATE_EXAMPLES: &str = "\
Examples:
  contractgen validate usage.json export.ndjson
  agentexport export sessions --all --format ndjson | contractgen validate -
  contractgen validate --closed --format json export.json

The surface is recognised by the members at the root. NDJSON is recognised by its first line and
streamed, whatever its length: one meta line, then one session per line. A problem is reported as
FILE:LINE:COLUMN: JSON-POINTER: what was expected and found [rule].

A rule is a keyword of the schema or one of these, which no schema can express; where JSON readers
differ, the strict reading counts:
  empty, syntax, truncated   no content, not JSON, JSON that ends too early
  encoding                   not UTF-8, or a byte order mark
  lone-surrogate             half of a surrogate pair is escaped, as in \"\\ud800\"
  nesting                    more than 127 arrays and objects inside each other
  number-range               a number that no 64-bit float holds, as 1e400
  duplicate-member           a member occurs twice in one object, declared or not
  blank-line                 an empty line in NDJSON
  meta-line-first            an NDJSON export whose first line is a session
  meta-line-repeated         a second meta line, as in several exports put together
  schema-version             another version than 1, or none where v1 has one
  surface                    JSON that looks like no surface of v1

Exit codes: 0 all valid, 1 some invalid, 2 wrong usage or an unreadable file; the worst wins.";

const DIGEST_EXAMPLES: &str = "\
Examples:
  contractgen digest table.json                  a pricing-digest-input document: {\"rows\": [...]}
  sqlite3 -readonly -json sessions.db 'SELECT * FROM model_pricing' | contractgen digest -
  contractgen digest prices.json --against export.json

Price rows have the columns model_pattern, input_per_mtok, output_per_mtok, cache_creation_per_mtok,
cache_read_per_mtok, updated_at and, optionally, source (custom, embedded or fetched). A row without
source is taken as fetched, or left out when its pattern starts with _ (bookkeeping). List effective
rows: configured rates with source custom, and rows equal to the program's built-in list with source
embedded.

Exit codes: 0 recomputed (and equal), 1 --against states another digest, 2 wrong usage, an unreadable
file or no price table.";

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn arguments_are_consistent_and_help_fits_a_terminal() {
        let command = Arguments::command();
        command.clone().debug_assert();
        let mut all: Vec<_> = command.get_subcommands().cloned().collect();
        all.extend(command.get_subcommands().flat_map(clap::Command::get_subcommands).cloned());
        for subcommand in &mut all {
            let help = subcommand.render_long_help().to_string();
            assert!(help.contains("Exit codes:"), "{} must document its exit codes", subcommand.get_name());
            let widest = help.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(100), "{}: wrap the help at 100 columns", subcommand.get_name());
        }
    }
}

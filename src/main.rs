//! The one binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    indelible::cli::main()
}

//! The one binary.

use std::process::ExitCode;

/// Serving allocates in small pieces on every core; this allocator costs a reader's request less than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    indelible::cli::main()
}

//! The `planhat` binary.

fn main() {
    std::process::exit(planhat_cli::run(std::env::args_os()));
}

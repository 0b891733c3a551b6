//! The `planhat` binary.

use planhat_cli::console::Console;

fn main() {
    std::process::exit(planhat_cli::run(std::env::args_os(), Console::of_process()));
}

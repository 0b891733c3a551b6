//! Exit codes. They do not change.

/// Everything was done. A reader that left (`| head`) is no failure either.
pub const OK: i32 = 0;
/// The API refused the call, or something that was asked for is not so.
pub const FAILED: i32 = 1;
/// Some rows of a bulk write, an import or an export failed; what was done is told.
pub const PARTIAL: i32 = 2;
/// The command line was wrong; nothing was sent.
pub const USAGE: i32 = 64;
/// What was given to be sent breaks a rule; nothing was sent.
pub const INVALID: i32 = 65;
/// An input file is missing or cannot be read.
pub const NO_INPUT: i32 = 66;
/// Output could not be written.
pub const CANNOT_WRITE: i32 = 74;
/// The same may succeed later: no connection, a timeout, too many calls, a failing server.
pub const TRY_LATER: i32 = 75;
/// Credentials are missing, wrong, or in a file that others can read.
pub const CREDENTIALS: i32 = 77;
/// It was interrupted.
pub const INTERRUPTED: i32 = 130;

/// The codes as text, for the help.
pub const TABLE: &str = "\
Exit codes:
    0  everything was done
    1  the API refused the call, or a check found something wrong
    2  some rows failed; what was done is told
   64  the command line was wrong; nothing was sent
   65  what was given to be sent breaks a rule; nothing was sent
   66  an input file is missing or cannot be read
   74  output could not be written
   75  the same may succeed later: no connection, a timeout, too many calls,
       a failing server
   77  credentials are missing, wrong, or in a file that others can read
  130  interrupted by Ctrl-C
";

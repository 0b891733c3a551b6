//! Reading faults.

use std::convert::Infallible;
use std::iter::Peekable;
use std::str::FromStr;
use std::time::Duration;
use std::vec;

use http::{HeaderValue, Method};

use super::{EXAMPLES, Fault, What, When};

/// Why a text is no fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the fault `{text}` cannot be read: {reason}; a fault is `METHOD PATH WHAT [WHEN]`, as in {EXAMPLES}"
)]
pub struct FaultError {
    text: String,
    reason: String,
}

type Words = Peekable<vec::IntoIter<String>>;

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        read(text).map_err(|reason| FaultError {
            text: text.escape_debug().to_string(),
            reason,
        })
    }
}

impl TryFrom<&str> for Fault {
    type Error = FaultError;

    fn try_from(text: &str) -> Result<Self, FaultError> {
        text.parse()
    }
}

impl TryFrom<String> for Fault {
    type Error = FaultError;

    fn try_from(text: String) -> Result<Self, FaultError> {
        text.parse()
    }
}

/// A fault as a value is no text that could be wrong.
impl From<Infallible> for FaultError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

fn read(text: &str) -> Result<Fault, String> {
    let mut words = words(text)?.into_iter().peekable();
    let method = method(&words.next().ok_or("it is empty")?)?;
    let path = words.next().ok_or("the path is missing")?.parse()?;
    let mut delay = None;
    let mut what = None;
    let mut when = None;
    while let Some(word) = words.next() {
        if let Some(read) = read_delay(&word)? {
            once(&mut delay, read, "waits")?;
        } else if let Some(read) = read_what(&word, &mut words)? {
            once(&mut what, read, "things that happen")?;
        } else if let Some(read) = read_when(&word, &mut words)? {
            once(&mut when, read, "times")?;
        } else {
            return Err(format!("`{word}` is nothing that can happen"));
        }
    }
    if what.is_none() && delay.is_none() {
        return Err("what happens is missing".to_owned());
    }
    Ok(Fault {
        method,
        path,
        delay,
        what: what.unwrap_or(What::Nothing),
        when: when.unwrap_or(When::Always),
    })
}

fn once<T>(place: &mut Option<T>, value: T, plural: &str) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("two {plural}; write two faults")),
    }
}

/// Words between spaces; what follows an equals sign may be quoted.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' | '\'' if word.ends_with('=') => loop {
                match signs.next() {
                    Some(end) if end == sign => break,
                    Some('\\') => word.extend(signs.next()),
                    Some(other) => word.push(other),
                    None => return Err(format!("the closing {sign} is missing")),
                }
            },
            _ if sign.is_whitespace() => words.push(std::mem::take(&mut word)),
            _ => word.push(sign),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    Ok(words)
}

fn method(word: &str) -> Result<Option<Method>, String> {
    if word == "*" {
        return Ok(None);
    }
    // A method is any word to HTTP; what is not written in capitals is meant as something else.
    let valid = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_uppercase());
    match word.parse() {
        Ok(method) if valid => Ok(Some(method)),
        _ => Err(format!(
            "`{word}` is no method; it is one in capitals, or `*` for any"
        )),
    }
}

fn read_delay(word: &str) -> Result<Option<Duration>, String> {
    let Some(text) = word.strip_prefix("delay=") else {
        return Ok(None);
    };
    let (number, unit) = match text.strip_suffix("ms") {
        Some(number) => (number, 1e-3),
        None => (text.strip_suffix('s').unwrap_or(""), 1.0),
    };
    let seconds = number.parse::<f64>().map(|number| number * unit);
    match seconds.map(Duration::try_from_secs_f64) {
        // Whole milliseconds, so that what is shown reads back as the same.
        Ok(Ok(wait)) => Ok(u64::try_from(wait.as_millis())
            .ok()
            .map(Duration::from_millis)),
        _ => Err(format!(
            "`{word}` is no time; one looks like `250ms` or `1.5s`"
        )),
    }
}

fn read_what(word: &str, words: &mut Words) -> Result<Option<What>, String> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let (name, handled) = match name.strip_suffix("-after") {
        Some(name) if name != "retry" => (name, true),
        _ => (name, false),
    };
    let what = match (name, value) {
        ("reset", None) => What::Reset { handled },
        ("close", None) => What::Close { handled },
        ("hang", None) => What::Hang { handled },
        ("garbage" | "malformed", None) if !handled => What::Garbage,
        ("truncate", None) if !handled => What::Truncate { bytes: None },
        ("truncate", Some(bytes)) if !handled => What::Truncate {
            bytes: Some(bytes.parse().map_err(|_| not_bytes(word))?),
        },
        ("slow", Some(rate)) if !handled => What::Slow {
            bytes_per_second: speed(rate).ok_or_else(|| not_bytes(word))?,
        },
        ("slow", None) => return Err(not_bytes(word)),
        (number, None) if number.starts_with(|sign: char| sign.is_ascii_digit()) => {
            return status(number, handled, words).map(Some);
        }
        _ => return Ok(None),
    };
    Ok(Some(what))
}

fn not_bytes(word: &str) -> String {
    format!("`{word}`: bytes look like `truncate=100`, a speed like `slow=1000B/s`")
}

/// `1000`, `1000/s`, `1000B/s`, `10KB/s`, `2MB/s`; more than zero.
fn speed(text: &str) -> Option<u64> {
    let text = text.strip_suffix("/s").unwrap_or(text);
    let text = text.strip_suffix('B').unwrap_or(text);
    let (number, unit) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 1_000),
        (at, 'm' | 'M') => (&text[..at], 1_000_000),
        _ => (text, 1),
    };
    let rate = number.parse::<u64>().ok()?.checked_mul(unit)?;
    (rate > 0).then_some(rate)
}

fn status(word: &str, mut handled: bool, words: &mut Words) -> Result<What, String> {
    // Below 200 stand answers that are none yet.
    let status = word
        .parse()
        .ok()
        .filter(|status| (200..=599).contains(status));
    let status = status.ok_or_else(|| format!("`{word}` is no status from 200 to 599"))?;
    let mut body = None;
    let mut retry_after = None;
    while let Some(word) = words.peek() {
        if let Some(text) = word.strip_prefix("body=") {
            once(&mut body, text.to_owned(), "bodies")?;
        } else if let Some(wait) = word.strip_prefix("retry-after=") {
            HeaderValue::from_str(wait).map_err(|_| format!("`{word}` is no header"))?;
            once(&mut retry_after, wait.to_owned(), "waits")?;
        } else if word == "after" && !handled && !number_follows(words) {
            handled = true;
        } else {
            break;
        }
        words.next();
    }
    Ok(What::Status {
        status,
        body,
        retry_after,
        handled,
    })
}

/// Whether the word after the next is a number: then `after` tells a time.
fn number_follows(words: &Words) -> bool {
    let following = words.clone().nth(1);
    following.is_some_and(|word| word.parse::<u64>().is_ok())
}

fn read_when(word: &str, words: &mut Words) -> Result<Option<When>, String> {
    let when = match word {
        "once" => When::First(1),
        "every" => When::Every(count(word, words)?),
        "first" => When::First(count(word, words)?),
        "after" => When::After(count(word, words)?),
        "at" => When::At(numbers(words)?),
        "chance" => When::Chance(probability(words)?),
        _ => return Ok(None),
    };
    Ok(Some(when))
}

fn count(word: &str, words: &mut Words) -> Result<u64, String> {
    let number = words.next().and_then(|text| text.parse().ok());
    number
        .filter(|number| *number > 0)
        .ok_or_else(|| format!("after `{word}` stands a number from 1"))
}

fn numbers(words: &mut Words) -> Result<Vec<u64>, String> {
    let text = words.next().unwrap_or_default();
    let numbers = text.split(',').map(|text| text.trim().parse::<u64>().ok());
    let numbers: Option<Vec<u64>> = numbers.map(|one| one.filter(|one| *one > 0)).collect();
    numbers.ok_or_else(|| "after `at` stand numbers from 1, as `2,5`".to_owned())
}

fn probability(words: &mut Words) -> Result<f64, String> {
    let number = words.next().and_then(|text| text.parse().ok());
    number
        .filter(|number| (0.0..=1.0).contains(number))
        .ok_or_else(|| "after `chance` stands a probability from 0 to 1".to_owned())
}

#[cfg(test)]
mod tests;

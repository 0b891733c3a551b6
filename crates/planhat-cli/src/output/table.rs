//! Tables for people, within the width of the terminal.

use std::fmt::Write as _;

use planhat_core::Value;
use serde_json::Map;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cells::{Cell, short};

/// Between columns.
const GAP: usize = 2;
/// No column is squeezed below this.
const LEAST: usize = 8;

/// Widths of columns: what their cells need, or a fair share of what there is.
pub(super) fn widths(names: &[String], lines: &[Vec<Cell>], width: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = names.iter().map(|name| name.width()).collect();
    for line in lines {
        for (at, cell) in line.iter().enumerate() {
            widths[at] = widths[at].max(cell.text.width());
        }
    }
    let Some(width) = width else {
        return widths;
    };
    let gaps = GAP * names.len().saturating_sub(1);
    let room = width.saturating_sub(gaps);
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else {
            break;
        };
        if *widest <= LEAST {
            break;
        }
        *widest -= 1;
    }
    widths
}

/// The line of names, and one under it.
pub(super) fn head(names: &[String], widths: &[usize], text: &mut String) {
    let cells: Vec<Cell> = names
        .iter()
        .map(|name| Cell {
            text: name.clone(),
            number: false,
        })
        .collect();
    line(&cells, widths, text);
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    let _ = writeln!(text, "{}", rule.join(&" ".repeat(GAP)));
}

/// One line.
pub(super) fn line(cells: &[Cell], widths: &[usize], text: &mut String) {
    let mut made = String::new();
    for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if at > 0 {
            made.push_str(&" ".repeat(GAP));
        }
        let shown = fitted(&cell.text, *width);
        let blanks = " ".repeat(width.saturating_sub(shown.width()));
        match cell.number {
            true => made.extend([blanks.as_str(), &shown]),
            false => made.extend([shown.as_str(), &blanks]),
        }
    }
    let _ = writeln!(text, "{}", made.trim_end());
}

/// A record as pairs of name and value.
pub(super) fn pairs(map: &Map<String, Value>, width: Option<usize>) -> String {
    let names = map
        .keys()
        .map(|name| name.width())
        .max()
        .unwrap_or_default();
    let room = width
        .unwrap_or(usize::MAX)
        .saturating_sub(names + GAP)
        .max(LEAST);
    let mut text = String::new();
    for (name, value) in map {
        let blanks = " ".repeat(names - name.width() + GAP);
        match value {
            Value::Object(members) if !members.is_empty() => {
                let _ = writeln!(text, "{name}");
                for (key, value) in members {
                    let shown = fitted(&short(value), room.saturating_sub(key.width()).max(LEAST));
                    let _ = writeln!(text, "  {key}  {shown}");
                }
            }
            value => {
                let shown = fitted(&short(value), room);
                let _ = writeln!(text, "{}", format!("{name}{blanks}{shown}").trim_end());
            }
        }
    }
    text
}

/// A text within a width; what does not fit ends in an ellipsis.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut made = String::new();
    for sign in text.chars() {
        let wide = sign.width().unwrap_or_default();
        if wide > room {
            break;
        }
        room -= wide;
        made.push(sign);
    }
    made.push('…');
    made
}

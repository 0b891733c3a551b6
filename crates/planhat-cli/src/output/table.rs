//! Tables for people, within the width of the terminal. Our own, since rows are written as they
//! come: a library that sees all rows first cannot lay out a list that does not end.

use std::fmt::Write as _;

use planhat_core::table::Field;
use serde_json::value::RawValue;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::cells::{Cell, short};
use crate::console::Console;
use crate::names;

/// Between columns.
const GAP: usize = 2;
/// No column is squeezed below this.
const LEAST: usize = 12;
/// A value that nobody limits the width of.
const MOST: usize = 200;

/// Columns and their widths; settled by the first rows, kept for the rest.
pub(super) struct Layout {
    names: Vec<String>,
    widths: Vec<usize>,
    /// Columns of numbers, whose names stand on the right, too.
    numbers: Vec<bool>,
}

impl Layout {
    /// Widths that the cells need, or as much of that as there is; what does not fit is hidden.
    /// Columns that are to grow take what is left over.
    pub(super) fn new(
        names: Vec<String>,
        lines: &[Vec<Cell>],
        width: Option<usize>,
        grows: &[bool],
    ) -> Self {
        let mut widths: Vec<usize> = names.iter().map(|name| name.width()).collect();
        for line in lines {
            for (width, cell) in widths.iter_mut().zip(line) {
                *width = (*width).max(cell.text.width()).min(MOST);
            }
        }
        if let Some(width) = width {
            squeeze(&names, &mut widths, width);
            grow(&mut widths, grows, width);
        }
        let numbers = (0..names.len()).map(|at| is_number(lines, at)).collect();
        Layout {
            names,
            widths,
            numbers,
        }
    }

    /// The names that found no place.
    pub(super) fn hidden(&self) -> Option<String> {
        let hidden = self
            .names
            .get(self.widths.len()..)
            .filter(|hidden| !hidden.is_empty());
        hidden.map(|hidden| hidden.join(", "))
    }

    /// The line of names.
    pub(super) fn head(&self, styled: bool, text: &mut String) {
        let cells = self
            .names
            .iter()
            .zip(&self.numbers)
            .map(|(name, number)| Cell {
                text: name.clone(),
                number: *number,
            });
        let mut line = String::new();
        self.line(&cells.collect::<Vec<_>>(), &mut line);
        match styled {
            true => text.push_str(&format!("\u{1b}[1m{}\u{1b}[0m\n", line.trim_end())),
            false => text.push_str(&line),
        }
    }

    /// One line.
    pub(super) fn line(&self, cells: &[Cell], text: &mut String) {
        let mut made = String::new();
        for (at, (cell, width)) in cells.iter().zip(&self.widths).enumerate() {
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
}

/// What a line of these widths takes.
fn needed(widths: &[usize]) -> usize {
    GAP * widths.len().saturating_sub(1) + widths.iter().sum::<usize>()
}

/// Makes columns narrower, the widest first, and takes out the last ones where that does not do.
/// The record's own id stays whole: it is there to be copied.
fn squeeze(names: &[String], widths: &mut Vec<usize>, width: usize) {
    let least = |(name, width): (&String, &usize)| match name == names::own_id() {
        true => *width,
        false => (*width).min(LEAST),
    };
    let mut leasts: Vec<usize> = names.iter().zip(widths.iter()).map(least).collect();
    while leasts.len() > 1 && needed(&leasts) > width {
        leasts.pop();
    }
    widths.truncate(leasts.len());
    while needed(widths) > width {
        let columns = widths.iter_mut().zip(&leasts);
        let wide = columns.filter(|(width, least)| **width > **least);
        match wide.max_by_key(|(width, _)| **width) {
            Some((widest, _)) => *widest -= 1,
            None => break,
        }
    }
}

/// Gives what is left of a line to the columns that are to grow.
fn grow(widths: &mut [usize], grows: &[bool], width: usize) {
    let mut spare = width.saturating_sub(needed(widths));
    let growing = (0..widths.len()).filter(|at| grows.get(*at) == Some(&true));
    let growing: Vec<usize> = growing.collect();
    for (number, at) in growing.iter().enumerate() {
        // As long again is enough: the rest of the line stays blank.
        let share = (spare / (growing.len() - number)).min(widths[*at].max(LEAST));
        widths[*at] += share;
        spare -= share;
    }
}

/// Whether a column has numbers and nothing else.
fn is_number(lines: &[Vec<Cell>], at: usize) -> bool {
    let mut cells = lines.iter().filter_map(|line| line.get(at));
    let plain = |cell: &Cell| cell.number || cell.text.is_empty();
    cells.clone().any(|cell| cell.number) && cells.all(plain)
}

/// A record as pairs of name and value; members of an object stand under it.
pub(super) fn pairs(
    members: &[(String, &RawValue)],
    fields: &'static [Field],
    console: &Console,
) -> String {
    let (bold, plain) = if console.styled() {
        ("\u{1b}[1m", "\u{1b}[0m")
    } else {
        ("", "")
    };
    let column = members
        .iter()
        .map(|(name, _)| name.width())
        .max()
        .unwrap_or_default()
        + GAP;
    let room = console.width.unwrap_or(usize::MAX).saturating_sub(column);
    let mut text = String::new();
    for (name, value) in members {
        let field = fields.iter().find(|field| field.name == *name);
        let name = fitted(&shown_name(name), column);
        let blanks = " ".repeat(column.saturating_sub(name.width()));
        let inner = crate::record::members(value);
        let is_object =
            value.get().starts_with('{') && field.is_none_or(|field| field.or.is_none());
        if is_object && !inner.is_empty() {
            for (at, (key, value)) in inner.iter().enumerate() {
                let start = if at == 0 {
                    format!("{bold}{name}{plain}{blanks}")
                } else {
                    " ".repeat(column)
                };
                let shown = fitted(
                    &format!("{}: {}", shown_name(key), short(value, None)),
                    room.max(LEAST),
                );
                let _ = writeln!(text, "{start}{shown}");
            }
        } else {
            let shown = fitted(&short(value, field), room.max(LEAST));
            let _ = writeln!(
                text,
                "{}",
                format!("{bold}{name}{plain}{blanks}{shown}").trim_end()
            );
        }
    }
    text
}

/// A name that a tenant may have made.
fn shown_name(name: &str) -> String {
    name.chars()
        .map(|sign| if sign.is_control() { ' ' } else { sign })
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(names: &[&str], cells: &[&str], width: usize) -> (Layout, String) {
        let line: Vec<Cell> = cells
            .iter()
            .map(|text| Cell {
                text: (*text).to_owned(),
                number: text.parse::<f64>().is_ok(),
            })
            .collect();
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let lines = [line];
        let layout = Layout::new(names, &lines, Some(width), &[]);
        let mut text = String::new();
        layout.head(false, &mut text);
        layout.line(&lines[0], &mut text);
        (layout, text)
    }

    #[test]
    fn numbers_stand_right_and_long_texts_are_cut() {
        let (_, text) = layout(
            &["name", "arr"],
            &["Ä very long name of a company", "1250.5"],
            24,
        );
        assert_eq!(text, "name                 arr\nÄ very long nam…  1250.5\n");
        assert!(text.lines().all(|line| line.width() <= 24), "{text}");
    }

    #[test]
    fn wide_signs_count_twice() {
        let (_, text) = layout(&["name", "x"], &["日本語日本語日本語", "1"], 14);
        assert!(text.lines().all(|line| line.width() <= 14), "{text}");
    }

    #[test]
    fn columns_without_a_place_are_named() {
        let long = "x".repeat(30);
        let (layout, text) = layout(&["a", "b", "c"], &[&long, &long, &long], 30);
        assert_eq!(layout.hidden().as_deref(), Some("c"));
        assert!(text.lines().all(|line| line.width() <= 30), "{text}");
        let (_, text) = self::layout(&["_id", "b"], &[&long, &long], 44);
        assert!(text.contains(&format!("{long}  xxxxxxxxxxx…")), "{text}");
    }
}

//! The vocabulary: text files with one entry a line.

use std::sync::LazyLock;

/// A kind of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The company that the record belongs to; for one that belongs to none, the tenant's own.
    Company,
    FirstName,
    LastName,
    FullName,
    Email,
    JobTitle,
    City,
    Country,
    Street,
    Zip,
    Phone,
    Domain,
    Url,
    Slug,
    Product,
    Sentence,
    Paragraph,
    Tag,
}

impl Word {
    /// The kind of a name.
    pub(super) fn named(name: &str) -> Option<Word> {
        Some(match name {
            "company" => Word::Company,
            "first_name" => Word::FirstName,
            "last_name" => Word::LastName,
            "full_name" => Word::FullName,
            "email" => Word::Email,
            "job_title" => Word::JobTitle,
            "city" => Word::City,
            "country" => Word::Country,
            "street" => Word::Street,
            "zip" => Word::Zip,
            "phone" => Word::Phone,
            "domain" => Word::Domain,
            "url" => Word::Url,
            "slug" => Word::Slug,
            "product" => Word::Product,
            "sentence" => Word::Sentence,
            "paragraph" => Word::Paragraph,
            "tag" => Word::Tag,
            _ => return None,
        })
    }
}

/// A list of the vocabulary.
pub(super) type List = LazyLock<Vec<&'static str>>;

macro_rules! list {
    ($name:ident, $file:literal) => {
        pub(super) static $name: List = LazyLock::new(|| {
            let lines = include_str!(concat!("words/", $file)).lines();
            lines.filter(|line| !line.is_empty()).collect()
        });
    };
}

list!(COMPANY_FIRST, "company_first.txt");
list!(COMPANY_SECOND, "company_second.txt");
list!(COMPANY_THIRD, "company_third.txt");
list!(FIRST_NAMES, "first_names.txt");
list!(LAST_NAMES, "last_names.txt");
list!(JOB_TITLES, "job_titles.txt");
list!(PLACES, "places.txt");
list!(STREETS, "streets.txt");
list!(PRODUCTS, "products.txt");
list!(SENTENCES, "sentences.txt");
list!(TAGS, "tags.txt");

/// Where a company is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) city: &'static str,
    pub(super) country: &'static str,
    /// Postal codes there; `#` is a digit.
    pub(super) zip: &'static str,
    /// Telephone numbers there; `#` is a digit.
    pub(super) phone: &'static str,
}

impl Place {
    /// The place of a number.
    pub(super) fn numbered(at: usize) -> Place {
        let line = PLACES.get(at % PLACES.len().max(1)).copied();
        let mut parts = line.unwrap_or_default().split(';');
        let mut part = || parts.next().unwrap_or_default();
        Place {
            city: part(),
            country: part(),
            zip: part(),
            phone: part(),
        }
    }
}

/// A name as it stands in an address: letters without accents, digits, and a sign between words.
pub(super) fn folded(name: &str, between: char) -> String {
    let mut text = String::with_capacity(name.len());
    for sign in name.chars().flat_map(char::to_lowercase) {
        match sign {
            'a'..='z' | '0'..='9' => text.push(sign),
            'à'..='å' => text.push('a'),
            'ç' | 'č' | 'ć' => text.push('c'),
            'è'..='ë' | 'ę' => text.push('e'),
            'ì'..='ï' => text.push('i'),
            'ñ' | 'ń' => text.push('n'),
            'ò'..='ö' | 'ø' => text.push('o'),
            'ù'..='ü' => text.push('u'),
            'š' | 'ş' => text.push('s'),
            'ž' | 'ż' => text.push('z'),
            'ł' => text.push('l'),
            'ğ' => text.push('g'),
            'æ' => text.push_str("ae"),
            'ß' => text.push_str("ss"),
            '\'' | '.' => {}
            '&' => text.push_str("and"),
            _ if text.is_empty() || text.ends_with(between) => {}
            _ => text.push(between),
        }
    }
    text.truncate(text.trim_end_matches(between).len());
    text
}

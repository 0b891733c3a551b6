//! Cursors: places in lists as text that nobody can read a meaning into or change.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::fault;
use crate::{Code, Error};

/// The form of cursors that this version writes and reads.
const VERSION: &str = "1";

/// A place in a list, and which list it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    /// The model.
    #[serde(rename = "m")]
    pub(crate) model: String,
    /// The variant that the next record is of.
    #[serde(rename = "v")]
    pub(crate) variant: String,
    /// Records of the server's list that stand before it.
    #[serde(rename = "o")]
    pub(crate) offset: u64,
    /// Rows of the page, where it is shorter than others so that no row comes twice on the way back.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<u32>,
    /// Of a catalogue, the values that were shown of those that are counted from here.
    #[serde(rename = "k", default, skip_serializing_if = "is_zero")]
    pub(crate) skip: u64,
    /// The order, where it is not the usual one.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub(crate) sort: Option<String>,
    /// Digest of the filters and what else decides on which records come.
    #[serde(rename = "f")]
    pub(crate) filter: String,
    /// Version of the mapping.
    #[serde(rename = "g")]
    pub(crate) mapping: String,
}

impl Place {
    /// The text of the place, signed.
    pub(crate) fn seal(&self, key: &SecretString) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        let place = URL_SAFE_NO_PAD.encode(json);
        let tag = URL_SAFE_NO_PAD.encode(signer(key, &place).finalize().into_bytes());
        format!("{VERSION}.{place}.{tag}")
    }

    /// The place that a text stands for.
    ///
    /// # Errors
    /// When it was not written here, or was changed.
    pub(crate) fn open(key: &SecretString, text: &str) -> Result<Place, Error> {
        let parts: Vec<&str> = text.split('.').collect();
        let [VERSION, place, tag] = parts.as_slice() else {
            return Err(broken("is none of this version"));
        };
        let tag = URL_SAFE_NO_PAD.decode(tag).unwrap_or_default();
        if signer(key, place).verify_slice(&tag).is_err() {
            return Err(broken("was changed, or was signed with another key"));
        }
        let json = URL_SAFE_NO_PAD.decode(place).unwrap_or_default();
        serde_json::from_slice(&json).map_err(|_| broken("is none of this version"))
    }

    /// Whether it is a place of this list.
    ///
    /// # Errors
    /// When it is one of another.
    pub(crate) fn belongs(&self, list: &Place) -> Result<(), Error> {
        let other = match () {
            () if self.model != list.model => format!("a list of {}", self.model),
            () if self.mapping != list.mapping => {
                "a list under other rules: the mapping has changed since".to_owned()
            }
            () if self.filter != list.filter => "a list with other filters".to_owned(),
            () if self.sort != list.sort => "a list in another order".to_owned(),
            () => return Ok(()),
        };
        let message = format!("the cursor is of {other}; start again without it");
        let error = fault::new(Code::CursorMismatch, message.clone());
        Err(fault::at(error, "cursor", &message, None))
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// A digest of what decides on which records come.
pub(crate) fn digest(parts: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    URL_SAFE_NO_PAD.encode(&hash.finalize()[..12])
}

fn signer(key: &SecretString, place: &str) -> Hmac<Sha256> {
    let mut signer = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes())
        .expect("HMAC takes keys of any length");
    signer.update(VERSION.as_bytes());
    signer.update(b".");
    signer.update(place.as_bytes());
    signer
}

fn broken(what: &str) -> Error {
    let message = format!("the cursor {what}; send `next_cursor` back exactly as it came");
    let error = fault::new(Code::InvalidRequest, message.clone());
    fault::at(error, "cursor", &message, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            model: "account".into(),
            variant: String::new(),
            offset: 50,
            rows: None,
            skip: 0,
            sort: None,
            filter: digest(&["status=customer".into()]),
            mapping: "v1".into(),
        }
    }

    #[test]
    fn a_place_comes_back_under_its_key_alone() {
        let (key, other) = (SecretString::from("key"), SecretString::from("other"));
        let text = place().seal(&key);
        assert_eq!(Place::open(&key, &text).unwrap(), place());
        assert_eq!(
            Place::open(&other, &text).unwrap_err().code,
            Code::InvalidRequest
        );
    }

    #[test]
    fn every_change_of_a_sign_is_seen() {
        let key = SecretString::from("key");
        let text = place().seal(&key);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last sign of base64 may hold bits that say nothing.
            if let Ok(found) = Place::open(&key, &changed) {
                assert_eq!((found, at), (place(), text.len() - 1));
            }
        }
        for text in ["", "1", "1..", "2.x.y", "1.e30.e30"] {
            assert!(Place::open(&key, text).is_err());
        }
    }

    #[test]
    fn a_place_of_another_list_is_a_mismatch() {
        let others = [
            Place {
                model: "contact".into(),
                ..place()
            },
            Place {
                filter: digest(&["status=lost".into()]),
                ..place()
            },
            Place {
                sort: Some("-name".into()),
                ..place()
            },
            Place {
                mapping: "v2".into(),
                ..place()
            },
        ];
        assert!(
            place()
                .belongs(&Place {
                    offset: 7,
                    ..place()
                })
                .is_ok()
        );
        for other in others {
            let error = place().belongs(&other).unwrap_err();
            assert_eq!(error.code, Code::CursorMismatch);
        }
    }

    #[test]
    fn parts_of_a_digest_do_not_run_together() {
        assert_ne!(
            digest(&["ab".into(), "c".into()]),
            digest(&["a".into(), "bc".into()])
        );
    }
}

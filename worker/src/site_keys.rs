//! The keys of a site's personal data: what seals contacts, and what finds them.
//!
//! Each site has a data key, which the newest key of `KEYS` wraps, and a key of its blind index, which never changes: else nobody would be
//! found any more. A data key has versions: a new one seals what is written from then on, and the clock seals anew what older ones have sealed
//! (`renewing.rs`). The stores hold wrapped keys, the objects sealed bytes and index values: neither can read a contact without the other
//! and the secret.

use crm::contact::{Contacts, Kind};
use crm::optout::Token;
use hmac::{Hmac, Mac};
use model::ids::SiteId;
use model::wire::{read, written};
use sha2::Sha256;

use crate::problem::Problem;
use crate::seal::{Keys, new_key, open_bytes, seal_bytes};
use crate::store::db::Db;
use crate::store::site_keys::{self, INDEX, Stored};

/// What a site's keys are sealed for.
pub const WRAPPED: &str = "site-key";
/// What contacts are sealed for.
const CONTACTS: &str = "contacts";

/// The version byte of contacts that are sealed.
const VERSION: u8 = 1;

/// A contact as objects know it: half of HMAC-SHA-256 of its one form. Two of 2^64 contacts would be the same.
pub type Index = [u8; 16];

/// A site's keys, open: for one request, kept nowhere.
pub struct SiteKeys {
    site: SiteId,
    index: Vec<u8>,
    /// The newest first; those that are destroyed are not there.
    data: Vec<(u32, Vec<u8>)>,
}

impl SiteKeys {
    /// The keys of a site; the first time they are made.
    ///
    /// # Errors
    /// `Misconfigured`: `KEYS` is missing, or lacks the key that wrapped them.
    pub async fn of(keys: &Keys, db: &Db, site: SiteId, now_ms: i64) -> Result<Self, Problem> {
        if let Some(known) = Self::known(keys, db, site).await? {
            return Ok(known);
        }
        let wrapped = |version: u32| keys.seal(WRAPPED, &owner(site, version), &new_key()?);
        site_keys::begin(db, site, &wrapped(INDEX)?, &wrapped(1)?, now_ms).await?;
        Self::known(keys, db, site).await?.ok_or_else(|| Problem::Internal(format!("site {site} has no keys, though they were made")))
    }

    /// The keys of a site, if it has any: nothing is made.
    ///
    /// # Errors
    /// As [`SiteKeys::of`].
    pub async fn known(keys: &Keys, db: &Db, site: SiteId) -> Result<Option<Self>, Problem> {
        let stored = site_keys::of(db, site).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        let open = |key: &Stored| Ok::<_, Problem>((key.version, keys.open(WRAPPED, &owner(site, key.version), &key.wrapped)?));
        let mut data = stored.iter().filter(|key| !key.wrapped.is_empty()).map(open).collect::<Result<Vec<_>, Problem>>()?;
        let (_, index) = data
            .pop()
            .filter(|(version, _)| *version == INDEX)
            .ok_or_else(|| Problem::Internal(format!("site {site} has no index key")))?;
        Ok(Some(Self { site, index, data }))
    }

    /// Makes the next version of the data key. Returns `false` where somebody else just did.
    ///
    /// # Errors
    /// What D1 refuses.
    pub async fn renew(&self, keys: &Keys, db: &Db, now_ms: i64) -> Result<bool, Problem> {
        let version = self.newest() + 1;
        let wrapped = keys.seal(WRAPPED, &owner(self.site, version), &new_key()?)?;
        Ok(site_keys::renew(db, self.site, version, &wrapped, now_ms).await?)
    }

    /// Whose they are.
    pub const fn site(&self) -> SiteId {
        self.site
    }

    /// The version that seals.
    pub fn newest(&self) -> u32 {
        self.data.first().map_or(0, |(version, _)| *version)
    }

    /// Whether older versions are still there.
    pub fn has_older(&self) -> bool {
        self.data.len() > 1
    }

    /// Seals a member's contacts with the newest version.
    ///
    /// # Errors
    /// As [`SiteKeys::seal`].
    pub fn seal_contacts(&self, member: &str, contacts: &Contacts) -> Result<Vec<u8>, Problem> {
        self.seal(member, &[&[VERSION], written(contacts).as_slice()].concat())
    }

    /// Opens a member's contacts.
    ///
    /// # Errors
    /// As [`SiteKeys::open`].
    pub fn open_contacts(&self, member: &str, version: u32, sealed: &[u8]) -> Result<Contacts, Problem> {
        let bytes = self.open(member, version, sealed)?;
        let broken = || Problem::Internal("opened contacts cannot be read".into());
        let (_, rest) = bytes.split_first().filter(|(version, _)| **version == VERSION).ok_or_else(broken)?;
        read(rest).map_err(|_| broken())
    }

    /// Seals what is a member's with the newest version.
    ///
    /// # Errors
    /// Outside a request there is no randomness.
    pub fn seal(&self, member: &str, contacts: &[u8]) -> Result<Vec<u8>, Problem> {
        let (_, key) = self.data.first().ok_or_else(|| Problem::Internal(format!("site {} has no data key", self.site)))?;
        seal_bytes(key, CONTACTS, &self.bound(member), contacts)
    }

    /// Opens what is a member's.
    ///
    /// # Errors
    /// `KeyGone` where that version is not there (any more, or not when these were read); `Internal` where it is broken or another's.
    pub fn open(&self, member: &str, version: u32, sealed: &[u8]) -> Result<Vec<u8>, Problem> {
        let (_, key) = self.data.iter().find(|(known, _)| *known == version).ok_or(Problem::KeyGone)?;
        let broken = || Problem::Internal(format!("contacts sealed by version {version} of site {} do not open", self.site));
        open_bytes(key, CONTACTS, &self.bound(member), sealed).ok_or_else(broken)
    }

    /// What a contact is found by. `normal`: its one form (`crm::contact`).
    ///
    /// # Errors
    /// Never: the key may have any length.
    pub fn index(&self, kind: Kind, normal: &str) -> Result<Index, Problem> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.index).map_err(|error| Problem::Internal(error.to_string()))?;
        mac.update(format!("{}\n{}", kind.name(), kind.folded(normal)).as_bytes());
        let whole = mac.finalize().into_bytes();
        whole.get(..16).and_then(|half| half.try_into().ok()).ok_or_else(|| Problem::Internal("a short hash".into()))
    }

    /// What the link carries by which whoever has a contact refuses advertisements (`crm::optout`). Its tag is of the index's key: of all keys it
    /// alone is never renewed, so that a link of years ago still works.
    pub fn opt_out(&self, contact: &Index) -> Token {
        Token::signed(&self.index, self.site.0.to_be_bytes(), *contact)
    }

    fn bound(&self, member: &str) -> String {
        format!("{}\n{member}", self.site)
    }
}

/// Whose key it is, as it is sealed.
fn owner(site: SiteId, version: u32) -> String {
    format!("{site}/{version}")
}

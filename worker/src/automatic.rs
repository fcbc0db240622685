//! What the shop has said has happened, and is to be told by itself: of that what is news, handed to the site's sends. Whoever says it is answered
//! when they have it; said again it is known.

use crm::automatic::{Happening, NAME, Ordered, is_news, of_member, of_order};
use crm::contact::Kind;
use model::money::Micros;
use model::time::{EpochMs, Zone};
use model::wire::written;

use crate::api::sends::ask;
use crate::auth::SiteScope;
use crate::call::Call;
use crate::people::site_id;
use crate::problem::Problem;
use crate::secret::sha256_hex;
use crate::sends::ask::{Happened, What};
use crate::sends::happened::{LIST, Notice, VERSION};
use crate::sends::letters::owner_of_listed;
use crate::site_keys::SiteKeys;
use crate::store::automatic::{self, Switch};
use crate::store::db::Db;
use crate::store::providers::{self, Stored};
use crate::store::sites::Site;
use crate::store::templates;

/// Happenings of one call to the object: some hundred bytes each.
const TOLD_MAX: usize = 200;
/// How often it is begun anew where a key was retired or destroyed between reading the keys and asking the object.
const TRIES: u32 = 4;

/// What is switched on, and what has happened of it.
pub struct News {
    on: Vec<Switch>,
    stored: Option<Stored>,
    shop: String,
    zone: std::rc::Rc<Zone>,
    now: EpochMs,
    told: Vec<Told>,
}

/// One thing that has happened.
struct Told {
    happening: Happening,
    subject: String,
    remains: Option<Micros>,
    at: EpochMs,
    member: String,
    /// E.164.
    phone: Option<String>,
    values: Vec<(String, String)>,
}

/// Whose an order is.
pub struct Whose {
    pub member: Option<String>,
    /// E.164: a number to tell it at, whoever it is.
    pub phone: Option<String>,
    pub name: Option<String>,
}

impl News {
    /// What the site has switched on.
    ///
    /// # Errors
    /// D1 does not answer.
    pub async fn open(call: &Call, db: &Db, scope: &SiteScope, site: &Site) -> Result<Self, Problem> {
        let all = automatic::of_site(db, scope).await?;
        let on: Vec<Switch> = all.into_iter().filter(|switch| switch.on.is_some()).collect();
        // Most shops have none: nothing more is read then.
        let stored = if on.is_empty() { None } else { providers::of(db, scope).await? };
        let shop = stored.as_ref().map(|stored| stored.sender.name.clone()).filter(|name| !name.is_empty());
        let zone = crate::zone::offsets(&site.zone, call.now_ms)?;
        Ok(Self { on, stored, shop: shop.unwrap_or_else(|| site.name.clone()), zone, now: EpochMs(call.now_ms), told: Vec::new() })
    }

    /// Something has happened to an order.
    pub fn order(&mut self, happening: Happening, at: EpochMs, whose: &Whose, order: &Ordered<'_>, remains: Option<Micros>) {
        if !self.is_told(happening, at) || whose.member.is_none() && whose.phone.is_none() {
            return;
        }
        let mut values = of_order(&self.shop, order, &self.zone);
        values.extend(whose.name.clone().map(|name| (NAME.to_owned(), name)));
        let (member, phone) = (whose.member.clone().unwrap_or_default(), whose.phone.clone());
        self.told.push(Told { happening, subject: order.number.to_owned(), remains, at, member, phone, values });
    }

    /// Somebody has joined.
    pub fn joined(&mut self, member: &str, at: EpochMs) {
        if self.is_told(Happening::Joined, at) {
            let values = of_member(&self.shop, at, &self.zone);
            let (subject, member) = (member.to_owned(), member.to_owned());
            self.told.push(Told { happening: Happening::Joined, subject, remains: None, at, member, phone: None, values });
        }
    }

    fn is_told(&self, happening: Happening, at: EpochMs) -> bool {
        let since = self.on.iter().find(|switch| switch.happening == happening).and_then(|switch| switch.on);
        since.is_some_and(|since| is_news(at, since, self.now))
    }

    /// Hands it over. Returns how much of it was not known.
    ///
    /// # Errors
    /// The object does not answer: nothing was lost, the same can be said again.
    pub async fn tell(self, call: &Call, db: &Db, scope: &SiteScope) -> Result<u32, Problem> {
        if self.told.is_empty() {
            return Ok(0);
        }
        let own = site_id(scope)?;
        let mut causes = Vec::new();
        for switch in &self.on {
            if self.told.iter().any(|told| told.happening == switch.happening) {
                causes.push((switch.happening, self.cause(db, scope, switch).await?));
            }
        }
        // The clock looks after it from before it is there.
        providers::set_sending(db, own).await?;
        let secret = call.settings().keys()?;
        let (mut news, mut last) = (0, Ok(()));
        for some in self.told.chunks(TOLD_MAX) {
            for _ in 0..TRIES {
                let keys = SiteKeys::of(&secret, db, own, call.now_ms).await?;
                let all = some.iter().map(|told| sealed(&keys, told, &causes)).collect::<Result<Vec<_>, Problem>>()?;
                last = match ask::<u32>(&call.env, own, call.now_ms, What::Happened(all)).await {
                    Ok(new) => {
                        news += new;
                        Ok(())
                    }
                    // A new version seals since the keys were read.
                    Err(Problem::KeyGone) => Err(Problem::KeyGone),
                    Err(problem) => return Err(problem),
                };
                if last.is_ok() {
                    break;
                }
            }
            last?;
            last = Ok(());
        }
        Ok(news)
    }

    /// Of the run that tells it: the civil day, and how it is said. What is said otherwise from now on is another run, frozen anew.
    async fn cause(&self, db: &Db, scope: &SiteScope, switch: &Switch) -> Result<String, Problem> {
        let day = self.zone.day(self.now);
        let remote = templates::remote(db, scope, &switch.happening.template()).await?;
        let way = self.stored.as_ref().map(|stored| (&stored.provider, &stored.sender));
        let template = remote.as_ref().map(|remote| (&remote.id, &remote.body, &remote.review));
        let said = serde_json::to_string(&(way, template, &switch.fallback)).map_err(|error| Problem::Internal(error.to_string()))?;
        let hash = sha256_hex(said.as_bytes());
        Ok(format!("on {day} {}", hash.get(..8).unwrap_or_default()))
    }
}

fn sealed(keys: &SiteKeys, told: &Told, causes: &[(Happening, String)]) -> Result<Happened, Problem> {
    let Told { happening, subject, remains, at, member, phone, values } = told;
    let id = happening.id(keys.site(), subject, *remains);
    let notice = Notice { phone: phone.clone().unwrap_or_default(), values: values.clone() };
    let bytes = [&[VERSION], written(&notice).as_slice()].concat();
    let cause = causes.iter().find(|(of, _)| of == happening).map(|(_, cause)| cause.clone());
    Ok(Happened {
        id,
        matter: happening.matter(keys.site(), subject),
        kind: *happening as u8,
        at: *at,
        member: member.clone(),
        contact: phone.as_ref().map(|phone| keys.index(Kind::Phone, phone)).transpose()?,
        key: keys.newest(),
        sealed: keys.seal(&owner_of_listed(LIST, &id), &bytes)?,
        cause: cause.unwrap_or_default(),
    })
}

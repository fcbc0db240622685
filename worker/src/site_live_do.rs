//! The object that those who watch a site are connected to.
//!
//! - **Name**: site and kind, of fixed width (`person::placement::live_name`). It stores its site at birth and refuses any other.
//! - **Stores**: tickets that wait to be used, and what was told of each list, for sockets that connect again (`live::ticket`, `live::view`).
//!   With each socket: whose it is, its segment, the number of the last change that it was told (`live::frame::Held`).
//! - **Called by**: the edge, over `rpc` (a `live::ticket::Ask` in bytes) and with requests for sockets; clients, by their sockets.
//! - **Relies on**: a ticket is taken by one statement. The alarm is set before its work is done; while nobody is connected there is none,
//!   and nothing costs anything. What is lost with the memory is read again.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use model::ids::{SiteId, VisitorId};
use model::time::EpochMs;
use model::wire::{read, written};
use segment::compile::{Target, compile_of};
use wasm_bindgen::prelude::*;
use worker::{
    Date, DurableObject, Env, Error, Request, Response, Result, ScheduledTime, State, WebSocket, WebSocketIncomingMessage, WebSocketPair,
    console_error, durable_object,
};

use crate::auth::{self, Holder, Role, Scope, SiteScope};
use crate::live::frame::{self, FAULTS_MAX, Held, Said, Sums};
use crate::live::ticket::{self, Ask, Issue};
use crate::live::view::{self, FRAME_BYTES_MAX, LIST_MAX, View};
use crate::people::{People, currency};
use crate::person::ask::{Seen, Watch, WatchPart, What};
use crate::person::placement::live_name;
use crate::person::presence::SEGMENTS_MAX;
use crate::person::{LIVE_MS, ShardError};
use crate::problem::Problem;
use crate::published::{self, Published};
use crate::secret::sha256_hex;
use crate::store::db::Db;
use crate::store::sites::{self, Site};
use crate::store::sql::Sql;
use crate::zone;

/// Most sockets of a site: each may follow a segment of its own.
const SOCKETS_MAX: usize = 20;
const _: () = assert!(SOCKETS_MAX <= SEGMENTS_MAX);
/// How often people are asked what is new, and sockets are told.
const TICK_MS: i64 = 2_000;
/// Who has just connected or chosen a segment need not wait for the next turn, but turns are at least this far apart.
const TURN_MS_MIN: i64 = 250;
/// How often it is looked at whether everybody may still watch, and what is published. Between two looks a socket outlives its session:
/// security.md gives it 60 s.
const LOOK_MS: i64 = 15_000;
/// A configuration this old is read again before a segment is said not to be there.
const LOOK_MS_MIN: i64 = 1_000;
/// A socket is told something at least this often, so that a client can tell a quiet shop from a lost connection.
const QUIET_MS_MAX: i64 = 20_000;

/// The session is over, or may not see the site any more.
const CLOSE_OVER: u16 = 4401;
/// RFC 6455: what came was against the rules.
const CLOSE_FAULTS: u16 = 1008;

/// What watching a site needs.
const NEEDED: (Role, Scope) = (Role::Viewer, Scope::Read);

#[durable_object]
pub struct SiteLive {
    sql: Sql,
    state: State,
    env: Env,
    looked: RefCell<Option<Rc<Look>>>,
    views: RefCell<BTreeMap<String, View>>,
    turn_at: Cell<EpochMs>,
}

/// What was found when it was last looked at who may watch.
struct Look {
    at: EpochMs,
    scope: SiteScope,
    site: Site,
    published: Rc<Published>,
    /// The program of the segments that are followed: compiled at the first turn.
    program: RefCell<(Vec<String>, Vec<u8>)>,
}

type Sockets = Vec<(WebSocket, Held)>;

impl DurableObject for SiteLive {
    fn new(state: State, env: Env) -> Self {
        let sql = Sql::new(&state);
        Self { sql, state, env, looked: RefCell::new(None), views: RefCell::default(), turn_at: Cell::new(EpochMs(0)) }
    }

    /// A request for a socket.
    async fn fetch(&self, request: Request) -> Result<Response> {
        Ok(self.open(&request).await.unwrap_or_else(Problem::into_response))
    }

    async fn alarm(&self) -> Result<Response> {
        let now = now();
        if self.sockets().is_empty() {
            self.views.take();
            self.looked.take();
        } else {
            // The next one first: whatever happens below, somebody wakes again.
            self.wake(EpochMs(now.0 + TICK_MS)).await?;
            self.turn_at.set(now);
            if let Err(problem) = self.turn(now).await {
                console_error!("a turn is left out: {problem:?}");
            }
        }
        Response::empty()
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        let Some(mut held) = held(&socket) else { return Ok(()) };
        match frame::read(&message) {
            Ok(Said::Filter(Some(segment))) if !self.knows(&segment).await => {
                tell(&socket, &no_such_segment(&segment));
            }
            Ok(Said::Filter(segment)) => {
                // While the question above was out the socket may have been told something.
                held = self::held(&socket).unwrap_or(held);
                (held.segment, held.since, held.told_at_ms) = (segment, None, 0);
                hold(&socket, &held);
                self.wake_soon().await?;
            }
            Err(detail) => {
                held.faults += 1;
                hold(&socket, &held);
                tell(&socket, &frame::error("unreadable", detail));
                if held.faults >= FAULTS_MAX {
                    close(&socket, CLOSE_FAULTS, "too many frames that cannot be read");
                }
            }
        }
        Ok(())
    }

    async fn websocket_close(&self, socket: WebSocket, _code: usize, _reason: String, _was_clean: bool) -> Result<()> {
        // Answers the client's close where the runtime has not; the next alarm finds out whether anybody is left.
        close(&socket, 1000, "");
        Ok(())
    }

    async fn websocket_error(&self, _socket: WebSocket, _error: Error) -> Result<()> {
        Ok(())
    }
}

#[wasm_bindgen]
impl SiteLive {
    /// Keeps a ticket, or looks again who may watch: the bytes of an `Ask` in, those of an `Issued` (or none) out.
    ///
    /// # Errors
    /// [`ShardError`]; nothing has happened then.
    pub async fn rpc(&self, request: Vec<u8>) -> std::result::Result<Vec<u8>, JsValue> {
        match read(&request).map_err(ShardError::from)? {
            Ask::Issue(issue) => Ok(self.issue(&issue)?),
            Ask::LookAgain(site) => {
                self.look_again(site).await?;
                Ok(Vec::new())
            }
        }
    }
}

impl SiteLive {
    fn issue(&self, issue: &Issue) -> std::result::Result<Vec<u8>, ShardError> {
        if !self.is_of(issue.site) {
            return Err(ShardError::WrongObject);
        }
        match ticket::born(&self.sql)? {
            Some(site) if site == issue.site => {}
            Some(_) => return Err(ShardError::WrongObject),
            None => ticket::bear(&self.sql, issue.site)?,
        }
        Ok(written(&ticket::issue(&self.sql, issue)?))
    }

    /// Closes the sockets of those who may not watch any more. What cannot be found out now is left to the next turn.
    async fn look_again(&self, site: SiteId) -> std::result::Result<(), ShardError> {
        if !self.is_of(site) {
            return Err(ShardError::WrongObject);
        }
        if !self.sockets().is_empty()
            && let Err(problem) = self.look(now(), 0).await
        {
            console_error!("who may watch is looked at later: {problem:?}");
        }
        Ok(())
    }

    fn is_of(&self, site: SiteId) -> bool {
        self.state.id().name().is_none_or(|name| name == live_name(site))
    }

    async fn open(&self, request: &Request) -> std::result::Result<Response, Problem> {
        let url = request.url()?;
        let query = |name: &str| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
        let header = |name: &str| request.headers().get(name).ok().flatten().unwrap_or_default();
        // Where no ticket was ever kept there is none to take, and nothing is written.
        ticket::born(&self.sql)?.filter(|site| self.is_of(*site)).ok_or(Problem::TicketRefused)?;
        let hash = sha256_hex(query("ticket").unwrap_or_default().as_bytes());
        let ticket = ticket::redeem(&self.sql, &hash, now())?.ok_or(Problem::TicketRefused)?;
        let cookie = header("cookie");
        let session = auth::session_secret_in(&cookie).map(|secret| sha256_hex(secret.as_bytes()));
        let same_session = ticket.holder.is_token || session.is_some_and(|hash| hash == ticket.holder.hash);
        if ticket.origin != header("origin") || !same_session {
            return Err(Problem::TicketRefused);
        }
        if self.sockets().len() >= SOCKETS_MAX {
            return Err(Problem::TooManyWatchers);
        }
        let pair = WebSocketPair::new()?;
        self.state.as_raw().accept_websocket(pair.server.as_ref()).map_err(Error::from)?;
        let held = Held {
            holder: ticket.holder,
            segment: query("segment").filter(|id| !id.is_empty()),
            since: query("since").and_then(|since| since.parse().ok()),
            faults: 0,
            told_at_ms: 0,
            sums: Sums::default(),
        };
        hold(&pair.server, &held);
        // The next turn looks at everybody anew: a session may have ended since it asked for the ticket.
        self.looked.take();
        self.wake_soon().await?;
        Ok(Response::from_websocket(pair.client)?)
    }

    /// Asks what is new and tells it.
    async fn turn(&self, now: EpochMs) -> std::result::Result<(), Problem> {
        let Some(look) = self.look(now, LOOK_MS).await? else { return Ok(()) };
        self.drop_unknown_segments(&look);
        let sockets = self.sockets();
        let segments: BTreeSet<String> = sockets.iter().filter_map(|(_, held)| held.segment.clone()).collect();
        let segments: Vec<String> = segments.into_iter().collect();
        let people = People::of(&self.env, &look.scope, &look.site, now.0)?;
        let zone = zone::offsets(&look.site.zone, now.0)?;
        let program = look.program_of(&segments);
        let since = EpochMs(now.0 - LIVE_MS);
        let currency = currency(&look.site);
        let watch = || What::Watch(Watch { since, limit: LIST_MAX, zone: (*zone).clone(), currency, program: program.clone() });
        let parts: Vec<WatchPart> = people.ask_all(watch).await?;
        let all_pending = parts.iter().map(|part| part.pending).sum();
        // The lists of the answers are those of everybody and of each segment.
        let names = std::iter::once(String::new()).chain(segments);
        for (place, name) in names.enumerate() {
            self.follow(&people, place, name, &parts)?;
        }
        let count = self.views.borrow().get("").map_or(0, |view| view.count);
        let bytes_max = u32::try_from(FRAME_BYTES_MAX).unwrap_or(u32::MAX);
        let cards = |visitors: &[VisitorId]| What::Cards { visitors: visitors.to_vec(), bytes_max, currency };
        let told: Vec<Vec<(VisitorId, String)>> = people.tell(self.missing(), |visitor| visitor.0.to_vec(), cards).await?;
        for (visitor, card) in told.into_iter().flatten() {
            let (label, card) = (visitor.label(people.site()), Rc::from(card));
            self.views.borrow_mut().values_mut().for_each(|view| view.put_card(&label, &card));
        }
        self.tell_all(now, count, all_pending);
        self.store(now)?;
        Ok(())
    }

    /// Takes one list of all answers.
    fn follow(&self, people: &People<'_>, place: usize, name: String, parts: &[WatchPart]) -> Result<()> {
        let lists = || parts.iter().filter_map(|part| part.lists.get(place));
        let mut newest: Vec<Seen> = lists().flat_map(|list| list.newest.iter().copied()).collect();
        newest.sort_unstable_by_key(Seen::order);
        newest.truncate(usize::try_from(LIST_MAX).unwrap_or(usize::MAX));
        let mut views = self.views.borrow_mut();
        let view = match views.entry(name) {
            std::collections::btree_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::btree_map::Entry::Vacant(new) => {
                let view = View::load(&self.sql, new.key())?;
                new.insert(view)
            }
        };
        view.follow(people.site(), lists().map(|list| list.count).sum(), &newest);
        Ok(())
    }

    /// The visitors whose cards some socket waits for.
    fn missing(&self) -> Vec<VisitorId> {
        let views = self.views.borrow();
        let mut known = BTreeSet::new();
        let mut missing = Vec::new();
        for (_, held) in self.sockets() {
            let Some(view) = views.get(held.name()) else { continue };
            let wanted = view.missing(view.resumes(held.since).unwrap_or(0));
            missing.extend(wanted.into_iter().filter(|visitor| known.insert(*visitor)));
        }
        missing
    }

    /// Tells each socket what it has not heard.
    fn tell_all(&self, now: EpochMs, count: u32, all_pending: u32) {
        let mut views = self.views.borrow_mut();
        for (socket, mut held) in self.sockets() {
            // One that chose its segment while the question was out has its turn in a moment.
            let Some(view) = views.get_mut(held.name()) else { continue };
            let pending = if held.segment.is_some() { all_pending } else { 0 };
            let sums = Sums { count, matching: view.count, pending };
            let since = view.resumes(held.since);
            // What was told a moment ago, in a turn that was another socket's, can wait.
            if since.is_some() && now.0 - held.told_at_ms < TICK_MS / 2 {
                continue;
            }
            let news = view.news(since);
            let is_news = since.is_none() || !news.visitors.is_empty() || !news.gone.is_empty() || sums != held.sums;
            if is_news || now.0 - held.told_at_ms >= QUIET_MS_MAX {
                let is_told = tell(&socket, &frame::news(&news, since.is_none(), now, sums, held.segment.as_deref()));
                if is_told {
                    (held.since, held.told_at_ms, held.sums) = (Some(news.seq), now.0, sums);
                    hold(&socket, &held);
                }
            }
        }
    }

    /// Keeps what was told for those who connect again, and forgets the lists that nobody follows.
    fn store(&self, now: EpochMs) -> Result<()> {
        let followed: BTreeSet<String> = self.sockets().iter().map(|(_, held)| held.name().to_owned()).collect();
        let mut views = self.views.borrow_mut();
        for (name, view) in views.iter_mut().filter(|(name, _)| followed.contains(*name)) {
            view.store(&self.sql, name, now)?;
        }
        views.retain(|name, _| followed.contains(name));
        Ok(())
    }

    /// Who may watch, and what is published: as found not longer ago than this. Sockets that may not are closed; `None` when no other is
    /// left.
    async fn look(&self, now: EpochMs, age_ms_max: i64) -> std::result::Result<Option<Rc<Look>>, Problem> {
        let known = self.looked.borrow().as_ref().filter(|look| now.0 - look.at.0 < age_ms_max).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(site) = ticket::born(&self.sql)? else { return Ok(None) };
        view::sweep(&self.sql, now)?;
        let db = Db::open(&self.env).await?;
        let holders: BTreeSet<Holder> = self.sockets().into_iter().map(|(_, held)| held.holder).collect();
        let mut scope = None;
        for holder in holders {
            match auth::still(&db, &holder, &site.to_string(), NEEDED, now.0).await {
                Ok(found) => scope = Some(found),
                Err(problem @ (Problem::Internal(_) | Problem::Misconfigured(_))) => return Err(problem),
                Err(_) => self.sockets().iter().filter(|(_, held)| held.holder == holder).for_each(|(socket, _)| {
                    close(socket, CLOSE_OVER, "the session is over");
                }),
            }
        }
        let Some(scope) = scope else { return Ok(None) };
        let site = sites::load(&db, &scope).await?.ok_or(Problem::NotFound)?;
        let published = published::current(&self.env, &db, &scope, &site, now.0).await?;
        let look = Rc::new(Look { at: now, scope, site, published, program: RefCell::default() });
        self.looked.replace(Some(look.clone()));
        Ok(Some(look))
    }

    /// Whether a segment is published, as far as can be found out.
    async fn knows(&self, segment: &str) -> bool {
        let known = self.looked.borrow().as_ref().is_some_and(|look| look.has(segment));
        if known {
            return true;
        }
        match self.look(now(), LOOK_MS_MIN).await {
            Ok(look) => look.is_some_and(|look| look.has(segment)),
            Err(problem) => {
                console_error!("what is published is not known: {problem:?}");
                false
            }
        }
    }

    /// A segment that is not published, or no longer, is said, and everybody is shown.
    fn drop_unknown_segments(&self, look: &Look) {
        for (socket, mut held) in self.sockets() {
            if let Some(segment) = held.segment.take_if(|segment| !look.has(segment)) {
                (held.since, held.told_at_ms) = (None, 0);
                hold(&socket, &held);
                tell(&socket, &no_such_segment(&segment));
            }
        }
    }

    /// Those who are connected.
    fn sockets(&self) -> Sockets {
        let all = self.state.as_raw().get_websockets().unwrap_or_default();
        let open = all.into_iter().filter(|socket| socket.ready_state() == OPEN).map(WebSocket::from);
        open.filter_map(|socket| held(&socket).map(|held| (socket, held))).collect()
    }

    async fn wake_soon(&self) -> Result<()> {
        self.wake(EpochMs(now().0.max(self.turn_at.get().0 + TURN_MS_MIN))).await
    }

    async fn wake(&self, at: EpochMs) -> Result<()> {
        let date = js_sys::Date::new(&JsValue::from_f64(at.0 as f64));
        self.state.storage().set_alarm(ScheduledTime::new(date)).await
    }
}

impl Look {
    fn has(&self, segment: &str) -> bool {
        self.published.config.segments.iter().any(|known| known.id == segment)
    }

    /// The program of these segments, which are published.
    fn program_of(&self, segments: &[String]) -> Vec<u8> {
        let mut kept = self.program.borrow_mut();
        if kept.0 != segments {
            let all = &self.published.config.segments;
            let some = segments.iter().filter_map(|id| all.iter().find(|segment| segment.id == *id));
            *kept = (segments.to_vec(), compile_of(all, some, Target::Full).program().0);
        }
        if segments.is_empty() { Vec::new() } else { kept.1.clone() }
    }
}

impl Held {
    /// The list that the socket follows.
    fn name(&self) -> &str {
        self.segment.as_deref().unwrap_or_default()
    }
}

/// `WebSocket.OPEN`.
const OPEN: u16 = 1;

/// What is kept with a socket; `None` where it was kept by another version: the socket is closed, and its client connects again.
fn held(socket: &WebSocket) -> Option<Held> {
    let held = socket.deserialize_attachment().ok().flatten();
    if held.is_none() {
        close(socket, CLOSE_RESTART, "connect again");
    }
    held
}

/// RFC 6455's registry: the service restarts.
const CLOSE_RESTART: u16 = 1012;

fn hold(socket: &WebSocket, held: &Held) {
    if let Err(error) = socket.serialize_attachment(held) {
        console_error!("nothing can be kept with a socket: {error}");
    }
}

/// Sends, and says whether it could: a socket that is closing cannot be told anything.
fn tell(socket: &WebSocket, text: &str) -> bool {
    socket.send_with_str(text).is_ok()
}

fn close(socket: &WebSocket, code: u16, reason: &str) {
    // One that is closed already is as it should be.
    let _ = socket.close(Some(code), Some(reason));
}

fn no_such_segment(segment: &str) -> String {
    frame::error("no_such_segment", &format!("No segment \"{segment}\" is published."))
}

fn now() -> EpochMs {
    EpochMs(i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX))
}

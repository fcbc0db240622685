//! All routes of the edge. The API's description (`/api/openapi.json`) is made from this table.

use worker::Method::{Delete, Get, Options, Post, Put};

use crate::api::{
    account, audit, configs, effects, imports, invitations, live, messages, objects, orders, population, privacy, rehearsals, schemas,
    segments, sessions, setup, sites, team, tokens, totals, totp, visitors,
};
use crate::auth::Role::{Editor, Owner, Viewer};
use crate::auth::Scope::{Configure, Manage, Read, Send};
use crate::route::Handler::{Account, Anyone, Session, Site, SiteSession};
use crate::route::Place::{Any, Console, Edge};
use crate::route::Takes::{Bytes, Json, Lines, Nothing};
use crate::route::{Route, Takes};
use crate::{bundles, collect, demo, health, openapi, pages, script};

/// Sign-in, set-up, names: a few hundred bytes; mail addresses go up to 254.
const FORM: Takes = Json { bytes_max: 8 * 1024, schema: "" };
/// A configuration: 1,000 segments of about 1 KB.
const CONFIG: Takes = Json { bytes_max: 1024 * 1024, schema: "config" };
/// A segment that is being written, and somebody's facts with a log of 12 KB.
const DRAFT: Takes = Json { bytes_max: 256 * 1024, schema: "" };
/// A configuration, and of which visits.
const REHEARSAL: Takes = Json { bytes_max: 1024 * 1024 + 1024, schema: "" };
/// A history: 10,000 lines of 400 bytes.
const HISTORY: Takes = Lines { bytes_max: 4 * 1024 * 1024 };
/// 1,000 orders of 250 bytes.
const ORDERS: Takes = Json { bytes_max: 256 * 1024, schema: "" };
/// A browser's batch.
const BATCH: Takes = Bytes { bytes_max: model::wire::BATCH_BYTES_MAX };

#[rustfmt::skip]
pub static ROUTES: &[Route] = &[
    Route { method: Get, path: "/healthz", place: Any, takes: Nothing, summary: "Says that the edge serves.",
        handler: Anyone(|call| Box::pin(health::get(call))) },
    Route { method: Get, path: "/api/openapi.json", place: Console, takes: Nothing, summary: "This description.",
        handler: Anyone(|call| Box::pin(openapi::get(call))) },

    Route { method: Post, path: "/api/setup", place: Console, takes: FORM, summary: "Makes the owner (and a first site), once, with the set-up token.",
        handler: Anyone(|call| Box::pin(setup::post(call))) },
    Route { method: Post, path: "/api/session", place: Console, takes: FORM, summary: "Signs in with email and password: answers with a session cookie. Where a second factor is on, the first answer is code_needed: the same is sent again with \"code\" (six digits, or a recovery code).",
        handler: Anyone(|call| Box::pin(sessions::post(call))) },
    Route { method: Get, path: "/api/session", place: Console, takes: Nothing, summary: "Who is signed in, and their sites.",
        handler: Account(Read, |call, account| Box::pin(sessions::get(call, account))) },
    Route { method: Delete, path: "/api/session", place: Console, takes: Nothing, summary: "Signs out.",
        handler: Session(|call, account| Box::pin(sessions::delete(call, account))) },

    Route { method: Get, path: "/api/sessions", place: Console, takes: Nothing, summary: "Your sessions: when they began and were last seen, what signed in and roughly where, and which one asks.",
        handler: Session(|call, account| Box::pin(sessions::list(call, account))) },
    Route { method: Delete, path: "/api/sessions", place: Console, takes: Nothing, summary: "Ends all of your sessions but the one that asks.",
        handler: Session(|call, account| Box::pin(sessions::revoke_others(call, account))) },
    Route { method: Delete, path: "/api/sessions/{session}", place: Console, takes: Nothing, summary: "Ends one of your sessions.",
        handler: Session(|call, account| Box::pin(sessions::revoke(call, account))) },
    Route { method: Get, path: "/api/tokens", place: Console, takes: Nothing, summary: "Your tokens: scopes, site, first characters, when they were made and last used (to the hour) and end.",
        handler: Session(|call, account| Box::pin(tokens::list(call, account))) },
    Route { method: Post, path: "/api/tokens", place: Console, takes: FORM, summary: "Makes a token for servers (name, scopes, and if wanted site and expires_days up to 365); it is shown this once.",
        handler: Session(|call, account| Box::pin(tokens::post(call, account))) },
    Route { method: Delete, path: "/api/tokens/{token}", place: Console, takes: Nothing, summary: "Revokes one of your tokens.",
        handler: Session(|call, account| Box::pin(tokens::delete(call, account))) },
    Route { method: Get, path: "/api/account", place: Console, takes: Nothing, summary: "Your account, and whether a second factor is on.",
        handler: Session(|call, account| Box::pin(account::get(call, account))) },
    Route { method: Get, path: "/api/account/audit", place: Console, takes: Nothing, summary: "What you did, and what happened to your account, the newest first (cursor).",
        handler: Session(|call, account| Box::pin(audit::of_account(call, account))) },
    Route { method: Post, path: "/api/account/password", place: Console, takes: FORM, summary: "Changes your password (old, new), and ends all of your other sessions.",
        handler: Session(|call, account| Box::pin(account::post_password(call, account))) },
    Route { method: Post, path: "/api/account/totp", place: Console, takes: FORM, summary: "Makes the secret of a second factor (password): it counts from its first code on.",
        handler: Session(|call, account| Box::pin(totp::enrol(call, account))) },
    Route { method: Post, path: "/api/account/totp/confirm", place: Console, takes: FORM, summary: "Turns the second factor on (code); answers with ten recovery codes, this once.",
        handler: Session(|call, account| Box::pin(totp::confirm(call, account))) },
    Route { method: Post, path: "/api/account/totp/recovery-codes", place: Console, takes: FORM, summary: "Makes ten recovery codes in the place of those before (password, code).",
        handler: Session(|call, account| Box::pin(totp::renew_codes(call, account))) },
    Route { method: Post, path: "/api/account/totp/disable", place: Console, takes: FORM, summary: "Turns the second factor off (password, code).",
        handler: Session(|call, account| Box::pin(totp::disable(call, account))) },

    Route { method: Get, path: "/api/sites/{id}/team", place: Console, takes: Nothing, summary: "Who has a part in the site, and as what.",
        handler: Site(Viewer, Read, |call, site| Box::pin(team::list(call, site))) },
    Route { method: Put, path: "/api/sites/{id}/team/{account}", place: Console, takes: FORM, summary: "Changes a member's role (role: viewer, editor, owner). The last owner stays one.",
        handler: SiteSession(Owner, |call, site| Box::pin(team::put(call, site))) },
    Route { method: Delete, path: "/api/sites/{id}/team/{account}", place: Console, takes: Nothing, summary: "Takes a member out of the team, at once. The last owner stays.",
        handler: SiteSession(Owner, |call, site| Box::pin(team::delete(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/leave", place: Console, takes: Nothing, summary: "Leaves the site's team.",
        handler: SiteSession(Viewer, |call, site| Box::pin(team::leave(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/invitations", place: Console, takes: Nothing, summary: "The invitations that can still be used.",
        handler: SiteSession(Owner, |call, site| Box::pin(invitations::list(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/invitations", place: Console, takes: FORM, summary: "Invites somebody (email, role): answers with a link, good once and for seven days, to hand over; no mail is sent.",
        handler: SiteSession(Owner, |call, site| Box::pin(invitations::post(call, site))) },
    Route { method: Delete, path: "/api/sites/{id}/invitations/{invitation}", place: Console, takes: Nothing, summary: "Withdraws an invitation.",
        handler: SiteSession(Owner, |call, site| Box::pin(invitations::delete(call, site))) },
    Route { method: Post, path: "/api/invitations/accept", place: Console, takes: FORM, summary: "Accepts an invitation (token): with name and password as a new account, or signed in with the address that is invited.",
        handler: Anyone(|call| Box::pin(invitations::accept(call))) },
    Route { method: Get, path: "/api/sites/{id}/audit", place: Console, takes: Nothing, summary: "Who changed what in the site, the newest first (cursor).",
        handler: Site(Owner, Manage, |call, site| Box::pin(audit::of_site(call, site))) },

    Route { method: Get, path: "/api/sites", place: Console, takes: Nothing, summary: "The sites that you have a part in.",
        handler: Account(Read, |call, account| Box::pin(sites::list(call, account))) },
    Route { method: Post, path: "/api/sites", place: Console, takes: FORM, summary: "Adds a site; you are its owner.",
        handler: Account(Manage, |call, account| Box::pin(sites::post(call, account))) },
    Route { method: Get, path: "/api/sites/{id}", place: Console, takes: Nothing, summary: "One site, with the script tags for its pages.",
        handler: Site(Viewer, Read, |call, site| Box::pin(sites::get(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/config", place: Console, takes: Nothing, summary: "The published segments and messages, with their version as ETag.",
        handler: Site(Viewer, Read, |call, site| Box::pin(configs::get(call, site))) },
    Route { method: Put, path: "/api/sites/{id}/config", place: Console, takes: CONFIG, summary: "Publishes segments and messages, if If-Match names the current version.",
        handler: Site(Editor, Configure, |call, site| Box::pin(configs::put(call, site))) },

    Route { method: Get, path: "/api/sites/{id}/messages", place: Console, takes: Nothing, summary: "The messages that are published, each with whom it is for in words.",
        handler: Site(Viewer, Read, |call, site| Box::pin(messages::get(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/messages/{mid}/effect", place: Console, takes: Nothing, summary: "What a message did in the last days (days=1 to 90, or from and to): counts by variant and day, and the lift against the control group.",
        handler: Site(Viewer, Read, |call, site| Box::pin(effects::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/messages/rehearsal", place: Console, takes: REHEARSAL, summary: "What a configuration (config, its drafts included) would have shown in the visits of the last 7 days or 24 hours (range): how often each message, which overlap, starve or meet their limits. Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(rehearsals::post(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/live", place: Console, takes: Nothing, summary: "Who is on the site now (limit=1 to 200).",
        handler: Site(Viewer, Read, |call, site| Box::pin(live::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/live/ticket", place: Console, takes: Nothing, summary: "Makes a ticket that opens one live socket within 60 seconds.",
        handler: Site(Viewer, Read, |call, site| Box::pin(live::post_ticket(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/live/socket", place: Console, takes: Nothing, summary: "A WebSocket that tells who is on the site, as it changes (ticket, segment, since).",
        handler: Anyone(|call| Box::pin(live::get_socket(call))) },
    Route { method: Get, path: "/api/sites/{id}/totals", place: Console, takes: Nothing, summary: "Visits, visitors, views, carts and orders between two days (from, to), both in.",
        handler: Site(Viewer, Read, |call, site| Box::pin(totals::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/people/archive", place: Console, takes: FORM, summary: "Everything that is kept of a person (member or visitor), as one file.",
        handler: Site(Owner, Manage, |call, site| Box::pin(privacy::archive(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/people/erase", place: Console, takes: FORM, summary: "Takes everything away that is kept of a person (member or visitor).",
        handler: Site(Owner, Manage, |call, site| Box::pin(privacy::erase(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/erasures", place: Console, takes: Nothing, summary: "What was erased, and what is being erased.",
        handler: Site(Owner, Manage, |call, site| Box::pin(privacy::list(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/erasures/{eid}", place: Console, takes: Nothing, summary: "How far an erasure has come.",
        handler: Site(Owner, Manage, |call, site| Box::pin(privacy::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/erasures/{eid}/again", place: Console, takes: Nothing, summary: "Erases again what a restore has brought back.",
        handler: Site(Owner, Manage, |call, site| Box::pin(privacy::again(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/objects", place: Console, takes: Nothing, summary: "Over how many objects the site's people are spread, and how much each has: bytes, browsers, visits.",
        handler: Site(Viewer, Read, |call, site| Box::pin(objects::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/objects", place: Console, takes: FORM, summary: "Spreads the site's people over more objects, or fewer, while the site goes on.",
        handler: Site(Owner, Manage, |call, site| Box::pin(objects::post(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/import/events", place: Console, takes: HISTORY, summary: "Takes events that somebody else kept, one JSON object a line; what was sent before changes nothing.",
        handler: Site(Editor, Send, |call, site| Box::pin(imports::post(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/orders", place: Console, takes: ORDERS, summary: "The shop's own word about its orders, cancellations and refunds too: it outranks what browsers say.",
        handler: Site(Editor, Send, |call, site| Box::pin(orders::post(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/segments/check", place: Console, takes: DRAFT, summary: "What is wrong or doubtful with a segment, and what it says in words. Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(segments::check_draft(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/segments/explain", place: Console, takes: DRAFT, summary: "Why somebody (facts) matches a segment or does not, condition by condition. Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(segments::explain_draft(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/segments/population", place: Console, takes: DRAFT, summary: "How many visits of the last 24 hours or 7 days (range) a draft matches, by time and page; of conditions of the moment an estimate, or all of them (exact). Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(population::count(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/segments/report", place: Console, takes: DRAFT, summary: "What the visits that a draft matches did, against all visits: views, stay, orders, revenue, products. Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(population::report(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/segments/visitors", place: Console, takes: DRAFT, summary: "The visits that a draft matches, newest first (cursor, limit=1 to 200), or as CSV (Accept: text/csv, or format=csv; lang=ko or en). Changes nothing.",
        handler: Site(Viewer, Read, |call, site| Box::pin(visitors::list(call, site))) },
    Route { method: Get, path: "/api/segments/catalogue", place: Console, takes: Nothing, summary: "Every condition with its labels, unit, limits, what can be asked and who can know it.",
        handler: Anyone(|call| Box::pin(segments::catalogue(call))) },
    Route { method: Get, path: "/api/segments/templates", place: Console, takes: Nothing, summary: "The segment store: templates by situation.",
        handler: Anyone(|call| Box::pin(segments::templates(call))) },
    Route { method: Get, path: "/api/recipes", place: Console, takes: Nothing, summary: "The recipe store: segment, message or send, timing and link together.",
        handler: Anyone(|call| Box::pin(segments::recipes(call))) },
    Route { method: Get, path: "/api/schemas/{name}.json", place: Console, takes: Nothing, summary: "The JSON Schema of segment, message, config, facts or event.",
        handler: Anyone(|call| Box::pin(schemas::get(call))) },

    Route { method: Post, path: "/v1/collect", place: Edge, takes: BATCH, summary: "Takes a batch of events from a shop's page (postcard).",
        handler: Anyone(|call| Box::pin(collect::post(call))) },
    Route { method: Options, path: "/v1/collect", place: Edge, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(collect::options(call))) },
    Route { method: Get, path: "/v1/b/{key}", place: Edge, takes: Nothing, summary: "The published bundle of a site (postcard).",
        handler: Anyone(|call| Box::pin(bundles::get(call))) },
    Route { method: Get, path: "/d.js", place: Edge, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(script::get(call))) },
    Route { method: Get, path: "/d-{hash}.js", place: Edge, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(script::get_pinned(call))) },
    Route { method: Get, path: "/a/*", place: Edge, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::asset(call))) },

    Route { method: Get, path: "/", place: Console, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::root(call))) },
    Route { method: Get, path: "/console", place: Console, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::root(call))) },
    Route { method: Get, path: "/console/*", place: Console, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::console(call))) },
    Route { method: Post, path: "/demo/api/sign-in", place: Any, takes: FORM, summary: "",
        handler: Anyone(|call| Box::pin(demo::sign_in(call))) },
    Route { method: Get, path: "/demo", place: Any, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::demo_root(call))) },
    Route { method: Get, path: "/demo/*", place: Any, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(pages::demo(call))) },
];

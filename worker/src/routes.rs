//! All routes of the edge. The API's description (`/api/openapi.json`) is made from this table.

use worker::Method::{Delete, Get, Options, Post, Put};

use crate::api::{
    campaigns, changes, configs, effects, imports, items, live, objects, orders, previews as preview_links, publications, schemas,
    segments, sessions, settings, setup, sites, tokens, totals,
};
use crate::auth::Role::{Editor, Owner, Viewer};
use crate::auth::Scope::{Configure, Manage, Read, Send};
use crate::route::Handler::{Account, Anyone, Site};
use crate::route::Place::{Any, Console, Edge, Links};
use crate::route::Takes::{Bytes, Json, Lines, Nothing};
use crate::route::{Route, Takes};
use crate::store::items::Kind;
use crate::{bundles, collect, demo, health, links, openapi, pages, previews, script};
use message::definition::Status;

/// Sign-in, set-up, names: a few hundred bytes; mail addresses go up to 254.
const FORM: Takes = Json { bytes_max: 8 * 1024, schema: "" };
/// A configuration: 1,000 segments of about 1 KB.
const CONFIG: Takes = Json { bytes_max: 1024 * 1024, schema: "config" };
/// A segment that is being written, and somebody's facts with a log of 12 KB.
const DRAFT: Takes = Json { bytes_max: 256 * 1024, schema: "" };
/// A segment, a message, a group or a campaign.
const ITEM: Takes = Json { bytes_max: 256 * 1024, schema: "" };
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
    Route { method: Post, path: "/api/session", place: Console, takes: FORM, summary: "Signs in: answers with a session cookie.",
        handler: Anyone(|call| Box::pin(sessions::post(call))) },
    Route { method: Get, path: "/api/session", place: Console, takes: Nothing, summary: "Who is signed in, and their sites.",
        handler: Account(Read, |call, account| Box::pin(sessions::get(call, account))) },
    Route { method: Delete, path: "/api/session", place: Console, takes: Nothing, summary: "Signs out.",
        handler: Account(Read, |call, account| Box::pin(sessions::delete(call, account))) },
    Route { method: Post, path: "/api/tokens", place: Console, takes: FORM, summary: "Makes a token for servers; it is shown this once.",
        handler: Account(Manage, |call, account| Box::pin(tokens::post(call, account))) },

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

    Route { method: Get, path: "/api/sites/{id}/messages/{mid}/effect", place: Console, takes: Nothing, summary: "What a message did in the last days (days=1 to 90, or from and to): counts by variant and day, and the lift against the control group.",
        handler: Site(Viewer, Read, |call, site| Box::pin(effects::get(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/live", place: Console, takes: Nothing, summary: "Who is on the site now (limit=1 to 200).",
        handler: Site(Viewer, Read, |call, site| Box::pin(live::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/live/ticket", place: Console, takes: Nothing, summary: "Makes a ticket that opens one live socket within 60 seconds.",
        handler: Site(Viewer, Read, |call, site| Box::pin(live::post_ticket(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/live/socket", place: Console, takes: Nothing, summary: "A WebSocket that tells who is on the site, as it changes (ticket, segment, since).",
        handler: Anyone(|call| Box::pin(live::get_socket(call))) },
    Route { method: Get, path: "/api/sites/{id}/totals", place: Console, takes: Nothing, summary: "Visits, visitors, views, carts and orders between two days (from, to), both in.",
        handler: Site(Viewer, Read, |call, site| Box::pin(totals::get(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/objects", place: Console, takes: Nothing, summary: "Over how many objects the site's people are spread.",
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
    // What a shop owner writes and publishes.
    Route { method: Get, path: "/api/sites/{id}/segments", place: Console, takes: Nothing, summary: "Segments as they are being written (q finds old names, too; status, sort, limit, cursor).",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::list(call, site, Kind::Segment))) },
    Route { method: Post, path: "/api/sites/{id}/segments", place: Console, takes: ITEM, summary: "Adds a segment. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::post(call, site, Kind::Segment))) },
    Route { method: Get, path: "/api/sites/{id}/segments/{sid}", place: Console, takes: Nothing, summary: "One segment: its definition, what is doubtful, and who uses it.",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::get(call, site, Kind::Segment))) },
    Route { method: Put, path: "/api/sites/{id}/segments/{sid}", place: Console, takes: ITEM, summary: "Changes a segment, if If-Match names its version. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::put(call, site, Kind::Segment))) },
    Route { method: Delete, path: "/api/sites/{id}/segments/{sid}", place: Console, takes: Nothing, summary: "Deletes a segment that nothing uses, if If-Match names its version.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::delete(call, site, Kind::Segment))) },
    Route { method: Get, path: "/api/sites/{id}/messages", place: Console, takes: Nothing, summary: "Messages as they are being written (q finds old names, too; status, sort, limit, cursor).",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::list(call, site, Kind::Message))) },
    Route { method: Post, path: "/api/sites/{id}/messages", place: Console, takes: ITEM, summary: "Adds a message. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::post(call, site, Kind::Message))) },
    Route { method: Get, path: "/api/sites/{id}/messages/{mid}", place: Console, takes: Nothing, summary: "One message: its definition, what is doubtful, and who uses it.",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::get(call, site, Kind::Message))) },
    Route { method: Put, path: "/api/sites/{id}/messages/{mid}", place: Console, takes: ITEM, summary: "Changes a message, if If-Match names its version. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::put(call, site, Kind::Message))) },
    Route { method: Delete, path: "/api/sites/{id}/messages/{mid}", place: Console, takes: Nothing, summary: "Deletes a message that nothing uses, if If-Match names its version.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::delete(call, site, Kind::Message))) },
    Route { method: Get, path: "/api/sites/{id}/groups", place: Console, takes: Nothing, summary: "Groups as they are being written (q finds old names, too; status, sort, limit, cursor).",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::list(call, site, Kind::Group))) },
    Route { method: Post, path: "/api/sites/{id}/groups", place: Console, takes: ITEM, summary: "Adds a group. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::post(call, site, Kind::Group))) },
    Route { method: Get, path: "/api/sites/{id}/groups/{gid}", place: Console, takes: Nothing, summary: "One group: its definition, what is doubtful, and who uses it.",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::get(call, site, Kind::Group))) },
    Route { method: Put, path: "/api/sites/{id}/groups/{gid}", place: Console, takes: ITEM, summary: "Changes a group, if If-Match names its version. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::put(call, site, Kind::Group))) },
    Route { method: Delete, path: "/api/sites/{id}/groups/{gid}", place: Console, takes: Nothing, summary: "Deletes a group that nothing uses, if If-Match names its version.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::delete(call, site, Kind::Group))) },
    Route { method: Get, path: "/api/sites/{id}/campaigns", place: Console, takes: Nothing, summary: "Campaigns as they are being written (q finds old names, too; status, sort, limit, cursor).",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::list(call, site, Kind::Campaign))) },
    Route { method: Post, path: "/api/sites/{id}/campaigns", place: Console, takes: ITEM, summary: "Adds a campaign. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::post(call, site, Kind::Campaign))) },
    Route { method: Get, path: "/api/sites/{id}/campaigns/{cid}", place: Console, takes: Nothing, summary: "One campaign: its definition, what is doubtful, and who uses it.",
        handler: Site(Viewer, Read, |call, site| Box::pin(items::get(call, site, Kind::Campaign))) },
    Route { method: Put, path: "/api/sites/{id}/campaigns/{cid}", place: Console, takes: ITEM, summary: "Changes a campaign, if If-Match names its version. Nothing is published.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::put(call, site, Kind::Campaign))) },
    Route { method: Delete, path: "/api/sites/{id}/campaigns/{cid}", place: Console, takes: Nothing, summary: "Deletes a campaign that nothing uses, if If-Match names its version.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::delete(call, site, Kind::Campaign))) },
    Route { method: Post, path: "/api/sites/{id}/messages/{mid}/copy", place: Console, takes: Nothing, summary: "The same message as a new draft.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::copy(call, site, Kind::Message))) },
    Route { method: Post, path: "/api/sites/{id}/segments/{sid}/copy", place: Console, takes: Nothing, summary: "The same segment under another id.",
        handler: Site(Editor, Configure, |call, site| Box::pin(items::copy(call, site, Kind::Segment))) },
    Route { method: Post, path: "/api/sites/{id}/messages/{mid}/pause", place: Console, takes: Nothing, summary: "Stops a message at once, and publishes nothing else.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::turn(call, site, Kind::Message, Status::Paused))) },
    Route { method: Post, path: "/api/sites/{id}/messages/{mid}/resume", place: Console, takes: Nothing, summary: "Lets a paused message go on at once, and publishes nothing else.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::turn(call, site, Kind::Message, Status::Active))) },
    Route { method: Post, path: "/api/sites/{id}/groups/{gid}/pause", place: Console, takes: Nothing, summary: "Stops all messages of a group at once, and publishes nothing else.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::turn(call, site, Kind::Group, Status::Paused))) },
    Route { method: Post, path: "/api/sites/{id}/groups/{gid}/resume", place: Console, takes: Nothing, summary: "Lets a paused group go on at once, and publishes nothing else.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::turn(call, site, Kind::Group, Status::Active))) },
    Route { method: Post, path: "/api/sites/{id}/messages/{mid}/preview", place: Console, takes: FORM, summary: "A link that shows the draft on a page of the shop, for an hour at most.",
        handler: Site(Editor, Configure, |call, site| Box::pin(preview_links::post(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/campaigns/{cid}/links", place: Console, takes: FORM, summary: "The campaign's link for one message.",
        handler: Site(Editor, Configure, |call, site| Box::pin(campaigns::post_link(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/publication", place: Console, takes: Nothing, summary: "The version in force, and what publishing now would change.",
        handler: Site(Viewer, Read, |call, site| Box::pin(publications::get(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/publication", place: Console, takes: Nothing, summary: "Publishes everything that is being written and no draft, if If-Match names what GET has shown.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::post(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/publications", place: Console, takes: Nothing, summary: "The versions that were published, newest first (limit, cursor).",
        handler: Site(Viewer, Read, |call, site| Box::pin(publications::list(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/publications/{v}", place: Console, takes: Nothing, summary: "One version, and what it changed of the one before, or of another (against).",
        handler: Site(Viewer, Read, |call, site| Box::pin(publications::get_one(call, site))) },
    Route { method: Post, path: "/api/sites/{id}/publications/{v}/restore", place: Console, takes: Nothing, summary: "Publishes what a version said as a new one, if If-Match names the current one.",
        handler: Site(Editor, Configure, |call, site| Box::pin(publications::restore(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/settings", place: Console, takes: Nothing, summary: "What is set for the site.",
        handler: Site(Viewer, Read, |call, site| Box::pin(settings::get(call, site))) },
    Route { method: Put, path: "/api/sites/{id}/settings", place: Console, takes: FORM, summary: "Sets it, if If-Match names its version; what browsers must know is published at once.",
        handler: Site(Owner, Manage, |call, site| Box::pin(settings::put(call, site))) },
    Route { method: Get, path: "/api/sites/{id}/changes", place: Console, takes: Nothing, summary: "Who changed what, from what to what, newest first (target, limit, cursor).",
        handler: Site(Editor, Read, |call, site| Box::pin(changes::get(call, site))) },
    Route { method: Get, path: "/v1/preview/{token}", place: Edge, takes: Nothing, summary: "The bundle of a signed preview (postcard).",
        handler: Anyone(|call| Box::pin(previews::get(call))) },
    Route { method: Get, path: "/l/{code}", place: Links, takes: Nothing, summary: "",
        handler: Anyone(|call| Box::pin(links::get(call))) },

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

//! The edge of Dangol: routes, accounts, configuration, and the objects that remember people.
//!
//! In scope: checking who asks, storing, and calling the pure crates. Not in scope: any rule about shoppers, money or consent.
//! Nothing here panics: a panic would make the whole instance anew, and every object in it would lose its memory.

mod answer;
mod api;
mod auth;
mod automatic;
mod bundles;
mod call;
mod campaigns;
mod collect;
mod demo;
mod denied;
mod drafts;
mod egress;
mod erasing;
mod growth;
mod health;
mod history;
mod hooks;
mod importing;
mod links;
mod live;
mod notices;
mod openapi;
mod optout;
mod pages;
mod people;
mod person;
mod person_do;
mod pictures;
mod previews;
mod problem;
mod published;
mod publishing;
mod relay;
mod renewing;
mod route;
mod routes;
mod script;
mod seal;
mod secret;
mod sends;
mod settings;
mod shop_hooks;
mod site_history_do;
mod site_keys;
mod site_live_do;
mod site_relay_do;
mod site_sends_do;
mod store;
mod totp;
mod watching;
mod zone;

use std::cell::Cell;

use worker::{Context, Date, Env, MessageBatch, Method, Request, Response, Result, ScheduleContext, ScheduledEvent, console_error, event};

use crate::call::Call;
use crate::problem::Problem;
use crate::route::{Handler, Place, Route};
use crate::settings::Settings;
use crate::store::db::Db;

thread_local! {
    /// Whether this instance has found the settings safe.
    static CHECKED: Cell<bool> = const { Cell::new(false) };
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> Result<Response> {
    let production = Settings::of(&env).is_production();
    let response = serve(request, env, context).await.unwrap_or_else(Problem::into_response);
    Ok(answer::finish(response, production).unwrap_or_else(Problem::into_response))
}

/// The clock: goes on with what no request has finished.
#[event(scheduled)]
async fn scheduled(_event: ScheduledEvent, env: Env, _context: ScheduleContext) {
    if let Err(problem) = growth::go_on(&env).await {
        console_error!("growing: {problem:?}");
    }
    if let Err(problem) = erasing::go_on(&env).await {
        console_error!("erasing: {problem:?}");
    }
    if let Err(problem) = renewing::go_on(&env).await {
        console_error!("keys: {problem:?}");
    }
    let now_ms = i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX);
    if let Err(problem) = relay::cron::go_on(&env, now_ms).await {
        console_error!("looking after relays: {problem:?}");
    }
    if let Err(problem) = publishing::go_on(&env, now_ms).await {
        console_error!("publishing by the clock: {problem:?}");
    }
    if let Err(problem) = denied::go_on(&env, now_ms).await {
        console_error!("refusals: {problem:?}");
    }
    if let Err(problem) = api::sends::go_on(&env, now_ms).await {
        console_error!("sends: {problem:?}");
    }
    if let Err(problem) = api::pictures::go_on(&env, now_ms).await {
        console_error!("taking out pictures: {problem:?}");
    }
    if let Err(problem) = importing::go_on(&env, now_ms).await {
        console_error!("imports: {problem:?}");
    }
}

/// The queue: somebody is to be told something.
#[event(queue)]
async fn queue(batch: MessageBatch<String>, env: Env, _context: Context) -> Result<()> {
    relay::queue::take(batch, &env).await
}

async fn serve(request: Request, env: Env, context: Context) -> std::result::Result<Response, Problem> {
    if !CHECKED.get() {
        Settings::of(&env).check(&Db::open(&env).await?).await?;
        CHECKED.set(true);
    }
    let url = request.url()?;
    let method = method_of(&request);
    let found = match route::find(routes::ROUTES, &method, url.path()) {
        // Without a word of other origins: no page elsewhere gets further.
        Err(Problem::MethodNotAllowed(allow)) if method == Method::Options => {
            return answer::with(answer::empty(204), &[("allow", &allow)]);
        }
        found => found?,
    };
    if !answers_here(found.route, &Settings::of(&env), &url) {
        return Err(Problem::NotFound);
    }
    let now_ms = i64::try_from(Date::now().as_millis()).unwrap_or(i64::MAX);
    let call = Call::new(request, env, context, url, found.params, found.route.takes, now_ms);
    match found.route.handler {
        Handler::Anyone(handle) => handle(call).await,
        Handler::Account(scope, handle) => {
            let db = Db::open(&call.env).await?;
            let account = auth::account(&call, &db, Some(scope)).await?;
            handle(call, account).await
        }
        Handler::Session(handle) => {
            let db = Db::open(&call.env).await?;
            let account = auth::session(&call, &db).await?;
            handle(call, account).await
        }
        Handler::SiteSession(role, handle) => {
            let db = Db::open(&call.env).await?;
            let account = auth::session(&call, &db).await?;
            let site = auth::site_scope(&db, &account, call.param("id"), role).await?;
            handle(call, site).await
        }
        Handler::Site(role, scope, handle) => {
            let db = Db::open(&call.env).await?;
            let account = auth::account(&call, &db, Some(scope)).await?;
            let site = auth::site_scope(&db, &account, call.param("id"), role).await?;
            handle(call, site).await
        }
    }
}

/// The request's method. One that the library does not know it takes for GET; here it is one that no route has.
fn method_of(request: &Request) -> Method {
    let method = request.method();
    if method.as_ref() == request.inner().method() { method } else { Method::Trace }
}

/// Whether the route answers on the host that was asked, where the console and the edge have hosts of their own.
fn answers_here(route: &Route, settings: &Settings<'_>, url: &worker::Url) -> bool {
    let own = match route.place {
        Place::Console => settings.console_host(),
        Place::Edge => settings.edge_host(),
        Place::Links => settings.links_host(),
        Place::Content => settings.content_host(),
        Place::Any => None,
    };
    let Some(own) = own else { return true };
    let asked = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => String::new(),
    };
    asked == own
}

---@meta
-- luacheck: ignore 111 112 113 121 122 131 212 221 241 631
--- What a test or rule sees, for editors with the Lua language server. Never
--- loaded. In an ISMS repository, let .luarc.json name this folder under
--- "workspace.library" and "Lua 5.4" under "runtime.version".
---
--- A script also has ipairs, pairs (in sorted order), pcall, assert, error,
--- select, type, tonumber, tostring, string, table, math and utf8. It has no
--- io, os, load, coroutine, debug, collectgarbage, string.dump, randomness or
--- clock, and can't set globals.

-- Declaring -----------------------------------------------------------------

---@alias tickmark.author.Requirement
---| string  # an id of the catalogue: "A.8.5", "9.2.2", "6.1.3 d"; "soc2:CC6.1"

---@alias tickmark.author.Method
---| "evidence" # of records that operation left (default)
---| "document" # of what is written down
---| "record"
---| "sample"
---| "interview"
---| "observation"

---@class tickmark.author.Input  the long form; name one of series, paths, record
---@field series string?     an evidence series of tickmark.yml
---@field paths string|string[]|nil  patterns as git's :(glob)
---@field record string?     a record type of tickmark.yml: its documents, shaped
---@field take "latest"|nil  only the newest document's items
---@field window string?     period before the as-of date, e.g. "P1Y"; default: the audit period
---@field history boolean?   t:history() of these paths
---@field versions boolean?  each version that these paths had is collected, not only the current
---@field line "all"|nil     with versions: of all commits that are no merge, not only the audited line
---@field optional boolean?  nothing there is no mistake
---@field all boolean?       heads of all documents, also of deleted ones, without items
---@field format "markdown"|"yaml"|"json"|"csv"|"text"|nil  with paths
---@field columns table<string, string|table>|nil  with paths: as in tickmark.yml
---@field rows string?       with paths: the list that holds the rows

---@class tickmark.author.Param
---@field type "number"|"period"|"date"|"text"|"list"|nil  default: text
---@field default any?
---@field promise string?    a key of `parameters:` in an approved policy, which comes before
---  `default`; if neither is there the test is not-tested
---@field doc string?

---@alias tickmark.author.Collect fun(doc: tickmark.author.Document): tickmark.author.Item[]|tickmark.author.Item|nil

---@class tickmark.author.Test
---@field id string           dotted and permanent, e.g. "access.mfa"
---@field title string        what is true when it passes
---@field requirement tickmark.author.Requirement|tickmark.author.Requirement[]  the first gets the findings
---@field method tickmark.author.Method?
---@field evidence string|string[]|tickmark.author.Input|nil  the only input: a series, patterns, or the long form
---@field inputs table<string, string|string[]|tickmark.author.Input>?  several, by name
---@field params table<string, tickmark.author.Param>?
---@field collect tickmark.author.Collect|table<string, tickmark.author.Collect>|nil  items of one document;
---  left out: each row, or the head
---@field keep "exceptions"|nil  items with ok == true are only counted
---@field judge (fun(facts: any, t: tickmark.author.Judge))?  facts: the set of `evidence`, or a table of sets
---  by the names of `inputs`; left out: items without ok == true are bad
---@field finding_key string? identity of its findings; default: the id
---@field replaces string|string[]|nil  former ids

--- Declare a control test; a script ends with `return test{...}`.
---@param declaration tickmark.author.Test
---@return table
function test(declaration) end

--- Declare an audit rule over records and documents: the same machinery.
---@param declaration tickmark.author.Test
---@return table
function rule(declaration) end

--- Load lib/NAME.lua, which stands beside tickmark.yml; nothing else.
---@param name string
---@return any
function require(name) end

-- Values --------------------------------------------------------------------

---@class tickmark.author.Date  compares with < <= ==; prints as 2026-06-30
---@field year integer
---@field month integer
---@field day integer
---@operator add(tickmark.author.Period|string|integer): tickmark.author.Date
---@operator sub(tickmark.author.Date): integer
---@operator sub(tickmark.author.Period|string|integer): tickmark.author.Date
local Date = {}

--- 1 is Monday.
---@return integer
function Date:weekday() end

---@return integer year
---@return integer week
function Date:iso_week() end

---@param n integer
---@return tickmark.author.Date
function Date:add_months(n) end

---@return tickmark.author.Date
function Date:month_start() end

---@return tickmark.author.Date
function Date:month_end() end

---@class tickmark.author.Period  a length of time: P30D, P3M, P1Y
---@field months integer
---@field days integer
local Period = {}

---@return integer
function Period:approx_days() end

--- A date from YYYY-MM-DD; anything else is an error.
---@param text string
---@return tickmark.author.Date
function date(text) end

--- A period from "P30D" or words like "6 months".
---@param text string|tickmark.author.Period
---@return tickmark.author.Period
function period(text) end

-- Collecting ----------------------------------------------------------------

---@class tickmark.author.Document  what `collect` sees
---@field path string
---@field series string?
---@field date tickmark.author.Date?  not when the date comes from history
---@field period string?  "2026-06", "2026-Q2", "2026-W23", "2026-06-30"
---@field kind "markdown"|"yaml"|"json"|"csv"|"text"
local Document = {}

--- What stands at the top: the head of Markdown and YAML typed by the columns,
--- JSON as it is; nil if there is none.
---@return any
function Document:data() end

--- The rows, typed by the columns; each has `line`.
---@param key string?  the list that holds them
---@return tickmark.author.Item[]
function Document:rows(key) end

--- Items from rows; a row for which `fn` gives nil is left out.
---@overload fun(self: tickmark.author.Document, fn: fun(row: table): table?): tickmark.author.Item[]
---@param key string
---@param fn fun(row: tickmark.author.Item): table?
---@return tickmark.author.Item[]
function Document:each(key, fn) end

--- Where a table that data() gave, or a value in it, stands.
---@param value table
---@param key string|integer|nil
---@return integer? line
---@return integer? column
function Document:line(value, key) end

--- The body below the head, or all of a text.
---@return string
function Document:text() end

--- The text under a heading of Markdown.
---@param title string
---@return string? text
---@return integer? line
function Document:section(title) end

--- The n-th table of Markdown. A row is a list of cells with `line`.
---@param n integer
---@return {header: string[], rows: string[][], line: integer}?
function Document:table(n) end

---@return {text: string, target: string, line: integer}[]
function Document:links() end

---@return {level: integer, text: string, line: integer, anchor: string}[]
function Document:headings() end

--- Names of the columns of CSV.
---@return string[]?
function Document:header() end

---@class tickmark.author.Item  a plain table: your fields, and these
---@field item string?     yours: what people call it; default: the key column, the id, the path
---@field ok boolean?      yours: in order? for judges without `bad`
---@field stratum string?  yours: the part of the population that it belongs to
---@field path string      this and the next: the engine's
---@field line integer
---@field blob string
---@field series string?
---@field date tickmark.author.Date?
---@field period string?
---@field month string?    "2026-06"
---@field arrived_on tickmark.author.Date?  with history, versions, or a date by commit
---@field commit string?   with versions
---@field current boolean? with versions: is it what stands there now?
---@field unreadable {line: integer, column: integer?, message: string}?
---@field [string] any

-- Sets ----------------------------------------------------------------------

---@class tickmark.author.Set  immutable, in the order of path and line
---@operator len: integer
local Set = {}

---@return boolean
function Set:empty() end

--- for item in set:each() do ... end
---@return fun(): tickmark.author.Item?
function Set:each() end

--- Call `visit` with each item without holding them all.
---@param visit fun(item: tickmark.author.Item)
function Set:visit(visit) end

--- The only item; an error if there is none or another.
---@return tickmark.author.Item
function Set:one() end

--- The part whose fields have these values, or for which a function is true.
---@param what table<string, any>|fun(item: tickmark.author.Item): any
---@return tickmark.author.Set
function Set:where(what) end

--- The newest document's items.
---@return tickmark.author.Set
function Set:latest() end

--- The items of the newest document on or before a day.
---@param day tickmark.author.Date?
---@return tickmark.author.Set
function Set:newest(day) end

--- The items of documents dated from `a` to `b`, both included.
---@param a tickmark.author.Date
---@param b tickmark.author.Date
---@return tickmark.author.Set
function Set:between(a, b) end

--- for key, part in set:by("owner") do ... end, sorted by key.
---@param field string
---@return fun(): any, tickmark.author.Set
function Set:by(field) end

--- Map from a field's value to its item. A value twice is an error, unless the
--- newest is asked for.
---@param field string
---@param keep "last"?
---@return table<any, tickmark.author.Item>
function Set:index(field, keep) end

--- The items that have no partner in `other`: the completeness direction.
---@param other tickmark.author.Set
---@param field string
---@param theirs string?  the field of `other`, if it has another name
---@return tickmark.author.Set
function Set:without(other, field, theirs) end

--- Map from a field's value to the date when it was first seen.
---@param field string
---@return table<any, tickmark.author.Date>
function Set:first(field) end

--- The same, last seen.
---@param field string
---@return table<any, tickmark.author.Date>
function Set:last(field) end

--- How many items each dated document has, in the order of dates, zeros too.
---@return {date: tickmark.author.Date, period: string?, value: integer, path: string}[]
function Set:counts() end

--- The documents, for citing; also those without items.
---@return tickmark.author.Item[]
function Set:docs() end

---@param path string
---@return tickmark.author.Item?
function Set:doc(path) end

-- Judging -------------------------------------------------------------------

---@alias tickmark.author.MinorBasis
---| "isolated_lapse"
---| "partial_implementation"
---| "documentation_gap"
---| "technical_error"

---@alias tickmark.author.MajorBasis
---| "systematic_failure"
---| "complete_absence"
---| "critical_control_failure"
---| "effectiveness_issue"

---@alias tickmark.author.Basis
---| tickmark.author.MinorBasis
---| tickmark.author.MajorBasis
---| {minor: tickmark.author.MinorBasis?, major: tickmark.author.MajorBasis?}

---@class tickmark.author.Extent  what t:extent found
---@field n integer            size of the population
---@field bad tickmark.author.Set
---@field rate number          #bad / n
---@field strata {name: string, n: integer, bad: integer}[]
---@field strata_hit integer   strata with something bad

---@class tickmark.author.ExtentOptions
---@field what string         what is wrong with the bad ones, e.g. "accounts without MFA"
---@field bad (fun(item: tickmark.author.Item): any)?  a text says why; default: ok ~= true
---@field by string?          field that splits the population into strata
---@field tolerable number?   share that is no finding; default: the threshold extent.tolerable
---@field critical boolean?   a person should look at the grade
---@field major (fun(r: tickmark.author.Extent): any)?  may raise the grade
---@field basis tickmark.author.Basis?
---@field cite tickmark.author.Set|tickmark.author.Item[]|(fun(item: tickmark.author.Item): tickmark.author.Set)|nil
---@field empty "pass"|nil    else an empty population is not-tested
---@field requirement tickmark.author.Requirement?
---@field key string?         tells two findings of one test apart

---@class tickmark.author.FailOptions
---@field what string
---@field grade "minor"|"major"|nil  default: minor
---@field basis tickmark.author.Basis?
---@field requirement tickmark.author.Requirement?
---@field subject string?     default: the item's name, or its series and period
---@field key string?
---@field items tickmark.author.Item[]?  several at once
---@field missing {series: string, from: string, to: string, due_on: string}[]?
---@field cite tickmark.author.Item[]?

---@class tickmark.author.Due
---@field label string
---@field from tickmark.author.Date
---@field to tickmark.author.Date
---@field due_on tickmark.author.Date
---@field state "done"|"late"|"missed"|"open"|"stale"
---@field items tickmark.author.Item[]  documents that fill it

---@class tickmark.author.SoaRow  what the Statement of Applicability says of a control
---@field control string
---@field applicable boolean?  nil: there is no row
---@field implemented string?
---@field justification string?
---@field owner string?
---@field documents string[]?
---@field planned_for string?
---@field path string?
---@field line integer?

---@class tickmark.author.Judge  `t`
---@field as_of tickmark.author.Date
---@field period {from: tickmark.author.Date, to: tickmark.author.Date}
---@field operating_since tickmark.author.Date
---@field param table<string, any>  values of `params`, typed
---@field soa tickmark.author.SoaRow?  of the first requirement, where that is a control
local Judge = {}

--- Judge a population: at most one finding, whose exceptions are the bad items.
--- From half of it and three deviations on it is a major, else a minor.
---@param population tickmark.author.Set
---@param options tickmark.author.ExtentOptions
---@return tickmark.author.Extent
function Judge:extent(population, options) end

--- Report a nonconformity. Calls about one subject merge.
---@param item tickmark.author.Item?
---@param options tickmark.author.FailOptions
function Judge:fail(item, options) end

--- Nothing is there where something was due: a minor while the organisation has
--- operated for less than `every`, a major after that.
---@param what string
---@param options {every: string|tickmark.author.Period, since: tickmark.author.Date?}
function Judge:absent(what, options) end

--- The due periods of an input that is a series with a cadence. The missed ones
--- are reported by the series' own rules already.
---@param input string  its name; "evidence" if there is one only
---@return tickmark.author.Due[]
function Judge:calendar(input) end

--- A metric in the result: a value, or n of a total.
---@param name string
---@param options {value: number?, n: number?, of: number?, unit: string?, target: number?}
function Judge:measure(name, options) end

--- Does a series of values rise or fall? At least six points.
---@param points (number|{value: number})[]
---@param direction "up"|"down"
---@return {n: integer, first: number?, last: number?, slope: number?, holds: boolean}
function Judge:trend(points, direction) end

--- An opportunity for improvement: never a nonconformity.
---@param item tickmark.author.Item?
---@param what string
function Judge:ofi(item, what) end

--- Something that is done well.
---@param what string
function Judge:positive(what) end

--- Something for the auditor's eye, without a grade.
---@param id string
---@param item tickmark.author.Item?
---@param what string
function Judge:flag(id, item, what) end

--- It could not be tested; if nothing failed that is the outcome.
---@param why string
function Judge:not_tested(why) end

--- Ask for what the repository doesn't show. It is in the result's requests, and not
--- tested until then; nothing in the repository is not yet nothing at all.
---@param what string
function Judge:request(what) end

--- Does the organisation keep what an input is of, as its configuration says? Only
--- scripts of packs may ask for what nobody keeps.
---@param input string
---@return boolean
function Judge:keeps(input) end

--- How often something is due of an input, by the configuration; nil: it doesn't say.
---@param input string
---@return tickmark.author.Period?
function Judge:cadence(input) end

--- Who somebody is, by the names, mails and aliases of people.yml; the text in
--- lower case if nobody is known by it.
---@param who string?
---@return string?
function Judge:person(who) end

--- The same person? False if either is nil.
---@param a string?
---@param b string?
---@return boolean
function Judge:same_person(a, b) end

--- Where the promise behind a parameter stands: a list to cite, maybe empty.
---@param param string
---@return tickmark.author.Item[]
function Judge:source(param) end

--- Is there such a document among the inputs?
---@param path string
---@return boolean
function Judge:exists(path) end

--- The versions of a document of an input that was declared with `history`,
--- the oldest first.
---@param path string
---@param input string?  which input, where several have histories
---@return {commit: string, date: tickmark.author.Date, author: string?, blob: string?, merge: boolean?,
---  before: string?}[]
function Judge:history(path, input) end

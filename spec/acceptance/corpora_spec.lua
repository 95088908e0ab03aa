-- Three real repositories, audited by the rules in examples/open-*: every
-- question that ../shared/corpora/answers-*.json asks gets the answer that plain
-- git and Python gave.
local cjson = require("cjson")
local period = require("tickmark.base.period")
local support = require("spec.support")

local CORPORA = "../shared/corpora"
local COMMAND = (os.getenv("TICKMARK_BUILD") or "build") .. "/tickmark"

local function read_file(path)
  local file <close> = io.open(path, "rb")
  return file and file:read("a")
end

---@class Result  what an audit printed, to ask
local Result = {}
Result.__index = Result

function Result:row(test)
  for _, row in ipairs(self.data.tests) do
    if row.id == test then return row end
  end
  error("no test " .. test)
end

function Result:measure(test, name)
  for _, measure in ipairs(self:row(test).measures) do
    if measure.name == name then return measure end
  end
end

function Result:value(test, name)
  local measure = self:measure(test, name)
  return measure and measure.value
end

--- Values of the measures whose name fits, by what the pattern captures.
function Result:values(test, pattern)
  local values = {}
  for _, measure in ipairs(self:row(test).measures) do
    local key = measure.name:match("^" .. pattern .. "$")
    if key then values[key] = measure.value end
  end
  return values
end

--- Paths of the exceptions whose message fits.
function Result:paths(test, pattern)
  local paths = {}
  for _, one in ipairs(self:row(test).exceptions) do
    if one.message:find("^" .. pattern .. "$") then paths[#paths + 1] = one.path end
  end
  return paths
end

local function those(list, fits)
  local found = {}
  for _, one in ipairs(list) do
    if fits(one) then found[#found + 1] = one end
  end
  return found
end

function Result:flags(test, id)
  return those(self.data.flags, function(flag) return flag.test == test and flag.id == id end)
end

function Result:findings(test)
  return those(self.data.findings, function(finding) return finding.test == test end)
end

---@class Corpus  a clone, its answers, and the audits of it
local Corpus = {}
Corpus.__index = Corpus

local function corpus(name)
  local self = setmetatable({ name = name, dir = support.tmpdir() .. "/clone", answers = {} }, Corpus)
  support.sh("git clone -q --bare %s %s", ("%s/%s.bundle"):format(CORPORA, name), self.dir)
  local text = assert(read_file(("%s/answers-%s.json"):format(CORPORA, name)))
  for _, question in ipairs(cjson.decode(text).questions) do
    self.answers[question.id] = question
  end
  return self
end

function Corpus:remove() support.remove(self.dir:match("^(.*)/")) end

function Corpus:answer(id) return self.answers[id].answer end

function Corpus:git(fmt, ...) return support.git(self.dir, fmt, ...) end

--- The newest first-parent commit that was made until the day began, in UTC.
function Corpus:state(day)
  local epoch = tonumber(support.sh("date -ud %s +%%s", day))
  for line in self:git("log --first-parent --format='%%H %%ct' HEAD"):gmatch("[^\n]+") do
    local id, time = line:match("^(%x+) (%d+)$")
    if tonumber(time) <= epoch then return id end
  end
end

--- Audit; `options` are {rev=, as_of=, only=}.
function Corpus:audit(options)
  local words = { COMMAND, "audit", "--quiet --format json --repo", self.dir,
    "--config", "examples/" .. self.name }
  if options.rev then words[#words + 1] = "--rev " .. options.rev end
  if options.as_of then words[#words + 1] = "--as-of " .. options.as_of end
  if options.only then words[#words + 1] = "--only " .. options.only end
  local text = support.sh(table.concat(words, " ") .. " || [ $? -lt 3 ]")
  return setmetatable({ data = cjson.decode(text) }, Result)
end

--- The audit of the state at the beginning of a day.
function Corpus:audit_at(day, only)
  return self:audit { rev = self:state(day), as_of = day, only = only }
end

local function present() return read_file(CORPORA .. "/README.md") ~= nil end

--- Questions about one repository; `body` gets the clone and the audit of its
--- head, as of a day or of its own.
local function describe_corpus(name, as_of, body)
  describe(name, function()
    if not present() then
      pending("../shared is absent: " .. CORPORA)
      return
    end
    local the = {}
    lazy_setup(function()
      the.corpus = corpus(name)
      the.head = the.corpus:audit { as_of = as_of }
    end)
    lazy_teardown(function() the.corpus:remove() end)
    body(the)
  end)
end

local function sorted(list)
  table.sort(list)
  return list
end

local function by_commit(list)
  table.sort(list, function(a, b) return a.commit < b.commit end)
  return list
end

--- Versions that could not be read, as {path, blob, first_commit, date, error};
--- the error is the word that Python has for it.
local function broken_heads(audited, test)
  local list = {}
  for i, flag in ipairs(audited:flags(test, "broken-head")) do
    local evidence = flag.evidence[1]
    list[i] = { path = evidence.path, blob = evidence.blob, first_commit = evidence.commit,
      date = flag.message:match("since (%S+)$"),
      error = flag.message:find(":%d+: last_reviewed_on: ") and "ValueError" or "ScannerError" }
  end
  return list
end

local function by_blob(list)
  table.sort(list, function(a, b) return a.blob < b.blob end)
  return list
end

describe_corpus("open-tailscale-policies", nil, function(the)
  it("T1 documents, front matter, policies", function()
    local head = the.head:measure("policies.heads", "documents with front matter")
    assert.same(the.corpus:answer("T1"), { docs = head.of, valid = head.n,
      policies = the.head:value("policies.heads", "policies") })
    assert.equal(head.of, the.head:row("policies.heads").documents)
  end)

  it("T2 documents without front matter", function()
    assert.same(the.corpus:answer("T2"),
      the.head:paths("policies.heads", "documents without front matter"))
  end)

  it("T3 documents that don't say when they were updated", function()
    assert.same(the.corpus:answer("T3"),
      the.head:paths("policies.heads", "documents that don't say when they were updated"))
  end)

  it("T4 front matter that was broken", function()
    assert.same(by_blob(the.corpus:answer("T4")), by_blob(broken_heads(the.head, "policies.versions")))
  end)

  it("T5 dates that are not those of the last change", function()
    assert.same(the.corpus:answer("T5"), the.head:paths("policies.freshness", "says .*"))
  end)

  it("T6 when policies were updated", function()
    assert.same(the.corpus:answer("T6"), the.head:values("policies.freshness", "last updated on (.*)"))
  end)

  it("T7 places that policies share", function()
    local shared = {}
    for _, one in ipairs(the.head:row("policies.order").exceptions) do
      local weight = one.message:match("^weight (%d+)$")
      shared[weight] = shared[weight] or {}
      table.insert(shared[weight], one.path)
    end
    assert.same(the.corpus:answer("T7"), shared)
  end)

  it("T8 the longest time without a change", function()
    local missing = the.head:findings("policies.cadence")[1].missing[1]
    assert.same(the.corpus:answer("T8"), { start = missing.from, ["end"] = missing.to,
      days = the.head:value("policies.cadence", "longest time without a change") })
  end)

  it("T9 stale policies at each new year; without dates there is no basis", function()
    local told = {}
    for day in pairs(the.corpus:answer("T9")) do
      local audited = the.corpus:audit_at(day, "policies.freshness")
      local dated = audited:measure("policies.freshness", "policies with a date")
      told[day] = { policies = dated.of, without_date = dated.of - dated.n,
        stale = audited:paths("policies.freshness", "last updated on .*") }
      assert.equal(dated.n == 0, audited:row("policies.freshness").outcome == "not-tested")
    end
    assert.same(the.corpus:answer("T9"), told)
  end)

  it("T10 what README declared, and when", function()
    local claims = {}
    for i, flag in ipairs(the.head:flags("policies.claims", "review-claim")) do
      local claimed, committed = flag.message:match("^reviewed on (%S+), said on (%S+)$")
      claims[i] = { claimed = claimed, committed = committed, commit = flag.evidence[1].commit }
    end
    -- The answer lists one commit more, which touched README but not that line:
    -- its claim differs only from that of another branch, the one before in
    -- `git log --topo-order`.
    local set = {}
    for _, one in ipairs(the.corpus:answer("T10")) do
      local diff = the.corpus:git("show --format= -U0 %s -- README.md", one.commit)
      if diff:find("\n%+[^\n]*last reviewed on") then set[#set + 1] = one end
    end
    assert.equal(#the.corpus:answer("T10") - 1, #set)
    assert.same(by_commit(set), by_commit(claims))
  end)

  it("T11 authors; merges on the line", function()
    local merges = the.head:measure("policies.authorship", "changes that came by a merge")
    assert.same(the.corpus:answer("T11"), { first_parent = merges.of, first_parent_merges = merges.n,
      authors = the.head:value("policies.authorship", "people who wrote") })
  end)

  it("T12 first version and changes of one policy", function()
    local path, first = "access-control/index.md", nil
    for _, flag in ipairs(the.head:flags("policies.cadence", "first-version")) do
      if flag.evidence[1].path == path then
        first = flag.evidence[1].commit .. " " .. flag.message:match("since (%S+)$")
      end
    end
    assert.same(the.corpus:answer("T12"), { first = first,
      touching = the.head:value("policies.cadence", "changes of " .. path) })
  end)
end)

describe_corpus("open-gds-way", "2026-08-22", function(the)
  local then_ -- the audit of 2026-08-20
  local function in_august()
    then_ = then_ or the.corpus:audit_at("2026-08-20", "pages.overdue")
    return then_
  end

  it("G1 pages by the state of their front matter", function()
    local head = the.head:measure("pages.heads", "pages with front matter")
    assert.same(the.corpus:answer("G1"), { ok = head.n, docs = head.of })
    assert.equal(head.of, the.head:row("pages.heads").documents)
  end)

  it("G2 pages that lack a key", function()
    local told = {}
    for key in pairs(the.corpus:answer("G2")) do
      told[key] = the.head:paths("pages.heads", "pages without " .. key)
    end
    assert.same(the.corpus:answer("G2"), told)
  end)

  it("G3 front matter that was broken; an impossible day is", function()
    assert.same(by_blob(the.corpus:answer("G3")), by_blob(broken_heads(the.head, "pages.versions")))
  end)

  it("G4 pages overdue at each new year; before the regime there is no basis", function()
    local told = {}
    for day in pairs(the.corpus:answer("G4")) do
      local audited = the.corpus:audit_at(day, "pages.overdue")
      local overdue = audited:measure("pages.overdue", "pages overdue")
      told[day] = { docs = audited:row("pages.overdue").documents, with_due_date = overdue.of,
        overdue = overdue.n, overdue_percent = overdue.value
          and math.floor(overdue.value * 1000 + 0.5) / 10 or cjson.null }
      assert.equal(overdue.of == 0, audited:row("pages.overdue").outcome == "not-tested")
    end
    assert.same(the.corpus:answer("G4"), told)
  end)

  it("G5 pages overdue, since when", function()
    local told = {}
    for i, one in ipairs(in_august():row("pages.overdue").exceptions) do
      local due, days = one.message:match("^due on (%S+), (%d+) days ago$")
      told[i] = { path = one.path, due = due, days = tonumber(days) }
    end
    assert.same(the.corpus:answer("G5"), told)
  end)

  it("G6 intervals of review", function()
    local expected = {}
    for words, n in pairs(the.corpus:answer("G6")) do
      expected[words == "None" and "not set" or tostring(period.parse_words(words))] = n
    end
    assert.same(expected, in_august():values("pages.overdue", "review in (.*)"))
  end)

  it("G7 pages overdue by owner", function()
    local told = in_august():values("pages.overdue", "overdue, owner (.*)")
    told.None = in_august():value("pages.overdue", "overdue without an owner")
    assert.same(the.corpus:answer("G7"), told)
  end)

  it("G8 reviews that only moved the date", function()
    assert.same(the.corpus:answer("G8"), the.head:values("pages.stamps", "stamps in (%d+)"))
    assert.equal(the.corpus.answers.G8.total, the.head:value("pages.stamps", "stamps"))
  end)

  it("G9 claims of a review against their commits", function()
    local function value(name) return the.head:value("pages.claims", name) end
    local function place(id)
      local flag = the.head:flags("pages.claims", id)[1]
      local claimed, committed = flag.message:match(": reviewed on (%S+), committed on (%S+)$")
      return { flag.evidence[1].path, claimed, flag.evidence[1].commit, committed }
    end
    assert.same(the.corpus:answer("G9"), { changes = value("claims of a review"),
      median = value("days from claim to commit, median"),
      claimed_after_commit = value("claims ahead of their commit"),
      more_than_30_days_before_commit = value("claims long before their commit"),
      max = value("days from claim to commit, most"), min = value("days from claim to commit, least"),
      max_at = place("latest-claim"), min_at = place("earliest-claim") })
  end)

  it("G10 pages unchanged for a year", function()
    assert.same(the.corpus:answer("G10"), the.head:paths("pages.dormant", "changed on .*"))
  end)

  it("G11 upkeep of one page", function()
    local path = "source/standards/supporting-services.html.md.erb"
    local from, to = the.head:flags("pages.upkeep", "longest-gap")[1].message:match(
      ": no change from (%S+) to (%S+)$")
    local function value(name) return the.head:value("pages.upkeep", name .. path) end
    assert.same(the.corpus:answer("G11"), { commits = value("changes of "),
      authors = value("people who wrote "), gap = { start = from, ["end"] = to,
        days = value("longest time without a change of ") } })
  end)

  it("G12 days that are none, at the head", function()
    local told = {}
    for _, problem in ipairs(the.head.data.problems) do
      if problem.message:find("^last_reviewed_on: ") then told[#told + 1] = problem.path end
    end
    assert.same(the.corpus:answer("G12"), sorted(told))
    assert.same({}, the.head.data.problems)
  end)
end)

describe_corpus("open-dotgov-csv", nil, function(the)
  --- Header changes as {date, commit, columns}, in order.
  local function headers()
    local list = {}
    for i, flag in ipairs(the.head:flags("register.history", "columns")) do
      local day, words = flag.message:match("^(%S+): (.*)$")
      local columns = {}
      for name in (words .. " | "):gmatch("(.-) | ") do columns[#columns + 1] = name end
      list[i] = { date = day, commit = flag.evidence[1].commit, columns = columns }
    end
    return list
  end

  it("C1 rows and columns", function()
    local list = headers()
    assert.same(the.corpus:answer("C1"), { rows = the.head:value("register.quality", "entries"),
      columns = list[#list].columns })
  end)

  it("C2 rows at each new year; without the file there is nothing to count", function()
    local told = {}
    for year in pairs(the.corpus:answer("C2")) do
      local audited = the.corpus:audit_at(year .. "-01-01", "register.quality")
      local rows = audited:value("register.quality", "entries")
      told[year] = rows or cjson.null
      assert.equal(rows == nil, audited:row("register.quality").outcome == "not-tested")
    end
    assert.same(the.corpus:answer("C2"), told)
  end)

  it("C3 changes and the longest time without", function()
    local missing = the.head:findings("register.history")[1].missing[1]
    assert.same(the.corpus:answer("C3"), { commits = the.head:value("register.history", "changes"),
      gap = { start = missing.from, ["end"] = missing.to,
        days = the.head:value("register.history", "longest time without an update") } })
  end)

  it("C4 rows without a security contact", function()
    local row = the.head:row("register.quality")
    assert.equal(the.corpus:answer("C4"), #row.exceptions)
    assert.equal(the.corpus:answer("C4"), row.items - row.passing)
  end)

  it("C5 changes of the header", function()
    assert.same(the.corpus:answer("C5"), headers())
  end)

  it("C6 versions with uneven rows", function()
    local uneven = the.head:measure("register.history", "versions with uneven rows")
    assert.same(the.corpus:answer("C6"), { versions = uneven.of, ragged = uneven.n,
      list = the.head:flags("register.history", "uneven") })
  end)

  it("C7 entries added and removed", function()
    assert.same(the.corpus:answer("C7"), { added = the.head:value("register.movement", "entries added"),
      removed = the.head:value("register.movement", "entries removed") })
    assert.equal(the.corpus:answer("C7").removed, #the.head:flags("register.movement", "removed"))
  end)

  it("C8 days without an update", function()
    assert.equal(the.corpus:answer("C8"),
      365 - the.head:value("register.history", "days with an update in 2025"))
  end)
end)

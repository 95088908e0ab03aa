--- Times the ledger: events appended in batches and one by one, a list, verify.
--
-- usage: lua5.4 spec/bench/ledger.lua BUILD [EVENTS]
-- Prints what spec/bench/README.md records.

local append = require("tickmark.record.append")
local canon = require("tickmark.base.canon")
local core = require("tickmark.core")
local date = require("tickmark.base.date")
local request = require("tickmark.record.request")
local tickmark = require("tickmark")

local build, events = arg[1] or "build", tonumber(arg[2]) or 60000
local BATCH <const> = 100

local work = os.tmpname()
os.remove(work)
local function sh(command, ...) return os.execute(command:format(...)) end

assert(sh("lua5.4 examples/demo/make.lua %s >/dev/null && cd %s && git config user.name A && git config user.email a@b",
  work, work))

--- Seconds that a function takes.
local function timed(work_of)
  local start = core.ticks()
  work_of()
  return (core.ticks() - start) / 1000
end

local book <close> = tickmark.book { repo = work }
book.author = append.author(book.subject, book.ledger)
local statement = ("a fact that is told in some words, "):rep(3)

local function finding(n)
  local head = book:first("open", "A.8.5\0bench\0" .. n, {
    type = "nonconformity", requirement = "A.8.5", grade = "minor",
    grade_is = "proposed", basis = "isolated_lapse", statement = statement .. n, items = canon.array {},
    evidence = canon.array {}, raised_on = "2026-01-01" })
  return book:draft("findings", head, "new", "A.8.5 minor", head.statement)
end

local heads = {}
--- A batch of events; six of a finding, one after the other.
local function batch(from)
  local commits = canon.array {}
  for i = from, from + BATCH - 1 do
    local of = i // 6
    local known = heads[of]
    local draft
    if not known then
      draft = finding(of)
    else
      local head = book:after(known, "responded", { response = { text = "answer " .. i, by = "a@b" } })
      draft = book:draft("findings", head, known.head.state, "A.8.5 minor", "answer " .. i)
    end
    local commit, told = append.commit(draft, book.author)
    heads[of] = { head = draft.head, heads = { { sha256 = told.sha256, seq = draft.head.seq } } }
    commits[#commits + 1] = commit
  end
  assert(append.try(book.subject, book.ledger, commits))
end

local appended = timed(function()
  for from = 0, events - 1, BATCH do batch(from) end
end)
local single = timed(function()
  for n = 1, 200 do
    book:change(function() return request.raise(book, { text = "number " .. n, due = date.new(2027, 1, 1) }) end)
  end
end)
local function size()
  local p <close> = assert(io.popen("du -sm " .. work .. "/.git/objects | cut -f1"))
  return tonumber(p:read("a"))
end
local loose = size()
sh("cd %s && git gc -q 2>/dev/null", work)
local list = timed(function() sh("%s/tickmark finding list --repo %s --quiet >/dev/null", build, work) end)
local verify = timed(function() sh("%s/tickmark verify --repo %s --remember %s/tips >/dev/null", build, work, work) end)
local again = timed(function() sh("%s/tickmark verify --repo %s --remember %s/tips >/dev/null", build, work, work) end)

print(("%d events"):format(events))
for _, row in ipairs {
  { "appended, fsynced, batches of 100", ("%.0f a second"):format(events / appended) },
  { "single, durable", ("%.0f a second"):format(200 / single) },
  { "objects, as written", ("%d MiB"):format(loose) },
  { "objects, after git gc", ("%d MiB"):format(size()) },
  { ("list %d findings"):format(events // 6), ("%.0f ms"):format(list * 1000) },
  { "verify, unsigned", ("%.2f s"):format(verify) },
  { "verify, since the remembered tip", ("%.0f ms"):format(again * 1000) },
} do
  print(("%-40s %s"):format(row[1], row[2]))
end
sh("rm -rf %s", work)
